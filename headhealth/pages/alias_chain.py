"""Walks along aliases that end where pages are aliases of each other.

Wagtail's screens never make such a cycle, scripts can, and Wagtail's own walks follow it for ever.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from wagtail.models import PageViewRestriction

from headhealth.review.reviewed_object import alias_source


class AliasChainMixin(models.Model):
    """Abstract: a page whose aliases may form a cycle. A page in a cycle is its own source."""

    class Meta:
        abstract = True

    def get_view_restrictions(self) -> Any:
        """Collect those of this page and its ancestors; for an alias among them, of its source."""
        pages = [self, *self.get_ancestors().only("alias_of")]
        sources = {alias_source(page).pk for page in pages}
        return PageViewRestriction.objects.filter(page_id__in=sources)

    def update_aliases(self, *, _updated_ids: list[int] | None = None, **kwargs: Any) -> None:
        """Update each alias once: Wagtail leaves it to its caller to pass the keys already seen."""
        super().update_aliases(_updated_ids=[*(_updated_ids or ()), self.pk], **kwargs)
