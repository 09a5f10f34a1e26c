"""What one write would show readers, and the verdict on it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from headhealth.review.authority import record_that_allows
from headhealth.review.content_fields import content_fields
from headhealth.review.content_snapshot import content_snapshot
from headhealth.review.publishing_authority import is_public_by_record
from headhealth.review.publishing_record import PublishingRecord
from headhealth.review.reviewed_object import reviewed_model_of
from headhealth.review.same_for_readers import same_for_readers
from headhealth.review.stored_rows import StoredRow
from headhealth.review.version import Version, version_of
from headhealth.review.watched_row import Shown
from headhealth.rules.publishing import Verdict, judge_write


def is_live_value(instance: Any) -> bool:
    """``live`` as its field stores it. What only the database can tell may be true."""
    try:
        return instance._meta.get_field("live").to_python(instance.live) is not False
    except (TypeError, ValidationError):
        return True


class PendingWrite:
    """``fields`` of ``instance`` about to be written over a row of reviewed ``model``.

    ``instance`` may be of ``model`` or of one of its parents; ``row`` is what is stored, or None;
    ``fields`` names fields and child relations.
    """

    def __init__(
        self, model: type[models.Model], instance: Any, fields: set[str], row: StoredRow | None
    ) -> None:
        self.model = model
        self.instance = instance
        self.fields = fields
        self.stored = row.obj if row else None
        self.was_live = row is not None and row.is_live

    @property
    def will_be_live(self) -> bool:
        return is_live_value(self.instance) if "live" in self.fields else self.was_live

    @property
    def loses_alias(self) -> bool:
        """Whether an alias of a reviewed page becomes a page of its own, which nobody reviewed."""
        return bool(self._stored_alias_of_id) and not self._alias_of_id

    @property
    def verdict(self) -> Verdict:
        if not self.will_be_live:
            return Verdict.ALLOW
        return judge_write(
            is_new=self.stored is None,
            was_live=self.was_live,
            will_be_live=True,
            content_changed=self._content_changed(),
            may_be_public=self._record is not None,
            may_stay_public=self._record is not None
            or not self._is_published_again()
            or self._may_be_published_again(),
        )

    @property
    def shown_before(self) -> Shown | None:
        """The content that readers saw, or None."""
        if self._stored_version is None or not self.was_live:
            return None
        return Shown(self._stored_version, self._stored_alias_of_id)

    @property
    def shown_by_record(self) -> Shown | None:
        """The content that readers will see, where a record lets it through; else None."""
        if self._record is None:
            return None
        return Shown(self.version, self._alias_of_id, self._record)

    @property
    def _alias_of_id(self) -> Any:
        if "alias_of" not in self.fields:
            return self._stored_alias_of_id
        return getattr(self.instance, "alias_of_id", None)

    @property
    def _stored_alias_of_id(self) -> Any:
        return getattr(self.stored, "alias_of_id", None)

    @cached_property
    def version(self) -> Version:
        """The content that readers would get: the written fields laid over the stored row."""
        written = self.fields & content_fields(self.model)
        snapshot = content_snapshot(self.instance)
        snapshot = {name: value for name, value in snapshot.items() if name in written}
        if self._stored_version is not None:
            snapshot = {**self._stored_version.snapshot, **snapshot}
        return Version(self.stored or self.instance, self.model, snapshot)

    @cached_property
    def _stored_version(self) -> Version | None:
        return version_of(self.stored) if self.stored is not None else None

    def _content_changed(self) -> bool:
        before = self._stored_version
        if before is None or self._alias_of_id != self._stored_alias_of_id:
            return True
        return before.digest != self.version.digest or not same_for_readers(
            before.obj, before.snapshot, self.version.snapshot
        )

    def _is_published_again(self) -> bool:
        """Whether it names another revision as the live one, as a publication does."""
        return (
            "live_revision" in self.fields
            and self.stored is not None
            and self.instance.live_revision_id not in (None, self.stored.live_revision_id)
        )

    def _may_be_published_again(self) -> bool:
        source = self._source()
        return source is not None and is_public_by_record(source, self.version)

    @cached_property
    def _record(self) -> PublishingRecord | None:
        """The record that lets it through; for an alias, one of the page that it shows."""
        source = self._source()
        if source is None or reviewed_model_of(source) is not self.model:
            return None
        return record_that_allows(self.version, source)

    def _source(self) -> Any:
        """The object whose records count, as it is stored."""
        if self._alias_of_id is None:
            return self.instance if self.stored is None else self.stored
        page_model: Any = self.model._meta.get_field("alias_of").related_model
        page = page_model._base_manager.filter(pk=self._alias_of_id).first()
        passed: set[Any] = set()
        while page is not None and page.alias_of_id and page.pk not in passed:
            if page.alias_of_id == self.instance.pk:
                # Pages that are aliases of one another: each has its own records.
                return self.instance if self.stored is None else self.stored
            passed.add(page.pk)
            page = page.alias_of
        return page
