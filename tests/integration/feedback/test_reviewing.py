"""Reviewers see what readers report before they approve; editors see it beside the page."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories
from tests.integration.reader_forms.filling_in import soup


@pytest.fixture
def waiting(live, editor):
    """A change of the live page that waits for a reviewer."""
    live.summary = "Changed."
    return factories.submit(live, user=editor)


def approval(client, task_state):
    page = task_state.workflow_state.content_object
    url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task_state.pk])
    response = client.get(url)
    assert response.status_code == 200
    return response.json()["html"]


def test_approval__shows_open_reports_and_no_others(waiting, live, reviewer, client_of):
    make = factories.FeedbackFactory
    make(page=live, comment="Open one.", section_heading="Overview", email="r@example.org")
    make(page=live, comment="In work.", state="in_work", kind="out_of_date")
    make(page=live, comment="Done.", state="resolved")
    make(page=live, comment="Junk.", state="spam")
    make(page=live, useful=True, comment="Praise.")
    other = factories.ConditionPageFactory(parent=live.get_parent())
    make(page=other, comment="Elsewhere.")
    html = approval(client_of(reviewer), waiting)
    assert "What readers report" in html
    for shown in ("Open one.", "In work.", "Overview"):
        assert shown in html
    for hidden in ("Done.", "Junk.", "Praise.", "Elsewhere.", "r@example.org"):
        assert hidden not in html


def test_approval__puts_clinical_mistakes_first(waiting, live, reviewer, client_of):
    factories.FeedbackFactory(page=live, comment="A mistake.")
    factories.FeedbackFactory(page=live, comment="A link.", kind="broken_link")
    html = approval(client_of(reviewer), waiting)
    assert html.index("A mistake.") < html.index("A link.")


def test_approval__says_nothing_where_there_are_none(waiting, reviewer, client_of):
    assert "What readers report" not in approval(client_of(reviewer), waiting)


def test_approval__escapes_what_readers_wrote(waiting, live, reviewer, client_of):
    factories.FeedbackFactory(page=live, comment="<script>alert(1)</script>")
    assert "<script>alert" not in approval(client_of(reviewer), waiting)


def test_editor__shows_open_reports_with_links_to_the_queue(live, editor, client_of):
    report = factories.FeedbackFactory(page=live, comment="Open one.")
    response = client_of(editor).get(reverse("wagtailadmin_pages:edit", args=[live.pk]))
    panel = soup(response).select_one(".hh-status .hh-reports")
    assert "Open one." in panel.get_text()
    assert panel.select_one("a")["href"] == reverse("headhealth_feedback:edit", args=[report.pk])


def test_editor__costs_the_same_for_any_number_of_reports(live, editor, client_of):
    client = client_of(editor)
    url = reverse("wagtailadmin_pages:edit", args=[live.pk])

    def editing() -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        return len(queries)

    factories.FeedbackFactory(page=live)
    one = editing()
    for _ in range(30):
        factories.FeedbackFactory(page=live)
    assert editing() == one
