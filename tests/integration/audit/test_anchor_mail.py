"""The content leads get the end of the ledger by mail, which nobody can rewrite in a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from wagtail.models import Site
from wagtail.users.models import UserProfile

from headhealth.models import LedgerEntry, ReviewPolicy
from tests import factories
from tests.integration.audit.anchors import approve_again
from tests.integration.audit.auditing import audit, rows
from tests.integration.reminders.mail_server import free_port, mail_server

SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture
def night(tmp_path, settings, publisher, live, time_machine):
    """An audit with an anchor so many days and hours later, and who was mailed."""
    settings.HEADHEALTH_LEDGER_ANCHOR = str(tmp_path / "anchor")
    begin = datetime(2026, 6, 1, 4, 15, tzinfo=UTC)

    def audit_on(day, hour=4):
        time_machine.move_to(begin + timedelta(days=day, hours=hour - 4))
        mail.outbox.clear()
        run = audit()
        return run, sorted(address for each in mail.outbox for address in each.to)

    return audit_on


def test_mail__says_where_the_ledger_ends_and_what_it_is_for(night):
    run, recipients = night(0)
    assert recipients == ["publisher@example.org"]
    (message,) = mail.outbox
    assert message.subject == "Keep this mail: end of the review records on June 1, 2026"
    assert f"\n{run.end}\n" in message.body
    assert "Please keep this mail." in message.body
    assert f"audit_live_pages --known-end={run.end}" in message.body
    known = audit(f"--known-end={run.end}")
    assert known.status == 0


def test_mail__goes_out_once_a_day_and_only_for_a_new_end(night, live):
    assert night(0)[1] and not night(0, hour=20)[1]
    assert not night(1)[1]
    approve_again(live)
    assert night(2)[1]
    approve_again(live)
    # The second audit of that day anchors it, and the next day's mails it.
    assert not night(2, hour=20)[1]
    assert night(3)[1] and not night(4)[1]


def test_mail__is_not_sent_of_an_end_that_was_forged(night, live):
    night(0)
    approve_again(live)
    rows(LedgerEntry).filter(position=1).update(hash="0" * 64)
    assert night(1)[1] == []


def test_mail__is_not_sent_without_an_anchor(live, publisher):
    mail.outbox.clear()
    audit()
    assert mail.outbox == []


def test_recipients__are_the_group_of_each_policy(night):
    group = Group.objects.create(name="Leads")
    for name in ("one", "other"):
        factories.UserFactory(username=name).groups.add(group)
    site = Site.objects.get(is_default_site=True)
    ReviewPolicy.objects.update_or_create(site=site, defaults={"escalation_group": group})
    assert night(0)[1] == ["one@example.org", "other@example.org"]


def test_mail_server_that_is_down__is_reported_and_tried_again(night, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = SMTP, "127.0.0.1"
    settings.EMAIL_PORT = free_port()
    run, _recipients = night(0)
    assert (run.status, run.findings) == (0, [])
    assert "was not mailed to publisher@example.org: ConnectionRefusedError" in run.problems
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert night(0, hour=5)[1] == ["publisher@example.org"]


def test_mailbox_that_is_refused__keeps_nobody_else_from_the_mail(night, settings):
    factories.publisher(username="a_second_lead")
    with mail_server() as server:
        settings.EMAIL_BACKEND = SMTP
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.host, server.port
        server.refused.add("publisher@example.org")
        run, _recipients = night(0)
        assert server.recipients == ["a_second_lead@example.org"]
        assert "was not mailed to publisher@example.org" in run.problems
        night(0, hour=5)
        assert len(server.recipients) == 1


def test_mail__is_in_the_language_of_the_reader(night, publisher):
    profile = UserProfile.get_for_user(publisher)
    profile.preferred_language = "de"
    profile.save()
    night(0)
    assert mail.outbox[0].subject.endswith("1. Juni 2026")
