"""Files of lists say what the screen says: states, times in the user's zone, text that is text."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from wagtail.users.models import UserProfile

from headhealth.models import ReviewClock, Source, Withdrawal
from headhealth.source_checks.source_link import SourceLink
from headhealth.withdrawal.withdraw import withdraw
from tests import factories
from tests.integration.audit.histories import published_urgently

REPORT = "/admin/reports/medical-review/"
MOMENT = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)


def content(response: Any) -> bytes:
    return b"".join(response)


def rows_of(client: Any, url: str) -> dict[str, list[dict[str, Any]]]:
    """The rows of both kinds of file."""
    text = content(client.get(url, {"export": "csv"})).decode()
    sheet = load_workbook(BytesIO(content(client.get(url, {"export": "xlsx"}))))["Sheet1"]
    headings, *lines = [[cell.value for cell in row] for row in sheet]
    return {
        "csv": list(csv.DictReader(text.splitlines())),
        "xlsx": [dict(zip(headings, line, strict=True)) for line in lines],
    }


def zone_of(user: Any, name: str) -> None:
    UserProfile.objects.update_or_create(user=user, defaults={"current_time_zone": name})


@pytest.mark.parametrize(
    ("zone", "said"),
    [("Europe/London", "2026-07-02 00:30:00"), ("America/Lima", "2026-07-01 18:30:00")],
)
@pytest.mark.parametrize("list_", ["feedback", "withdrawals", "sources", "review report"])
def test_times__are_those_of_the_user(list_, zone, said, live, publisher, superuser, client_of):
    zone_of(superuser, zone)
    if list_ == "feedback":
        factories.FeedbackFactory(page=live, submitted_at=MOMENT)
        url, heading = "/admin/headhealth/feedback/", "Submitted at"
    elif list_ == "withdrawals":
        withdraw(live, user=publisher, reason="It is wrong.")
        Withdrawal.objects.update(withdrawn_at=MOMENT)
        url, heading = "/admin/snippets/headhealth/withdrawal/", "Withdrawn at"
    elif list_ == "sources":
        source = factories.SourceFactory()
        SourceLink.objects.create(
            source=source, address=source.url, state="works", checked_at=MOMENT
        )
        url, heading = "/admin/snippets/headhealth/source/", "Link checked at"
    else:
        ReviewClock.objects.for_object(live).update(emergency_due_at=MOMENT)
        url, heading = REPORT, "Review of an emergency due"
    for kind, rows in rows_of(client_of(superuser), url).items():
        found = [value for row in rows if (value := row[f"{heading} ({zone})"])]
        assert list(map(str, found)) == [said], kind


def test_state_of_what_is_urgent__is_never_up_to_date(live, editor, publisher, client_of):
    published_urgently(live, editor, publisher)
    for rows in rows_of(client_of(publisher), REPORT).values():
        [row] = [row for row in rows if row["Title"] == live.title]
        assert row["State"].startswith("Emergency awaiting review")
        assert "Up to date" not in row["State"]


def test_people__have_their_names(live, publisher, superuser, client_of):
    publisher.first_name, publisher.last_name = "Pat", "Lee"
    publisher.save()
    withdraw(live, user=publisher, reason="It is wrong.")
    for rows in rows_of(client_of(superuser), "/admin/snippets/headhealth/withdrawal/").values():
        assert [row["Withdrawn by"] for row in rows] == ["Pat Lee"]


@pytest.mark.parametrize("formula", ["=1+1", "@SUM(A1)", "+44 20"])
def test_text__is_no_formula(formula, live, publisher, superuser, client_of):
    Source.objects.create(title=formula, type="guideline", publisher=formula, year=2024)
    withdraw(live, user=publisher, reason=f"{formula} is wrong.")
    for url in ("/admin/snippets/headhealth/source/", "/admin/snippets/headhealth/withdrawal/"):
        for rows in rows_of(client_of(superuser), url).values():
            cells = [str(cell) for row in rows for cell in row.values()]
            assert any(formula in cell for cell in cells)
            assert [cell for cell in cells if cell.startswith(formula[0])] == []
