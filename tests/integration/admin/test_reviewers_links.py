"""What a reviewer is offered to open opens: they need no rights in the tree."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from headhealth.models import Symptom
from tests import factories
from tests.integration.audit.histories import published_urgently
from tests.integration.reader_forms.filling_in import soup

OWN = (
    "/history/",
    "/usage/",
    "/revisions/",
    "/edit/",
    "/preview/",
    "/workflow_history/",
    "/view_draft/",
)
"""Of the object itself. The list of pages is closed to those who only review."""


@pytest.fixture(params=["page", "snippet"])
def submitted_again(request: Any, draft: Any, editor: Any, reviewer: Any) -> Any:
    """Something public with a newer version in review, which was sent back once."""
    obj = draft if request.param == "page" else factories.SymptomFactory(name="stiff neck")
    name = "summary" if request.param == "page" else "description"
    live = factories.published(obj, author=editor, approver=reviewer)
    setattr(live, name, "A newer text.")
    waiting = factories.submit(live, user=editor)
    waiting.task.specific.on_action(waiting, reviewer, "reject", comment="Cite a source.")
    latest = live.get_latest_revision_as_object()
    setattr(latest, name, "The newest text.")
    latest.save_revision(user=editor)
    waiting.workflow_state.refresh_from_db()
    waiting.workflow_state.resume(user=editor)
    return waiting.workflow_state.current_task_state


def test_links_of_the_editor_and_the_brief(submitted_again, other_reviewer, client_of):
    client = client_of(other_reviewer)
    obj = submitted_again.workflow_state.content_object
    edit, decide = "wagtailadmin_pages:edit", "wagtailadmin_pages:workflow_action"
    if isinstance(obj, Symptom):
        edit, decide = map(Symptom.snippet_viewset.get_url_name, ("edit", "workflow_action"))
    editor = client.get(reverse(edit, args=[obj.pk])).content.decode()
    modal = client.get(
        reverse(decide, args=[obj.pk, "approve", submitted_again.pk]),
        headers={"x-requested-with": "XMLHttpRequest"},
    ).json()["html"]
    links = {
        link["href"].split("#")[0]: link.get_text(" ", strip=True)
        for html in (editor, modal)
        for link in BeautifulSoup(html, "html.parser").find_all("a", href=True)
        if any(part in link["href"] for part in OWN)
    }
    assert {"Compare with the approved version (opens in a new tab)"} < set(links.values())
    answers = {url: client.get(url).status_code for url in links}
    assert {url: status for url, status in answers.items() if status != 200} == {}


def test_dashboard__leads_to_no_editor_of_urgent_text_that_was_sent_back(
    live, editor, publisher, other_reviewer, client_of
):
    published_urgently(live, editor, publisher)
    waiting = type(live).objects.get(pk=live.pk).current_workflow_task_state
    client = client_of(other_reviewer)
    for is_waiting in (True, False):
        page = soup(client.get("/admin/"))
        links = [a["href"] for a in page.select(".hh-todo__title") if a.text == live.title]
        assert links
        assert any("/edit/" in link for link in links) is is_waiting
        assert {client.get(link).status_code for link in links} == {200}
        if is_waiting:
            waiting.task.specific.on_action(waiting, other_reviewer, "reject", comment="No.")


def test_report__leads_to_no_editor_once_changes_were_asked_for(
    submitted_again, other_reviewer, client_of
):
    submitted_again.task.specific.on_action(
        submitted_again, other_reviewer, "reject", comment="Still no source."
    )
    client = client_of(other_reviewer)
    page = soup(client.get("/admin/reports/medical-review/"))
    title = str(submitted_again.workflow_state.content_object)
    links = [link["href"] for link in page.select("td a") if link.get_text(strip=True) == title]
    assert links
    assert [link for link in links if "/edit/" in link] == []
