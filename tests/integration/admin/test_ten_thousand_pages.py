"""What those who look after a library of 10,000 pages see costs what it costs beside few."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from headhealth.admin.review_report import URL_NAME as REPORT
from headhealth.models import AToZPage, ConditionPage, ReviewClock
from headhealth.review.reviewed_object import content_type_of
from headhealth.site_calendar import site_day
from tests.bench.many_pages import make_many_pages

FEW, MANY = 100, 10_000

MOST = {"report": 23, "dashboard": 38, "explorer": 37}
"""Queries."""


def add_library(number: int, owner: Any) -> AToZPage:
    """An A to Z with so many live pages in every state, some of them urgent or out of date."""
    make_many_pages(number, sections=1, words=10, is_indexed=False)
    library = AToZPage.objects.order_by("-pk")[0]
    today, now = site_day(), timezone.now()
    kind = content_type_of(ConditionPage)
    pages = ConditionPage.objects.child_of(library).order_by("pk")
    pages.update(owner=owner)
    ReviewClock.objects.bulk_create(
        (
            ReviewClock(
                content_type=kind,
                object_id=str(page.pk),
                title=page.title,
                tier=page.risk_tier,
                locale_id=page.locale_id,
                owner=owner,
                reviewer_name="Dr Reviewer",
                reviewed_on=today - timedelta(days=300),
                due_on=(due_on := today + timedelta(days=number % 400 - 200)),
                due_soon_on=due_on - timedelta(days=60),
                emergency_due_at=now if number % 90 == 0 else None,
                outdated_since=now if number % 7 == 0 else None,
                review_asked_at=now if number % 11 == 0 else None,
            )
            for number, page in enumerate(pages.only("title", "risk_tier", "locale"))
        ),
        500,
    )
    return library


def addresses(library: Page) -> dict[str, str]:
    report, explorer = reverse(REPORT), reverse("wagtailadmin_explore", args=[library.pk])
    return {
        "report": report,
        "report, overdue": f"{report}?state=overdue",
        "report as CSV": f"{report}?export=csv",
        "dashboard": reverse("wagtailadmin_home"),
        "explorer": explorer,
        "explorer, overdue": f"{explorer}?review_state=overdue",
    }


def costs(client: Client, library: Page) -> dict[str, int]:
    found = {}
    for name, address in addresses(library).items():
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            response: Any = client.get(address)
            assert response.status_code == 200
            response.getvalue()
        found[name] = len(captured)
    return found


@pytest.mark.usefixtures("home")
def test_lists__cost_as_much_beside_10000_pages_as_beside_100(editor, publisher, client_of):
    client = client_of(publisher)
    few = costs(client, add_library(FEW, editor))
    many = costs(client, add_library(MANY, editor))
    # An export asks once more for each thousand rows, as many as SQLite looks up at once.
    assert many.pop("report as CSV") <= few.pop("report as CSV") + MANY // 1000
    assert many == few
    assert {
        place: cost for place, cost in many.items() if cost > MOST[place.partition(",")[0]]
    } == {}
