"""Through the page editor: a draft may be anything, what is submitted keeps the rules."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from wagtail.test.utils.form_data import rich_text

from headhealth.models import ConditionPage
from tests.integration.admin.page_forms import condition_form, section_form


def card_form(heading: str) -> tuple[str, Any]:
    return (
        "care_card",
        {
            "level": "urgent",
            "heading": heading,
            "text": rich_text("<p>it gets worse</p>", features=["bold", "ol", "ul", "link"]),
        },
    )


def post(client: Any, page: ConditionPage, *blocks: Any, **action: str) -> Any:
    form = condition_form(page, body=[section_form("Overview"), *blocks], **action)
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form)


def test_a_draft_is_saved_and_a_submission_is_stopped_at_the_block(
    draft: ConditionPage, editor: Any, client_of: Any
) -> None:
    client = client_of(editor)
    blocks = [card_form("See a GP"), card_form("")]

    assert post(client, draft, *blocks).status_code == 302
    saved = ConditionPage.objects.get(pk=draft.pk).get_latest_revision_as_object()
    assert [child.value["heading"] for child in saved.body][1:] == ["See a GP", ""]

    response = post(client, draft, *blocks, **{"action-submit": "1"})
    assert response.status_code == 200
    html = response.content.decode()
    assert "ends in “if:”" in html or "ends in \\u201cif:\\u201d" in html or "\\\\u201cif:" in html
    assert "already has a care card of this level" in html
    assert not ConditionPage.objects.get(pk=draft.pk).current_workflow_state

    mended = post(client, draft, card_form("See a GP if:"), **{"action-submit": "1"})
    assert mended.status_code == 302
    assert ConditionPage.objects.get(pk=draft.pk).current_workflow_state
