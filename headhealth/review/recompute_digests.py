"""Brings the digests of older records into today's format, from what the records hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models, router

from headhealth.review.audit.chunks import chunks
from headhealth.review.content_digest import DIGEST_FORMAT, digest_of
from headhealth.review.content_record import ContentRecord
from headhealth.review.ledgered_record import LedgeredRecord
from headhealth.review.review_ledger import append_recomputed
from headhealth.review.vouching import vouched


def recompute_digests(write: Callable[[str], object]) -> bool:
    """Give every record of an older format its digest in today's, and report it by ``write``.

    The ledger is told of each. A record that it does not vouch for keeps its digest and lets
    nothing through. May be run again: what is done is not done twice. Says whether anything was.
    """
    is_any_done = False
    for model in _record_models():
        older = model._base_manager.filter(digest_format__lt=DIGEST_FORMAT)
        done = 0
        for records in chunks(older):
            sound = _sound(records)
            for record in records:
                if (subject := _subject(record)) is None:
                    write(f"{_name(record)}: its model is not installed, so it keeps its digest.")
                elif record.pk not in sound:
                    write(f"{_name(record)}: the ledger does not vouch for it, see the audit.")
                else:
                    _recompute(record, digest_of(subject, record.snapshot))
                    done += 1
        if done:
            is_any_done = True
            plural = model._meta.verbose_name_plural
            write(f"Fingerprints in format {DIGEST_FORMAT}: {done} {plural}.")
    return is_any_done


def _record_models() -> Iterator[type[ContentRecord]]:
    for model in apps.get_models():
        if issubclass(model, ContentRecord) and not model._meta.proxy:
            yield model


def _sound(records: list[Any]) -> set[Any]:
    """The keys of those whose snapshot can be believed."""
    if isinstance(records[0], LedgeredRecord):
        records = vouched(records)
    return {record.pk for record in records}


def _subject(record: Any) -> type[models.Model] | None:
    """The model of the object of ``record``. Django caches content types."""
    types = ContentType.objects.db_manager(record._state.db)
    return types.get_for_id(record.content_type_id).model_class()


def _recompute(record: Any, digest: str) -> None:
    if isinstance(record, LedgeredRecord):
        append_recomputed(record=record, digest=digest, digest_format=DIGEST_FORMAT)
    else:
        using = router.db_for_write(type(record), instance=record)
        type(record)._base_manager.using(using).filter(pk=record.pk).update(
            digest=digest, digest_format=DIGEST_FORMAT
        )


def _name(record: models.Model) -> str:
    return f"Record {record.pk} ({record._meta.verbose_name})"
