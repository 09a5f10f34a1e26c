"""The form of an entry of the ledger: what the app writes has it, what a hand wrote may not."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from headhealth.review.audit.finding import Finding, FindingCode
from headhealth.review.ledgered_record import LedgeredRecord
from headhealth.review.review_ledger import RECOMPUTED, EntryKind, LedgerEntry, is_recomputing

FORMAT = "digest_format"
"""Older entries do not say it. Acts were entered from the same day on."""

_YOUNGER_KINDS = frozenset({EntryKind.CONTRIBUTION, EntryKind.REGISTRATION})
"""Entered only since digests have a format."""


def is_of_the_app(entry: LedgerEntry, *, is_old: bool) -> bool:
    """Whether the app could have written ``entry``: its kind, its type of record and its facts.

    Only where ``is_old`` may it be without the format of the digest. Records of an app that is not
    installed any more can be of any form.
    """
    if not isinstance(entry.facts, dict):
        return False
    try:
        model = apps.get_model(entry.record_type)
    except LookupError:
        return True
    except ValueError:  # No name of a model.
        return False
    if not issubclass(model, LedgeredRecord) or not _fits(model, entry.kind, entry.facts):
        return False
    is_formed = FORMAT in entry.facts or FORMAT not in model.ledger_fields(entry.kind)
    return is_old or is_formed


def is_younger(entry: LedgerEntry) -> bool:
    """Whether ``entry``, which the app wrote, says that digests had a format by then."""
    return FORMAT in entry.facts or entry.kind in _YOUNGER_KINDS


def _fits(model: type[LedgeredRecord], kind: str, facts: dict[str, Any]) -> bool:
    if kind == model.ledger_kind:
        # Fields that are younger than the entry are missing in it; these two never were.
        about = facts.get("content_type")
        if not (isinstance(about, dict) and "id" in about and isinstance(about.get("model"), str)):
            return False
        texts = [facts.get("object_id"), facts.get("object_title", ""), facts.get("name", "")]
        return all(isinstance(text, str) for text in texts)
    if is_recomputing(kind) and kind != f"{RECOMPUTED}{facts.get('digest_format')}":
        return False
    names = {*model.ledger_fields(kind)}
    fields = {field.name for field in model._meta.concrete_fields}
    return bool(names) and names <= fields and names == facts.keys()


def unreadable_entry(entry: LedgerEntry) -> Finding:
    return Finding(
        FindingCode.ENTRY_UNREADABLE,
        _(
            "Entry %(position)d of the review ledger has a form that the app never writes, so it "
            "was written past Django: find out by whom, and restore the ledger from a backup."
        )
        % {"position": entry.position},
    )
