"""Deleting or moving the newest record in the database revives no text of before."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.models import Page

from headhealth.models import ConditionPage, ContentWithdrawal, EmergencyPublication, MedicalReview
from headhealth.review.authority import may_be_public
from headhealth.review.ledgered_record import record_act
from headhealth.review.review_required import ReviewRequired
from headhealth.withdrawal.withdraw import withdraw
from tests import factories
from tests.integration.audit.auditing import audit, rows

FIRST = "Rest."
SECOND = "Do not rest."


@pytest.fixture
def article(draft: ConditionPage, editor: Any, reviewer: Any) -> ConditionPage:
    """Live with its first text, which was approved."""
    draft.summary = FIRST
    return factories.published(draft, author=editor, approver=reviewer)


def stored(page: ConditionPage) -> ConditionPage:
    return ConditionPage.objects.get(pk=page.pk)


def assert_first_text_is_refused(page: ConditionPage) -> None:
    page = stored(page)
    page.summary, page.live = FIRST, True
    assert not may_be_public(page)
    with pytest.raises(ReviewRequired):
        page.save()
    with pytest.raises(ReviewRequired):
        page.save_revision().publish()


def moved(record):
    rows(type(record)).filter(pk=record.pk).update(object_id="0")


def made_partial(record):
    rows(type(record)).filter(pk=record.pk).update(is_final=False)


def of_another_type(record):
    other = ContentType.objects.get_for_model(Page)
    rows(type(record)).filter(pk=record.pk).update(content_type=other)


@pytest.mark.parametrize("tamper", [moved, made_partial, of_another_type])
def test_newest_approval__that_was_made_another(tamper, article, editor, reviewer):
    again = stored(article)
    again.summary = SECOND
    factories.published(again, author=editor, approver=reviewer)
    tamper(MedicalReview.objects.latest("pk"))
    assert_first_text_is_refused(article)
    run = audit()
    assert "record-changed" in run.codes
    assert any(f"(conditionpage {article.pk}" in finding for finding in run.findings)


@pytest.mark.parametrize("tamper", [moved, of_another_type])
def test_withdrawal__that_was_made_another(tamper, article, publisher):
    withdraw(stored(article), user=publisher, reason="It is wrong.")
    tamper(ContentWithdrawal.objects.get())
    assert_first_text_is_refused(article)
    assert "record-changed" in audit().codes


def test_newest_approval__that_is_gone(article, editor, reviewer):
    again = stored(article)
    again.summary = SECOND
    factories.published(again, author=editor, approver=reviewer)
    rows(MedicalReview).filter(pk=MedicalReview.objects.latest("pk").pk)._raw_delete("default")
    assert_first_text_is_refused(article)
    assert "record-missing" in audit().codes


def test_withdrawal__that_is_gone(article, publisher):
    withdraw(stored(article), user=publisher, reason="It is wrong.")
    rows(ContentWithdrawal)._raw_delete("default")
    assert_first_text_is_refused(article)
    assert "record-missing" in audit().codes


def test_urgent_publication__that_is_gone(article, publisher):
    """The one before let another text through, which nobody has reviewed either."""
    for text in (FIRST, SECOND):
        page = stored(article)
        page.summary = text
        now = timezone.now()
        record_act(
            EmergencyPublication(
                **factories.content_fields_of(page),
                reason="It cannot wait.",
                published_by=publisher,
                published_by_name="publisher",
                published_at=now,
                review_due_at=now,
            )
        )
    stored(article).unpublish()
    rows(MedicalReview)._raw_delete("default")
    newest = EmergencyPublication.objects.latest("pk")
    rows(EmergencyPublication).filter(pk=newest.pk)._raw_delete("default")
    assert_first_text_is_refused(article)
    assert "record-missing" in audit().codes


def test_record_of_another_object__that_is_gone(article, a_to_z, editor, reviewer):
    other = factories.ConditionPageFactory(parent=a_to_z)
    factories.published(other, author=editor, approver=reviewer)
    rows(MedicalReview).filter(object_id=str(other.pk))._raw_delete("default")
    assert may_be_public(stored(article))


def test_approval_that_others_had_to_complete__that_is_gone(article):
    page = stored(article)
    page.summary = SECOND
    partial = factories.reviewed(page, is_final=False)
    rows(MedicalReview).filter(pk=partial.pk)._raw_delete("default")
    assert may_be_public(stored(article))
