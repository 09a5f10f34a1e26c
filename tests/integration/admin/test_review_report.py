"""The report "Medical review", as editors, reviewers and those who lead read it."""

from __future__ import annotations

import csv
import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from openpyxl import load_workbook

from headhealth.models import ConditionPage, ReviewClock
from headhealth.review.reviewed_object import content_type_of
from headhealth.site_calendar import site_day
from tests import factories
from tests.integration.reader_forms.filling_in import soup

REPORT = "/admin/reports/medical-review/"
QUERIES = 23


def set_clock(title: str, **fields: Any) -> None:
    assert ReviewClock.objects.filter(title=title).update(**fields)


def due_in(days: int) -> dict[str, Any]:
    due_on = site_day() + timedelta(days=days)
    return {"due_on": due_on, "due_soon_on": due_on - timedelta(days=60)}


@pytest.fixture
def library(a_to_z, editor, publisher, reviewer):
    """One of each state."""
    fields = {
        "Never": {"due_on": None, "due_soon_on": None, "reviewed_on": None, "reviewer_name": ""},
        "Late": {**due_in(-5), "tier": "high", "owner": publisher},
        "Soon": {**due_in(30), "is_changed_since": True, "reviewer_name": "Dr Other"},
        "Fine": due_in(700),
    }
    for title, values in fields.items():
        page = factories.ConditionPageFactory(parent=a_to_z, title=title)
        factories.published(page, author=editor, approver=reviewer)
        set_clock(title, **values)
    symptom = factories.published(
        factories.SymptomFactory(name="=nausea"), author=editor, approver=reviewer
    )
    set_clock("=nausea", **due_in(500))
    return {**fields, "=nausea": symptom}


@pytest.fixture
def desk(client_of, editor):
    return client_of(editor)


def titles(response: Any) -> list[str]:
    return [clock.title for clock in response.context["object_list"]]


def test_report__counts_pages_and_snippets(library, desk):
    assert "5 pages and snippets" in soup(desk.get(REPORT)).select_one("nav.pagination").get_text()


def test_report__begins_with_what_was_never_reviewed_and_what_is_late(library, desk):
    response = desk.get(REPORT)
    assert titles(response) == ["Never", "Late", "Soon", "=nausea", "Fine"]
    rows = {
        row.select_one("td").get_text(strip=True): " ".join(row.get_text(" ").split())
        for row in soup(response).select("main table tbody tr")
    }
    assert "Never reviewed" in rows["Never"]
    assert "Condition Overdue" in rows["Late"]
    assert "High publisher" in rows["Late"]
    assert "Due soon Changed since review" in rows["Soon"] and "in 30 days" in rows["Soon"]
    assert "5 days late" in rows["Late"]
    assert "Up to date" in rows["Fine"] and "Dr Reviewer" in rows["Fine"]
    assert "Symptom Up to date" in rows["=nausea"]


def states(response: Any, title: str) -> list[tuple[str, str]]:
    """What each state of the row is called, and which icon stands before it."""
    row = soup(response).find("a", string=lambda text: text and text.strip() == title)
    return [
        (tag.get_text(strip=True), (tag.use or {"href": ""})["href"].removeprefix("#icon-"))
        for tag in row.find_parent("tr").select(".hh-state")
    ]


def test_report__says_more_than_the_schedule(library, desk, draft, editor):
    now = timezone.now()
    set_clock("Fine", emergency_due_at=now + timedelta(hours=2))
    set_clock("Late", emergency_due_at=now - timedelta(hours=2), review_asked_at=now)
    set_clock("=nausea", outdated_since=now)
    factories.submit(library["=nausea"], user=editor)
    response = desk.get(REPORT)
    assert titles(response)[:2] == ["Late", "Fine"]
    assert states(response, "Late") == [
        ("Emergency review overdue", "warning"),
        ("Overdue", "warning"),
        ("Review asked for", ""),
    ]
    # Nothing that needs a review is called up to date, nor found as such.
    assert states(response, "Fine") == [("Emergency awaiting review", "time")]
    assert states(response, "=nausea") == [("Approval out of date", "time"), ("In review", "")]
    assert not {"Fine", "=nausea"} & {*titles(desk.get(REPORT, {"state": "current"}))}
    assert states(response, "Soon")[0] == ("Due soon", "time")
    for state, found in {
        "emergency": ["Late", "Fine"],
        "outdated": ["=nausea"],
        "asked": ["Late"],
        "in-review": ["=nausea"],
    }.items():
        assert titles(desk.get(REPORT, {"state": state})) == found


def test_due__is_the_deadline_of_an_urgent_change(library, desk):
    deadline = timezone.now() + timedelta(days=1)
    set_clock("Fine", emergency_due_at=deadline)
    row = soup(desk.get(REPORT)).find("a", string=re.compile("Fine")).find_parent("tr")
    due = date_format(timezone.localtime(deadline), "j F Y, H:i")
    assert row.select_one("td.hh-days").get_text(" ", strip=True) == f"{due} in 1 day"


def test_due_soon__is_urgent_in_the_last_30_days_only(library, desk):
    set_clock("Soon", **due_in(31))
    assert states(desk.get(REPORT), "Soon")[0] == ("Due soon", "")


def test_counts__stand_above_and_lead_to_what_they_count(library, desk):
    set_clock("Fine", emergency_due_at=timezone.now())
    counts = {
        item.strong.next_sibling.find_next("span").get_text(strip=True): (
            int(item.strong.get_text()),
            item.a and item.a["href"],
        )
        for item in soup(desk.get(REPORT)).select(".hh-counts li")
    }
    assert {label: count for label, (count, _link) in counts.items()} == {
        "Emergency awaiting review": 1,
        "Never reviewed": 1,
        "Overdue": 1,
        "Due in the next 30 days": 1,
        "Approval out of date": 0,
        "Review asked for": 0,
        "All that is live": 5,
    }
    for count, link in counts.values():
        assert (link is None) is (count == 0)
        assert link is None or len(titles(desk.get(link))) == count
    assert titles(desk.get(counts["Due in the next 30 days"][1])) == ["Soon"]
    assert not soup(desk.get(f"{REPORT}results/")).select(".hh-counts")


def test_report__leads_to_the_editor(library, desk):
    links = {a.get_text(strip=True): a["href"] for a in soup(desk.get(REPORT)).select("main td a")}
    assert desk.get(links["Late"]).status_code == 200
    assert desk.get(links["=nausea"]).status_code == 200


def test_report__leads_those_who_may_not_edit_to_what_they_may_read(
    library, editor, other_reviewer, client_of
):
    factories.submit(ConditionPage.objects.get(title="Late"), user=editor)
    desk = client_of(other_reviewer)
    links = {a.get_text(strip=True): a["href"] for a in soup(desk.get(REPORT)).select("main td a")}
    assert links["Fine"] == ConditionPage.objects.get(title="Fine").full_url
    assert "/edit/" in links["Late"]
    assert "/evidence/" in links["=nausea"]
    assert {title: desk.get(url).status_code for title, url in links.items()} == dict.fromkeys(
        ["Never", "Late", "Soon", "Fine", "=nausea"], 200
    )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"state": ["never", "overdue"]}, ["Never", "Late"]),
        ({"state": "due-soon"}, ["Soon"]),
        ({"state": "current"}, ["=nausea", "Fine"]),
        ({"state": "changed"}, ["Soon"]),
        ({"state": ["changed", "overdue"]}, ["Late", "Soon"]),
        ({"tier": "high"}, ["Late"]),
        ({"reviewer_name": "Dr Other"}, ["Soon"]),
        ({"q": "nau"}, ["=nausea"]),
        ({"q": "nothing like it"}, []),
        ({"ordering": "-due_on"}, ["Fine", "=nausea", "Soon", "Late", "Never"]),
        ({"ordering": "title"}, ["=nausea", "Fine", "Late", "Never", "Soon"]),
    ],
    ids=str,
)
def test_report__is_narrowed_and_sorted(query, found, library, desk):
    assert titles(desk.get(REPORT, query)) == found


def test_report__is_narrowed_by_owner_type_and_day(library, desk, publisher):
    response = desk.get(REPORT, {"owner": publisher.pk})
    assert titles(response) == ["Late"]
    types = {
        choice.find_parent("label").get_text(strip=True): choice["value"]
        for choice in soup(response).select('input[name="content_type"]')
    }
    assert titles(desk.get(REPORT, {"content_type": types["Symptom"]})) == ["=nausea"]
    until = (site_day() + timedelta(days=40)).isoformat()
    assert titles(desk.get(REPORT, {"due_on_to": until})) == ["Late", "Soon"]


@pytest.mark.parametrize(
    "query",
    [
        {"state": "x"},
        {"tier": "x"},
        {"owner": "x"},
        {"owner": 10**30},
        {"content_type": 10**30},
        {"locale": "x"},
        {"reviewer_name": "\x00"},
        {"due_on_from": "9999-99-99"},
        {"q": "a\x00b"},
        {"q": '😀%_"' * 3000},
        {"ordering": "owner__password"},
        {"p": "99999999999999999999"},
        {"export": "x"},
    ],
    ids=lambda query: str(query)[:30],
)
def test_report__takes_any_query(query, library, desk):
    assert desk.get(REPORT, query).status_code in (200, 404)


def test_export__has_the_same_rows(library, desk):
    response = desk.get(REPORT, {"export": "csv", "state": ["overdue", "current"]})
    lines = list(csv.DictReader(b"".join(response.streaming_content).decode().splitlines()))
    assert [line["Title"] for line in lines] == ["Late", "'=nausea", "Fine"]
    assert lines[0]["State"] == "Overdue"
    assert lines[0]["Next review due"] == library["Late"]["due_on"].isoformat()
    assert lines[0]["Address"].endswith("/conditions-a-to-z/late/")
    sheet = load_workbook(BytesIO(b"".join(desk.get(REPORT, {"export": "xlsx"}))))["Sheet1"]
    assert [row[0].value for row in sheet][1:] == ["Never", "Late", "Soon", "'=nausea", "Fine"]


def test_export__says_what_is_urgent(library, desk, editor):
    due_at = timezone.now()
    set_clock("Fine", emergency_due_at=due_at, outdated_since=due_at)
    factories.submit(library["=nausea"], user=editor)
    response = desk.get(REPORT, {"export": "csv"})
    lines = list(csv.DictReader(b"".join(response.streaming_content).decode().splitlines()))
    rows = {line["Title"]: line for line in lines}
    [due] = [
        rows["Fine"][name] for name in rows["Fine"] if name.startswith("Review of an emergency")
    ]
    assert due == timezone.localtime(due_at).strftime("%Y-%m-%d %H:%M:%S")
    assert rows["Fine"]["State"] == "Emergency review overdue; Approval out of date"
    assert rows["Fine"]["Approval out of date"] == "Yes"
    assert rows["Fine"]["Review asked for"] == rows["Fine"]["In review"] == ""
    assert rows["'=nausea"]["In review"] == "Yes"
    assert b"".join(desk.get(REPORT, {"export": "xlsx"}))


def test_report__without_anything_to_show(desk):
    assert "Nothing under medical review is live yet." in desk.get(REPORT).content.decode()
    response = desk.get(REPORT, {"state": "overdue"})
    assert "Nothing that is live matches." in response.content.decode()


@pytest.mark.parametrize(
    ("who", "may"),
    [("editor", True), ("reviewer", True), ("publisher", True), ("stranger", False)],
)
def test_report__is_in_the_menu_of_those_who_may_see_it(who, may, client_of, db):
    make = {"stranger": lambda: factories.UserFactory(groups=["Moderators"])}
    client = client_of(make[who]() if who in make else getattr(factories, who)())
    assert (client.get(REPORT).status_code == 200) is may
    assert (REPORT in client.get(reverse("wagtailadmin_home")).content.decode()) is may


def test_report__costs_the_same_for_any_number(library, a_to_z, editor, reviewer, desk):
    def cost(**query: str) -> int:
        desk.get(REPORT, query)
        with CaptureQueriesContext(connection) as captured:
            desk.get(REPORT, query)
        return len(captured)

    def add_clocks(numbers: Any) -> None:
        kind = content_type_of(ConditionPage)
        ReviewClock.objects.bulk_create(
            ReviewClock(
                content_type=kind,
                object_id=str(10_000 + number),
                title=f"Page {number}",
                tier="high",
                owner=editor,
                emergency_due_at=timezone.now() if number % 7 == 0 else None,
                **due_in(number % 90 - 30),
            )
            for number in numbers
        )

    add_clocks(range(10))
    few, few_exported = cost(), cost(export="csv")
    # As many as SQLite looks up at once: an export asks once for each thousand.
    add_clocks(range(10, 990))
    assert few == cost() <= QUERIES
    assert few_exported == cost(export="csv")
