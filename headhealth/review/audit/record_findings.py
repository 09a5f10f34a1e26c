"""Describes records of the review, and what the ledger has to say against them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from headhealth.review.address_keys import key_in_address
from headhealth.review.audit.finding import Finding, FindingCode, Subject, one_line, subject_of
from headhealth.review.review_ledger import EntryKind, LedgerEntry, fact_of


class RecordSubjects:
    """What ``records`` are about, looked up together: one query for each kind of object."""

    def __init__(self, records: Iterable[Any]) -> None:
        wanted = defaultdict(set)
        for record in records:
            if (model := _model_of(record)) and _may_be_key(model, record.object_id):
                wanted[model].add(record.object_id)
        self._objects = {
            (model, str(pk)): obj
            for model, pks in wanted.items()
            for pk, obj in model._base_manager.in_bulk(pks).items()
        }

    def of(self, record: Any) -> Subject:
        """The object, with its addresses where it still exists."""
        model = _model_of(record)
        if model and (obj := self._objects.get((model, record.object_id))):
            return subject_of(obj)
        return Subject(
            model=model._meta.label_lower if model else "",
            object_id=record.object_id,
            title=one_line(record.object_title),
        )


def _may_be_key(model: type[models.Model], text: str) -> bool:
    """Whoever writes to the database can put any text where a key should stand."""
    return key_in_address(model, text) is not None


def _model_of(record: Any) -> type[models.Model] | None:
    """The model of the object; None where it is not installed any more."""
    kind = fact_of(record, "content_type")["model"]
    try:
        return apps.get_model(kind) if kind else None
    except LookupError:
        return None


def changed_record(entry: LedgerEntry, record: Any, names: list[str], subject: Subject) -> Finding:
    fields = [str(record._meta.get_field(name).verbose_name) for name in names]
    return Finding(
        FindingCode.RECORD_CHANGED,
        _(
            "The record %(id)d of the %(kind)s of %(subject)s was changed after it was written "
            "(%(fields)s): restore it from a backup, entry %(position)d of the ledger says what "
            "it held, or have the content reviewed again."
        )
        % {
            "id": record.pk,
            "kind": _kind_name(entry.kind),
            "subject": subject,
            "fields": get_text_list(fields, _("and")),
            "position": entry.position,
        },
        subject,
    )


def subject_of_entry(entry: LedgerEntry) -> Subject:
    """``entry`` is the one that was made with a record: it says what that was about."""
    facts = entry.facts
    return Subject(
        model=facts["content_type"]["model"],
        object_id=facts["object_id"],
        title=one_line(facts.get("object_title") or facts.get("name") or ""),
    )


def missing_record(entry: LedgerEntry) -> Finding:
    """``entry`` is the one that was made with the record."""
    subject = subject_of_entry(entry)
    return Finding(
        FindingCode.RECORD_MISSING,
        _(
            "The record %(id)d of the %(kind)s of %(subject)s was deleted past Django, though "
            "entry %(position)d of the ledger vouches for it: restore it from a backup, or have "
            "the content reviewed again."
        )
        % {
            "id": entry.record_id,
            "kind": _kind_name(entry.kind),
            "subject": subject,
            "position": entry.position,
        },
        subject,
    )


def unknown_record(entry: LedgerEntry) -> Finding:
    """``entry`` is one of later, and neither the record nor an entry of its making is there."""
    return Finding(
        FindingCode.RECORD_MISSING,
        _(
            "Entry %(position)d of the review ledger (%(kind)s) is about the record %(id)d, which "
            "does not exist and of which no entry says that it was made: find out who wrote to the "
            "database, and restore the ledger from a backup."
        )
        % {"position": entry.position, "kind": _kind_name(entry.kind), "id": entry.record_id},
    )


def unentered_record(record: Any, kind: str, subject: Subject) -> Finding:
    return Finding(
        FindingCode.RECORD_UNENTERED,
        _(
            "The %(kind)s of %(subject)s in record %(id)d is not in the ledger, so it was written "
            "past Django: find out by whom, and have the content reviewed again."
        )
        % {"kind": _kind_name(kind), "subject": subject, "id": record.pk},
        subject,
    )


def _kind_name(kind: str) -> str:
    return str(EntryKind(kind).label) if kind in EntryKind.values else kind
