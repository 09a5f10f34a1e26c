"""The queue of comments in the admin: who finds what there, decides, and takes it back."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.log_actions import registry as log_registry
from wagtail.models import GroupPagePermission, ModelLogEntry, Page

from headhealth.models import ReaderComment
from tests import factories
from tests.integration.comments.writing import text_of

QUEUE = "/admin/reader_comments/"
DECISIONS = {"approve": "approved", "reject": "rejected", "spam": "spam", "wait": "waiting"}


@pytest.fixture
def comment(article):
    return factories.ReaderCommentFactory(page=article, name="Ada", text="A dark room.")


@pytest.fixture
def desk(moderator, client_of):
    return client_of(moderator)


def comment_url(comment, what="edit"):
    return reverse(f"reader_comments:{what}", args=[comment.pk])


def bulk_url(action, *ids):
    url = reverse("wagtail_bulk_action", args=["headhealth", "readercomment", action])
    return f"{url}?{urlencode({'id': ids, 'next': QUEUE}, doseq=True)}"


def fresh(comment):
    return ReaderComment.objects.get(pk=comment.pk)


def listed(response):
    soup = BeautifulSoup(response.content, "html.parser")
    return [" ".join(cell.get_text().split()) for cell in soup.select("[id^=comment_][id$=_title]")]


def is_public(comment):
    return comment.text in text_of(Client().get(comment.page.url))


# One comment


def test_moderator__goes_from_the_menu_to_what_readers_see(comment, desk, moderator):
    queue = desk.get(f"{QUEUE}?state=waiting")
    assert listed(queue) == ["Ada: A dark room."]
    assert comment_url(comment) in queue.content.decode()
    shown = text_of(desk.get(comment_url(comment)))
    assert "Ada" in shown and "A dark room." in shown and comment.email in shown
    assert not is_public(comment)

    response = desk.post(comment_url(comment), {"state": "approved"}, follow=True)

    assert "1 comment approved: readers see it now." in text_of(response)
    assert is_public(comment)
    assert listed(response) == []
    decided = fresh(comment)
    assert (decided.state, decided.moderated_by) == ("approved", moderator)
    assert decided.moderated_at is not None


@pytest.mark.parametrize("state", ["rejected", "spam", "waiting"])
def test_decision__can_be_taken_back(state, article, desk):
    comment = factories.ReaderCommentFactory(page=article, approved=True)
    assert is_public(comment)
    desk.post(comment_url(comment), {"state": state})
    assert fresh(comment).state == state
    assert not is_public(comment)
    desk.post(comment_url(comment), {"state": "approved"})
    assert is_public(comment)


def test_putting_back__forgets_who_decided(comment, desk):
    desk.post(comment_url(comment), {"state": "spam"})
    desk.post(comment_url(comment), {"state": "waiting"})
    assert (fresh(comment).moderated_at, fresh(comment).moderated_by) == (None, None)


def test_same_decision_again__keeps_the_first_moderator(comment, desk, moderator, superuser):
    desk.post(comment_url(comment), {"state": "approved"})
    other = Client()
    other.force_login(superuser)
    other.post(comment_url(comment), {"state": "approved"})
    other.post(bulk_url("approve", comment.pk))
    assert fresh(comment).moderated_by == moderator


@pytest.mark.parametrize("state", ["", "deleted", "a\x00b", "x" * 10_000, "🤕"])
def test_unknown_decision__changes_nothing(state, comment, desk):
    response = desk.post(comment_url(comment), {"state": state})
    assert response.status_code == 302
    assert fresh(comment).state == "waiting"


def test_decision__is_logged_without_names(comment, desk, moderator):
    desk.post(comment_url(comment), {"state": "approved"})
    desk.post(comment_url(comment), {"state": "spam"})
    entries = log_registry.get_logs_for_instance(comment).order_by("timestamp")
    assert [entry.data["state"] for entry in entries] == ["approved", "spam"]
    assert all(entry.user == moderator for entry in entries)
    assert entries[1].message == "Comment moderated: Approved to Spam"
    history = text_of(desk.get(comment_url(comment, "history")))
    assert "Comment moderated: Waiting to Approved" in history
    assert "Ada" not in entries[0].label and "secret" not in entries[0].label


def test_comment__is_shown_as_text_to_moderators_too(article, desk):
    bad = "<script>alert(1)</script>"
    comment = factories.ReaderCommentFactory(page=article, name=bad, text=bad)
    for address in (QUEUE, comment_url(comment), bulk_url("approve", comment.pk)):
        html = desk.get(address).content.decode()
        assert bad not in html and "&lt;script&gt;alert(1)" in html


def test_delete__is_for_publishers_and_leaves_no_name(comment, desk, publisher, client_of):
    assert desk.post(comment_url(comment, "delete")).status_code == 302
    assert fresh(comment)
    response = client_of(publisher).post(comment_url(comment, "delete"), follow=True)
    assert response.status_code == 200
    assert not ReaderComment.objects.exists()
    entries = ModelLogEntry.objects.filter(action="wagtail.delete")
    assert all("Ada" not in str([entry.label, entry.data]) for entry in entries)


# Many


@pytest.mark.parametrize("action", DECISIONS)
def test_bulk__asks_decides_and_offers_the_way_back(action, article, desk):
    before = "approved" if action == "wait" else "waiting"
    comments = [factories.ReaderCommentFactory(page=article, state=before) for _ in range(3)]
    url = bulk_url(action, *(comment.pk for comment in comments[:2]))
    asked = text_of(desk.get(url))
    assert all(comment.name in asked for comment in comments[:2])
    assert {fresh(comment).state for comment in comments} == {before}

    response = desk.post(url, follow=True)

    assert response.redirect_chain[-1][0] == QUEUE
    states = [fresh(comment).state for comment in comments]
    assert states == [DECISIONS[action]] * 2 + [before]
    undo = BeautifulSoup(response.content, "html.parser").find("a", string="Undo")
    if action == "wait":
        assert undo is None
    else:
        desk.post(undo["href"])
        assert {fresh(comment).state for comment in comments} == {"waiting"}


@pytest.mark.parametrize(
    "ids",
    [
        pytest.param(["all"], id="all"),
        pytest.param([], id="none"),
        pytest.param(["x", "a\x00b", "🤕", "-1", "1.5"], id="words"),
        pytest.param(["9" * 40], id="huge"),
        pytest.param(["²"], id="superscript"),
        pytest.param(["999999"], id="unknown"),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_bulk__takes_only_what_was_ticked(ids, method, comment, desk):
    assert getattr(desk, method)(bulk_url("approve", *ids)).status_code == 404
    assert fresh(comment).state == "waiting"


def test_bulk__forgives_ids_that_are_gone(comment, desk):
    desk.post(bulk_url("approve", comment.pk, "999999", "x"))
    assert fresh(comment).state == "approved"


def test_queue__offers_the_decisions_but_not_on_the_unseen(comment, desk):
    soup = BeautifulSoup(desk.get(QUEUE).content, "html.parser")
    footer = soup.select_one("[data-bulk-action-footer]")
    assert len(footer.select("[data-bulk-action-button]")) == len(DECISIONS)
    assert not footer.select("[data-bulk-action-num-objects-in-listing]")
    assert not soup.find("a", href=lambda href: href and href.endswith("/new/"))


# Finding


def test_queue__is_filtered_by_state(article, desk):
    for state in DECISIONS.values():
        factories.ReaderCommentFactory(page=article, state=state, name=state)
    for state in DECISIONS.values():
        (title,) = listed(desk.get(f"{QUEUE}?state={state}"))
        assert title.startswith(state)
    assert len(listed(desk.get(f"{QUEUE}?state=spam&state=rejected"))) == 2
    assert len(listed(desk.get(QUEUE))) == 4


@pytest.mark.parametrize("words", ["ada", "dark ROOM", "secret.example", "migraine"])
def test_queue__is_searched(words, comment, desk):
    assert listed(desk.get(QUEUE, {"q": words})) == ["Ada: A dark room."]
    assert listed(desk.get(QUEUE, {"q": "no such word"})) == []


@pytest.mark.parametrize(
    "query",
    [
        {"q": '"'},
        {"q": "a\x00b"},
        {"q": "%"},
        {"q": "x" * 10_000},
        {"state": "no such"},
        {"state": "a\x00b"},
        {"submitted_at_from": "tomorrow", "submitted_at_to": "\x00"},
        {"ordering": "email"},
        {"p": "9" * 30},
        {"export": "csv"},
    ],
    ids=str,
)
def test_queue__takes_any_question(query, comment, desk):
    assert desk.get(QUEUE, query).status_code == 200
    assert desk.get(f"{QUEUE}results/", query).status_code == 200


@pytest.mark.parametrize("pk", [0, 999_999, 10**30])
def test_unknown_comment__is_not_found(pk, desk, publisher, client_of):
    for what in ("edit", "history"):
        assert desk.get(reverse(f"reader_comments:{what}", args=[pk])).status_code == 404
    delete = reverse("reader_comments:delete", args=[pk])
    assert client_of(publisher).get(delete).status_code == 404


# Who may


@pytest.mark.parametrize("who", ["reviewer", None])
def test_queue__is_closed_to_others(who, comment, request, client_of):
    client = client_of(request.getfixturevalue(who)) if who else Client()
    addresses = [QUEUE, comment_url(comment), comment_url(comment, "delete")]
    addresses += [bulk_url(action, comment.pk) for action in DECISIONS]
    for address in addresses:
        for response in (client.get(address), client.post(address, {"state": "approved"})):
            assert response.status_code in (302, 405)
            assert "Ada" not in response.content.decode()
    assert fresh(comment).state == "waiting"
    home = client.get("/admin/", follow=True).content.decode()
    assert QUEUE not in home


def test_viewer__reads_and_decides_nothing(comment, client_of):
    viewer = factories.UserFactory(username="viewer")
    viewer.user_permissions.set(
        Permission.objects.filter(codename__in=["access_admin", "view_readercomment"])
    )
    # Comments are seen by those who have rights on their pages.
    group = Group.objects.create(name="Viewers")
    GroupPagePermission.objects.create(
        group=group,
        page=Page.get_first_root_node(),
        permission=Permission.objects.get(codename="change_page"),
    )
    viewer.groups.add(group)
    client = client_of(viewer)
    html = BeautifulSoup(client.get(comment_url(comment)).content, "html.parser")
    assert "A dark room." in html.get_text()
    assert not html.select("button[name=state]")
    client.post(comment_url(comment), {"state": "approved"})
    client.post(bulk_url("approve", comment.pk))
    assert fresh(comment).state == "waiting"


def test_settings__are_for_publishers(article, publisher, editor, client_of, comments_on):
    url = reverse(
        "wagtailsettings:edit", args=["headhealth", "commentsettings", comments_on.site_id]
    )
    assert client_of(editor).post(url, {"days_open": "7"}).status_code == 302
    comments_on.refresh_from_db()
    assert comments_on.days_open == 90
    client = client_of(publisher)
    assert client.post(url, {"is_enabled": "on", "days_open": "7"}).status_code == 302
    comments_on.refresh_from_db()
    assert comments_on.days_open == 7
    for days in ("0", "-1", "99999", "x", ""):
        response = client.post(url, {"is_enabled": "on", "days_open": days})
        assert response.status_code == 200
    comments_on.refresh_from_db()
    assert comments_on.days_open == 7


# The menu


@pytest.mark.parametrize(
    ("waiting", "label"),
    [(0, "Comments"), (3, "Comments (3)"), (100, "Comments (99+)")],
)
def test_menu__says_how_many_wait(waiting, label, article, desk):
    factories.ReaderCommentFactory(page=article, approved=True)
    ReaderComment.objects.bulk_create(
        factories.ReaderCommentFactory.build(page=article) for _ in range(waiting)
    )
    html = desk.get("/admin/").content.decode()
    assert f'"{label}"' in html
    assert f"{QUEUE}?state=waiting" in html


# Queries


def test_queue__costs_the_same_however_many(article, home, desk, editor):
    costs = []
    for amount in (1, 30):
        for number in range(amount):
            page = article if number % 2 else home
            factories.ReaderCommentFactory(
                page=page, state="spam", moderated_by=factories.UserFactory()
            )
            factories.ReaderCommentFactory(page=page)
        desk.get(QUEUE)
        with CaptureQueriesContext(connection) as captured:
            assert len(listed(desk.get(QUEUE))) == min(50, 2 * (amount + len(costs)))
        costs.append(len(captured))
    assert costs[0] == costs[1] <= 20


def test_comment_page__costs_few_queries(comment, desk):
    desk.get(comment_url(comment))
    with CaptureQueriesContext(connection) as captured:
        desk.get(comment_url(comment))
    assert len(captured) <= 20
