"""The rule for slugs where the row of a page is written past the mixin's own ``save()``."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from wagtail.log_actions import get_active_log_context
from wagtail.models import AbstractPage

from headhealth.review.slug_rule import keep_slug_rule, kept_slug


class SlugWrite:
    """``fields`` of ``instance``, of whatever model, about to be written to the row of ``page``.

    ``page`` is the reviewed page as it is stored; None for a new one, or for what is no page.
    Raises ``SlugRefused`` where the user for whom Wagtail logs may not choose the slug.
    """

    def __init__(self, page: Any, instance: Any, fields: Collection[str]) -> None:
        self.page = page
        self.kept: str | None = None
        """The slug that the page is to have instead."""
        user = get_active_log_context().user
        if user is None:
            return
        if page is None:
            keep_slug_rule(instance, user=user)
        elif isinstance(page, AbstractPage):
            names = {field.column: field.name for field in instance._meta.concrete_fields}
            written = {
                name: getattr(instance, names[name]) if names.get(name) in fields else stored
                for name, stored in (("slug", page.slug), ("title", page.title))
            }
            if written != {"slug": page.slug, "title": page.title}:
                kept = kept_slug(page, **written, user=user)
                self.kept = kept if kept != written["slug"] else None

    def finish(self) -> None:
        """Give the stored page the slug that follows its title, and its addresses with it."""
        if self.kept is not None:
            page = type(self.page)._base_manager.get(pk=self.page.pk)
            page.slug = self.kept
            page.save(update_fields=["slug", "url_path"])
