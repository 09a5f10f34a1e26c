"""What a page shows is what was approved, or something says so."""

from __future__ import annotations

from typing import Any

import pytest

from headhealth.models import ConditionPage, Source
from tests import factories
from tests.integration.audit.auditing import audit, rows


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
