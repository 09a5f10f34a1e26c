"""The first page of the admin: what editors, reviewers and those who lead find there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.log_actions import LogContext
from wagtail.models import Page, TaskState

from headhealth.models import ConditionPage, Contributor, ReviewClaim, ReviewClock, ReviewRequest
from headhealth.review.content_digest import content_digest
from headhealth.review.page_deputy import PageDeputy
from headhealth.review.reviewed_object import content_type_of
from headhealth.site_calendar import site_day
from headhealth.workflow.claims import claim_review
from headhealth.workflow.emergency import publish_urgently
from tests import factories
from tests.integration.bad_input.reading import messages_in
from tests.integration.reader_forms.filling_in import soup
from tests.testapp.models import StockConditionPage

HOME = "/admin/"
WAITING = "medical-review-waiting-section"
SENT_BACK = "medical-review-sent-back-section"
YOURS = "medical-review-yours-section"
SUBMITTED = "medical-review-submitted-section"
EMERGENCIES = "medical-review-emergencies-section"
LOAD = "review-load-section"


def submit(page: Any, user: Any, **fields: Any) -> TaskState:
    task_state = factories.submit(page, user=user)
    if fields:
        ReviewRequest.objects.filter(task_state=task_state).update(**fields)
    return task_state


def send_back(task_state: TaskState, reviewer: Any, comment: str = "Cite a source.") -> None:
    task_state.task.specific.on_action(task_state, reviewer, "reject", comment=comment)


def clock(number: int, **fields: Any) -> None:
    """A clock of a page that is only counted."""
    ReviewClock.objects.create(
        content_type=content_type_of(ConditionPage),
        object_id=str(1_000_000 + number),
        title=f"Page {number}",
        tier="routine",
        **fields,
    )


def due(page: Any, days: int, **fields: Any) -> None:
    due_on = site_day() + timedelta(days=days)
    assert (
        ReviewClock.objects.for_object(page).update(
            due_on=due_on, due_soon_on=due_on - timedelta(days=60), **fields
        )
        == 1
    )


@pytest.fixture
def board(client_of: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """What a user finds on the first page."""
    return lambda user: soup(client_of(user).get(HOME))


@pytest.fixture
def new(a_to_z: Any) -> Callable[[str], ConditionPage]:
    return lambda title: factories.ConditionPageFactory(parent=a_to_z, title=title)


def entries(page: Any, panel: str) -> list[str]:
    """What each entry of a panel says, in order."""
    root = page.find(id=panel)
    found = root.select(".hh-todo__item") if root else []
    return [" ".join(item.get_text(" ").split()) for item in found]


def panels(page: Any) -> set[str]:
    known = {WAITING, SENT_BACK, YOURS, SUBMITTED, EMERGENCIES, LOAD}
    return {name for name in known if page.find(id=name)}


def test_dashboard__has_the_lists_of_each_role(board, editor, reviewer, publisher, superuser):
    assert panels(board(editor)) == {SENT_BACK, YOURS}
    assert panels(board(reviewer)) == {WAITING}
    assert panels(board(publisher)) == {SENT_BACK, YOURS, LOAD}
    assert panels(board(superuser)) == {SENT_BACK, YOURS, LOAD}
    both = factories.reviewer(username="both", groups=["Medical reviewers", "Medical editors"])
    assert panels(board(both)) == {WAITING, SENT_BACK, YOURS}


def test_dashboard__shows_others_nothing_of_it(board, live, draft, editor, reviewer):
    submit(draft, editor)
    due(live, -3)
    stranger = factories.UserFactory(username="stranger", groups=["Moderators"])
    page = board(stranger)
    assert panels(page) == set() and "Migraine" not in page.main.get_text()


def test_dashboard__says_kindly_that_there_is_nothing(board, editor, reviewer, publisher):
    assert "Nothing waits for you" in board(reviewer).find(id=WAITING).get_text()
    page = board(editor)
    assert "No reviewer has asked you for changes." in page.find(id=SENT_BACK).get_text()
    assert "is up to date" in page.find(id=YOURS).get_text()
    assert "Nothing is due" in board(publisher).find(id=LOAD).get_text()


# Waiting for you


def test_waiting__says_who_asks_what_by_when_and_who_is_looking(
    board, new, editor, reviewer, other_reviewer
):
    yesterday = site_day() - timedelta(days=1)
    page = new("Gout")
    page.risk_tier = "elevated"
    late = submit(page, editor, due_on=yesterday, comment="Look at the dose.")
    submit(new("Asthma"), editor)
    claim_review(review_request=late.review_request, user=other_reviewer)
    first, second = entries(board(reviewer), WAITING)
    assert first.startswith("Gout Condition · Risk: Elevated · submitted by editor")
    assert "(1 day late)" in first and "Look at the dose." in first
    assert "other_reviewer is looking at it." in first
    assert second.startswith("Asthma") and "late" not in second


def test_waiting_and_submitted__say_who_of_several_has_approved(
    board, new, editor, reviewer, other_reviewer
):
    page = new("Stroke")
    page.risk_tier = "high"
    task_state = submit(page, editor)
    for user, panel in ((reviewer, WAITING), (editor, SUBMITTED)):
        assert "Approved by" not in entries(board(user), panel)[0]
    factories.approve(task_state, user=other_reviewer)
    so_far = "Approved by Dr Other_Reviewer; it waits for another reviewer."
    for user, panel in ((reviewer, WAITING), (editor, SUBMITTED)):
        assert so_far in entries(board(user), panel)[0]
    # A newer version begins anew.
    page = ConditionPage.objects.get(pk=page.pk)
    page.summary = "Other."
    page.save_revision(user=editor)
    assert "Approved by" not in entries(board(editor), SUBMITTED)[0]


def test_waiting__leads_to_the_decision(board, new, editor, reviewer, client_of):
    page = new("Gout")
    task_state = submit(page, editor)
    panel = board(reviewer).find(id=WAITING)
    edit, approve = panel.select_one(".hh-todo__title"), panel.find("button", class_="button")
    assert edit["href"] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert client_of(reviewer).get(edit["href"]).status_code == 200
    url = approve["data-workflow-action-url"]
    assert url.endswith(f"/workflow/action/{page.pk}/approve/{task_state.pk}/")
    script = panel.find("script")["src"]
    assert "workflow-action" in script and panel.find("script")["data-activate"] == "dashboard"
    client_of(reviewer).post(url, factories.checklist(task_state))
    assert Page.objects.get(pk=page.pk).live
    assert entries(board(reviewer), WAITING) == []


def test_waiting__is_claimed_and_released(board, new, editor, reviewer, client_of):
    submit(new("Gout"), editor)
    client = client_of(reviewer)
    for said in ("I am looking at it", "I am not looking at it any more", "I am looking at it"):
        form = board(reviewer).find(id=WAITING).form
        assert form.button.get_text().startswith(said)
        fields = {field["name"]: field["value"] for field in form.select("input")}
        assert client.post(form["action"], fields).url == HOME


def test_claim__gives_the_moment_as_the_other_screens_do(board, new, editor, reviewer, client_of):
    submit(new("Gout"), editor)
    client = client_of(reviewer)
    form = board(reviewer).find(id=WAITING).form
    response = client.post(form["action"], {"csrfmiddlewaretoken": ""}, follow=True)
    lapses = timezone.localtime(ReviewClaim.objects.get().lapses_at)
    assert date_format(lapses, "j F Y, H:i") in messages_in(response)


def test_waiting__holds_what_the_user_may_decide(board, new, editor, reviewer, superuser):
    """Not what they wrote in, nor of tasks that are another group's."""
    both = factories.reviewer(username="both", groups=["Medical reviewers", "Medical editors"])
    own, others = new("Own"), new("Others")
    own.save_revision(user=both)
    submit(own, both)
    submit(others, editor)
    assert [entry.split()[0] for entry in entries(board(both), WAITING)] == ["Others"]
    assert len(entries(board(reviewer), WAITING)) == 2
    assert not board(superuser).find(id=WAITING)
    task = TaskState.objects.first().task.specific
    task.groups.clear()
    assert WAITING not in panels(board(reviewer))


def test_waiting__ends_with_the_registration(board, new, editor, reviewer):
    submit(new("Gout"), editor)
    reviewer.contributors.update(reviewer_until=date(2021, 1, 1))
    assert WAITING not in panels(board(reviewer))


def test_waiting__shows_ten_and_leads_to_all(board, new, editor, reviewer, client_of, client):
    for number in range(12):
        submit(new(f"Page {number}"), editor)
    page = board(reviewer)
    assert len(entries(page, WAITING)) == 10
    assert "Waiting for you (12)" in page.find(id=WAITING).get_text()
    link = page.find(id=WAITING).select_one(".hh-todo__all a")
    assert link.get_text().startswith("See all 12")
    whole = client_of(reviewer).get(link["href"])
    assert len(soup(whole).select(".hh-todo__item")) == 12
    assert soup(whole).find("script", {"data-activate": "dashboard"})
    assert client_of(reviewer).get(link["href"], {"p": "9"}).status_code == 200


@pytest.mark.parametrize("name", ["waiting", "sent-back", "yours", "submitted", "emergencies"])
def test_whole_list__is_for_its_role_only(name, client_of, editor, reviewer, db):
    url = reverse("headhealth_admin:todo_list", args=[name])
    for_reviewers = name in ("waiting", "emergencies")
    for user, may in ((reviewer, for_reviewers), (editor, not for_reviewers)):
        assert (client_of(user).get(url).status_code == 200) is may
    assert client_of(editor).get(url.replace(name, "nothing")).status_code == 404


# What editors have to do


def test_sent_back__reaches_all_who_wrote_it_with_the_comment(board, new, editor, reviewer):
    colleague = factories.editor(username="colleague")
    page = new("Gout")
    page.save_revision(user=colleague)
    page.summary = "Changed."
    task_state = submit(page, editor)
    assert [entry.split()[0] for entry in entries(board(editor), SUBMITTED)] == ["Gout"]
    send_back(task_state, reviewer)
    for user in (editor, colleague):
        (entry,) = entries(board(user), SENT_BACK)
        assert entry.startswith("Gout") and "reviewer requested changes" in entry
        assert entry.endswith("Cite a source.")
        assert entries(board(user), SUBMITTED) == []
    assert entries(board(factories.editor(username="third")), SENT_BACK) == []


def test_sent_back__ends_when_it_is_submitted_again(board, draft, editor, reviewer):
    send_back(submit(draft, editor), reviewer)
    state = ConditionPage.objects.get(pk=draft.pk).current_workflow_state
    state.resume(user=editor)
    assert entries(board(editor), SENT_BACK) == []
    assert len(entries(board(editor), SUBMITTED)) == 1


def test_yours__holds_what_needs_a_review(board, new, editor, reviewer):
    pages = {title: new(title) for title in ("Fine", "Soon", "Late", "Outdated", "Other", "Lent")}
    for page in pages.values():
        factories.published(page, author=editor, approver=reviewer)
        due(page, 500, owner=editor)
    due(pages["Soon"], 20)
    due(pages["Late"], -2)
    due(pages["Outdated"], 400, outdated_since=timezone.now())
    due(pages["Other"], -2, owner=reviewer)
    due(pages["Lent"], 10, owner=reviewer)
    PageDeputy.objects.create(page_id=pages["Lent"].pk, user=editor)
    found = entries(board(editor), YOURS)
    assert [entry.split()[0] for entry in found] == ["Late", "Lent", "Soon", "Outdated"]
    assert "Overdue" in found[0] and "(2 days late)" in found[0]
    assert "Due soon" in found[2] and "Approval out of date" in found[3]


def test_yours__says_when_an_urgent_change_is_due(board, live, editor):
    deadline = timezone.now() + timedelta(days=1)
    due(live, 500, owner=editor, emergency_due_at=deadline)
    (entry,) = entries(board(editor), YOURS)
    day = date_format(timezone.localtime(deadline), "j F Y, H:i")
    assert entry.endswith(f"Due {day} (in 1 day)")


# Emergencies


def test_emergency__is_told_to_reviewers_and_publishers(
    board, live, editor, reviewer, publisher, client_of
):
    live.summary = "Do not take it any more."
    live.save_revision(user=publisher)
    fresh = ConditionPage.objects.get(pk=live.pk)
    digest = content_digest(fresh.get_latest_revision_as_object())
    publish_urgently(
        obj=fresh, user=publisher, reason="The maker recalled the tablets today.", digest=digest
    )
    for user in (reviewer, publisher):
        page = board(user)
        (entry,) = entries(page, EMERGENCIES)
        assert "Emergency awaiting review" in entry and "published by publisher" in entry
        assert entry.endswith("The maker recalled the tablets today.")
    assert EMERGENCIES not in panels(board(editor))
    ReviewClock.objects.update(emergency_due_at=timezone.now() - timedelta(hours=1))
    assert "Emergency review overdue" in entries(board(reviewer), EMERGENCIES)[0]


# Wagtail's own lists


def test_own_lists_of_wagtail__stay_for_other_content_only(
    board, new, home, editor, reviewer, superuser
):
    submit(new("Gout"), superuser)
    stock = home.add_child(instance=StockConditionPage(title="Stock", summary="x", live=False))
    page = board(superuser)
    assert not page.find(id="awaiting-review-section") and not page.find(
        id="objects-in-workflow-section"
    )
    stock.save_revision(user=superuser)
    stock.get_workflow().start(stock, superuser)
    page = board(superuser)
    assert "Stock" in page.find(id="objects-in-workflow-section").get_text()
    assert "Gout" not in page.find(id="objects-in-workflow-section").get_text()
    assert [entry.split()[0] for entry in entries(page, SUBMITTED)] == ["Gout"]
    if awaiting := page.find(id="awaiting-review-section"):
        assert "Gout" not in awaiting.get_text()
    assert len(page.find_all("script", {"data-activate": "dashboard"})) <= 1


# The load


def load_of(page: Any) -> dict[str, list[int]]:
    """The table behind the picture: overdue, soon, later and all, by period."""
    rows = page.find(id=LOAD).select("tbody tr")
    return {
        row.th.get_text(strip=True): [int(cell.get_text()) for cell in row.select("td")]
        for row in rows
    }


@pytest.fixture
def november(time_machine: Any, db: None) -> None:
    time_machine.move_to("2026-11-20 10:00:00+00:00", tick=True)


def test_load__counts_by_month(november, board, publisher, client_of):
    for number, due_on in enumerate(
        [
            date(2024, 1, 31),
            date(2026, 11, 19),
            date(2026, 11, 20),
            date(2026, 11, 30),
            date(2026, 12, 20),
            date(2026, 12, 21),
            date(2027, 2, 28),
            date(2027, 10, 31),
            date(2027, 11, 1),
            None,
        ]
    ):
        soon = due_on and due_on - timedelta(days=60)
        clock(number, due_on=due_on, due_soon_on=soon)
    page = board(publisher)
    load = load_of(page)
    assert list(load)[:3] == ["Overdue", "November 2026", "December 2026"]
    assert list(load)[-1] == "October 2027" and len(load) == 13
    assert {name: numbers for name, numbers in load.items() if any(numbers)} == {
        "Overdue": [2, 0, 0, 2],
        "November 2026": [0, 2, 0, 2],
        "December 2026": [0, 1, 1, 2],
        "February 2027": [0, 0, 1, 1],
        "October 2027": [0, 0, 1, 1],
    }
    panel = page.find(id=LOAD)
    assert "1 live page or snippet was never reviewed" in " ".join(panel.get_text(" ").split())
    client = client_of(publisher)
    for link in panel.select("tbody a"):
        found = client.get(link["href"]).context["object_list"]
        assert len(found) == load[link.get_text(strip=True)][-1]


def test_load__is_a_picture_that_says_what_it_shows(november, board, publisher):
    clock(1, due_on=date(2026, 11, 1), due_soon_on=date(2026, 9, 1))
    clock(2, due_on=date(2027, 3, 1), due_soon_on=date(2027, 1, 1))
    clock(3, due_on=date(2027, 3, 2), due_soon_on=date(2027, 1, 1))
    picture = board(publisher).find(id=LOAD).find("svg", role="img")
    ids = picture["aria-labelledby"].split()
    title, desc = (picture.find(id=each).get_text() for each in ids)
    assert title == "How many reviews are due in each month"
    assert (
        desc == "1 review is overdue. 0 are due in the next 30 days. Most are due in March 2027: 2."
    )
    assert not picture.find_all(style=True) and not picture.find_all("script")
    heights = {part["class"][-1]: int(part["height"]) for part in picture.select(".hh-load__part")}
    assert heights == {"hh-load__part--overdue": 80, "hh-load__part--later": 160}


# What it costs


@pytest.mark.parametrize("user", ["editor", "reviewer", "publisher", "superuser"])
def test_dashboard__costs_the_same_for_any_number(user, request, new, editor, client_of):
    reviewer = factories.reviewer(username="sends_back")
    client = client_of(request.getfixturevalue(user))

    def add(count: int, first: int = 0) -> None:
        for number in range(first, first + count):
            submit(new(f"Waiting {number}"), editor, comment="x")
            send_back(submit(new(f"Sent {number}"), editor), reviewer)
        kind = content_type_of(ConditionPage)
        pages = list(ConditionPage.objects.values_list("pk", flat=True))
        ReviewClock.objects.all().delete()
        ReviewClock.objects.bulk_create(
            ReviewClock(
                content_type=kind,
                object_id=str(pk),
                title="x",
                tier="routine",
                owner=editor,
                emergency_due_at=timezone.now(),
                due_on=site_day() + timedelta(days=number),
                due_soon_on=site_day(),
            )
            for number, pk in enumerate([*pages, *range(1_000_000, 1_000_000 + 50 * count)])
        )

    def cost() -> int:
        client.get(HOME)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(HOME).status_code == 200
        return len(captured)

    add(10)
    few = cost()
    add(10, first=10)
    assert cost() == few


# A reviewer who cannot review


NO_REVIEWS = "no-reviews-section"


def said_to(board: Any, user: Any) -> str:
    section = board(user).find(id=NO_REVIEWS)
    return " ".join(section.get_text(" ").split()) if section else ""


def test_reviewer__is_told_that_the_registration_ended_and_what_to_do(board, reviewer, editor):
    assert said_to(board, reviewer) == ""
    assert said_to(board, editor) == ""
    Contributor.objects.update(reviewer_until=site_day() - timedelta(days=1))
    said = said_to(board, reviewer)
    day = date_format(site_day() - timedelta(days=1))
    assert f"Your registration ended on {day}." in said
    assert "enter a later day under Contributors. A second person then confirms it." in said


def test_reviewer__is_told_who_confirms_the_registration(board, reviewer, publisher):
    contributor = Contributor.objects.get(user=reviewer)
    with LogContext(user=factories.publisher(username="changer")):
        contributor.registration_number = "77"
        contributor.save()
    said = said_to(board, reviewer)
    assert "has not been confirmed. It can be confirmed by publisher." in said


def test_reviewer__is_told_that_there_is_no_registration(board):
    newcomer = factories.UserFactory(groups=["Medical reviewers"])
    assert "ask a content lead to enter your registration" in said_to(board, newcomer)


def test_registered_reviewer__is_told_that_no_group_of_theirs_reviews(board, reviewer, editor):
    reviewer.groups.set(editor.groups.all())
    said = said_to(board, reviewer)
    assert "Ask an administrator to add it to “Medical reviewers”." in said


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"registration_suspended": True}, "another contributor has the same one"),
        ({"reviewer_from": date(2099, 1, 1)}, "Your registration has not been confirmed."),
    ],
    ids=["suspended", "later"],
)
def test_reviewer__is_told_what_is_wrong_with_the_registration(change, reason, board, reviewer):
    Contributor.objects.update(**change)
    assert reason in said_to(board, reviewer)


def test_reviewer__is_told_when_the_registration_begins(board, publisher, superuser):
    user = factories.UserFactory(groups=["Medical reviewers"])
    with LogContext(user=superuser):
        contributor = Contributor.objects.create(
            name="Dr Later",
            user=user,
            registration_body="GMC",
            registration_number="1",
            reviewer_from=site_day() + timedelta(days=5),
        )
    contributor.confirm_registration(user=publisher)
    day = date_format(contributor.reviewer_from)
    assert f"Your registration begins on {day}." in said_to(board, user)
