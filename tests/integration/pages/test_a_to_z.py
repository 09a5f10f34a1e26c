"""The A to Z: each page under each of its names, empty letters shown as such."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS
from django.test import override_settings
from wagtail.models import Page

from headhealth.models import AToZPage, ConditionPage, TreatmentPage
from tests import factories

QUERIES = 8


def read(client, a_to_z, **query):
    response = client.get(a_to_z.url, query)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def make_live(page):
    """Public as if approved: the list is what is under test here, not the gate."""
    type(page).objects.filter(pk=page.pk).update(live=True)
    return page


def test_page__stands_under_each_of_its_names(a_to_z, client):
    make_live(
        factories.ConditionPageFactory(
            parent=a_to_z, title="Stroke", also_known_as="Brain attack\nCerebrovascular accident"
        )
    )
    letters = {letter.letter: letter.entries for letter in a_to_z.letters()}
    assert [entry.name for entry in letters["B"]] == ["Brain attack"]
    assert [entry.name for entry in letters["C"]] == ["Cerebrovascular accident"]
    assert [entry.name for entry in letters["S"]] == ["Stroke"]
    assert {entry.url for entry in letters["B"] + letters["S"]} == {f"{a_to_z.url}stroke/"}
    soup = read(client, a_to_z)
    assert "Brain attack" in soup.get_text()


def test_letters__empty_ones_are_shown_and_are_no_links(a_to_z, client):
    make_live(factories.ConditionPageFactory(parent=a_to_z, title="Migraine"))
    soup = read(client, a_to_z)
    navigation = soup.select_one(".hh-letters")
    assert {link.get_text(strip=True)[0] for link in navigation.select("a")} == {"M"}
    assert all(letter in navigation.get_text() for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def test_draft_and_private_pages__are_not_listed(a_to_z, draft):
    private = make_live(factories.ConditionPageFactory(parent=a_to_z, title="Private"))
    private.view_restrictions.create(restriction_type="login")
    assert [entry for letter in a_to_z.letters() for entry in letter.entries] == []


def test_empty_list__says_so(a_to_z, client):
    assert "nothing is listed" in read(client, a_to_z).get_text().lower()


@pytest.mark.parametrize("letter", ["B", "b", "?", "", "\x00", "🤕", "x" * 10_000])
@override_settings(HEADHEALTH_A_TO_Z_NAMES_PER_PAGE=2)
def test_too_many_names__are_shown_one_letter_at_a_time(letter, a_to_z, client):
    for title in ("Asthma", "Anaemia", "Bruise"):
        make_live(factories.ConditionPageFactory(parent=a_to_z, title=title))
    text = read(client, a_to_z, letter=letter).select_one("main").get_text()
    assert ("Bruise" in text) == (letter.upper() == "B")
    assert ("Asthma" in text) == (letter.upper() != "B")


@override_settings(HEADHEALTH_A_TO_Z_NAMES_PER_PAGE=2)
def test_letter_of_too_many_names__goes_on_at_an_address_of_its_own(a_to_z, client):
    for title in ("Asthma", "Anaemia", "Acne", "Bruise"):
        make_live(factories.ConditionPageFactory(parent=a_to_z, title=title))

    def entries(soup):
        return [link.get_text() for link in soup.select(".hh-letter a")]

    first = read(client, a_to_z)
    assert entries(first) == ["Acne", "Anaemia"]
    following = first.select_one("a[rel=next]")["href"]
    assert following == "?letter=A&page=2"
    second = read(client, a_to_z, letter="A", page=2)
    assert entries(second) == ["Asthma"]
    assert not second.select("a[rel=next]")
    assert second.select_one(".hh-letters [aria-current]")["href"] == "?letter=A"
    for number in ("x", "\x00", "9" * 5000):
        assert "Acne" in entries(read(client, a_to_z, page=number))


def test_alias_of_a_private_page__is_not_listed(home, a_to_z, client):
    section = home.add_child(instance=AToZPage(title="Ours", listed_type=a_to_z.listed_type))
    page = make_live(factories.ConditionPageFactory(parent=section, title="Private"))
    make_live(page.create_alias(parent=a_to_z, update_slug="copy"))
    assert "Private" in read(client, a_to_z).get_text()
    page.view_restrictions.create(restriction_type="login")
    assert "Private" not in read(client, a_to_z).get_text()


@pytest.mark.parametrize("count", [10, 2000])
def test_list__costs_the_same_and_stays_short_with_any_number_of_names(
    count, a_to_z, client, django_assert_num_queries
):
    add_live_conditions(a_to_z, count)
    client.get(a_to_z.url)
    with django_assert_num_queries(QUERIES):
        response = client.get(a_to_z.url)
    soup = BeautifulSoup(response.content, "html.parser")
    counts = [int(count.get_text().split()[0]) for count in soup.select(".hh-letters__count")]
    assert sum(counts) == count
    assert len(response.content) < 60_000


def test_letter__stays_short_with_any_number_of_names(a_to_z, client):
    add_live_conditions(a_to_z, 500, title="A")
    response = client.get(a_to_z.url)
    assert BeautifulSoup(response.content, "html.parser").select("a[rel=next]")
    assert len(response.content) < 60_000


def add_live_conditions(parent: AToZPage, count: int, title: str = "") -> None:
    """``count`` public conditions without ``count`` saves, which would take minutes."""
    pages = []
    for number in range(1, count + 1):
        page = ConditionPage(
            title=f"{title or chr(65 + number % 26)} condition {number}",
            draft_title=f"condition {number}",
            slug=f"condition-{number}",
            summary="Most pass.",
            path=ConditionPage._get_path(parent.path, parent.depth + 1, number),
            depth=parent.depth + 1,
            locale=parent.locale,
            content_type=ContentType.objects.get_for_model(ConditionPage),
        )
        page.set_url_path(parent)
        pages.append(page)
    base_fields = [field.attname for field in Page._meta.concrete_fields if not field.primary_key]
    rows = Page.objects.bulk_create(
        Page(**{name: getattr(page, name) for name in base_fields}) for page in pages
    )
    for page, row in zip(pages, rows, strict=True):
        page.page_ptr_id = row.pk
    # Django's bulk_create refuses a model with a parent table, whose rows are there already.
    ConditionPage._base_manager._insert(
        pages, fields=ConditionPage._meta.local_concrete_fields, using=DEFAULT_DB_ALIAS
    )
    parent.numchild = count
    parent.save(update_fields=["numchild"])


def test_tree__only_the_listed_type_can_stand_under_an_a_to_z(home, a_to_z):
    treatments = factories.AToZPageFactory(
        parent=home, title="Treatments", listed_type="headhealth.TreatmentPage"
    )
    assert ConditionPage.can_create_at(a_to_z)
    assert not ConditionPage.can_create_at(treatments)
    assert not ConditionPage.can_create_at(home)
    assert TreatmentPage.can_create_at(treatments)
    condition = factories.ConditionPageFactory(parent=a_to_z)
    assert condition.can_move_to(a_to_z)
    assert not condition.can_move_to(treatments)


def test_listed_type__cannot_change_while_there_are_pages(a_to_z, draft, superuser, client_of):
    page = AToZPage.objects.get(pk=a_to_z.pk)
    page.listed_type = "headhealth.TreatmentPage"
    with pytest.raises(ValidationError, match="Pages of another type"):
        page.full_clean()
    draft.delete()
    AToZPage.objects.get(pk=a_to_z.pk).full_clean()
