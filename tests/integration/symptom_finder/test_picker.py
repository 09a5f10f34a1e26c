"""The picker on a symptom list: which conditions share what a reader picked."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction

from tests.integration.pages.reading import INLINE_SCRIPT, SCRIPT, read, symptom_entry, words
from tests.integration.test_query_counts import READ

MATCH = ".hh-finder__results .hh-conditions__item"


@pytest.fixture
def page(make: Any, symptom: Any) -> Page:
    """Migraine shares two symptoms, sinusitis one, meningitis one that is an emergency."""
    migraine, sinusitis, meningitis = (
        make["condition"](title=title) for title in ("Migraine", "Sinusitis", "Meningitis")
    )
    return make["symptom_list"](
        entries=[
            symptom_entry(
                "non_urgent", symptom=symptom("headache"), conditions=[sinusitis, migraine]
            ),
            symptom_entry("non_urgent", symptom=symptom("nausea"), conditions=[migraine]),
            symptom_entry(
                "emergency",
                symptom=symptom("stiff neck"),
                note="with a high temperature",
                conditions=[meningitis],
            ),
        ]
    )


def pick(client: Client, page: Page, *names: str) -> BeautifulSoup:
    """Submit the form as a browser does, with the boxes of ``names`` checked."""
    form = read(client, page).select_one(".hh-finder form")
    assert form["method"] == "get"
    keys = {words(item.label): item.input["value"] for item in form.select(".hh-finder__choice")}
    pairs = [f"symptom={key}" for name, key in keys.items() if name.startswith(names)]
    assert len(pairs) == len(names)
    return read(client, page, "?" + "&".join(pairs))


def matches(soup: BeautifulSoup) -> list[str]:
    return [words(item) for item in soup.select(MATCH)]


def test_picker__offers_every_symptom_of_the_page_with_a_label(page, client):
    soup = read(client, page)
    names = [words(label) for label in soup.select(".hh-finder__choice label")]
    assert names == ["Stiff neck with a high temperature", "Headache", "Nausea"]
    boxes = soup.select(".hh-finder__choice input")
    assert [box["id"] for box in boxes] == [
        label["for"] for label in soup.select(".hh-finder__choice label")
    ]
    assert not any(box.has_attr("checked") for box in boxes)
    assert soup.select_one(".hh-finder legend").get_text() == "Symptoms"
    assert not soup.select(MATCH)


def test_picker__says_that_it_is_no_diagnosis_and_what_to_do_in_an_emergency(page, client):
    text = words(read(client, page).select_one(".hh-finder"))
    assert "This is no diagnosis." in text
    assert "call the emergency services now" in text


def test_result__has_the_condition_first_that_shares_most(page, client):
    soup = pick(client, page, "Headache", "Nausea")
    assert matches(soup) == [
        "Migraine 2 of your 2: headache, nausea",
        "Sinusitis 1 of your 2: headache",
    ]
    checked = soup.select(".hh-finder__choice:has(input[checked]) label")
    assert [words(label) for label in checked] == ["Headache", "Nausea"]
    assert not soup.select(".hh-finder .hh-care-card--emergency")


def test_result__has_what_is_urgent_before_what_shares_more(page, client):
    soup = pick(client, page, "Headache", "Nausea", "Stiff neck")
    assert [match.split()[0] for match in matches(soup)] == ["Meningitis", "Migraine", "Sinusitis"]
    card = words(soup.select_one(".hh-finder .hh-care-card--emergency"))
    assert "Immediate action required" in card
    assert "Stiff neck. with a high temperature" in card
    assert "call the emergency services" in card


def test_result__says_when_no_condition_has_the_symptom(make, symptom, client):
    page = make["symptom_list"](
        entries=[symptom_entry(symptom=symptom("itch")), symptom_entry(symptom=symptom("rash"))]
    )
    soup = pick(client, page, "Itch")
    assert words(soup.select_one("#hh-finder-results h3")).startswith("0 conditions")
    assert "says nothing about how serious" in words(soup.select_one("#hh-finder-results"))


def test_result__leads_to_the_form_and_back(page, client):
    soup = pick(client, page, "Headache")
    assert soup.select_one(".hh-finder form")["action"] == "#hh-finder-results"
    assert soup.find(id="hh-finder-results")
    again = soup.find("a", string="Start again")
    assert again["href"] == f"{page.url}#hh-finder"
    assert soup.find(id="hh-finder")


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("?symptom=", id="empty"),
        pytest.param("?symptom=abc", id="words"),
        pytest.param("?symptom=-1", id="negative"),
        pytest.param("?symptom=" + "9" * 5000, id="huge"),
        pytest.param("?symptom=99999999", id="unknown"),
        pytest.param("?symptom=%00", id="NUL"),
        pytest.param("?symptom=%F0%9F%A4%95", id="emoji"),
        pytest.param("?symptom=%D8%B5", id="right to left"),
        pytest.param("?symptom=%3Cscript%3Ealert(1)%3C/script%3E", id="script"),
        pytest.param("?symptom=" + "&symptom=1" * 900, id="many"),
        pytest.param("?symptom[]=1&page=x", id="other parameters"),
        pytest.param("?symptom=%ff%fe", id="not UTF-8"),
    ],
)
def test_bad_pick__is_left_out(query, page, client):
    soup = read(client, page, query)
    assert not [box for box in soup.select("[checked]") if box["value"] not in query]


def test_names__are_escaped(make, symptom, client):
    entries = [
        symptom_entry(symptom=symptom(f"{SCRIPT}{n}", also_known_as='"><b>'), note=SCRIPT)
        for n in range(2)
    ]
    page = make["symptom_list"](entries=entries)
    soup = read(client, page, f"?symptom={entries[0][1]['symptom'].pk}")
    assert not soup.select(INLINE_SCRIPT)
    assert SCRIPT in words(soup.select_one(".hh-finder"))


def test_unpublished_symptom__is_no_choice(page, client):
    entry = page.entries[0].value
    type(entry["symptom"]).objects.filter(name="nausea").update(live=False)
    text = words(read(client, page).select_one(".hh-finder"))
    assert "Nausea" not in text and "Headache" in text


@pytest.mark.parametrize("state", ["withdrawn", "private"])
def test_condition_that_readers_cannot_see__is_no_match(state, page, client):
    migraine = Page.objects.get(title="Migraine")
    if state == "private":
        PageViewRestriction.objects.create(page=migraine, restriction_type="login")
    else:
        Page.objects.filter(pk=migraine.pk).update(live=False)
    soup = pick(client, page, "Headache", "Nausea")
    assert [match.split()[0] for match in matches(soup)] == ["Sinusitis"]
    assert "Migraine" not in soup.get_text()


def test_single_symptom__needs_no_picker(make, client):
    page = make["symptom_list"](entries=[symptom_entry()])
    assert not read(client, page).select(".hh-finder")


@pytest.mark.parametrize("length", [2, 60])
def test_picking__costs_no_query(length, make, symptom, client):
    conditions = [make["condition"]() for _ in range(min(length, 5))]
    entries = [
        symptom_entry(symptom=symptom(f"s{n}"), conditions=conditions) for n in range(length)
    ]
    page = make["symptom_list"](entries=entries)
    everything = "?" + "&".join(f"symptom={value['symptom'].pk}" for _type, value in entries)
    client.get(page.url)
    counts = []
    for query in ("", everything):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page.url + query).status_code == 200
        counts.append(len(captured))
    # The symptoms, their conditions, and which of those are private.
    assert counts == [READ + 3, READ + 3]
