"""What readers send costs other readers nothing, and is seen as soon as a moderator approves it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Site

from headhealth.models import CommentSettings, ConditionPage, Feedback, ReaderComment
from tests import factories
from tests.integration.page_cache.conftest import Worker
from tests.integration.reader_forms.filling_in import send

TEXT = "A dark room helps me."


@pytest.fixture(autouse=True)
def comments_on(home: Any) -> None:
    CommentSettings.objects.create(site=Site.objects.get(), is_enabled=True)


@pytest.fixture
def desk(editor: Any, client_of: Any) -> Client:
    """A moderator at work."""
    return client_of(editor)


def is_kept(worker: Worker, url: str) -> bool:
    """Whether what ``worker`` kept before is still good."""
    with CaptureQueriesContext(connection) as captured:
        worker.get(url)
    return len(captured) == 1


def write_comment(page: ConditionPage) -> ReaderComment:
    url = reverse("headhealth:comment_create", args=[page.pk])
    sent = send(Client(), url, name="Ada", email="ada@secret.example", text=TEXT)
    assert sent.status_code == 302
    return ReaderComment.objects.get()


def decide(desk: Client, comment: ReaderComment, state: str) -> None:
    url = reverse("reader_comments:edit", args=[comment.pk])
    assert desk.post(url, {"state": state}).status_code == 302


def test_comment_that_waits__renews_no_page(article, worker):
    assert worker.keeps(article.url)
    write_comment(article)
    assert is_kept(worker, article.url)


def test_mail_about_comments_that_wait__renews_no_page(article, worker, editor, mailoutbox):
    write_comment(article)
    assert worker.keeps(article.url)
    mailoutbox.clear()
    call_command("mail_waiting_comments", verbosity=0)
    assert len(mailoutbox) == 1
    assert is_kept(worker, article.url)


def test_feedback__renews_no_page(live, worker):
    assert worker.keeps(live.url)
    url = reverse("headhealth:feedback_create", args=[live.pk])
    report = {"kind": "clinical_mistake", "comment": "The dose is wrong."}
    assert send(Client(), url + "?section=overview", **report).status_code == 302
    assert Feedback.objects.exists()
    assert is_kept(worker, live.url)


def test_approved_comment__is_seen_by_the_next_request_until_it_is_rejected(article, desk, workers):
    comment = write_comment(article)
    assert all(worker.keeps(article.url) for worker in workers)
    decide(desk, comment, "approved")
    assert all(TEXT in worker.get(article.url).content.decode() for worker in workers)
    assert all(worker.keeps(article.url) for worker in workers)
    decide(desk, comment, "rejected")
    assert all(TEXT not in worker.get(article.url).content.decode() for worker in workers)


@pytest.mark.parametrize("how", ["created", "created with others", "saved anew"])
def test_comment_that_was_never_in_the_queue__is_seen(how, article, workers):
    """As an import writes it."""
    assert all(worker.keeps(article.url) for worker in workers)
    waiting = factories.ReaderCommentFactory.build(page_id=None)
    approved = factories.ReaderCommentFactory.build(approved=True, text=TEXT)
    waiting.page_id = approved.page_id = article.pk
    if how == "created":
        approved.save()
    elif how == "created with others":
        ReaderComment.objects.bulk_create([waiting, approved])
    else:
        waiting.text = TEXT
        waiting.save()
        waiting.state = "approved"
        waiting.save()
    assert all(TEXT in worker.get(article.url).content.decode() for worker in workers)


def test_login__renews_no_page(live, worker, editor):
    assert worker.keeps(live.url)
    form = {"username": editor.username, "password": factories.PASSWORD}
    assert Client().post(reverse("wagtailadmin_login"), form).status_code == 302
    assert is_kept(worker, live.url)
