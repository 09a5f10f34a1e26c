"""Whether readers may comment is no health text: it changes without a medical review."""

from __future__ import annotations

import pytest

from headhealth.models import ConditionPage, TreatmentPage
from headhealth.review.authority import may_be_public
from headhealth.review.content_digest import content_digest
from headhealth.review.content_fields import content_fields
from tests.integration.admin.page_forms import condition_form
from tests.integration.gate.admin_doors import PUBLISH, page_url
from tests.testapp.models import ClinicPage


@pytest.mark.parametrize("model", [ConditionPage, TreatmentPage, ClinicPage])
def test_setting__is_no_content_of_any_page_type(model):
    assert "comments_allowed" not in content_fields(model)


def test_host_model__keeps_exemptions_of_its_own():
    assert "view_count" not in content_fields(ClinicPage)
    assert {"phone", "summary"} <= content_fields(ClinicPage)


def test_publisher__turns_comments_on_without_a_review(live, publisher, client_of):
    digest = content_digest(live)
    form = condition_form(live, comments_allowed="on", **PUBLISH)
    client_of(publisher).post(page_url("edit", live), form)
    page = ConditionPage.objects.get(pk=live.pk)
    assert page.comments_allowed and page.live and may_be_public(page)
    assert content_digest(page) == digest


def test_editor__finds_the_setting_in_the_form(live, editor, client_of):
    html = client_of(editor).get(page_url("edit", live)).content.decode()
    assert 'name="comments_allowed"' in html
