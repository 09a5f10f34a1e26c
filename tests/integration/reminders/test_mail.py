"""What stands in the mails, and what happens when a mail server does not take them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.management import CommandError
from django.utils import timezone
from wagtail.users.models import UserProfile

from headhealth.models import JobLease, ReminderRun, ReviewClock, SentReminder
from headhealth.reminders import digest_mail
from tests import factories
from tests.integration.reminders.mail_server import free_port, mail_server

SMTP = "django.core.mail.backends.smtp.EmailBackend"


def html_of(message: EmailMultiAlternatives) -> BeautifulSoup:
    ((content, kind),) = message.alternatives
    assert kind == "text/html"
    return BeautifulSoup(content, "html.parser")


def words(html: BeautifulSoup) -> str:
    return " ".join(html.body.get_text(" ").split())


@pytest.fixture
def three(today, article, owner, deputy):
    """One late, with a deputy, and two that are due soon."""
    return [
        article("Migraine", owner=owner, deputy=deputy, days=-3),
        article("Tension headache", owner=owner, days=7),
        article("Cluster headache", owner=owner, days=20),
    ]


def test_digest__is_one_mail_with_what_is_late_first(three, run, owner):
    run()
    (message,) = [each for each in mail.outbox if each.to == ["owner@example.org"]]
    assert message.subject == "Medical review: 1 late, 2 more"
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    html = html_of(message)
    assert html.html["lang"] == "en"
    assert [h2.get_text() for h2 in html.select("h2")] == [
        "Review overdue (1)",
        "Review due soon (2)",
    ]
    for text in (message.body, words(html)):
        assert text.index("Migraine") < text.index("Tension") < text.index("Cluster")
        assert "3 days ago." in text and "in 7 days." in text and "in 20 days." in text
        # Their own pages need no owner's name.
        assert "Owner:" not in text
        assert "It cannot be turned off" in text


def test_links__are_absolute_and_lead_to_the_editor_and_the_report(three, run, owner, client_of):
    run()
    (message,) = [each for each in mail.outbox if each.to == ["owner@example.org"]]
    links = [a["href"] for a in html_of(message).select("a[href]")]
    own = [link for link in links if link.startswith("http://testserver/admin/")]
    assert len(own) >= 4
    desk = client_of(owner)
    for link in own:
        assert desk.get(link.removeprefix("http://testserver")).status_code == 200
        assert link in message.body


def test_leader__reads_whose_page_it_is(three, run, owner, leader):
    owner.is_active = False
    owner.save()
    run()
    (message,) = [each for each in mail.outbox if each.to == ["leader@example.org"]]
    assert "Owner: Ola Owner, whose account is not active or has no address." in message.body


def test_language__is_the_recipients(three, run, owner, deputy):
    profile = UserProfile.get_for_user(owner)
    profile.preferred_language = "fr"
    profile.save()
    run()
    by_recipient = {each.to[0]: each for each in mail.outbox}
    assert html_of(by_recipient["owner@example.org"]).html["lang"] == "fr"
    assert by_recipient["owner@example.org"].body.startswith("Salut Ola,")
    assert html_of(by_recipient["deputy@example.org"]).html["lang"] == "en"


def test_title__is_text_and_one_line(today, article, run, owner):
    page = article(owner=owner, days=1)
    ReviewClock.objects.for_object(page).update(title='<b>A</b> & "B"\r\nBcc: x@example.org')
    run()
    (message,) = mail.outbox
    assert '<b>A</b> & "B" Bcc: x@example.org' in message.body
    assert html_of(message).select_one("li b") is None
    assert '<b>A</b> & "B" Bcc: x@example.org' in words(html_of(message))


def test_long_list__is_cut_and_counted(today, article, run, owner, monkeypatch):
    monkeypatch.setattr(digest_mail, "LISTED", 2)
    for number in range(5):
        article(f"Headache {number}", owner=owner, days=-1)
    run()
    (message,) = [each for each in mail.outbox if each.to == ["owner@example.org"]]
    assert "Review overdue (5)" in message.body and "3 more are in the report." in message.body
    assert "Headache 2" not in message.body
    # They are told of, all the same, and not mailed one by one on the days that follow.
    assert SentReminder.objects.filter(recipient=owner).count() == 5


# Runs without sending


def test_dry_run__prints_who_would_be_told_what_and_writes_nothing(three, run, owner):
    printed = run(dry_run=True)
    assert "owner@example.org: Medical review: 1 late, 2 more" in printed
    assert "deputy@example.org: Medical review: 1 late" in printed
    assert "Migraine. Due on" in printed and "Tension headache. Due on" in printed
    assert "Would send 2 mails with 4 reminders." in printed
    assert not mail.outbox
    assert not SentReminder.objects.exists()
    assert not ReminderRun.objects.exists() and not JobLease.objects.exists()
    assert not UserProfile.objects.filter(user=owner).exists()
    assert "Sent 2 mails with 4 reminders." in run()


def test_run__says_whom_it_wrote_and_keeps_count(three, run):
    printed = run()
    assert "owner@example.org: Medical review: 1 late, 2 more" in printed
    assert "Tension headache" not in printed
    found = ReminderRun.objects.get()
    assert (found.mails, found.matters, found.failures, found.problems) == (2, 4, 0, "")
    assert found.finished_at == timezone.now()


def test_nothing_due__is_said_and_is_a_run(db, run):
    assert run() == "Sent 0 mails with 0 reminders.\n"
    assert ReminderRun.objects.get().finished_at


# A real mail server


@pytest.fixture
def server(settings):
    settings.EMAIL_BACKEND = SMTP
    with mail_server() as started:
        settings.EMAIL_HOST, settings.EMAIL_PORT = started.host, started.port
        yield started


def test_smtp__takes_a_mail_with_text_and_html(three, run, server, owner):
    run()
    assert server.recipients == ["deputy@example.org", "owner@example.org"]
    message = dict(server.mails)["owner@example.org"]
    assert message["Subject"] == "Medical review: 1 late, 2 more"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "multipart/alternative"
    text, html = (message.get_body([kind]).get_content() for kind in ("plain", "html"))
    assert "Review overdue (1)" in text and "Review overdue (1)" in html


def test_refused_recipient__stops_nobody_else_and_is_tried_again(three, run, server, owner, deputy):
    server.refused = {"owner@example.org"}
    with pytest.raises(CommandError, match="owner@example.org: .*No such mailbox"):
        run()
    assert server.recipients == ["deputy@example.org"]
    assert set(SentReminder.objects.values_list("recipient", flat=True)) == {deputy.pk}
    found = ReminderRun.objects.get()
    assert (found.mails, found.failures) == (1, 1) and "owner@example.org" in found.problems
    server.refused = set()
    assert "Sent 1 mails with 3 reminders." in run()
    assert server.recipients == ["deputy@example.org", "owner@example.org"]


def test_server_that_is_down__loses_nothing(three, run, settings, owner, deputy):
    settings.EMAIL_BACKEND = SMTP
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    with pytest.raises(CommandError, match="ConnectionRefusedError") as failed:
        run()
    assert "owner@example.org" in str(failed.value) and "deputy@example.org" in str(failed.value)
    assert not SentReminder.objects.exists()
    assert ReminderRun.objects.get().failures == 2
    with mail_server() as started:
        settings.EMAIL_HOST, settings.EMAIL_PORT = started.host, started.port
        assert "Sent 2 mails" in run()
        assert started.recipients == ["deputy@example.org", "owner@example.org"]


def test_address_that_is_none__fails_alone(today, article, run, server, owner, deputy):
    type(owner).objects.filter(pk=owner.pk).update(email="a@example.org\nBcc: b@example.org")
    article("Migraine", owner=owner, days=1)
    article("Cluster headache", owner=deputy, days=1)
    with pytest.raises(CommandError, match="Invalid address"):
        run()
    assert server.recipients == ["deputy@example.org"]


# One run at a time


def test_killed_run__stands_in_the_way_for_minutes_only(today, article, run, owner):
    article(owner=owner, days=1)
    JobLease.objects.create(
        job="send_review_reminders",
        holder="6b1a7ad0-0000-4000-8000-000000000000",
        until=timezone.now() + timedelta(minutes=3),
    )
    assert run() == "Another run is sending reminders; it goes on.\n"
    assert not ReminderRun.objects.exists()
    today.shift(timedelta(minutes=4))
    assert "Sent 1 mails" in run()


def test_run_that_lost_its_right__stops(three, run, owner, deputy, monkeypatch):
    send = digest_mail.send_digest

    def send_and_lose(**kwargs):
        send(**kwargs)
        JobLease.objects.update(holder="6b1a7ad0-0000-4000-8000-000000000000")

    monkeypatch.setattr("headhealth.reminders.send_reminders.send_digest", send_and_lose)
    with pytest.raises(CommandError, match="another run has taken over"):
        run()
    assert len(mail.outbox) == 1


def test_other_jobs__go_on_beside_it(today, article, run, owner):
    article(owner=owner, days=1)
    JobLease.objects.create(
        job="check_sources",
        holder="6b1a7ad0-0000-4000-8000-000000000000",
        until=timezone.now() + timedelta(minutes=3),
    )
    assert "Sent 1 mails" in run()


def test_symptom__is_linked_to_its_editor(today, run, leader, client_of):
    symptom = factories.published(factories.SymptomFactory(name="aura"))
    ReviewClock.objects.for_object(symptom).update(due_on=timezone.localdate())
    run()
    (message,) = mail.outbox
    link = html_of(message).select_one("li a")["href"].removeprefix("http://testserver")
    assert client_of(leader).get(link).status_code == 200
