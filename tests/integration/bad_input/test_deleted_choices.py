"""What a page shows is deleted: the page stays readable and editable, and the admin asks first."""

from __future__ import annotations

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.models import Page

from headhealth.models import (
    ConditionPage,
    Contributor,
    Source,
    Symptom,
    SymptomListPage,
    TreatmentPage,
)
from tests import factories
from tests.integration.bad_input.conftest import SNIPPETS, approve, edit, edit_url, form_of, newest
from tests.integration.bad_input.reading import form_errors, in_form, messages_in, normal, soup_of

pytestmark = pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")

CHOICES = [
    (ConditionPage, Symptom),
    (ConditionPage, Source),
    (ConditionPage, Contributor),
    (ConditionPage, TreatmentPage),
    (ConditionPage, get_image_model()),
    (SymptomListPage, Symptom),
    (SymptomListPage, Source),
    (SymptomListPage, ConditionPage),
    (TreatmentPage, Source),
    (TreatmentPage, ConditionPage),
]
each_choice = pytest.mark.parametrize(
    ("model", "chosen"), CHOICES, ids=[f"{m.__name__}-{c.__name__}" for m, c in CHOICES]
)


def citing(source: Any) -> str:
    """A paragraph, as the editor sends it, that ends in a citation."""
    return json.dumps(
        {
            "blocks": [
                {
                    "key": "aaaaa",
                    "text": "It is common [1]",
                    "type": "unstyled",
                    "depth": 0,
                    "inlineStyleRanges": [],
                    "entityRanges": [{"offset": 13, "length": 3, "key": 0}],
                }
            ],
            "entityMap": {
                "0": {"type": "SOURCE", "mutability": "IMMUTABLE", "data": {"id": source}}
            },
        }
    )


def form(desk: Any, model: type, **changes: str) -> dict[str, str]:
    """The form of a page that also cites the source in its first rich text."""
    place = next(place for place in form_of(model).texts if place.is_rich)
    return desk.data(model, {}, **{place.name: citing(desk.choices[Source]), **changes})


@pytest.fixture
def live_page(desk, editor, reviewer, client_of) -> Any:
    """Makes a public page that shows one of each thing to choose."""

    def make(model: type) -> Page:
        writer = client_of(editor)
        response = writer.post(desk.add_url(model), form(desk, model, **{"action-submit": "1"}))
        assert response.status_code == 302, form_errors(response)
        page = newest(model)
        approve(client_of(reviewer), page)
        return model.objects.get(pk=page.pk)

    return make


def delete(desk: Any, model: type) -> None:
    """Past the admin, which refuses."""
    model.objects.get(pk=desk.choices[model]).delete()


@each_choice
def test_deleted__page_stays_readable_and_editable(
    model, chosen, desk, live_page, editor, reviewer, client_of, client
):
    page = live_page(model)
    assert page.live
    delete(desk, chosen)
    soup = soup_of(client.get(page.url))
    assert "It is common" in soup.get_text()
    assert soup.select(".hh-review-line")
    writer = client_of(editor)
    assert edit(writer, page).status_code == 200

    # The form that was open meanwhile: the choice is missed where it stood, and nothing is lost.
    data = form(desk, model, summary="Typed meanwhile.", **{"action-submit": "1"})
    response = writer.post(edit_url(page), data)
    if response.status_code == 200:
        assert {message for _name, message in form_errors(response)} == {"This field is required."}
        assert "could not be saved" in messages_in(response)
        assert "Typed meanwhile." in in_form(response)
        response = writer.post(edit_url(page), {**data, "action-submit": ""})
    assert response.status_code == 302
    latest = model.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert latest.summary == "Typed meanwhile."
    assert "It is common" in soup_of(client.get(page.url)).get_text()


def test_deleted_source__leaves_the_text_without_its_citation(desk, live_page, client):
    page = live_page(ConditionPage)
    soup = soup_of(client.get(page.url))
    assert [normal(mark.get_text()) for mark in soup.select(".hh-citation")] == ["[1]"]
    delete(desk, Source)
    soup = soup_of(client.get(page.url))
    assert soup.select(".hh-citation") == soup.select(".hh-sources") == []
    assert "[1]" not in soup.get_text()
    assert "It is common" in soup.get_text()


def test_deleted_source__is_marked_as_missing_in_the_editor(desk, live_page, editor, client_of):
    """The script asks for the sources by key, and marks those it gets no answer for."""
    page = live_page(ConditionPage)
    key = str(desk.choices[Source])
    delete(desk, Source)
    client = client_of(editor)
    assert any(f'"id": {key}' in text for text in in_form(edit(client, page)))
    chooser = Source.snippet_viewset.chooser_viewset
    response = client.get(reverse(chooser.get_url_name("chosen_multiple")), {"id": key})
    assert response.json()["result"] == []


@pytest.mark.parametrize("model", [ConditionPage, SymptomListPage, TreatmentPage])
def test_everything_deleted__page_can_still_be_read_compared_and_approved(
    model, desk, live_page, editor, reviewer, client_of, client
):
    page = live_page(model)
    page.summary = "Changed before."
    task_state = factories.submit(page, user=editor)
    for chosen in list(desk.choices):
        if chosen is not Page:
            delete(desk, chosen)
    client_of_reviewer = client_of(reviewer)
    route = [page.pk, "approve", task_state.pk]
    url = reverse("wagtailadmin_pages:workflow_action", args=route)
    response = client_of_reviewer.get(url, headers={"x-requested-with": "XMLHttpRequest"})
    assert "This field is required." in response.json()["html"]
    # What readers would miss is put right first: the refusal says what.
    response = approve(client_of_reviewer, page)
    assert "This field is required." in messages_in(response)
    assert "Changed before." not in client.get(page.url).content.decode()


@pytest.mark.parametrize("model", SNIPPETS)
def test_delete_in_the_admin__is_refused_while_a_page_shows_it(
    model, desk, live_page, publisher, client_of
):
    page = live_page(ConditionPage)
    obj = model.objects.get(pk=desk.choices[model])
    client = client_of(publisher)
    url = reverse(model.snippet_viewset.get_url_name("delete"), args=[obj.pk])
    for send in (client.get, client.post):
        response = send(url, follow=True)
        assert "cannot be deleted: it is used in" in messages_in(response)
        # The reason stands above the list of uses.
        assert page.title in BeautifulSoup(response.content, "html.parser").get_text()
    assert model.objects.filter(pk=obj.pk).exists()


@pytest.mark.parametrize("model", SNIPPETS)
def test_delete_in_the_admin__of_what_nothing_shows(model, desk, publisher, client_of):
    url = reverse(model.snippet_viewset.get_url_name("delete"), args=[desk.choices[model]])
    client_of(publisher).post(url)
    assert not model.objects.filter(pk=desk.choices[model]).exists()
