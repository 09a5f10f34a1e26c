"""Articles that are due, and the command."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from headhealth.models import ConditionPage, PageDeputy, ReviewClock
from headhealth.review.review_clock import set_clock
from headhealth.site_calendar import site_day
from tests import factories


@pytest.fixture
def today() -> Iterator[time_machine.Coordinates]:
    """A clock that stands still at six in the morning, and can be moved by days."""
    morning = datetime.combine(date.today(), time(6), tzinfo=timezone.get_default_timezone())
    with time_machine.travel(morning, tick=False) as traveller:
        yield traveller


@pytest.fixture
def owner(db: Any) -> Any:
    return factories.editor(username="owner", first_name="Ola", last_name="Owner")


@pytest.fixture
def deputy(db: Any) -> Any:
    return factories.editor(username="deputy")


@pytest.fixture
def leader(db: Any) -> Any:
    return factories.publisher(username="leader")


@pytest.fixture
def article(a_to_z: Any) -> Callable[..., Any]:
    """Makes a public article whose review is due in so many ``days``; other words set its clock.

    Its row is set live: who approved it is not what these tests are about.
    """

    def make(
        title: str = "Migraine",
        *,
        owner: Any = None,
        deputy: Any = None,
        days: int | None = None,
        **clock: Any,
    ) -> Any:
        page = factories.ConditionPageFactory(parent=a_to_z, title=title, owner=owner)
        ConditionPage.objects.filter(pk=page.pk).update(live=True)
        page.refresh_from_db()
        if deputy:
            PageDeputy.objects.create(page_id=page.pk, user=deputy)
        set_clock(page)
        if days is not None:
            clock["due_on"] = site_day() + timedelta(days=days)
        ReviewClock.objects.for_object(page).update(**clock)
        return page

    return make


@pytest.fixture
def run() -> Callable[..., str]:
    """What ``send_review_reminders`` prints; its mail alone is in the outbox then."""

    def run_now(**options: Any) -> str:
        out = StringIO()
        mail.outbox.clear()
        call_command("send_review_reminders", **options, stdout=out, stderr=out)
        return out.getvalue()

    return run_now


@pytest.fixture
def told(run: Callable[..., str]) -> Callable[..., list[str]]:
    """Runs the command; who was sent mail, by name."""

    def told_now(**options: Any) -> list[str]:
        run(**options)
        return sorted(name(address) for each in mail.outbox for address in each.to)

    return told_now


def name(address: str) -> str:
    return address.partition("@")[0]
