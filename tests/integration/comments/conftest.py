"""A site and an article with comments turned on."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.models import Site

from headhealth.models import CommentSettings, ConditionPage


@pytest.fixture
def comments_on(home: Any) -> CommentSettings:
    """The default site lets its readers comment, under the pages that allow it."""
    site = Site.objects.get(is_default_site=True)
    return CommentSettings.objects.create(site=site, is_enabled=True)


@pytest.fixture
def article(live: ConditionPage, comments_on: CommentSettings) -> ConditionPage:
    """An article that was reviewed today and takes comments."""
    ConditionPage.objects.filter(pk=live.pk).update(comments_allowed=True)
    return ConditionPage.objects.get(pk=live.pk)


@pytest.fixture
def moderator(editor: Any) -> Any:
    return editor
