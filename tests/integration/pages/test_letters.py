"""The letters of an A to Z as a reader sees them."""

from __future__ import annotations

from tests import factories
from tests.integration.pages.reading import INLINE_SCRIPT, SCRIPT, public, read


def test_letters__carry_counts_and_empty_ones_say_so(a_to_z, client):
    public(factories.ConditionPageFactory(parent=a_to_z, title="Migraine", also_known_as="Megrim"))
    soup = read(client, a_to_z)
    letters = {
        item.get_text().split()[0]: " ".join(item.get_text().split()[1:])
        for item in soup.select(".hh-letters__item")
    }
    assert letters["M"] == "2 entries"
    assert letters["A"] == "no entries"
    other_name, title = soup.select(".hh-letter__list a")
    assert other_name.get_text() == "Megrim: see Migraine"
    assert title.get_text() == "Migraine"


def test_letters__names_are_escaped_and_sorted_beyond_the_alphabet(a_to_z, client):
    for title in ("شقيقة", SCRIPT, "Ωmega", "5-day fever"):
        public(factories.ConditionPageFactory(parent=a_to_z, title=title))
    soup = read(client, a_to_z)
    assert not soup.select(INLINE_SCRIPT)
    assert [section.h2.get_text() for section in soup.select(".hh-letter")][-3:] == ["Ω", "ش", "#"]
    assert SCRIPT in soup.select_one(".hh-page__body").get_text()


def test_letters__one_at_a_time_marks_the_one_shown(a_to_z, client, settings):
    settings.HEADHEALTH_A_TO_Z_NAMES_PER_PAGE = 1
    for title in ("Asthma", "5-day fever"):
        public(factories.ConditionPageFactory(parent=a_to_z, title=title))
    soup = read(client, a_to_z)
    links = {link["href"]: link.get("aria-current") for link in soup.select(".hh-letters a")}
    assert links == {"?letter=A": "true", "?letter=%23": None}
    other = read(client, a_to_z, "?letter=%23")
    assert [section.h2.get_text() for section in other.select(".hh-letter")] == ["#"]
