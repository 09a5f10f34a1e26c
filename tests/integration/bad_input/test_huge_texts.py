"""A megabyte in any field: kept, or refused with what was typed still there."""

from __future__ import annotations

import json
from typing import Any

import pytest

from headhealth.models import ConditionPage
from tests.integration.bad_input.admin_form import TextInput, draftail, strings_in
from tests.integration.bad_input.conftest import MODELS, Desk, approve, edit, form_of, newest, saved
from tests.integration.bad_input.reading import (
    form_errors,
    in_form,
    messages_in,
    normal,
    shown,
    soup_of,
)

pytestmark = pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")

MEGABYTE = 1_000_000
TOGETHER = 8
"""Fields filled at once: the site takes 20 MB in one request."""


def huge(number: int) -> str:
    return f"{number} word" + " word" * (MEGABYTE // 5)


def groups(*, limited: bool) -> list[Any]:
    """Some inputs at a time of every form: those with a greatest length, or those without."""
    found = []
    for model in MODELS:
        places = [place for place in form_of(model).texts if bool(place.max_length) == limited]
        for start in range(0, len(places), TOGETHER):
            group = places[start : start + TOGETHER]
            found.append(pytest.param(model, group, id=f"{model.__name__}.{group[0].path}"))
    return found


@pytest.mark.parametrize(("model", "places"), groups(limited=True))
def test_field_with_a_limit__says_so_and_keeps_the_text(
    model, places, desk: Desk, superuser, client_of
):
    texts = {place: huge(number) for number, place in enumerate(places)}
    response = desk.add(client_of(superuser), model, texts)
    messages = [message for _name, message in form_errors(response)]
    assert all("at most" in message for message in messages)
    assert len(messages) == len(places)
    assert "errors" in messages_in(response)
    assert set(texts.values()) <= in_form(response)
    assert not saved(model, desk)


@pytest.mark.parametrize(("model", "places"), groups(limited=False))
def test_field_without_a_limit__keeps_the_text(model, places, desk, superuser, client_of):
    texts = {place: huge(number) for number, place in enumerate(places)}
    response = desk.add(client_of(superuser), model, texts, **{"action-submit": "1"})
    assert response.status_code == 302, form_errors(response)
    obj = model.objects.latest("pk")
    stored = {normal(text) for text in strings_in(obj.latest_revision.content)}
    assert all(any(text in kept for kept in stored) for text in texts.values())


def place_of(path: str) -> TextInput:
    return next(place for place in form_of(ConditionPage).texts if place.path == path)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(draftail(*["A short sentence. " * 11] * (MEGABYTE // 200)), id="paragraphs"),
        pytest.param(draftail("x" * MEGABYTE), id="one_word"),
        pytest.param(draftail("\u0301" * (MEGABYTE // 2)), id="marks"),
    ],
)
def test_huge_rich_text__goes_all_the_way_to_readers(
    text, desk, editor, reviewer, client_of, client
):
    """Whatever takes quadratic time takes hours here."""
    place = place_of("body.text_section.text")
    writer = client_of(editor)
    response = desk.add(writer, ConditionPage, {}, **{place.name: text, "action-submit": "1"})
    assert response.status_code == 302, form_errors(response)
    page = newest(ConditionPage)
    assert edit(writer, page).status_code == 200
    approve(client_of(reviewer), page)
    words = normal(json.loads(text)["blocks"][-1]["text"])
    assert words in shown(soup_of(client.get(page.url)))


@pytest.mark.parametrize("path", ["also_known_as", "body.symptom_list.entries.note"])
@pytest.mark.parametrize(
    "text",
    [
        pytest.param(("a name " * 14 + "\n") * (MEGABYTE // 100), id="lines"),
        pytest.param("<a " * (MEGABYTE // 3), id="tags_that_never_end"),
    ],
)
def test_huge_plain_text__goes_all_the_way_to_readers(
    path, text, desk, editor, reviewer, client_of, client
):
    writer = client_of(editor)
    response = desk.add(writer, ConditionPage, {place_of(path): text}, **{"action-submit": "1"})
    assert response.status_code == 302, form_errors(response)
    page = newest(ConditionPage)
    assert edit(writer, page).status_code == 200
    approve(client_of(reviewer), page)
    assert ConditionPage.objects.get(pk=page.pk).live
    for public in (page, desk.parents[ConditionPage]):
        assert client.get(public.url).status_code == 200
