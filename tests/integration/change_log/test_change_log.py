"""The public change log: what reviewers approved, never what they have not, nor what waits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Site

from headhealth.change_log.views import PER_PAGE
from headhealth.models import ConditionPage, MedicalReview
from tests import factories
from tests.integration.pages.reading import SCRIPT, words


def log_of(page: Page) -> str:
    return f"/changes/{page.pk}/"


def entries(client: Client, page: Page, query: str = "") -> list[str]:
    """The change log as a reader gets it, one text for each version."""
    response = client.get(log_of(page) + query)
    assert response.status_code == 200
    soup = BeautifulSoup(response.content, "html.parser")
    return [words(item) for item in soup.select(".hh-changes__item")]


def revise(page: Page, editor: Any, reviewer: Any, answers: Any = None, **changes: Any) -> Any:
    """Have a new version of ``page`` approved."""
    page = ConditionPage.objects.get(pk=page.pk)
    for name, value in changes.items():
        setattr(page, name, value)
    factories.approve(factories.submit(page, user=editor), user=reviewer, **(answers or {}))
    return ConditionPage.objects.get(pk=page.pk)


def today() -> str:
    day = timezone.localdate()
    return f"{day.day} {day:%B %Y}"


def test_change_log__lists_each_reviewed_version_newest_first(live, editor, reviewer, client):
    note = {"change_note": "New advice on rest", "scope": "changes"}
    revise(live, editor, reviewer, note, summary="Rest helps.")
    correction = {"change_note": "The dose was wrong", "is_correction": "on"}
    revise(live, editor, reviewer, correction, summary="Rest may help.")
    assert entries(client, live) == [
        f"{today()} Correction The dose was wrong Whole page reviewed by Dr Reviewer, MBBS",
        f"{today()} New advice on rest Changes reviewed by Dr Reviewer, MBBS",
        f"{today()} First published Whole page reviewed by Dr Reviewer, MBBS",
    ]


def test_change_log__says_nothing_of_drafts_and_of_what_waits(live, editor, reviewer, client):
    draft = ConditionPage.objects.get(pk=live.pk)
    draft.title = draft.summary = "Unreviewed words"
    draft.save_revision(user=editor)
    factories.submit(draft, user=editor)
    html = client.get(log_of(live)).content.decode()
    assert "Migraine" in html
    assert "Unreviewed" not in html


def test_change_log__ends_with_what_is_live(live, editor, reviewer, client):
    """A version that is approved and waits for its day is not announced."""
    later = timezone.localtime() + timedelta(days=3)
    answers = {"change_note": "To come"}
    page = revise(live, editor, reviewer, answers, summary="Another.", go_live_at=later)
    assert page.summary != "Another."
    assert MedicalReview.objects.for_object(page).count() == 2
    assert "To come" not in " ".join(entries(client, live))
    assert "To come" not in client.get(live.url).content.decode()


def test_change_log__leaves_out_revoked_reviews(live, editor, reviewer, client):
    MedicalReview.objects.for_object(live).get().revoke()
    assert client.get(log_of(live)).status_code == 404
    revise(live, editor, reviewer, {"change_note": "Again"}, summary="Another.")
    assert len(entries(client, live)) == 1


def test_change_log__of_an_alias_is_its_sources(live, home, client):
    alias = live.create_alias(parent=home, update_slug="other")
    second = alias.create_alias(parent=home, update_slug="third")
    assert alias.live
    assert entries(client, alias) == entries(client, live) == entries(client, second)


def test_change_log__shows_a_record_from_before_there_was_a_note(live, client):
    MedicalReview.objects.all()._raw_delete(MedicalReview.objects.db)
    for scope in ("whole", "changes"):
        factories.reviewed(live, scope=scope)
    assert [entry.split(" Dr")[0] for entry in entries(client, live)] == [
        f"{today()} Changes were reviewed Changes reviewed by",
        f"{today()} The whole page was reviewed Whole page reviewed by",
    ]


def test_change_log__shows_notes_as_text(live, editor, reviewer, client):
    answers = {"change_note": f"Now\x0b safer {SCRIPT}\r\n\x00 شقيقة 🤕"}
    revise(live, editor, reviewer, answers, summary="Another.")
    newest = entries(client, live)[0]
    assert f"Now safer {SCRIPT} شقيقة 🤕" in newest
    assert SCRIPT not in client.get(log_of(live)).content.decode()


@pytest.mark.parametrize("hide", ["unpublish", "restrict", "restrict_parent", "delete"])
def test_change_log__is_gone_with_the_page(hide, live, client):
    if hide == "unpublish":
        live.unpublish()
    elif hide == "delete":
        live.delete()
    else:
        page = live if hide == "restrict" else live.get_parent()
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert client.get(log_of(live)).status_code == 404


def test_change_log__of_an_alias_is_as_private_as_its_source(live, home, client):
    alias = live.create_alias(parent=home, update_slug="other")
    PageViewRestriction.objects.create(page=live, restriction_type="login")
    assert client.get(log_of(alias)).status_code == 404


def test_change_log__is_of_pages_of_this_site_only(live, home, client):
    other_root = home.get_parent().add_child(instance=Page(title="Other", slug="other"))
    Site.objects.create(hostname="other.example", root_page=other_root)
    with_other = Client(headers={"host": "other.example"})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.ALLOWED_HOSTS", ["*"])
        assert with_other.get(log_of(live)).status_code == 404
    assert client.get(log_of(live)).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/changes/0/",
        "/changes/99999999999999999999999/",
        "/changes/x/",
        "/changes/-1/",
        "/changes/",
    ],
)
def test_change_log__of_nothing_is_a_404(address, db, client):
    assert client.get(address).status_code == 404


def test_change_log__of_a_page_without_review_is_a_404(home, client):
    assert client.get(log_of(home)).status_code == 404


def many_versions(page: Any) -> None:
    for _ in range(PER_PAGE + 5):
        factories.reviewed(page, change_note="Again")


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", PER_PAGE),
        ("?page=2", 6),
        ("?page=99999999999999999999", 6),
        ("?page=%00", PER_PAGE),
        ("?page=-1", 6),
        ("?page=" + "9" * 5000, PER_PAGE),
        ("?page=%F0%9F%A4%95", PER_PAGE),
    ],
)
def test_change_log__is_paged(query, count, live, client):
    many_versions(live)
    assert len(entries(client, live, query)) == count


def test_change_log__costs_the_same_whatever_it_holds(live, client, django_assert_num_queries):
    client.get(log_of(live))
    # Site, restrictions, page, its specific row, reviews, its language.
    with django_assert_num_queries(7):
        entries(client, live)
    many_versions(live)
    with django_assert_num_queries(7):
        entries(client, live)


def test_change_log__depends_on_no_reader(live, client):
    response = client.get(log_of(live))
    assert "Cookie" not in response.get("Vary", "")
    assert not response.cookies


def test_page__says_what_changed_and_where_all_changes_are(live, editor, reviewer, client):
    for number in range(4):
        answers = {"change_note": f"Version {number}", "is_correction": number == 3 and "on"}
        live = revise(live, editor, reviewer, answers, summary=f"{number}")
    soup = BeautifulSoup(client.get(live.url).content, "html.parser")
    changes = [words(item) for item in soup.select(".hh-recent-changes li")]
    assert changes == [
        f"{today()}: Correction: Version 3",
        f"{today()}: Version 2",
        f"{today()}: Version 1",
    ]
    assert soup.select_one(".hh-recent-changes__all a")["href"] == log_of(live)
