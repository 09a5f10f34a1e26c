"""Names offered while a reader types."""

from __future__ import annotations

import pytest

from headhealth.models import Symptom
from tests import factories
from tests.integration.pages.reading import public


@pytest.fixture
def names(make):
    public(factories.SymptomFactory(name="stiff neck", also_known_as="nuchal rigidity"))
    make["condition"](title="Migraine", also_known_as="Sick headache\nMégrim")
    make["condition"](title="Migraine in children")
    make["condition"](title="Tension headache")
    make["condition"](title="Headache after an injury")
    make["treatment"](title="Triptans", also_known_as="Migraine tablets")


def suggest(client, query):
    response = client.get("/search/suggestions/", {"q": query})
    assert response.status_code == 200
    return response.json()["suggestions"]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        pytest.param(
            "mig", ["Migraine", "Migraine in children", "Migraine tablets"], id="title_first"
        ),
        pytest.param("MIGRAINE IN", ["Migraine in children"], id="case"),
        pytest.param("megr", ["Mégrim"], id="accent"),
        pytest.param(
            "head",
            ["Headache after an injury", "Tension headache", "Sick headache"],
            id="beginning_before_a_later_word",
        ),
        pytest.param("nuchal", ["nuchal rigidity"], id="symptom"),
        pytest.param("igraine", [], id="not_inside_a_word"),
        pytest.param("", [], id="empty"),
        pytest.param("🤕", [], id="no_word"),
    ],
)
def test_suggestions__are_names_that_begin_with_it(typed, offered, names, client):
    assert [each["name"] for each in suggest(client, typed)] == offered


def test_suggestion__leads_to_the_page_and_says_what_it_is(names, client):
    assert suggest(client, "sick")[0] == {
        "name": "Sick headache",
        "title": "Migraine",
        "type": "Condition",
        "url": "/condition/migraine/",
    }


def test_suggested_symptom__leads_to_its_page(names, client):
    (suggestion,) = suggest(client, "nuchal")
    assert suggestion["url"] == Symptom.objects.get().address
    assert client.get(suggestion["url"]).status_code == 200


def test_suggestions__are_few_and_name_each_page_once(make, client):
    for number in range(12):
        make["condition"](title=f"Fever {number}", also_known_as=f"Fever fever {number}")
    titles = [each["title"] or each["name"] for each in suggest(client, "fever")]
    assert len(titles) == len(set(titles)) == 8


def test_suggestions__can_be_kept_for_a_minute_by_anybody(names, client):
    response = client.get("/search/suggestions/", {"q": "mig"})
    assert response["Cache-Control"] == "public, max-age=60"
    assert response["X-Robots-Tag"] == "noindex"
    assert "Cookie" not in response.get("Vary", "")


def test_suggestions__as_browsers_ask_for_them(names, client):
    response = client.get("/search/suggestions/", {"q": "sick", "format": "opensearch"})
    address = "http://testserver/condition/migraine/"
    assert response.json() == ["sick", ["Sick headache"], ["Condition"], [address]]
