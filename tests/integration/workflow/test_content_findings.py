"""The rules about words hold for content in English, the others for content in any language."""

from __future__ import annotations

import pytest
from wagtail.models import Locale
from wagtail.rich_text import RichText
from wagtail.test.utils.form_data import rich_text

from headhealth.workflow.content_findings import content_errors, content_findings
from tests import factories
from tests.integration.admin.page_forms import condition_form

pytestmark = pytest.mark.django_db


def card(heading: str) -> tuple[str, dict]:
    return (
        "care_card",
        {"level": "urgent", "heading": heading, "text": RichText("<p>une forte fièvre</p>")},
    )


@pytest.fixture
def french(draft):
    locale = Locale.objects.create(language_code="fr")
    draft.body = [factories.text_section("Aperçu"), card("Appelez le 15 si :")]
    draft.locale = locale
    return draft


def codes(findings):
    return {finding.code for finding in findings}


def test_french_page__need_not_say_if(french):
    assert content_errors(french) == []


def test_english_page__has_to(french):
    french.locale = Locale.objects.get(language_code="en")
    assert codes(content_errors(french)) == {"care_card_heading"}


def test_french_page__keeps_the_other_rules(french):
    french.body = [factories.text_section("Aperçu"), card("Si :"), card("Si :")]
    assert codes(content_errors(french)) == {"care_card_level_repeated"}


def test_field__is_named_as_its_form_names_it(draft):
    draft.summary = ""
    assert [finding.label for finding in content_errors(draft)] == ["Summary"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_form__checks_in_the_language_of_the_page(language, french, superuser):
    french.locale = Locale.objects.get(language_code=language)
    french.save()
    block = {**card("Appelez le 15 si :")[1], "text": rich_text("<p>une forte fièvre</p>")}
    form_class = type(french).get_edit_handler().get_form_class()
    form = form_class(
        condition_form(french, body=[("care_card", block)]),
        instance=french,
        for_user=superuser,
        parent_page=french.get_parent(),
    )
    assert form.is_valid() is (language == "fr"), form.errors


def test_findings__errors_come_first(draft):
    draft.summary = ""
    draft.body = [factories.text_section(text=f"<p>{'word ' * 30}.</p>"), card("See a GP")]
    severities = [finding.severity for finding in content_findings(draft)]
    assert severities == sorted(severities, key=lambda severity: severity != "error")
    assert len(set(severities)) == 2
