"""What a page shows is what was approved, or something says so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from headhealth.models import ConditionPage, Dependency, LedgerEntry, MedicalReview, Source
from headhealth.review.review_ledger import EntryKind
from tests import factories
from tests.integration.audit.auditing import audit, rows
from tests.integration.audit.histories import cancel_schedule, published_urgently


@pytest.fixture
def source(db: Any) -> Source:
    return factories.SourceFactory(title="Old guideline")


@pytest.fixture
def article(draft: ConditionPage, source: Source, editor: Any, reviewer: Any) -> ConditionPage:
    draft.sources = [("source", source)]
    return factories.published(draft, author=editor, approver=reviewer)


def test_change_past_django__is_found(article, source):
    rows(Source).filter(pk=source.pk).update(title="Another")
    run = audit()
    assert (run.status, run.codes) == (1, ["dependency-changed"])
    assert "“Migraine” (conditionpage" in run.findings[0]
    assert "shows “Old guideline (NICE, 2024)”, which was changed or deleted" in run.findings[0]


def test_deletion_past_django__is_found(article, source):
    rows(Source).filter(pk=source.pk)._raw_delete("default")
    assert audit().codes == ["dependency-changed"]


def test_change_that_is_known__is_no_finding(article, source):
    source.title = "Another"
    source.save()
    assert (audit().status, audit().codes) == (0, [])


def forget_rows(article, source):
    rows(Dependency)._raw_delete("default")


def rewrite_rows(article, source):
    rows(Dependency).update(parts={})


def other_rows(article, source):
    rows(Dependency).update(object_id="0")


@pytest.mark.parametrize("hide", [forget_rows, rewrite_rows, other_rows])
def test_change_past_django__is_found_whatever_the_rows_say(hide, article, source):
    """Nothing vouches for what changes are looked up by: the record says what the page showed."""
    hide(article, source)
    rows(Source).filter(pk=source.pk).update(title="Take ten tablets")
    assert audit().codes == ["dependency-changed"]


def test_alias__that_is_live_without_its_source(article, source):
    alias = article.create_alias(update_slug="alias")
    ConditionPage.objects.get(pk=article.pk).unpublish()
    alias = ConditionPage.objects.get(pk=alias.pk)
    alias.live = True
    alias.save()
    assert audit().codes == []
    rows(Source).filter(pk=source.pk).update(title="Take ten tablets")
    run = audit()
    assert run.codes == ["dependency-changed"]
    assert f"(conditionpage {alias.pk}" in run.text


def test_later_approval_that_waits__says_nothing_of_what_is_live(article, source, editor, reviewer):
    other = factories.SourceFactory(title="New guideline")
    page = ConditionPage.objects.get()
    page.sources, page.go_live_at = [("source", other)], timezone.now() + timedelta(days=1)
    factories.published(page, author=editor, approver=reviewer)
    other.title = "Newer guideline"
    other.save()
    assert audit().codes == []
    rows(Source).filter(pk=source.pk).update(title="Take ten tablets")
    assert audit().codes == ["dependency-changed"]


def test_later_approval_that_waits__says_nothing_of_what_was_published_again(
    article, editor, reviewer
):
    """No record is of the live revision then: the last that readers have got tells."""
    page = ConditionPage.objects.get()
    page.slug = "migraine-in-adults"
    page.save_revision().publish()
    other = factories.SourceFactory(title="New guideline")
    page = ConditionPage.objects.get()
    page.sources, page.go_live_at = [("source", other)], timezone.now() + timedelta(days=1)
    factories.published(page, author=editor, approver=reviewer)
    assert audit().codes == []
    rows(Source).filter(title="Old guideline").update(title="Take ten tablets")
    assert audit().codes == ["dependency-changed"]


def test_change_before_an_urgent_publication__is_found_where_no_publication_was_entered(
    source, article, editor, publisher
):
    """As where a release before entered none, and no approval is of what is live."""
    rows(LedgerEntry).filter(kind=EntryKind.PUBLICATION).update(kind="former")
    rows(MedicalReview).update(published_at=None)
    rows(Source).filter(pk=source.pk).update(title="Take ten tablets")
    published_urgently(article, editor, publisher)
    rows(Dependency)._raw_delete("default")
    assert "dependency-changed" in audit().codes


def test_approval_that_never_was_public__says_nothing_of_urgent_text_published_again(
    draft, source, editor, reviewer, publisher
):
    draft.sources = [("source", source)]
    draft.save_revision(user=editor)
    draft.get_latest_revision_as_object().save()
    published_urgently(draft, editor, publisher)
    ConditionPage.objects.get().current_workflow_state.cancel(user=editor)
    page = ConditionPage.objects.get()
    page.sources = [("source", factories.SourceFactory(title="New guideline"))]
    page.go_live_at = timezone.now() + timedelta(days=1)
    factories.published(page, author=editor, approver=reviewer)
    cancel_schedule()
    page = ConditionPage.objects.get()
    page.slug = "migraine-in-adults"
    page.save_revision(user=publisher).publish(user=publisher)
    assert audit().codes == []
    rows(Source).filter(pk=source.pk).update(title="Take ten tablets")
    assert audit().codes == ["dependency-changed"]


def test_record_of_a_form_that_no_code_writes__hides_no_other(article):
    rows(MedicalReview).filter(object_id=article.pk).update(dependencies=[7])
    assert "content-unreadable" in audit().codes
