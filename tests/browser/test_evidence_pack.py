"""A publisher shows an assessor, who has no account, what proves that a page was reviewed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from headhealth.models import ConditionPage, EvidenceLink
from tests import factories
from tests.browser.conftest import PageWatch
from tests.browser.demo_site import DemoSite


def published_page(demo: DemoSite) -> ConditionPage:
    page = factories.ConditionPageFactory(
        parent=demo.indexes["conditions"], title="Tension headache"
    )
    return factories.published(
        page, author=demo.accounts["editor"], approver=demo.accounts["reviewer"]
    )


def test_evidence__is_shown_to_somebody_without_an_account(
    demo: DemoSite, open_page: Callable[..., Page], page_watch: PageWatch, base_url: str
) -> None:
    health_page = published_page(demo)

    # The publisher finds the pack in the editor.
    publisher = open_page(demo.accounts["publisher"])
    publisher.goto(f"/admin/pages/{health_page.pk}/edit/")
    publisher.get_by_role("button", name="Actions", exact=True).first.click()
    publisher.get_by_role("link", name="Evidence pack").click()
    expect(publisher.get_by_role("main")).to_contain_text("NHS standard")
    publisher.get_by_label("For whom").fill("Ms Assessor")
    publisher.get_by_label("7 days").check()
    publisher.get_by_role("button", name="Make a link").click()
    address = publisher.get_by_label("Link", exact=True).input_value()
    path = "/evidence/" + address.split("/evidence/")[1]

    # The assessor opens it, and takes files away.
    assessor = open_page(accept_downloads=True)
    assessor.goto(path)
    expect(assessor.get_by_role("heading", level=1)).to_have_text("Tension headache")
    expect(assessor.get_by_role("main")).to_contain_text("The ledger vouches for every record")
    assessor.get_by_role("link", name="JAMA benchmarks").click()
    expect(assessor).to_have_url(f"{base_url}{path}#standard-jama")
    with assessor.expect_download() as pdf:
        assessor.get_by_role("link", name="Download as PDF").click()
    text = "".join(page.extract_text() for page in PdfReader(pdf.value.path()).pages)
    assert "Tension headache" in text and "JAMA benchmarks" in text
    with assessor.expect_download() as file:
        assessor.get_by_role("link", name="Download as JSON").click()
    data = json.loads(Path(file.value.path()).read_text())
    assert data["evidence"]["subject"]["title"] == "Tension headache"

    # The link ends.
    EvidenceLink.objects.update(expires_at=timezone.now())
    page_watch.expect("status of 404")
    response = assessor.goto(path)
    assert response is not None and response.status == 404
    expect(assessor.get_by_role("heading", level=1)).to_have_text("This link does not work")
