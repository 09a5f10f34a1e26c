"""All conditions that a treatment is for: chosen on its page, or showing it on theirs."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.models import Page, PageViewRestriction

from tests import factories
from tests.integration.pages.reading import page_maker, public, read, words


@pytest.fixture
def condition(home: Page) -> Any:
    return page_maker(home, "condition")


@pytest.fixture
def treatment(home: Page) -> Any:
    return page_maker(home, "treatment")


def showing(*treatments: Any) -> dict[str, Any]:
    value = {
        "heading": "Treatments",
        "aspect": "treatments",
        "intro": "",
        "treatments": [("page", treatment) for treatment in treatments],
    }
    return {"body": [("treatment_section", value)]}


def treated(client: Any, page: Any) -> list[str]:
    return [words(item) for item in read(client, page).select(".hh-related__item")]


def test_conditions__are_the_chosen_ones_and_those_that_show_the_treatment(
    condition, treatment, client
):
    chosen = condition(title="Stroke")
    rest = treatment(conditions=[("page", chosen)])
    condition(title="Migraine", **showing(rest, rest))
    condition(title="Anaemia", **showing(rest))
    condition(title="Linked", body=[factories.text_section(text=link_to(rest))])
    condition(title="Other", **showing(treatment()))
    assert treated(client, rest) == ["Stroke", "Anaemia", "Migraine"]


def link_to(page: Any) -> str:
    return f'<p><a linktype="page" id="{page.pk}">rest</a></p>'


def test_condition__that_is_chosen_and_shows_the_treatment_is_named_once(
    condition, treatment, client
):
    rest = treatment()
    migraine = condition(title="Migraine", **showing(rest))
    type(rest).objects.filter(pk=rest.pk).update(
        conditions=[{"type": "page", "value": migraine.pk}] * 2
    )
    assert treated(client, rest) == ["Migraine"]


@pytest.mark.parametrize("state", ["withdrawn", "private"])
def test_condition_that_readers_cannot_see__is_not_named(state, condition, treatment, client):
    rest = treatment()
    page = condition(title="Secret", **showing(rest))
    if state == "private":
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    else:
        Page.objects.filter(pk=page.pk).update(live=False)
    assert "Secret" not in read(client, rest).get_text()


def test_draft_that_shows_the_treatment__does_not_count(treatment, live, editor, reviewer, client):
    rest = treatment()
    live.body = showing(rest)["body"]
    live.save_revision(user=editor)
    assert not treated(client, rest)
    factories.published(live, author=editor, approver=reviewer)
    assert treated(client, rest) == ["Migraine"]


def test_alias__shows_the_conditions_of_its_source(condition, treatment, home, client):
    rest = treatment()
    condition(title="Migraine", **showing(rest))
    alias = rest.create_alias(parent=home, update_slug="elsewhere")
    assert treated(client, public(alias)) == ["Migraine"]
