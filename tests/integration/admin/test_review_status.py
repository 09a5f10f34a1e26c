"""The state of the review beside the editor and on the public page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from headhealth.models import ReviewClock, Symptom
from headhealth.site_calendar import site_day
from headhealth.workflow.claims import claim_review
from tests import factories
from tests.integration.reader_forms.filling_in import soup


def edit_url(obj: Any) -> str:
    if isinstance(obj, Symptom):
        return reverse(obj.snippet_viewset.get_url_name("edit"), args=[obj.pk])
    return reverse("wagtailadmin_pages:edit", args=[obj.pk])


def side_panel(client: Any, obj: Any) -> str:
    """What the status panel of the editor says of the review."""
    page = soup(client.get(edit_url(obj)))
    section = page.find(id="status-sidebar-medical-review").find_parent("section")
    return " ".join(section.get_text(" ").split())


def set_clock(obj: Any, **fields: Any) -> None:
    assert ReviewClock.objects.for_object(obj).update(**fields) == 1


def late(days: int = 3) -> dict[str, Any]:
    due_on = site_day() - timedelta(days=days)
    return {"due_on": due_on, "due_soon_on": due_on - timedelta(days=60)}


@pytest.fixture(params=["page", "snippet"])
def content(request: pytest.FixtureRequest, editor: Any, reviewer: Any) -> Any:
    if request.param == "page":
        return request.getfixturevalue("live")
    return factories.published(
        factories.SymptomFactory(name="Nausea"), author=editor, approver=reviewer
    )


def test_status_panel__says_when_it_was_reviewed_and_is_due(content, publisher, client_of):
    set_clock(content, **late(), emergency_due_at=timezone.now() - timedelta(hours=1))
    text = side_panel(client_of(publisher), content)
    assert "Emergency review overdue Overdue" in text
    assert "by Dr Reviewer." in text and "(3 days late)." in text
    assert "Published urgently. Its review is due by" in text


def test_status_panel__says_that_nothing_is_due(draft, editor, client_of):
    draft.save_revision(user=editor)
    text = side_panel(client_of(editor), draft)
    assert text == "Medical review Readers do not see it, so no review is due."


def test_status_panel__says_who_is_looking(live, editor, reviewer, other_reviewer, client_of):
    task_state = factories.submit(live, user=editor)
    assert "In review" in side_panel(client_of(reviewer), live)
    claim_review(review_request=task_state.review_request, user=other_reviewer)
    assert "other_reviewer is looking at it." in side_panel(client_of(reviewer), live)
    claim_review(review_request=task_state.review_request, user=reviewer)
    task_state.review_request.claims.update(claimed_at=timezone.now() - timedelta(days=9))
    assert "is looking at it." not in side_panel(client_of(reviewer), live)


def test_status_panel_and_tab__name_what_is_out_of_date(a_to_z, editor, reviewer, client_of):
    source = factories.SourceFactory(title="Guideline on necks")
    page = factories.ConditionPageFactory(parent=a_to_z, sources=[("source", source)])
    page = factories.published(page, author=editor, approver=reviewer)
    client = client_of(editor)
    assert "out of date" not in side_panel(client, page)
    source.year = 2026
    source.save()
    text = side_panel(client, page)
    assert "Approval out of date" in text
    assert "Guideline on necks (NICE, 2026) (source). Changed since: year." in text
    tab = soup(client.get(edit_url(page))).select_one(".hh-status").get_text(" ")
    assert "Approval out of date" in " ".join(tab.split()) and "Guideline on necks" in tab


def userbar(client: Any, page: Any) -> Any:
    """The item on the public page, or None."""
    template = soup(client.get(page.url)).find("template", id="wagtail-userbar-template")
    if template is None:
        return None
    # What stands in a template is text of no page: read by itself, it is.
    links = BeautifulSoup(template.decode_contents(), "html.parser").find_all("a")
    return next((link for link in links if "Medical review" in link.get_text()), None)


@pytest.mark.parametrize("who", ["editor", "publisher", "superuser"])
def test_userbar__says_the_state_and_leads_to_the_editor(who, live, request, client_of):
    client = client_of(request.getfixturevalue(who))
    set_clock(live, **late())
    item = userbar(client, live)
    assert " ".join(item.get_text().split()) == "Medical review: Overdue"
    assert item["role"] == "menuitem"
    assert item["href"].endswith(f"{edit_url(live)}#tab-review")
    assert client.get(item["href"]).status_code == 200


def test_userbar__leads_those_who_may_not_edit_to_the_report(live, editor, reviewer, client_of):
    client = client_of(reviewer)
    item = userbar(client, live)
    assert " ".join(item.get_text().split()) == "Medical review: Up to date"
    found = client.get(item["href"]).context["object_list"]
    assert [clock.title for clock in found] == [live.title]
    factories.submit(live, user=editor)
    assert userbar(client, live)["href"].endswith("#tab-review")


def test_userbar__shows_others_nothing_of_it(live, client, client_of):
    stranger = factories.UserFactory(username="stranger", groups=["Moderators"])
    assert userbar(client_of(stranger), live) is None
    reader = factories.UserFactory(username="reader")
    for each in (client, client_of(reader)):
        assert "wagtail-userbar" not in each.get(live.url).content.decode()


def test_userbar__makes_no_page_of_readers_depend_on_their_session(live, client, client_of, editor):
    assert "Cookie" not in client.get(live.url).headers.get("Vary", "")
    response = client_of(editor).get(live.url)
    assert "Cookie" in response.headers["Vary"] and "ETag" not in response.headers
