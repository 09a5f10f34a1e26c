"""What cron does about comments: one mail to the moderators, and deleting personal data."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from unittest import mock

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from headhealth.models import ReaderComment
from tests import factories
from tests.integration.comments.writing import text_of


@pytest.fixture(autouse=True)
def empty_outbox(article):
    """Without the mail that the review of the article caused."""
    mail.outbox.clear()


def run(command, **options):
    output = StringIO()
    call_command(command, stdout=output, **options)
    return output.getvalue()


def recipients():
    return sorted(address for message in mail.outbox for address in message.to)


# Mail


def test_mail__tells_every_moderator_once(article, editor, publisher, reviewer):
    for _ in range(3):
        factories.ReaderCommentFactory(page=article, name="Ada")
    factories.ReaderCommentFactory(page=article, state="spam")

    assert run("mail_waiting_comments") == "Sent 2 mails about 3 new comments.\n"

    assert recipients() == ["editor@example.org", "publisher@example.org"]
    message = mail.outbox[0]
    assert message.subject == "3 reader comments wait for a moderator"
    assert "http://testserver/admin/reader_comments/?state=waiting" in message.body
    assert "Ada" not in message.body and "secret.example" not in message.body
    mail.outbox.clear()
    assert run("mail_waiting_comments") == "Sent 0 mails about 0 new comments.\n"
    assert not mail.outbox


def test_mail__counts_all_that_wait_when_a_new_one_comes(article, editor):
    factories.ReaderCommentFactory(page=article)
    run("mail_waiting_comments")
    factories.ReaderCommentFactory(page=article)
    run("mail_waiting_comments")
    subjects = [message.subject for message in mail.outbox]
    assert subjects[0] == "1 reader comment waits for a moderator"
    assert subjects[-1] == "2 reader comments wait for a moderator"


def test_mail__dry_run_sends_nothing(article, editor):
    factories.ReaderCommentFactory(page=article)
    printed = run("mail_waiting_comments", dry_run=True)
    assert printed == "Would send 1 mails about 1 new comments.\n"
    assert not mail.outbox
    run("mail_waiting_comments")
    assert mail.outbox


def test_mail__leaves_out_who_cannot_be_written_to(article, editor, superuser, settings):
    settings.WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
    factories.editor(username="gone", is_active=False)
    factories.editor(username="silent", email="")
    factories.ReaderCommentFactory(page=article)
    run("mail_waiting_comments")
    assert recipients() == ["editor@example.org"]


def test_mail__goes_to_superusers_as_wagtails_does(article, editor, superuser):
    factories.ReaderCommentFactory(page=article)
    run("mail_waiting_comments")
    assert recipients() == ["admin@example.org", "editor@example.org"]


def test_mail__that_fails_is_sent_with_the_next_run(article, editor):
    factories.ReaderCommentFactory(page=article)
    with (
        mock.patch("headhealth.comments.waiting_mail.send_mail", side_effect=OSError),
        pytest.raises(OSError),
    ):
        run("mail_waiting_comments")
    run("mail_waiting_comments")
    assert recipients() == ["editor@example.org"]


def test_mail__waits_until_somebody_is_there(article, editor):
    type(editor).objects.update(is_active=False)
    factories.ReaderCommentFactory(page=article)
    run("mail_waiting_comments")
    type(editor).objects.filter(pk=editor.pk).update(is_active=True)
    run("mail_waiting_comments")
    assert recipients() == ["editor@example.org"]


def test_mail__is_in_the_language_of_the_moderator(article, editor):
    from wagtail.users.models import UserProfile

    UserProfile.objects.update_or_create(user=editor, defaults={"preferred_language": "fr"})
    factories.ReaderCommentFactory(page=article)
    with mock.patch("headhealth.comments.waiting_mail.override") as override:
        run("mail_waiting_comments")
    override.assert_called_once_with("fr")


# Personal data


@pytest.fixture
def a_month(settings):
    settings.HEADHEALTH_READER_DATA_KEPT_DAYS = 30
    return timedelta(days=30)


def written(article, ago, **values):
    return factories.ReaderCommentFactory(page=article, submitted_at=timezone.now() - ago, **values)


def test_old_comments__lose_the_address_or_go(article, a_month):
    old, new = a_month + timedelta(hours=1), a_month - timedelta(hours=1)
    shown = written(article, old, approved=True, name="Ada")
    for state in ("waiting", "rejected", "spam"):
        written(article, old, state=state)
        written(article, new, state=state)
    young = written(article, new, approved=True)

    assert "e-mail addresses and unseen comments of readers: 4\n" in run("delete_old_reader_data")

    assert ReaderComment.objects.get(pk=shown.pk).email == ""
    assert ReaderComment.objects.get(pk=young.pk).email == young.email
    assert ReaderComment.objects.exclude(state="approved").count() == 3
    assert "Ada" in text_of(Client().get(article.url))
    assert "unseen comments of readers: 0\n" in run("delete_old_reader_data")


def test_old_comments__dry_run_deletes_nothing(article, a_month):
    written(article, a_month * 2, approved=True)
    written(article, a_month * 2, state="spam")
    assert "unseen comments of readers: 2\n" in run("delete_old_reader_data", dry_run=True)
    assert ReaderComment.objects.exclude(email="").count() == 2


def test_moderator__sees_that_the_address_was_deleted(article, a_month, editor, client_of):
    comment = written(article, a_month * 2, approved=True)
    run("delete_old_reader_data")
    assert "Deleted" in text_of(client_of(editor).get(f"/admin/reader_comments/{comment.pk}/"))
