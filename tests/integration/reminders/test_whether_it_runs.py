"""What tells that the job runs no more: the report, and a system check."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import checks, mail
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.utils import timezone

from headhealth.models import ReminderRun
from headhealth.reminders.reminder_run import KEPT
from tests.integration.reader_forms.filling_in import soup
from tests.integration.reminders.mail_server import free_port

REPORT = "/admin/reports/medical-review/"


def found():
    return [
        each.id
        for each in checks.run_checks(databases=["default"], tags=[checks.Tags.database])
        if each.id in ("headhealth.W006", "headhealth.I001")
    ]


def said(response):
    return " ".join(soup(response).select_one(".hh-reminders").get_text(" ").split())


def is_alert(response):
    return "hh-reminders--alert" in soup(response).select_one(".hh-reminders")["class"]


@pytest.fixture
def report(today, client_of, publisher):
    """A session of its own each time: days go by."""
    return lambda: client_of(publisher).get(REPORT)


def test_fresh_site__needs_none_yet(db):
    assert found() == []


def test_site_that_has_sent_none__is_told_how(article, report):
    article(days=300)
    assert found() == ["headhealth.I001"]
    assert "No reminders have been sent yet." in said(report())
    assert not is_alert(report())


def test_daily_run__is_shown_and_nothing_is_wrong(article, report, run, publisher):
    article(days=-20)
    run()
    assert found() == []
    assert "Reminders last sent: " in said(report()) and "1 mail." in said(report())
    assert not is_alert(report())


@pytest.mark.parametrize(("days", "is_stale"), [(3, False), (4, True), (400, True)])
def test_job_that_stopped__is_warned_of_after_three_days(
    days, is_stale, article, report, run, today, publisher
):
    article(days=300)
    run()
    today.shift(timedelta(days=days))
    assert found() == (["headhealth.W006"] if is_stale else [])
    assert is_alert(report()) == is_stale
    assert ("Nobody has been reminded since" in said(report())) == is_stale


def test_check__fails_where_a_monitor_asks_for_it(article, run, today, publisher):
    run()
    today.shift(timedelta(days=4))
    with pytest.raises(SystemCheckError, match="W006"):
        call_command("check", databases=["default"], fail_level="WARNING")


def test_run_that_was_killed__counts_for_nothing(article, report):
    article(days=300)
    ReminderRun.objects.create(started_at=timezone.now())
    assert found() == ["headhealth.I001"]


def test_failures__are_shown_with_addresses_only_to_those_who_set_the_policy(
    article, report, run, settings, client_of, editor, publisher
):
    article(days=-20)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    with pytest.raises(CommandError):
        run()
    assert "1 failed." in said(report()) and is_alert(report())
    assert "publisher@example.org: ConnectionRefusedError" in said(report())
    others = client_of(editor).get(REPORT)
    assert "1 failed." in said(others) and "@example.org" not in said(others)
    assert not mail.outbox


def test_old_runs__are_forgotten(run, today, db):
    run()
    today.shift(KEPT + timedelta(days=1))
    run()
    assert ReminderRun.objects.count() == 1
