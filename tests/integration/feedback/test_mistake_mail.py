"""A report of a clinical mistake reaches the people behind the page at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision

from headhealth.models import Feedback
from headhealth.tasks import mail_clinical_mistake_task
from headhealth.workflow.defaults import EDITORS
from tests import factories
from tests.integration.reader_forms.filling_in import send

MISTAKE = {"kind": "clinical_mistake", "comment": "The dose is wrong.\nIt is 500 mg."}


@pytest.fixture
def report(client, mistake_url, django_capture_on_commit_callbacks):
    """A function that reports a mistake as a reader does; returns the mails of it."""
    mail.outbox.clear()

    def reported(**typed):
        before = len(mail.outbox)
        with django_capture_on_commit_callbacks(execute=True):
            response = send(client, mistake_url, **{**MISTAKE, **typed})
        assert response.status_code == 302
        return mail.outbox[before:]

    return reported


def recipients(mails):
    return sorted(address for each in mails for address in each.to)


def test_mail__has_text_and_links(report, editor):
    (message,) = report(email="reader@example.org")
    assert message.to == ["editor@example.org"]
    assert message.subject == "A reader reports a clinical mistake: Migraine"
    feedback = Feedback.objects.get()
    assert "> The dose is wrong.\n> It is 500 mg." in message.body
    assert "Section: Overview" in message.body
    assert (
        "http://testserver" + reverse("headhealth_feedback:edit", args=[feedback.pk])
        in message.body
    )
    assert reverse("wagtailadmin_pages:edit", args=[feedback.page_id]) in message.body
    assert "reader@example.org" not in str(message.message())
    assert feedback.editors_mailed_at


@pytest.mark.parametrize("kind", ["out_of_date", "broken_link", "hard_to_understand", "other"])
def test_other_reports__wait_in_the_queue(kind, report):
    assert report(kind=kind) == []


def test_usefulness__is_not_mailed(client, url, django_capture_on_commit_callbacks, live):
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        send(client, url, useful="no")
    assert mail.outbox == []


def test_mail__goes_to_those_who_wrote_own_or_are_named(report, live, editor, reviewer):
    second = factories.editor(username="second")
    owner = factories.editor(username="owner")
    named = factories.editor(username="named")
    factories.editor(username="bystander")
    type(live).objects.filter(pk=live.pk).update(owner=owner)
    live.authors = [("contributor", factories.ContributorFactory(user=named))]
    live.summary = "Changed."
    factories.published(live, author=second, approver=reviewer)
    Revision.objects.all().delete()
    mail.outbox.clear()
    assert recipients(report()) == [
        f"{name}@example.org" for name in ("editor", "named", "owner", "second")
    ]


@pytest.mark.parametrize("why", ["inactive", "no_address", "left_the_group"])
def test_mail__goes_to_the_group_where_nobody_behind_the_page_can_act(why, report, editor):
    factories.editor(username="colleague")
    if why == "inactive":
        type(editor).objects.filter(pk=editor.pk).update(is_active=False)
    elif why == "no_address":
        type(editor).objects.filter(pk=editor.pk).update(email="")
    else:
        editor.groups.clear()
    assert recipients(report()) == ["colleague@example.org"]


def test_mail__goes_to_the_group_of_the_setting(report, editor, publisher, settings):
    settings.HEADHEALTH_MISTAKE_MAIL_GROUP = "Publishers"
    editor.groups.clear()
    assert recipients(report()) == ["publisher@example.org"]


def test_report__is_stored_where_there_is_nobody_to_mail(report, editor):
    editor.groups.clear()
    Group.objects.filter(name=EDITORS).delete()
    assert report() == []
    assert Feedback.objects.count() == 1


def test_mail__has_no_header_that_somebody_else_wrote(report, live):
    type(live).objects.filter(pk=live.pk).update(title="Migraine\r\nBcc: victim@example.org")
    (message,) = report(comment="x\r\n\r\nBcc: victim@example.org")
    raw = message.message()
    assert raw["Bcc"] is None
    assert message.recipients() == ["editor@example.org"]
    assert "\n" not in message.subject
    assert "> Bcc: victim@example.org" in message.body


def test_mail__shows_marks_as_they_were_written(report):
    (message,) = report(comment="1 < 2 & <b>")
    assert "> 1 < 2 & <b>" in message.body


def test_html_mail__escapes(report, settings):
    settings.WAGTAILADMIN_NOTIFICATION_USE_HTML = True
    (message,) = report(comment="<script>alert(1)</script>")
    html = message.alternatives[0][0]
    assert "&lt;script&gt;" in html
    assert "<script>alert" not in html


def test_mails__are_limited_for_each_page_and_day(report, settings):
    settings.HEADHEALTH_MISTAKE_MAILS_PER_DAY = 2
    first, last, none = report(), report(), report()
    assert [len(first), len(last), len(none)] == [1, 1, 0]
    assert "No more reports" not in first[0].body
    assert "No more reports" in last[0].body
    assert Feedback.objects.count() == 3
    Feedback.objects.update(editors_mailed_at=timezone.localtime() - timedelta(days=2))
    assert len(report()) == 1


def test_task__mails_a_report_once(report):
    report()
    sent = len(mail.outbox)
    mail_clinical_mistake_task.call(Feedback.objects.get().pk)
    assert len(mail.outbox) == sent


def test_task__takes_a_report_or_a_page_that_is_gone(live, db):
    mail.outbox.clear()
    feedback = factories.FeedbackFactory(page=live)
    live.delete()
    for pk in (feedback.pk, 999_999):
        mail_clinical_mistake_task.call(pk)
    assert mail.outbox == []


def test_unreachable_mail_server__does_not_lose_the_report(report, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    report()
    assert Feedback.objects.count() == 1
