"""Writing a comment: through the link under the article, into the queue, and what is refused."""

from __future__ import annotations

from datetime import timedelta
from unittest import mock
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from headhealth.comments.discussion import Discussion
from headhealth.models import ConditionPage, ReaderComment
from headhealth.reader_forms.spam_guard import SEND_AGAIN
from headhealth.review.newest_review import newest_review
from tests.integration.comments.writing import WORDS, filled_in, form_url, text_of, write


@pytest.fixture(autouse=True)
def fast_readers(settings):
    """Nobody waits until a person could have typed."""
    settings.FORMGUARD_TOKEN_MIN_SECONDS = 0


def messages(response):
    soup = BeautifulSoup(response.content, "html.parser")
    return [item.get_text() for item in soup.select(".hh-form__errors li")]


def test_reader__goes_from_the_article_to_the_queue(article, client):
    html = BeautifulSoup(client.get(article.url).content, "html.parser")
    link = html.find("a", string="Write a comment")
    assert link["href"] == form_url(article)

    response = write(client, article)

    assert response.redirect_chain == [(reverse("headhealth:comment_sent", args=[article.pk]), 302)]
    assert "A moderator reads it before anybody else can." in text_of(response)
    comment = ReaderComment.objects.get()
    assert {field: getattr(comment, field) for field in WORDS} == WORDS
    assert (comment.page_id, comment.state) == (article.pk, "waiting")
    assert WORDS["text"] not in text_of(client.get(article.url))


def test_form__says_what_is_needed_and_what_becomes_of_it(article, client, settings):
    settings.HEADHEALTH_READER_DATA_KEPT_DAYS = 30
    response = client.get(form_url(article))
    soup = BeautifulSoup(response.content, "html.parser")
    for name in WORDS:
        field = soup.find(attrs={"name": name})
        assert field.has_attr("required")
        assert "(required)" in soup.find("label", attrs={"for": field["id"]}).get_text()
        assert soup.find(id=field["aria-describedby"])
    assert "Never shown." in text_of(response)
    assert "it is deleted after 30 days" in text_of(response)


def test_form__is_kept_by_no_cache(article, client):
    for address in (form_url(article), *_other_addresses(article)):
        response = client.get(address)
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex"


def _other_addresses(page):
    return [reverse(f"headhealth:comment_{what}", args=[page.pk]) for what in ("sent", "list")]


@pytest.mark.parametrize(
    ("field", "words", "message"),
    [
        pytest.param("name", "", "Write a name.", id="no_name"),
        pytest.param("name", " \t\u200b ", "Write a name.", id="invisible_name"),
        pytest.param("name", "x" * 61, "at most 60 characters", id="long_name"),
        pytest.param("name", "a@b.example", "without an e-mail", id="address_as_name"),
        pytest.param("name", "buy http://x.example", "without an e-mail", id="link_as_name"),
        pytest.param("name", "A\x00da", "Null characters", id="nul_name"),
        pytest.param("email", "", "Write your e-mail address.", id="no_email"),
        pytest.param("email", "ada", "valid email", id="not_an_email"),
        pytest.param("email", "a\x00@b.example", "Null characters", id="nul_email"),
        pytest.param("email", "a" * 250 + "@b.example", "at most", id="long_email"),
        pytest.param("email", "a@b.example\r\nBcc: c@d.example", "valid email", id="header"),
        pytest.param("text", "", "Write your comment.", id="no_text"),
        pytest.param("text", "\u200b…\u202e", "in words", id="nothing_said"),
        pytest.param("text", "x" * 3001, "at most 3000 characters", id="long_text"),
        pytest.param("text", "x" * 2_000_000, "at most 3000 characters", id="huge_text"),
        pytest.param("text", "mail me: a.b@c.example", "e-mail addresses", id="address_in_text"),
        pytest.param("text", "a\x00b", "Null characters", id="nul_text"),
    ],
)
def test_form__comes_back_with_what_is_wrong(field, words, message, article, client):
    response = write(client, article, **{field: words})
    assert response.status_code == 200
    assert any(message in shown for shown in messages(response))
    assert not ReaderComment.objects.exists()
    soup = BeautifulSoup(response.content, "html.parser")
    kept = soup.find(attrs={"name": "text"}).get_text().strip()
    assert kept == (words if field == "text" else WORDS["text"]).strip()
    described_by = soup.find(attrs={"name": field})["aria-describedby"].split()
    assert all(soup.find(id=anchor) for anchor in described_by)


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        pytest.param("  two\r\nlines ", "two\nlines", id="lines"),
        pytest.param("turned \u202earound", "turned around", id="override"),
        pytest.param("רופא אמר לי", "רופא אמר לי", id="right_to_left"),
        pytest.param("👩‍⚕️ helps", "👩‍⚕️ helps", id="joined_emoji"),
        pytest.param("<script>alert(1)</script>", "<script>alert(1)</script>", id="script"),
        pytest.param("100%00 %s {{ x }}", "100%00 %s {{ x }}", id="codes"),
    ],
)
def test_text__is_stored_as_written_but_for_what_is_invisible(written, stored, article, client):
    write(client, article, text=written)
    assert ReaderComment.objects.get().text == stored


def test_form__sent_twice_makes_one_comment(article, client):
    data = filled_in(client, article)
    for _ in range(2):
        assert client.post(form_url(article), data).status_code == 302
    assert ReaderComment.objects.count() == 1


def test_form__that_another_comment_came_from_is_not_sent_again(article, client):
    write(client, article)
    other = Client()
    data = filled_in(other, article, submission_id=str(ReaderComment.objects.get().submission_id))
    other.post(form_url(article), {**data, "text": "Something else."})
    assert [comment.text for comment in ReaderComment.objects.all()] == [WORDS["text"]]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"website": "http://spam.example"}, id="trap"),
        pytest.param({"fg_token": "forged"}, id="forged_token"),
        pytest.param({"submission_id": "1"}, id="bad_id"),
        pytest.param({"submission_id": ""}, id="no_id"),
    ],
)
def test_robot__is_held_back(changes, article, client):
    response = client.post(form_url(article), {**filled_in(client, article), **changes})
    assert response.status_code == 200
    assert str(SEND_AGAIN) in messages(response)
    assert not ReaderComment.objects.exists()


def test_form__needs_the_token_against_forgery(article):
    client = Client(enforce_csrf_checks=True)
    data = filled_in(client, article)
    assert client.post(form_url(article), {**data, "csrfmiddlewaretoken": ""}).status_code == 403
    assert client.post(form_url(article), data).status_code == 302


def test_address__has_its_share_a_day(article, client, settings):
    settings.HEADHEALTH_SUBMISSIONS_PER_ADDRESS = {"comment": 2}
    for _ in range(2):
        assert write(client, article).status_code == 200
    response = write(client, article, text="A third one.")
    assert response.status_code == 429
    assert "A third one." in text_of(response)
    assert ReaderComment.objects.count() == 2


# What changes while a reader types


def test_closed_while_typing__keeps_what_was_written(article, client, comments_on):
    data = filled_in(client, article, text="Too <b>late</b>.")
    later = timezone.localtime() + timedelta(days=comments_on.days_open + 1)
    with mock.patch("django.utils.timezone.now", return_value=later):
        response = client.post(form_url(article), data)
        again = client.get(form_url(article))
    assert response.status_code == 409
    for shown in (response, again):
        assert "Comments closed on" in text_of(shown)
        assert 'class="hh-form"' not in shown.content.decode()
    textarea = BeautifulSoup(response.content, "html.parser").find("textarea", readonly=True)
    assert textarea.get_text().strip() == "Too <b>late</b>."
    assert not ReaderComment.objects.exists()


def test_closing__is_at_the_end_of_the_last_day(article, comments_on):
    reviewed_on = article.review_line.reviewed_on
    discussion = Discussion(page=article, days_open=comments_on.days_open)
    last_day = reviewed_on + timedelta(days=comments_on.days_open)
    assert discussion.closes_on == last_day
    for day, is_open in ((last_day, True), (last_day + timedelta(days=1), False)):
        with mock.patch("django.utils.timezone.localdate", return_value=day):
            assert discussion.is_open is is_open


def test_unreviewed_page__takes_comments_from_its_publication(article):
    newest_review(article).revoke()
    article.first_published_at = timezone.localtime() - timedelta(days=91)
    assert not Discussion(page=article, days_open=90).is_open
    assert Discussion(page=article, days_open=91).is_open
    article.first_published_at = None
    assert not Discussion(page=article, days_open=90).is_open


def make_private(page, settings):
    PageViewRestriction.objects.create(page=page, restriction_type="login")


def unpublish(page, settings):
    page.unpublish()


def forbid(page, settings):
    ConditionPage.objects.filter(pk=page.pk).update(comments_allowed=False)


def turn_off(page, settings):
    settings.is_enabled = False
    settings.save()


def delete(page, settings):
    page.delete()


@pytest.mark.parametrize("change", [make_private, unpublish, forbid, turn_off, delete])
def test_withdrawn_while_typing__tells_nothing(change, article, client, comments_on):
    data = filled_in(client, article)
    addresses = [form_url(article), *_other_addresses(article)]
    change(article, comments_on)
    response = client.post(addresses[0], data)
    assert response.status_code == 404
    assert "Migraine" not in text_of(response)
    assert [client.get(address).status_code for address in addresses] == [404] * 3
    assert not ReaderComment.objects.exists()


def test_private_page__takes_comments_of_those_who_can_read_it(article, client_of, publisher):
    PageViewRestriction.objects.create(page=article, restriction_type="login")
    write(client_of(publisher), article)
    assert ReaderComment.objects.count() == 1


@pytest.mark.parametrize("pk", [0, 1, 999_999, 10**30])
def test_unknown_page__is_not_found(pk, article, client):
    for what in ("create", "sent", "list"):
        address = reverse(f"headhealth:comment_{what}", args=[pk])
        assert client.get(address).status_code == 404
        assert client.post(address, WORDS).status_code in (404, 405)


@pytest.mark.parametrize("path", ["x", "-1", "%00", "1%2F..", "٣", "1/all/x"])
def test_bad_address__is_not_found(path, client, home):
    assert client.get(f"/comments/{path}/").status_code == 404


def test_form__costs_a_known_number_of_queries(article, client, django_assert_num_queries):
    client.get(form_url(article))
    with django_assert_num_queries(10):
        client.get(form_url(article))


def test_sending__costs_a_known_number_of_queries(article, client, django_assert_num_queries):
    write(client, article)
    data = filled_in(client, article, submission_id=str(uuid4()))
    with django_assert_num_queries(16):
        assert client.post(form_url(article), data).status_code == 302
