"""A page of 300 blocks is edited, saved, reviewed and read; queries grow with choices at most."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.test.utils.form_data import nested_form_data, streamfield

from headhealth.models import ConditionPage, Symptom, TreatmentPage
from tests import factories
from tests.integration.bad_input.admin_form import draftail
from tests.integration.bad_input.conftest import Desk, edit, edit_url, newest
from tests.integration.bad_input.reading import form_errors, in_form, soup_of

pytestmark = pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")

FEW, MANY = 30, 300


def items(*values: Any) -> dict[str, Any]:
    return streamfield([("item", value) for value in values])


def block(number: int, choices: dict[type, Any]) -> tuple[str, Any]:
    """Every kind of block that chooses something, and some that do not, in turn."""
    heading = {"heading": f"Heading {number}", "aspect": "overview", "intro": "null"}
    text = draftail(f"text {number}")
    kinds = [
        ("text_section", {**heading, "text": text}),
        ("symptom_list", {**heading, "entries": items({"symptom": choices[Symptom], "note": ""})}),
        (
            "causes",
            {
                **heading,
                "causes": items({"name": "x", "page": choices[ConditionPage], "text": text}),
            },
        ),
        (
            "treatment_section",
            {**heading, "treatments": streamfield([("page", choices[TreatmentPage])])},
        ),
        (
            "image",
            {"image": {"image": choices[get_image_model()], "alt_text": f"alt {number}"}}
            | {"caption": "", "credit": ""},
        ),
        ("faq", {**heading, "questions": items({"question": f"{number}?", "answer": text})}),
    ]
    return kinds[number % len(kinds)]


CHOICES = 4 / 6
"""How many things a block chooses on average."""


def form(desk: Desk, length: int, **changes: str) -> dict[str, str]:
    data = desk.data(ConditionPage, {}, slug=f"page-{length}", **changes)
    data = {name: value for name, value in data.items() if not name.startswith("body-")}
    blocks = [block(number, desk.choices) for number in range(length)]
    return {**data, **nested_form_data({"body": streamfield(blocks)})}


class Journey:
    """The way of one page from the empty form to the reader, with the queries of each step."""

    def __init__(self, length: int) -> None:
        self.length = length
        self.queries: dict[str, int] = {}

    def step(self, name: str, request: Callable[[], Any]) -> Any:
        with CaptureQueriesContext(connection) as captured:
            response = request()
        self.queries[name] = len(captured)
        return response

    def go(self, desk: Desk, writer: Any, reviewer: Any, reader: Any) -> None:
        url = desk.add_url(ConditionPage)
        response = self.step("create", lambda: writer.post(url, form(desk, self.length)))
        assert response.status_code == 302, form_errors(response)
        page = newest(ConditionPage)
        assert f"text {self.length - self.length % 6 - 6}" in in_form(edit(writer, page))
        self.step("edit", lambda: edit(writer, page))
        data = form(desk, self.length, summary="Autosaved.")
        accept = {"accept": "application/json"}
        self.step("autosave", lambda: writer.post(edit_url(page), data, headers=accept))
        data = form(desk, self.length, summary="Submitted.", **{"action-submit": "1"})
        self.step("submit", lambda: writer.post(edit_url(page), data))
        task_state = page.current_workflow_task_state
        route = [page.pk, "approve", task_state.pk]
        url = reverse("wagtailadmin_pages:workflow_action", args=route)
        modal = {"x-requested-with": "XMLHttpRequest"}
        assert self.step("review", lambda: reviewer.get(url, headers=modal)).status_code == 200
        checklist = factories.checklist(task_state, next=reverse("wagtailadmin_home"))
        self.step("approve", lambda: reviewer.post(url, checklist))
        reader.get(page.url)
        soup = soup_of(self.step("read", lambda: reader.get(page.url)))
        assert len(soup.select("main h2")) >= self.length * 5 / 6


def test_300_blocks(desk, editor, reviewer, client_of, client):
    writer, approver = client_of(editor), client_of(reviewer)
    # The first page of its kind in a process pays for what is cached afterwards.
    few, many = Journey(FEW), Journey(MANY)
    for journey in (few, many):
        journey.go(desk, writer, approver, client)
    more = {name: many.queries[name] - few.queries[name] for name in few.queries}
    choices = (MANY - FEW) * CHOICES
    assert more["create"] <= choices + 5
    assert more["edit"] <= choices / 2 + 5, "Wagtail looks up the parent of each chosen page."
    assert more["autosave"] <= 2 * choices + 5
    assert more["submit"] <= 2 * choices + 5
    assert max(more["review"], more["approve"], more["read"]) <= 0
