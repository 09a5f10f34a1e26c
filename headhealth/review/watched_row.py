"""Rows that a save has written, judged again by what the database then holds."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import transaction
from wagtail.models import AbstractPage
from wagtail.search import index
from wagtail.signals import page_unpublished, unpublished

from headhealth.review.authority import record_that_allows
from headhealth.review.guarded_tables import ModelClass, Place
from headhealth.review.publishing_authority import is_public_by_record
from headhealth.review.publishing_record import PublishingRecord
from headhealth.review.review_required import ReviewRequired, other_type, unreviewed
from headhealth.review.reviewed_object import (
    alias_source,
    concrete_model,
    reviewed_model,
    reviewed_model_of,
)
from headhealth.review.same_for_readers import same_for_readers
from headhealth.review.stored_rows import find, live_type, rows_of, type_of_content
from headhealth.review.version import Version, version_of

logger = logging.getLogger(__name__)


class Shown(NamedTuple):
    """The content that a live row shows readers."""

    version: Version
    alias_of_id: Any
    record: PublishingRecord | None = None
    """The record that lets it through, where that was looked up."""

    def is_same_as(self, other: Shown) -> bool:
        """Whether fingerprint and rendered content agree. Equal data are not rendered."""
        return (
            self.alias_of_id == other.alias_of_id
            and self.version.digest == other.version.digest
            and same_for_readers(other.version.obj, self.version.snapshot, other.version.snapshot)
        )


def shown_by(obj: Any) -> Shown:
    """The content that ``obj`` shows, as it was stored."""
    return Shown(version_of(obj), getattr(obj, "alias_of_id", None))


def may_stay_public(version: Version) -> bool:
    """Whether readers see exactly this content of its object now, by a record that still counts.

    An approval that waits for its hour takes nothing from what is live; one that was revoked does.
    """
    stored = type(version.obj)._base_manager.filter(pk=version.obj.pk, live=True).first()
    alias_of_id = getattr(version.obj, "alias_of_id", None)
    return (
        stored is not None
        and Shown(version, alias_of_id).is_same_as(shown_by(stored))
        and is_public_by_record(alias_source(stored), version)
    )


@dataclass
class WatchedRow:
    """A row of a reviewed object, or of a page whose type only the database knows.

    Other receivers may change an object after the guard has judged it, and values may mean
    something else to Python than to the database. What counts is the row that was written.
    """

    root: ModelClass
    key: Any
    using: str
    model: ModelClass | None = None
    before: Shown | None = None
    """The content shown before the first watched write."""
    allowed: list[Shown] = field(default_factory=list)
    """Contents that a record lets through."""
    record: PublishingRecord | None = None
    """The record that lets through what was written, once it was judged."""

    @property
    def place(self) -> Place:
        return self.root, self.key

    def allow(self, before: Shown | None, by_record: Shown | None) -> None:
        self.before = before
        self.allowed = [by_record] if by_record else []

    def refusal(self) -> ReviewRequired | None:
        """The reason why readers must not see the row as it is now, or None."""
        obj = self.live_object()
        if obj is None:
            return None
        try:
            return self._refusal_of(obj)
        except ReviewRequired as refusal:
            return refusal

    def _refusal_of(self, obj: Any) -> ReviewRequired | None:
        if hasattr(obj, "content_type_id") and not isinstance(
            obj, type_of_content(obj.content_type_id) or ()
        ):
            return other_type(obj)
        shown = shown_by(obj)
        judged = [*self.allowed, *([self.before] if self.before else [])]
        same = next((each for each in judged if each.is_same_as(shown)), None)
        record = same.record if same is not None else self._find_record(shown)
        if same is None and record is None:
            return unreviewed(obj)
        # What only an alias shows is not public at its source.
        self.record = None if shown.alias_of_id else record
        return None

    def _find_record(self, shown: Shown) -> PublishingRecord | None:
        obj = shown.version.obj
        source = alias_source(obj)
        if reviewed_model_of(source) is not concrete_model(type(obj)):
            return None
        return record_that_allows(shown.version, source)

    def note_published(self) -> None:
        """Tell the record that lets it through, after a judgement without a refusal."""
        if self.record is not None:
            self.record.note_published()

    def live_object(self) -> Any:
        """The reviewed object as readers see it now, or None."""
        model = self.model or live_type(self.root, self.key, using=self.using)
        return model and find(model, self.root, self.key, using=self.using, live=True)

    def take_offline(self) -> None:
        """Keep readers from a row that was committed before it could be judged."""
        # The topmost parent of a snippet need not be the table that says who is live.
        model = self.model or live_type(self.root, self.key, using=self.using) or self.root
        rows_of(model, self.using).filter(**{self.root._meta.pk.name: self.key}).update(
            live=False, has_unpublished_changes=True, live_revision=None
        )
        if reviewed_model(model) is not None:
            self._tell_unpublished(model)

    def _tell_unpublished(self, model: ModelClass) -> None:
        """Let clocks, searches and the host follow. None of them keeps the row from being refused.

        What hears of it may fail, and what fails in a transaction ends that: this has its own.
        """
        try:
            with transaction.atomic(using=self.using):
                if (obj := find(model, self.root, self.key, using=self.using)) is not None:
                    unpublished.send_robust(sender=model, instance=obj)
                    if isinstance(obj, AbstractPage):
                        page_unpublished.send_robust(sender=model, instance=obj)
                    index.insert_or_update_object(obj)
        except Exception:
            logger.exception("Not everything follows that %s %s is offline.", model, self.key)
