"""Who looks after a page, and how it goes from one to another."""

from __future__ import annotations

import pytest
from wagtail.models import Page, PageLogEntry

from headhealth.models import PageDeputy, ReviewClock
from headhealth.review.authority import may_be_public
from headhealth.workflow.hand_over import (
    LOG_ACTION,
    hand_over,
    may_hand_over,
    may_look_after,
)
from tests import factories


def deputy_of(page):
    row = PageDeputy.objects.filter(page=page.pk).first()
    return row.user if row else None


@pytest.fixture
def owned(live, editor):
    hand_over(pages=[live], owner=editor, user=editor)
    live.refresh_from_db()
    return live


def test_owner__is_new_at_once_and_on_the_report_too(owned, editor, publisher):
    assert hand_over(pages=[owned], owner=publisher, user=editor) == 1
    page = Page.objects.get(pk=owned.pk)
    assert page.owner == publisher
    assert ReviewClock.objects.for_object(page).get().owner == publisher
    owned.refresh_from_db()
    assert owned.live and may_be_public(owned) and not owned.has_unpublished_changes


def test_deputy__is_named_changed_and_removed(owned, publisher, superuser):
    for deputy in (publisher, superuser):
        hand_over(pages=[owned], deputy=deputy, user=superuser)
        assert deputy_of(owned) == deputy
    assert hand_over(pages=[owned], removes_deputy=True, user=superuser) == 1
    assert deputy_of(owned) is None


def test_deputy_who_becomes_owner__is_no_deputy_any_more(owned, editor, publisher):
    hand_over(pages=[owned], deputy=publisher, user=editor)
    hand_over(pages=[owned], owner=publisher, user=editor)
    assert deputy_of(owned) is None


def test_owner__is_not_made_their_own_deputy(owned, editor):
    assert hand_over(pages=[owned], deputy=editor, user=editor) == 0
    assert deputy_of(owned) is None


def test_history__tells_who_gave_it_to_whom(owned, editor, publisher, superuser):
    hand_over(pages=[owned], owner=publisher, deputy=superuser, user=editor)
    entry = PageLogEntry.objects.filter(action=LOG_ACTION).latest("timestamp", "id")
    assert entry.user == editor
    assert "editor" in entry.message and "publisher" in entry.message and "admin" in entry.message


def test_nothing_new__is_not_logged(owned, editor):
    before = PageLogEntry.objects.count()
    assert hand_over(pages=[owned], owner=editor, user=editor) == 0
    assert PageLogEntry.objects.count() == before


def test_going_back_to_an_old_version__brings_nobody_back(owned, editor, publisher):
    old = owned.get_latest_revision()
    hand_over(pages=[owned], owner=publisher, user=editor)
    old.publish()
    assert Page.objects.get(pk=owned.pk).owner == publisher


def test_account_that_is_deleted__leaves_no_deputy(owned, publisher, editor):
    hand_over(pages=[owned], deputy=publisher, user=editor)
    publisher.delete()
    assert deputy_of(owned) is None


def test_page_that_is_deleted__takes_its_deputy_along(owned, publisher, editor):
    hand_over(pages=[owned], deputy=publisher, user=editor)
    owned.delete()
    assert not PageDeputy.objects.exists()


def test_permission__is_that_of_changing_pages_or_of_owning(draft, editor, publisher, reviewer):
    assert may_hand_over(page=draft, user=editor)
    assert may_hand_over(page=draft, user=publisher)
    assert may_hand_over(page=draft, user=factories.superuser())
    assert not may_hand_over(page=draft, user=reviewer)
    # A review lets its reviewers into the editor.
    factories.submit(draft, user=editor)
    draft.refresh_from_db()
    assert draft.permissions_for_user(reviewer).can_edit()
    assert not may_hand_over(page=draft, user=reviewer)


def test_looking_after__takes_rights_on_that_page(draft, editor, reviewer):
    assert may_look_after(page=draft, user=editor)
    assert not may_look_after(page=draft, user=reviewer)
