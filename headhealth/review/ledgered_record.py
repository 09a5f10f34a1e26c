"""Records that the ledger vouches for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Self, TypeVar

from django.apps import apps
from django.db import router, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from headhealth.review.acts import recorded, writing
from headhealth.review.append_only import AppendOnly, OneByOne
from headhealth.review.review_ledger import (
    RECOMPUTED_FIELDS,
    append_entry,
    is_recomputing,
    place_of,
)
from headhealth.review.reviewed_object import ReviewedObjectQuerySet


class LedgeredQuerySet(OneByOne, ReviewedObjectQuerySet):
    """Records in the order in which they were entered."""

    def placed(self) -> Self:
        """Each with its ``place`` in the ledger; None where it is in none."""
        return self.annotate(place=place_of(self.model, self.model.ledger_kind))

    def entered(self) -> Self:
        """Select those that are in the ledger, each with its ``place``."""
        return self.placed().filter(place__isnull=False)

    def not_followed_by(self, *others: LedgeredQuerySet) -> Self:
        """Select from ``entered`` those with none of ``others`` after them about their object."""
        same = {name: OuterRef(name) for name in ("content_type", "object_id")}
        found = self.entered()
        for records in others:
            later = records.placed().filter(**same, place__gt=OuterRef("place"))
            found = found.filter(~Exists(later))
        return found


class LedgeredRecord(AppendOnly):
    """Abstract: a record of an act, which ``record_act`` writes and enters in the ledger."""

    ledger_kind: str
    """The kind of the entry about the record as it is written."""
    ledger_events: Mapping[str, str] = {}
    """What may happen to it later, once: the kind of entry, and the field that keeps the time."""

    class Meta:
        abstract = True

    def record_event(self, kind: str) -> bool:
        """Note that it happened now; False where it has happened before, perhaps this instant."""
        field, moment = self.ledger_events[kind], timezone.now()
        using = router.db_for_write(type(self), instance=self)
        unmarked = type(self)._base_manager.using(using).filter(**{field: None})
        with transaction.atomic(using=using):
            if not unmarked.filter(pk=self.pk).update(**{field: moment}):
                self.refresh_from_db(using=using, fields=[field])
                return False
            setattr(self, field, moment)
            with writing(self):
                # Once more as a save, of which receivers hear.
                self.save_base(update_fields=[field], using=using)
                _enter(self, kind)
        return True

    def entries_due(self) -> list[str]:
        """The kinds of the entries that there must be about the record as it stands."""
        happened = (
            k for k, field in self.ledger_events.items() if getattr(self, field) is not None
        )
        return [self.ledger_kind, *happened]

    @classmethod
    def ledger_fields(cls, kind: str) -> list[str]:
        """The fields that an entry of ``kind`` vouches for."""
        if kind in cls.ledger_events:
            return [cls.ledger_events[kind]]
        if is_recomputing(kind):
            return [*RECOMPUTED_FIELDS]
        if kind != cls.ledger_kind:
            return []
        later = {cls._meta.pk.name, *cls.ledger_events.values()}
        return [field.name for field in cls._meta.concrete_fields if field.name not in later]


Record = TypeVar("Record", bound=LedgeredRecord)


def record_act(record: Record, **act: Any) -> Record:
    """Write ``record`` and enter it in the ledger, in one transaction.

    For the code that does what the record says was done. ``act`` is what an audit needs to tell
    long afterwards whether that was right; it is JSON-ready and stands in the entry alone.
    """
    using = router.db_for_write(type(record), instance=record)
    with transaction.atomic(using=using):
        _write(record, using, act)
    return record


def record_save(record: LedgeredRecord) -> None:
    """As ``record_act``, of a save that goes on: where this fails, its transaction fails.

    Without a savepoint, which each save of a draft would wait for.
    """
    using = router.db_for_write(type(record), instance=record)
    with transaction.atomic(using=using, savepoint=False):
        _write(record, using)


def _write(record: LedgeredRecord, using: str, act: Mapping[str, Any] | None = None) -> None:
    with writing(record):
        record.save(using=using)
        _enter(record, record.ledger_kind, act)


def _enter(record: LedgeredRecord, kind: str, act: Mapping[str, Any] | None = None) -> None:
    more = {"act": act} if act else {}
    append_entry(record=record, kind=kind, fields=record.ledger_fields(kind), more=more)
    recorded.send(sender=record._meta.concrete_model, record=record, kind=kind)


@cache
def ledgered_models() -> tuple[type[LedgeredRecord], ...]:
    return tuple(
        model
        for model in apps.get_models()
        if issubclass(model, LedgeredRecord) and not model._meta.proxy
    )
