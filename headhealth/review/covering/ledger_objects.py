"""Objects that the ledger has entries about, whatever became of the records."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models.fields.json import KT

from headhealth.review.review_ledger import EntryKind, LedgerEntry
from headhealth.review.reviewed_object import content_type_of


class LedgerObjects:
    """The objects of all entries of ``kinds``; of approvals, those that were complete.

    One query, which reads the ledger from its beginning: for commands, not for a request.
    """

    def __init__(self, kinds: Collection[EntryKind]) -> None:
        entries = LedgerEntry.objects.filter(kind__in=kinds).order_by()
        about = entries.values_list(
            KT("facts__content_type__id"),
            KT("facts__content_type__model"),
            KT("facts__object_id"),
            "facts__is_final",
        )
        self._found: set[tuple[str, str]] = set()
        for type_id, model, object_id, is_final in about.iterator():
            if is_final is not False:
                # A renamed model keeps the id, a dump that was loaded elsewhere the name.
                self._found |= {(str(type_id), str(object_id)), (model, str(object_id))}

    def __contains__(self, obj: Any) -> bool:
        kind = content_type_of(type(obj))
        names = (str(kind.pk), f"{kind.app_label}.{kind.model}")
        return any((name, str(obj.pk)) in self._found for name in names)
