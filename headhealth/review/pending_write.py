"""What one write would show readers, and the verdict on it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db import models

from headhealth.review.authority import authorities
from headhealth.review.content_digest import (
    content_digest,
    content_fields,
    content_snapshot,
    digest_of,
    restore_snapshot,
)
from headhealth.review.reviewed_object import alias_source, reviewed_model_of
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
            is_approved=self._is_approved(),
        )

    @cached_property
    def _snapshot(self) -> dict[str, Any]:
        """What readers would see: the written fields laid over the stored row."""
        own = content_snapshot(self.instance)
        if self.fields is not None:
            own = {name: value for name, value in own.items() if name in self.fields}
        return {**content_snapshot(self.stored), **own} if self.stored else own

    @cached_property
    def _digest(self) -> str:
        return digest_of(self.model, self._snapshot)

    def _content_changed(self) -> bool:
        if self.stored is None or self.loses_alias:
            return True
        return content_digest(self.stored) != self._digest

    def _is_approved(self) -> bool:
        """An alias is approved by the review of the page it shows, anything else by its own."""
        source = alias_source(self.instance)
        if reviewed_model_of(source) is not self.model:
            return False
        return any(
            record.digest == self._digest or record.approves(self._written, self._digest)
            for record in authorities(source)
        )

    @cached_property
    def _written(self) -> Any:
        return restore_snapshot(self.model, self._snapshot, self.instance.pk)
