"""What readers see of comments: only approved ones, as plain text, where both switches are on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, PageViewRestriction, Site

from headhealth.comments.discussion import NEWEST
from headhealth.models import CommentSettings, ConditionPage, ReaderComment
from tests import factories
from tests.backdating import backdate_reviews
from tests.integration.comments.writing import form_url, text_of

HEADING = "Comments from readers"


def section(page):
    """The part of the article with the comments; None where it has none."""
    response = Client().get(page.url)
    assert response.status_code == 200
    soup = BeautifulSoup(response.content, "html.parser")
    return soup.select_one("section.hh-comments")


def comment_on(page, **values):
    return factories.ReaderCommentFactory(page=page, **{"approved": True, **values})


def fresh(page):
    return type(page).objects.get(pk=page.pk)


@pytest.mark.parametrize("is_enabled", [False, True])
@pytest.mark.parametrize("is_allowed", [False, True])
def test_comments__are_shown_where_site_and_page_allow_them(
    is_enabled, is_allowed, article, comments_on
):
    comment_on(article)
    CommentSettings.objects.update(is_enabled=is_enabled)
    ConditionPage.objects.update(comments_allowed=is_allowed)
    assert bool(section(article)) == (is_enabled and is_allowed)
    status = 200 if is_enabled and is_allowed else 404
    assert Client().get(form_url(article)).status_code == status


def test_comments__are_off_unless_turned_on(live):
    assert not live.comments_allowed
    assert not CommentSettings(site=None).is_enabled
    comment_on(live)
    assert section(live) is None


@pytest.mark.parametrize("state", ["waiting", "rejected", "spam"])
def test_comment__is_not_shown_unless_approved(state, article):
    comment_on(article, state=state, name="Mallory", text="Buy this.")
    for address in (article.url, reverse("headhealth:comment_list", args=[article.pk])):
        text = text_of(Client().get(address))
        assert "Mallory" not in text and "Buy this." not in text
        assert "There are no comments yet." in text


def test_comment__says_who_when_and_what(article):
    comment_on(article, name="Ada", text="First line.\nSecond <b>line</b>.\n\nNew paragraph.")
    shown = section(article).find("article")
    assert shown.find("h3").get_text() == "Ada"
    assert shown.find("time")["datetime"] == timezone.localdate().isoformat()
    paragraphs = shown.select(".hh-comment__text p")
    assert [p.get_text() for p in paragraphs] == [
        "First line.Second <b>line</b>.",
        "New paragraph.",
    ]
    assert paragraphs[0].find("br") and not paragraphs[0].find("b")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("See https://spam.example/?a=1 now", id="address"),
        pytest.param('<a href="https://spam.example">x</a>', id="link"),
        pytest.param("[x](https://spam.example) [[x]] www.spam.example", id="markup"),
        pytest.param("<script>alert(1)</script><img src=x onerror=alert(1)>", id="script"),
        pytest.param('"><svg/onload=alert(1)>{{ request }}{% now %}', id="breaking_out"),
    ],
)
def test_comment__is_plain_text(text, article):
    comment_on(article, name=text[:60], text=text)
    shown = section(article).find("article")
    assert not shown.find(["a", "script", "img", "svg", "b"])
    assert text in shown.get_text()


def test_email__is_nowhere(article):
    comment = comment_on(article)
    comment_on(article, state="waiting")
    addresses = [
        article.url,
        form_url(article),
        reverse("headhealth:comment_list", args=[article.pk]),
        reverse("headhealth:comment_sent", args=[article.pk]),
        f"/api/v3/pages/{article.pk}/",
        "/api/v3/openapi.json",
    ]
    for address in addresses:
        content = Client().get(address).content.decode()
        assert "secret.example" not in content
        assert "readercomment" not in content.lower()
    with CaptureQueriesContext(connection) as captured:
        Client().get(article.url)
    assert not any('"email"' in query["sql"] for query in captured)
    assert "secret.example" not in str(comment)


def test_comments__are_marked_as_no_advice(article):
    for address in (article.url, reverse("headhealth:comment_list", args=[article.pk])):
        assert "They are not medical advice" in text_of(Client().get(address))


def test_article__can_be_cached_for_everybody(article):
    comment_on(article)
    response = Client().get(article.url)
    content = section(article)
    assert not content.find(["form", "input", "button"])
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert "csrf" not in response.content.decode()


def test_comments__are_in_the_order_of_writing_the_newest_under_the_article(article):
    now = timezone.now()
    for number in range(NEWEST + 1):
        comment_on(article, name=f"R{number}", submitted_at=now - timedelta(minutes=100 - number))
    shown = section(article)
    names = [heading.get_text() for heading in shown.find_all("h3")]
    assert names == [f"R{number}" for number in range(1, NEWEST + 1)]
    link = shown.find("a", string="Read all comments")
    pages = [Client().get(f"{link['href']}?page={number}") for number in (1, 2)]
    assert "R0 " in text_of(pages[0]) and f"R{NEWEST} " not in text_of(pages[0])
    assert f"R{NEWEST} " in text_of(pages[1]) and "Page 2 of 2" in text_of(pages[1])


def test_comments__that_fit_need_no_list_of_all(article):
    for _ in range(2):
        comment_on(article)
    assert not section(article).find("a", string="Read all comments")


@pytest.mark.parametrize("number", ["0", "-1", "x", "", "9" * 30, "%00", "🤕", "1&page=2"])
def test_list__takes_any_page_number(number, article):
    comment_on(article)
    url = reverse("headhealth:comment_list", args=[article.pk])
    assert Client().get(f"{url}?page={number}").status_code == 200


def test_closed__says_since_when_and_keeps_what_was_approved(article, comments_on):
    comment_on(article, name="Ada")
    backdate(article.review_line.whole, days=comments_on.days_open + 1)
    shown = section(article)
    assert "Comments closed on" in shown.get_text()
    assert "Ada" in shown.get_text()
    assert not shown.find("a")


def backdate(review, *, days):
    """As if the review had been then from the start."""
    backdate_reviews(days=days, pk=review.pk)


def test_new_review_of_the_whole_page__opens_comments_again(article, comments_on, editor, reviewer):
    backdate(article.review_line.whole, days=400)
    assert "Comments closed on" in section(article).get_text()
    page = fresh(article)
    page.summary = "Rest in a dark room."
    factories.published(page, author=editor, approver=reviewer)
    assert section(article).find("a", string="Write a comment")


# Queries


def reading(page):
    client = Client()
    client.get(page.url)
    with CaptureQueriesContext(connection) as captured:
        client.get(page.url)
    return len(captured)


def test_comments__cost_nothing_where_the_page_has_none(article):
    comment_on(article)
    with_comments = reading(article)
    ConditionPage.objects.update(comments_allowed=False)
    without = reading(article)
    assert with_comments - without == 2
    ConditionPage.objects.update(comments_allowed=True)
    CommentSettings.objects.update(is_enabled=False)
    assert reading(article) - without == 1


def test_comments__cost_the_same_however_many(article, django_assert_num_queries):
    url = reverse("headhealth:comment_list", args=[article.pk])
    costs = []
    for amount in (1, 60):
        for _ in range(amount):
            comment_on(article)
        client = Client()
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        costs.append((reading(article), len(captured)))
    assert costs[0] == costs[1]
    assert costs[0][1] <= 11


# What happens to the page


def test_page__takes_its_comments_along_when_it_is_moved(article, home):
    comment_on(article)
    other = factories.AToZPageFactory(parent=home, title="Others", slug="others")
    article.move(other, pos="last-child")
    assert section(fresh(article)).find("article")


def test_page__that_is_unpublished_and_published_again_keeps_them(article, editor, reviewer):
    comment_on(article)
    article.unpublish()
    assert Client().get(article.url).status_code == 404
    factories.published(fresh(article), author=editor, approver=reviewer)
    assert section(article).find("article")


def test_page__takes_its_comments_with_it_when_it_is_deleted(article):
    comment_on(article)
    article.delete()
    assert not ReaderComment.objects.exists()


def test_copy__begins_without_comments(article, editor, reviewer):
    comment_on(article)
    copy = article.copy(update_attrs={"title": "Copy", "slug": "copy"}, keep_live=False)
    assert copy.comments_allowed
    factories.published(copy, author=editor, approver=reviewer)
    assert "There are no comments yet." in section(copy).get_text()


def test_translation__has_comments_of_its_own(article):
    comment_on(article)
    french, _created = Locale.objects.get_or_create(language_code="fr")
    article.get_parent().get_parent().copy_for_translation(french)
    article.get_parent().specific.copy_for_translation(french)
    translated = article.copy_for_translation(french)
    assert not translated.reader_comments.exists()


def test_alias__leaves_comments_to_its_source(article, home):
    comment_on(article)
    other = factories.AToZPageFactory(parent=home, title="Others", slug="others")
    alias = article.create_alias(parent=other)
    assert alias.live and alias.comments_allowed
    assert section(alias) is None
    assert Client().get(form_url(alias)).status_code == 404


def test_other_site__decides_for_itself(article, home):
    other_root = home.add_sibling("right", instance=factories.wagtail_factories.PageFactory.build())
    other = Site.objects.create(hostname="127.0.0.1", root_page=other_root)
    index = factories.AToZPageFactory(parent=other_root)
    comment_on(article)
    article.move(index, pos="last-child")
    page = fresh(article)
    reader = Client(headers={"host": other.hostname})
    path = page.get_url_parts()[2]
    assert HEADING not in text_of(reader.get(path))
    assert reader.get(form_url(page)).status_code == 404
    CommentSettings.objects.create(site=other, is_enabled=True)
    assert HEADING in text_of(reader.get(path))
    assert reader.get(form_url(page)).status_code == 200
    assert Client().get(form_url(page)).status_code == 404


def test_private_page__keeps_its_comments_private(article):
    comment_on(article, text="Only for members.")
    PageViewRestriction.objects.create(page=article, restriction_type="login")
    for address in (article.url, reverse("headhealth:comment_list", args=[article.pk])):
        assert "Only for members." not in text_of(Client().get(address, follow=True))
