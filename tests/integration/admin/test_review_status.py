"""The state of the review beside the editor and on the public page."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from headhealth.models import Contributor, ReviewClock, Symptom
from headhealth.re_review.ask import request_reviews, work_on
from headhealth.site_calendar import site_day
from headhealth.withdrawal.withdraw import withdrawing
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
    assert "by Dr Reviewer." in text
    assert "routine review (3 days late). Review of the urgent change due on" in text


def next_due(text: str) -> str:
    """What is named first."""
    found = re.search(r"Next review due on (.+?)\.(?= Review| Routine| In review|$)", text)
    return found.group(1) if found else ""


def test_status_panel__names_the_review_that_is_due_first(content, editor, publisher, client_of):
    client = client_of(publisher)
    day = date_format(ReviewClock.objects.for_object(content).get().due_on)
    assert next_due(side_panel(client, content)) == f"{day}: routine review"
    set_clock(content, emergency_due_at=timezone.now() + timedelta(days=20))
    text = side_panel(client, content)
    assert next_due(text).endswith("review of the urgent change (in 20 days)")
    assert f"Routine review due on {day}." in text
    factories.submit(content, user=editor)
    text = side_panel(client, content)
    assert next_due(text).endswith("review of the submitted version (in 14 days)")
    assert "Review of the urgent change due on" in text


def test_status_panel_and_tab__name_a_re_review_that_is_due_first(live, publisher, client_of):
    request = request_reviews(
        clocks=ReviewClock.objects.for_object(live),
        reason="New guideline.",
        cause="",
        user=publisher,
    )
    work_on(request, seconds=10)
    client = client_of(publisher)
    assert next_due(side_panel(client, live)).endswith("re-review (in 14 days)")
    tab = " ".join(soup(client.get(edit_url(live))).select_one(".hh-status").get_text(" ").split())
    assert "re-review (in 14 days)" in tab and "Routine review due on" in tab


def test_status_panel__says_why_a_reviewer_cannot_decide(content, editor, publisher, client_of):
    factories.submit(content, user=editor)
    # A member of the reviewers who may edit too, so that the editor opens.
    late = factories.reviewer(username="late")
    late.groups.add(Group.objects.get(name="Publishers"))
    client = client_of(late)
    assert "You cannot approve content" not in side_panel(client, content)
    Contributor.objects.filter(user=late).update(reviewer_until=site_day() - timedelta(days=1))
    text = side_panel(client, content)
    assert "You cannot approve content" in text and "Your registration ended on" in text
    page = client.get(edit_url(content)).content.decode()
    assert page.count("Your registration ended on") == 2
    assert "You cannot approve content" not in side_panel(client_of(publisher), content)


def test_status_panel__says_that_it_was_withdrawn_and_what_brings_it_back(
    live, publisher, client_of
):
    with withdrawing([live], reason="It is no longer accurate.", user=publisher):
        live.unpublish(user=publisher)
    text = side_panel(client_of(publisher), live)
    assert f"Withdrawn on {date_format(site_day())} by publisher" in text
    assert "It is no longer accurate." in text and "Submit it for medical review" in text


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
