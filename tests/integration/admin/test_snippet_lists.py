"""The lists of symptoms, sources and contributors, searched."""

from __future__ import annotations

import pytest
from django.urls import reverse

from headhealth.models import Contributor, Source, Symptom
from tests import factories


@pytest.fixture
def found(db) -> dict[type, object]:
    return {
        Symptom: factories.SymptomFactory(name="stiff neck"),
        Source: factories.SourceFactory(title="Stiff necks"),
        Contributor: factories.ContributorFactory(name="Stiffany Neck"),
    }


@pytest.mark.parametrize("view", ["list", "list_results"])
@pytest.mark.parametrize("model", [Symptom, Source, Contributor])
def test_search__finds_by_the_beginning_of_a_word(model, view, found, publisher, client_of):
    url = reverse(model.snippet_viewset.get_url_name(view))
    response = client_of(publisher).get(url, {"q": "stif"})
    assert list(response.context["object_list"]) == [found[model]]
    response = client_of(publisher).get(url, {"q": "fever"})
    assert list(response.context["object_list"]) == []


@pytest.mark.parametrize("query", ['"', "'", "*", "-", "a:b", "AND", "😀", "x" * 5000])
@pytest.mark.parametrize("model", [Symptom, Source, Contributor])
def test_search__takes_whatever_is_typed(model, query, found, publisher, client_of):
    url = reverse(model.snippet_viewset.get_url_name("list"))
    assert client_of(publisher).get(url, {"q": query}).status_code == 200
