"""Anything in the search fields, keys and forms of choosers and lists."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from headhealth.models import ConditionPage, Source, Withdrawal
from tests import factories
from tests.integration.bad_input.bad_texts import NUL, SCRIPT, TEXTS
from tests.integration.bad_input.conftest import MODELS, SNIPPETS
from tests.integration.bad_input.reading import form_errors, normal

pytestmark = pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")

QUERIES = {
    **TEXTS,
    "nothing": "",
    "blank": "   ",
    "quotation_mark": '"',
    "apostrophe": "'",
    "nul": NUL,
    "full_text_syntax": 'a" OR NEAR(b) -c *:^',
    "operator": "AND",
    "huge": "word " * 20_000,
}


def elements(response: Any) -> BeautifulSoup:
    """What the browser makes of a page, or of the HTML in a modal's answer."""
    assert response.status_code == 200
    is_json = response["Content-Type"].startswith("application/json")
    html = response.json().get("html", "") if is_json else response.content.decode()
    return BeautifulSoup(html, "html.parser")


def chooser_url(model: type, view: str, **kwargs: Any) -> str:
    return reverse(model.snippet_viewset.chooser_viewset.get_url_name(view), **kwargs)


@pytest.mark.parametrize("model", SNIPPETS)
def test_search__takes_any_words(model, desk, superuser, client_of):
    client = client_of(superuser)
    lists = [chooser_url(model, view) for view in ("choose", "choose_results")]
    viewset = model.snippet_viewset
    lists += [reverse(viewset.get_url_name(view)) for view in ("list", "list_results")]
    for name, query in QUERIES.items():
        for url in lists:
            soup = elements(client.get(url, {"q": query}))
            assert not soup.find_all("img", src="x"), name
            assert not [tag for tag in soup.find_all("script") if tag.string == "alert(1)"], name


@pytest.mark.parametrize("name", ["choose_page_search", "image_chooser", "images", "explore"])
def test_search_of_wagtail__takes_any_words(name, desk, superuser, client_of):
    urls = {
        "choose_page_search": reverse("wagtailadmin_choose_page_search"),
        "image_chooser": reverse("wagtailimages_chooser:choose_results"),
        "images": reverse("wagtailimages:index"),
        "explore": reverse("wagtailadmin_explore", args=[desk.parents[ConditionPage].pk]),
    }
    client = client_of(superuser)
    for typed in QUERIES.values():
        assert client.get(urls[name], {"q": typed}).status_code == 200, typed[:50]


KEYS = ["999999", "0", "-1", "x", "9" * 30, "\x00", "1 OR 1", "None", "<script>"]


@pytest.mark.parametrize("model", SNIPPETS)
def test_unknown_choice__is_not_found(model, desk, superuser, client_of):
    client = client_of(superuser)
    known = str(desk.choices[model])
    for key in KEYS:
        assert client.get(chooser_url(model, "chosen", args=[key])).status_code == 404, key
        response = client.get(chooser_url(model, "chosen_multiple"), {"id": [key, known]})
        assert [item["id"] for item in response.json()["result"]] == [known]
        for name in ("p", "locale", "multiple", "page"):
            response = client.get(chooser_url(model, "choose"), {name: key})
            assert response.status_code in (200, 404)


def create_source(client: Any, **fields: str) -> Any:
    """Write a source down in the chooser, above the form of a page."""
    typed = {"type": "web_page", "title": "T", "publisher": "P", "url": "https://e.org/", **fields}
    data = {f"source-chooser-{name}": value for name, value in typed.items()}
    return client.post(chooser_url(Source, "create"), data)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_new_source__takes_any_text(text, desk, editor, client_of):
    response = create_source(client_of(editor), title=text, authors=text, publisher=text)
    assert response.json()["step"] == "chosen"
    source = Source.objects.get(pk=response.json()["result"]["id"])
    assert normal(source.title) == normal(source.authors) == normal(text)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        pytest.param({"title": ""}, "This field is required.", id="empty"),
        pytest.param({"publisher": NUL}, "Null characters are not allowed.", id="nul"),
        pytest.param({"title": "x" * 1_000_000}, "at most 500 characters", id="huge"),
        pytest.param({"url": "javascript:alert(1)"}, "Enter a valid URL.", id="script_url"),
        pytest.param({"url": ""}, "Give a web address, a DOI or a PubMed ID", id="no_address"),
        pytest.param({"doi": SCRIPT}, "A DOI starts with", id="doi"),
        pytest.param({"pmid": "0"}, "A PubMed ID is a number", id="pmid"),
        pytest.param({"year": "9" * 5000}, "Enter a whole number.", id="year"),
        pytest.param({"type": SCRIPT}, "Select a valid choice.", id="type"),
        pytest.param({"accessed_on": "2025-02-31"}, "Enter a valid date.", id="date"),
    ],
)
def test_new_source__says_what_is_wrong(fields, message, desk, editor, client_of):
    count = Source.objects.count()
    response = create_source(client_of(editor), **{"authors": "What I typed.", **fields})
    assert response.json()["step"] == "reshow_creation_form"
    form = unescape(response.json()["htmlFragment"])
    assert message in form
    assert "What I typed." in form
    assert Source.objects.count() == count


@pytest.mark.parametrize("model", [model for model in SNIPPETS if model is not Source])
def test_creating__is_not_found_where_the_chooser_does_not_offer_it(
    model, desk, superuser, client_of
):
    client = client_of(superuser)
    url = chooser_url(model, "create")
    assert client.get(url).status_code == client.post(url, {"name": "x"}).status_code == 404


NO_KEYS = ["x", "-1", "9" * 30, NUL, "1.5", "²", "[]"]


def refuses_choice(response: Any) -> bool:
    said = elements(response).get_text()
    return "Select a valid choice." in said or "Null characters are not allowed." in said


@pytest.mark.parametrize("key", NO_KEYS)
def test_choice_that_is_no_key__comes_back_empty(key, live, superuser, client_of):
    client = client_of(superuser)
    source = factories.SourceFactory()
    mark = reverse("headhealth_admin:source_mark", args=[source.pk])
    assert refuses_choice(client.post(mark, {"kind": "superseded", "replacement": key}))
    reason = {"reason": "It is no longer accurate."}
    unpublish = reverse("wagtailadmin_pages:unpublish", args=[live.pk])
    assert refuses_choice(client.post(unpublish, {**reason, "replacement": key}))
    client.post(unpublish, reason)
    withdrawal = Withdrawal.objects.get()
    edit = reverse(Withdrawal.snippet_viewset.get_url_name("edit"), args=[withdrawal.pk])
    assert refuses_choice(client.post(edit, {**reason, "replacement": key}))


@pytest.mark.parametrize("model", MODELS)
def test_choice_in_a_block_that_is_no_key__is_none(model, desk, superuser, client_of):
    client = client_of(superuser)
    for key in NO_KEYS:
        desk.choices = dict.fromkeys(desk.choices, key)
        response = desk.add(client, model, {})
        assert response.status_code == 302 or form_errors(response)
