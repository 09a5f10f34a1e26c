"""The public page of a symptom: how urgent it can be, and every condition it can belong to."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, Page, PageViewRestriction, Site

from headhealth.models import Symptom
from tests import factories
from tests.integration.pages.reading import (
    INLINE_SCRIPT,
    SCRIPT,
    page_maker,
    public,
    read,
    symptom_entry,
    words,
)
from tests.integration.symptom_finder.conftest import with_symptoms


def see(client: Client, symptom: Any, query: str = "") -> BeautifulSoup:
    response = client.get(symptom.address + query)
    assert response.status_code == 200
    assert not response.cookies
    return BeautifulSoup(response.content, "html.parser")


def conditions(soup: BeautifulSoup) -> list[str]:
    return [words(item) for item in soup.select(".hh-listing__item")]


def test_symptom__is_described_with_its_names_and_review(symptom, client, editor, reviewer):
    made = factories.published(
        factories.SymptomFactory(
            name="stiff neck", also_known_as="nuchal rigidity", description="It hurts to bend it."
        ),
        author=editor,
        approver=reviewer,
    )
    soup = see(client, made)
    assert soup.title.get_text() == soup.h1.get_text() == "Stiff neck"
    assert "nuchal rigidity" in words(soup.select_one(".hh-other-names"))
    assert words(soup.select_one(".hh-page__summary")) == "It hurts to bend it."
    assert "by Dr Reviewer, MBBS" in words(soup.select_one(".hh-review-line"))


def test_conditions__are_those_that_name_it_and_those_that_lists_name(make, symptom, client):
    nausea, other = symptom("nausea"), symptom("itch")
    make["condition"](title="Migraine", **with_symptoms(other, nausea))
    make["condition"](title="Eczema", **with_symptoms(other))
    concussion = make["condition"](title="Concussion")
    listed = make["symptom_list"](
        title="Warning signs",
        entries=[
            symptom_entry("non_urgent", symptom=other),
            symptom_entry(
                "emergency", symptom=nausea, note="after a blow", conditions=[concussion]
            ),
        ],
    )
    soup = see(client, nausea)
    assert conditions(soup) == ["Concussion Immediate action required", "Migraine"]
    assert words(soup.select_one(".hh-symptom__listing")) == (
        "Immediate action required after a blow Warning signs"
    )
    assert soup.select_one(".hh-symptom__listing a")["href"] == listed.url
    card = words(soup.select_one(".hh-care-card--emergency"))
    assert "Nausea. after a blow" in card and "call the emergency services" in card
    assert "This is no diagnosis." in soup.get_text()


def test_conditions__that_share_a_symptom_are_each_named_once(make, symptom, client):
    nausea = symptom("nausea")
    migraine = make["condition"](title="Migraine", **with_symptoms(nausea, nausea))
    for title in ("First", "Second"):
        entry = symptom_entry("urgent", symptom=nausea, conditions=[migraine, migraine])
        make["symptom_list"](title=title, entries=[entry])
    assert conditions(see(client, nausea)) == ["Migraine Urgent advice"]


def test_symptom_of_nothing__says_so(symptom, client):
    soup = see(client, symptom("itch"))
    assert not conditions(soup)
    assert "No page of this site says" in soup.get_text()


def test_names__are_links_to_the_symptom(make, symptom, client):
    nausea = symptom("nausea")
    for page in (
        make["condition"](**with_symptoms(nausea)),
        make["symptom_list"](entries=[symptom_entry(symptom=nausea)]),
    ):
        assert read(client, page).find("a", string="nausea")["href"] == nausea.address


@pytest.mark.parametrize("address", ["/symptoms/{}/old-name/", "/symptoms/{}/%F0%9F%A4%95/"])
def test_old_address__leads_to_the_present_one(address, symptom, client):
    made = symptom("stiff neck")
    response = client.get(address.format(made.pk))
    assert (response.status_code, response["Location"]) == (301, f"/symptoms/{made.pk}/stiff-neck/")


@pytest.mark.parametrize("name", ["صداع", "🤕", SCRIPT, "a/b?c#d", "x" * 255, "Übelkeit"])
def test_any_name__has_an_address(name, symptom, client):
    soup = see(client, symptom(name))
    assert not soup.select(INLINE_SCRIPT)
    assert soup.h1.get_text().lower() == name.lower()


@pytest.mark.parametrize("key", ["0", "99999999", "9" * 30, "9" * 5000])
def test_unknown_symptom__is_not_found(key, client, home):
    assert client.get(f"/symptoms/{key}/x/").status_code == 404


def test_symptom_that_is_not_public__is_not_found(symptom, client, home):
    made = symptom("nausea")
    Symptom.objects.filter(pk=made.pk).update(live=False)
    assert client.get(made.address).status_code == 404


def test_symptom__is_only_read(symptom, client):
    assert client.post(symptom("nausea").address).status_code == 405


@pytest.mark.parametrize("query", ["?page=0", "?page=x", "?page=" + "9" * 5000, "?page=%00"])
def test_page_number_that_is_none__shows_a_page(query, make, symptom, client):
    nausea = symptom("nausea")
    make["condition"](title="Migraine", **with_symptoms(nausea))
    assert conditions(see(client, nausea, query)) == ["Migraine"]


# What readers must not see


def test_draft__does_not_count(make, symptom, client, editor, reviewer, live):
    """Neither a page that was never public, nor what a draft of a public page says."""
    nausea = symptom("nausea")
    factories.ConditionPageFactory(parent=live.get_parent(), title="D", **with_symptoms(nausea))
    live.body = with_symptoms(nausea)["body"]
    live.save_revision(user=editor)
    assert not conditions(see(client, nausea))
    factories.published(live, author=editor, approver=reviewer)
    assert conditions(see(client, nausea)) == ["Migraine"]
    type(live).objects.get(pk=live.pk).unpublish()
    assert not conditions(see(client, nausea))


def test_page_type_that_is_not_reviewed__does_not_count(home, symptom, client):
    from tests.testapp.models import StockConditionPage

    nausea = symptom("nausea")
    home.add_child(instance=StockConditionPage(title="Stock", summary="x", **with_symptoms(nausea)))
    assert not conditions(see(client, nausea))


def test_page_type_of_the_site__counts(home, symptom, client):
    from tests.testapp.models import ClinicPage

    nausea = symptom("nausea")
    public(
        home.add_child(
            instance=ClinicPage(title="Clinic", summary="x", live=False, **with_symptoms(nausea))
        )
    )
    assert conditions(see(client, nausea)) == ["Clinic"]


@pytest.mark.parametrize("where", ["page", "parent"])
def test_private_page__is_not_named(where, make, symptom, client):
    nausea = symptom("nausea")
    page = make["condition"](title="Secret", **with_symptoms(nausea))
    secret_list = make["symptom_list"](
        title="Secret list", entries=[symptom_entry("emergency", symptom=nausea, conditions=[page])]
    )
    for obj in (page, secret_list):
        restricted = obj if where == "page" else obj.get_parent()
        PageViewRestriction.objects.create(page=restricted, restriction_type="login")
    assert "Secret" not in see(client, nausea).get_text()


def test_alias__is_named_where_its_source_is_not(make, home, symptom, client):
    nausea = symptom("nausea")
    page = make["condition"](title="Migraine", **with_symptoms(nausea))
    page.create_alias(parent=home, update_slug="elsewhere")
    assert conditions(see(client, nausea)) == ["Migraine"]


def test_alias_of_private_page__is_not_named(make, home, symptom, client):
    nausea = symptom("nausea")
    page = make["condition"](title="Secret", **with_symptoms(nausea))
    alias = page.create_alias(parent=home, update_slug="elsewhere")
    alias.create_alias(parent=home, update_slug="elsewhere-still")
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert "Secret" not in see(client, nausea).get_text()


def test_other_site__has_its_own_conditions(make, home, symptom, client):
    nausea = symptom("nausea")
    make["condition"](title="Migraine", **with_symptoms(nausea))
    other = home.get_parent().add_child(instance=Page(title="Other", slug="other"))
    Site.objects.create(hostname="127.0.0.1", root_page=other)
    page_maker(other, "condition")(title="Concussion", **with_symptoms(nausea))
    assert conditions(see(client, nausea)) == ["Migraine"]
    response = client.get(nausea.address, headers={"host": "127.0.0.1"})
    assert conditions(BeautifulSoup(response.content, "html.parser")) == ["Concussion"]


def test_no_site__is_not_found(symptom, client):
    Site.objects.all().delete()
    assert client.get(symptom("nausea").address).status_code == 404


def test_other_language__is_read_at_its_own_address(home, symptom, client):
    french = Locale.objects.create(language_code="fr")
    home.copy_for_translation(french).get_latest_revision().publish()
    nausea = symptom("nausée", locale=french)
    response = client.get(nausea.address)
    assert response.status_code == 301
    assert response["Location"].startswith("/fr/symptoms/")
    page = BeautifulSoup(client.get(response["Location"]).content, "html.parser")
    assert page.html["lang"] == "fr"
    assert page.h1.get_text() == "Nausée"


# What it costs


@pytest.mark.parametrize("amount", [1, 120])
def test_symptom__costs_the_same_with_any_number_of_conditions(amount, make, symptom, client):
    nausea = symptom("nausea")
    pages = [
        make["condition"](title=f"Condition {n:03}", **with_symptoms(nausea)) for n in range(amount)
    ]
    make["symptom_list"](
        title="Signs", entries=[symptom_entry("urgent", symptom=nausea, conditions=pages[-1:])]
    )
    see(client, nausea)
    with CaptureQueriesContext(connection) as captured:
        soup = see(client, nausea)
    # Symptom, site, language, restrictions, lists, conditions, reviews; and as it has none, whether
    # it was published urgently. One with reviews asks for their policy instead.
    assert len(captured) == 8
    found = conditions(soup)
    assert found[0] == f"Condition {amount - 1:03} Urgent advice"
    assert len(found) == min(amount, 50)
    if amount > 50:
        assert words(soup.select_one("[aria-current=page]")) == "Page 1 of 3"
        last = see(client, nausea, soup.select_one("a[rel=next]")["href"].replace("2", "3"))
        assert len(conditions(last)) == 20
