"""What one write would show readers, and the verdict on it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db import models

from headhealth.review.authority import record_that_allows
from headhealth.review.content_digest import content_snapshot
from headhealth.review.content_fields import content_fields
from headhealth.review.reviewed_object import alias_source, reviewed_model_of
from headhealth.review.same_for_readers import same_for_readers
from headhealth.review.version import Version, version_of
from headhealth.rules.publishing import Verdict, judge_write


class PendingWrite:
    """A row of reviewed ``model`` about to be written.

    ``instance`` may be of ``model`` or of the base ``Page``; ``fields`` names the fields and child
    relations that are written, None for all that the instance has.
    """

    def __init__(
        self, model: type[models.Model], instance: Any, fields: set[str] | None = None
    ) -> None:
        self.model = model
        self.instance = instance
        self.fields = fields

    def touches_public_state(self) -> bool:
        """False for the many writes of bookkeeping alone, which need no query to be let pass."""
        if self.fields is None:
            return True
        return bool(self.fields & (content_fields(self.model) | {"live", "alias_of"}))

    @cached_property
    def stored(self) -> Any:
        """The specific row as it is in the database, or None."""
        if self.instance.pk is None:
            return None
        return self.model._base_manager.filter(pk=self.instance.pk).first()

    @property
    def was_live(self) -> bool:
        return self.stored is not None and self.stored.live

    @property
    def will_be_live(self) -> bool:
        if self.fields is None or "live" in self.fields:
            return self.instance.live
        return self.was_live

    @property
    def loses_alias(self) -> bool:
        """Whether an alias of a reviewed page becomes a page of its own, which nobody reviewed."""
        if self.fields is not None and "alias_of" not in self.fields:
            return False
        return bool(getattr(self.stored, "alias_of_id", None)) and not self.instance.alias_of_id

    @property
    def verdict(self) -> Verdict:
        if not self.will_be_live:
            return Verdict.ALLOW
        return judge_write(
            is_new=self.stored is None,
            was_live=self.was_live,
            will_be_live=True,
            content_changed=self._content_changed(),
            may_be_public=self._may_be_public(),
        )

    @cached_property
    def version(self) -> Version:
        """The content that readers would get: the written fields laid over the stored row."""
        snapshot = content_snapshot(self.instance)
        if self.fields is not None:
            snapshot = {name: value for name, value in snapshot.items() if name in self.fields}
        if self.stored is not None:
            snapshot = {**content_snapshot(self.stored), **snapshot}
        return Version(self.instance, self.model, snapshot)

    def _content_changed(self) -> bool:
        if self.stored is None or self.loses_alias:
            return True
        before = version_of(self.stored)
        return before.digest != self.version.digest or not same_for_readers(
            self.instance, before.snapshot, self.version.snapshot
        )

    def _may_be_public(self) -> bool:
        """By its own records; an alias by those of the page that it shows."""
        source = alias_source(self.instance)
        return (
            reviewed_model_of(source) is self.model
            and record_that_allows(self.version, source) is not None
        )
