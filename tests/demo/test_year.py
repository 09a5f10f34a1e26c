"""A year over the demo library, with a moved clock: nothing that is due is ever silent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import call_command
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Site

from demo.loading import editorial
from headhealth.models import ConditionPage, ReviewClock, ReviewPolicy, Source, Symptom
from headhealth.pages.citing_pages import with_citing_pages
from headhealth.re_review.ask import request_reviews, work_on
from headhealth.re_review.chosen_content import clocks_of_what_shows
from headhealth.review.page_deputy import PageDeputy
from headhealth.review.policies import policy_for
from headhealth.review.review_clock import set_due_dates
from headhealth.rules.review_schedule import ReviewState
from headhealth.site_calendar import site_day
from headhealth.snippets.source_notice import NoticeKind, mark_source
from headhealth.workflow.defaults import EDITORS
from headhealth.workflow.hand_over import hand_over
from tests.demo.simulated_year import Year, is_late

LONGEST_SILENCE = 30
"""Days: after its last stage, what is late is told again each month."""


@pytest.fixture
def library(db: Any) -> Iterator[None]:
    with override_settings(DEBUG=True):
        call_command("load_demo", stdout=StringIO())
    mail.outbox.clear()
    yield


def person(name: str) -> Any:
    return get_user_model()._default_manager.get(username=name)


def overdue_pages() -> list[Any]:
    clocks = ReviewClock.objects.in_state(ReviewState.OVERDUE).order_by("pk")
    objects = [each.content_type.model_class().objects.get(pk=each.object_id) for each in clocks]
    return [obj for obj in objects if getattr(obj, "url", None)]


def test_year__nothing_that_is_due_is_ever_silent(library, capsys):
    review_often()
    first_due = ReviewClock.objects.filter(due_on__gt=site_day()).order_by("due_on", "pk")
    year = Year(neglected={clock.title for clock in first_due[:3]})
    for page in ConditionPage.objects.live()[:3]:
        PageDeputy.objects.create(page_id=page.pk, user=person("reviewer2"))
    # The demo was made today: nothing may happen before that.
    tomorrow_morning = timezone.now().replace(hour=7) + timedelta(days=1)
    with time_machine.travel(tomorrow_morning, tick=False) as clock:
        for day in range(365):
            for happening in HAPPENINGS.get(day, ()):
                happening(year)
            year.run_cron()
            year.note_what_is_late()
            assert year.month.longest_silence <= LONGEST_SILENCE, year.table()
            if day % 30 == 0:
                readers_are_told()
                report_shows_what_is_late()
            year.people_act()
            tomorrow = timezone.now() + timedelta(days=1)
            if tomorrow.month != timezone.now().month or day == 364:
                year.close_month()
            clock.move_to(tomorrow)
    with capsys.disabled():
        print(f"\n{year.table()}")
    # What the year was to show did happen in it.
    for happened in (
        "submitted", "approved", "sent back", "taken down", "published urgently", "asked again",
        "mails to sam.reed@example.org", "mails to grace.holloway@example.org",
        "mails to newcomer@example.org", "mails to tomasz.lindqvist@example.org",
    ):  # fmt: skip
        assert year.total(happened) > 0, happened
    assert call_command("audit_live_pages", stdout=StringIO()) is None


def readers_are_told() -> None:
    """Each page that is overdue says so to its readers today."""
    for page in overdue_pages():
        html = Client().get(page.url).content.decode()
        assert policy_for(page).overdue_sentence in html, page


def report_shows_what_is_late() -> None:
    """Those who lead find all of it in the report."""
    client = Client()
    client.force_login(person("publisher"))
    response = client.get(reverse("headhealth_review_report"), {"export": "csv"})
    rows = b"".join(response).decode()
    for clock in ReviewClock.objects.all():
        if is_late(clock, site_day()):
            assert clock.title in rows


def review_often() -> None:
    """So that a year brings as many reviews as three do by the policy that sites begin with."""
    policy = ReviewPolicy.for_site(Site.objects.get())
    policy.routine_months, policy.elevated_months, policy.high_months = 9, 6, 3
    policy.save()
    # The task that follows waits for the end of a transaction, which this test has not.
    set_due_dates()


def editor_leaves(year: Year) -> None:
    """Without handing anything over."""
    editor = person("editor")
    editor.is_active = False
    editor.save()


def newcomer_takes_over(year: Year) -> None:
    newcomer = get_user_model()._default_manager.create_user(
        "newcomer", email="newcomer@example.org"
    )
    newcomer.groups.set(Group.objects.filter(name=EDITORS))
    pages = ConditionPage.objects.filter(owner=person("editor"))
    hand_over(pages=pages, user=person("publisher"), owner=newcomer)


def source_is_retracted(year: Year) -> None:
    """The one that most pages cite; all of them are to be reviewed again."""
    lead = person("publisher")
    source = with_citing_pages(Source.objects.all(), Page.objects.all()).order_by(
        "-citing_pages", "pk"
    )[0]
    mark_source(
        source,
        kind=NoticeKind.RETRACTED,
        user=lead,
        happened_on=site_day(),
        reason="Its authors withdrew it.",
    )
    asked = request_reviews(
        clocks=clocks_of_what_shows(source),
        reason="It was retracted.",
        cause=str(source),
        user=lead,
    )
    work_on(asked, seconds=60)
    year.month.brought["asked again"] += asked.items.count()


def symptom_is_reworded(year: Year) -> None:
    """All pages that show it are approved with words that are not shown any more."""
    symptom = Symptom.objects.filter(live=True).order_by("pk").first()
    symptom.description += " It can come and go."
    symptom.save_revision(user=person("publisher"))
    symptom.get_workflow().start(symptom, person("publisher"))


def change_cannot_wait(year: Year) -> None:
    """It is the newest change of a page that nobody has in review."""
    page = ConditionPage.objects.live().order_by("-pk")[0]
    page.summary += " Call 999 if you are in doubt."
    page.save_revision(user=person("publisher"))
    editorial.publish_urgently(
        page, user=person("publisher"), reason="A dose was wrong by a factor of ten."
    )
    year.month.brought["published urgently"] += 1


def policy_becomes_strict(year: Year) -> None:
    policy = ReviewPolicy.for_site(Site.objects.get())
    policy.takedown_after_days = 60
    policy.save()


HAPPENINGS = {
    40: [symptom_is_reworded],
    70: [source_is_retracted],
    110: [change_cannot_wait],
    150: [editor_leaves],
    210: [newcomer_takes_over],
    300: [policy_becomes_strict],
}
