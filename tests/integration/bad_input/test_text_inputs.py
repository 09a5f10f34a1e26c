"""Any text in any field: kept as typed, shown as text, or refused at the field that has it."""

from __future__ import annotations

import pytest
from django.urls import reverse
from wagtail.models import Revision

from headhealth.models import ConditionPage, Contributor, Source, Symptom
from tests import factories
from tests.integration.bad_input.bad_texts import HALF_AN_EMOJI, NUL, TEXTS
from tests.integration.bad_input.conftest import (
    HEALTH_PAGES,
    MODELS,
    SNIPPETS,
    Desk,
    approve,
    edit,
    edit_url,
    filled,
    form_of,
    newest,
    saved,
)
from tests.integration.bad_input.reading import (
    active_content,
    form_errors,
    in_form,
    messages_in,
    normal,
    shown,
    soup_of,
)

pytestmark = pytest.mark.filterwarnings(
    # Wagtail leaves closing a new rendition's file to the garbage collector.
    "ignore:Unclosed file:ResourceWarning"
)
each_text = pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
each_model = pytest.mark.parametrize("model", MODELS)


@each_text
@pytest.mark.parametrize("model", HEALTH_PAGES)
def test_page__shows_what_was_typed_as_text(
    model, text, desk: Desk, editor, reviewer, client_of, client
):
    texts = filled(model, text)
    typed = {normal(value) for value in texts.values()}
    writer = client_of(editor)
    response = desk.add(writer, model, texts, **{"action-submit": "1"})
    assert response.status_code == 302, form_errors(response)
    page = newest(model)
    assert typed <= in_form(edit(writer, page))
    assert client.get(page.url).status_code == 404

    approve(client_of(reviewer), page)
    for public in (page, desk.parents[model]):
        soup = soup_of(client.get(public.url))
        assert active_content(soup) == []
        assert normal(texts[form_of(model).texts[0]]) in shown(soup)
    soup = soup_of(client.get(page.url))
    assert {value for value in typed if value not in shown(soup)} == set()


@each_text
def test_snippets__show_what_was_typed_as_text(
    text, desk: Desk, superuser, reviewer, client_of, client
):
    author = client_of(superuser)
    typed = set()
    for model in SNIPPETS:
        texts = filled(model, text)
        typed |= {normal(value) for place, value in texts.items() if place.path in READ[model]}
        known = set(model.objects.values_list("pk", flat=True))
        response = desk.add(author, model, texts, **{"action-submit": "1"})
        assert response.status_code == 302, form_errors(response)
        desk.choices[model] = model.objects.exclude(pk__in=known).get().pk
    factories.approve(
        Symptom.objects.get(pk=desk.choices[Symptom]).current_workflow_task_state, user=reviewer
    )
    desk.add(author, ConditionPage, {}, **{"action-submit": "1"})
    page = newest(ConditionPage)
    approve(client_of(reviewer), page)
    soup = soup_of(client.get(page.url))
    assert active_content(soup) == []
    assert {value for value in typed if value not in shown(soup)} == set()


READ = {
    Symptom: {"name", "description"},
    Source: {"title", "authors", "publisher"},
    Contributor: {"name", "credentials", "role", "affiliation", "conflict_statement"},
}
"""The fields of snippets that readers see where they are chosen."""


@pytest.mark.parametrize("name", ["doi", "url"])
def test_address_of_a_source__cannot_leave_its_attribute(name, desk, superuser, client_of, client):
    address = {"doi": '10.1000/"onmouseover="alert(1)', "url": "https://e.org/?\"onclick='x'"}[name]
    source = Source.objects.get(pk=desk.choices[Source])
    url = reverse(Source.snippet_viewset.get_url_name("edit"), args=[source.pk])
    form = desk.data(Source, {}, **{"url": "https://e.org/", name: address})
    client_of(superuser).post(url, form)
    page = factories.ConditionPageFactory(
        parent=desk.parents[ConditionPage], sources=[("source", source)]
    )
    factories.published(page)
    soup = soup_of(client.get(page.url))
    assert len(soup.select(".hh-sources__item a")) == 1
    assert active_content(soup) == []


@each_model
def test_nul__is_refused_at_each_field(model, desk, superuser, client_of):
    texts = filled(model, NUL)
    response = desk.add(client_of(superuser), model, texts, **{"action-publish": "1"})
    refused = [message for _name, message in form_errors(response) if "Null" in message]
    assert len(refused) == len(texts)
    assert "errors" in messages_in(response)
    assert {normal(text) for text in texts.values()} <= in_form(response)
    assert not saved(model, desk)


@each_model
def test_nul__is_refused_in_a_draft_too(model, desk, superuser, client_of):
    texts = filled(model, NUL)
    response = desk.add(client_of(superuser), model, texts)
    refused = [message for _name, message in form_errors(response) if "Null" in message]
    assert len(refused) == len(texts)
    assert not saved(model, desk)


@pytest.mark.parametrize("model", HEALTH_PAGES)
def test_half_a_character__becomes_a_replacement_character(
    model, desk, editor, reviewer, client_of, client
):
    """Inputs of the browser's own replace it themselves; the rich text editor sends it."""
    texts = {place: text for place, text in filled(model, HALF_AN_EMOJI).items() if place.is_rich}
    typed = {normal(text.replace("\ud83e", "\ufffd")) for text in texts.values()}
    writer = client_of(editor)
    response = desk.add(writer, model, texts, **{"title": "", "action-submit": "1"})
    assert "title" in dict(form_errors(response))
    response = desk.add(writer, model, texts, **{"action-submit": "1"})
    assert response.status_code == 302, form_errors(response)
    page = newest(model)
    assert typed <= in_form(edit(writer, page))
    approve(client_of(reviewer), page)
    soup = soup_of(client.get(page.url))
    assert {text for text in typed if text not in shown(soup)} == set()


@each_model
def test_nothing_typed__is_refused_and_nothing_made(model, desk, superuser, client_of):
    empty = dict.fromkeys(form_of(model).texts, "")
    response = desk.add(client_of(superuser), model, empty, slug="", **{"action-publish": "1"})
    assert {message for _name, message in form_errors(response)} >= {"This field is required."}
    assert "errors" in messages_in(response)
    assert not saved(model, desk)


@pytest.mark.parametrize("model", HEALTH_PAGES)
def test_title_alone__is_saved_as_a_draft(model, desk, editor, publisher, client_of, client):
    empty = dict.fromkeys(form_of(model).texts, "")
    for slug in ("", "typed"):
        response = desk.add(client_of(editor), model, empty, title="🤕", slug=slug)
        assert [name for name, _message in form_errors(response)] == ["slug"]
        assert "A content lead has to choose the address." in str(form_errors(response))
        assert "🤕" in in_form(response)
    response = desk.add(client_of(publisher), model, empty, title="🤕")
    assert response.status_code == 302, form_errors(response)
    page = model.objects.get(title="🤕")
    assert not page.live
    assert client.get(page.url).status_code == 404


@pytest.mark.parametrize("text", [*TEXTS.values(), NUL, "9" * 5000], ids=[*TEXTS, "nul", "long"])
@each_model
def test_formatted_inputs__say_what_they_want(model, text, desk, superuser, client_of):
    """Addresses, dates and numbers."""
    names = [place.name for place in form_of(model).formatted]
    response = desk.add(client_of(superuser), model, {}, **dict.fromkeys(names, text))
    assert set(names) <= set(dict(form_errors(response)))
    assert normal(text) in in_form(response)
    assert not saved(model, desk)


@pytest.mark.parametrize("model", HEALTH_PAGES)
def test_edit__keeps_what_was_typed_beside_an_error(model, desk, editor, client_of):
    client = client_of(editor)
    desk.add(client, model, {})
    page = newest(model)
    revisions = Revision.objects.count()
    texts = filled(model, "changed")
    for change in ({"title": ""}, {"slug": "not a slug"}, {"go_live_at": "soon"}):
        form = desk.data(model, texts, **change)
        response = client.post(edit_url(page), form)
        assert set(change) <= set(dict(form_errors(response)))
        assert "could not be saved" in messages_in(response)
        kept = [normal(text) for place, text in texts.items() if place.name not in change]
        assert set(kept) <= in_form(response)
    assert Revision.objects.count() == revisions
