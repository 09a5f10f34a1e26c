"""The ledger: one chain of entries that vouches for every record of the review.

An entry says what a record held when it was written, and carries the hash of the entry before it.
Whoever changes, removes or reorders anything behind Django's back leaves a break that
``audit_live_pages`` finds. See ``docs/decisions/0015-records-form-a-ledger.md``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, router, transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from headhealth.review.acts import check_act, writing
from headhealth.review.append_only import AppendOnly, OneByOne
from headhealth.review.canonical_json import canonical_json, sha256_of
from headhealth.review.object_key import ObjectKey

LONGEST_FACT = 500
"""Characters of JSON. What is longer, a snapshot above all, is given by its hash."""


class EntryKind(models.TextChoices):
    """What an entry is about. No ``choices`` of the field: a new kind needs no migration."""

    APPROVAL = "approval", _("approval")
    PUBLICATION = "publication", _("publication of what was approved")
    REVOCATION = "revocation", _("revocation")
    EMERGENCY = "emergency", _("emergency publication")
    GUEST_OPINION = "guest_opinion", _("opinion of a guest reader")
    WITHDRAWAL = "withdrawal", _("withdrawal")
    REBASELINE = "rebaseline", _("rebaseline")
    ADOPTION = "adoption", _("adoption")
    REGISTRATION = "registration", _("registration")
    CONTRIBUTION = "contribution", _("contribution")


RECOMPUTED = "fingerprint-"
"""Begins the kinds of entries that give the digest of an older record in a later format."""

RECOMPUTED_FIELDS = ("digest", "digest_format")


def is_recomputing(kind: str) -> bool:
    return kind.startswith(RECOMPUTED)


class Link(NamedTuple):
    """Where the chain stands: the place and the hash of an entry."""

    position: int = 0
    hash: str = ""

    def __str__(self) -> str:
        return f"{self.position}:{self.hash}"


class LedgerEntryQuerySet(OneByOne, models.QuerySet):
    """Entries, which are never changed."""

    def with_neighbours(self) -> LedgerEntryQuerySet:
        """Each with what the entries beside it and the head say, for ``is_linked``."""
        entries = LedgerEntry._base_manager
        head = LedgerHead._base_manager.filter(pk=1)
        at = OuterRef("position")
        return self.annotate(
            hash_before=Subquery(entries.filter(position=at - 1).values("hash")),
            hash_told_after=Subquery(entries.filter(position=at + 1).values("previous_hash")),
            head_position=Subquery(head.values("position")),
            hash_told_by_head=Subquery(head.filter(position=at).values("hash")),
        )


class LedgerEntry(AppendOnly):
    """One entry. It refers to its record without a foreign key, and outlives it."""

    position = models.PositiveBigIntegerField(_("position"), primary_key=True)
    kind = models.CharField(_("kind"), max_length=32)
    record_type = models.CharField(_("record type"), max_length=255)
    record_id = models.BigIntegerField(_("record id"))
    facts = models.JSONField(_("facts"), help_text=_("What the record held."))
    entered_at = models.DateTimeField(_("entered at"))
    previous_hash = models.CharField(_("hash of the entry before"), max_length=64, blank=True)
    hash = models.CharField(_("hash"), max_length=64)

    objects = LedgerEntryQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        ordering = ["position"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["record_type", "record_id", "kind"], name="hh_ledger_record"
            )
        ]
        indexes = [models.Index(ObjectKey("facts"), "position", name="hh_ledger_object")]

    def __str__(self) -> str:
        return f"{self.position}: {self.kind}"

    @property
    def link(self) -> Link:
        return Link(self.position, self.hash)

    hash_before: str | None
    hash_told_after: str | None
    head_position: int | None
    hash_told_by_head: str | None
    """Set by ``with_neighbours``; None where there is no such entry."""

    @property
    def is_linked(self) -> bool:
        """Whether it is sound, and those beside it and the head agree.

        Entries that are missing are for the audit to find: those behind a gap stand.
        """
        return (
            hash_of(self) == self.hash
            and self.hash_before in (None, self.previous_hash)
            and self.hash_told_after in (None, self.hash)
            and self.hash_told_by_head in (None, self.hash)
            and self.position <= (self.head_position or 0)
        )


class LedgerHeadQuerySet(OneByOne, models.QuerySet):
    """The head, which only ``append_entry`` moves on."""


class LedgerHead(AppendOnly):
    """The one row that knows the newest entry. Who appends holds it until the transaction ends.

    It makes writers take turns, and tells when entries at the end are missing.
    """

    position = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)

    objects = LedgerHeadQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.link)

    @property
    def link(self) -> Link:
        return Link(self.position, self.hash)


def append_entry(
    *, record: models.Model, kind: str, fields: Iterable[str], more: Mapping[str, Any] | None = None
) -> LedgerEntry:
    """Enter what ``record`` holds in ``fields``, in the transaction of the act that writes it.

    ``more`` is entered whole beside that. The record has been written before, so that on SQLite,
    too, no other writer comes between.
    """
    check_act(record)
    using = router.db_for_write(type(record), instance=record)
    with transaction.atomic(using=using, savepoint=False):
        head = hold_ledger(using)
        # The head counts where it is ahead: what is missing behind it must stay a gap. A head that
        # is behind, out of an old dump say, must not keep everybody from approving.
        before = max(head.link, newest_link(using), key=lambda link: link.position)
        entry = LedgerEntry(
            position=before.position + 1,
            kind=kind,
            record_type=record_type_of(type(record)),
            record_id=record.pk,
            facts={**facts_of(record, fields), **_as_stored(more or {})},
            entered_at=timezone.now(),
            previous_hash=before.hash,
        )
        entry.hash = hash_of(entry)
        with writing(entry):
            entry.save(using=using)
        _heads(using).filter(pk=1).update(position=entry.position, hash=entry.hash)
    return entry


def append_recomputed(*, record: Any, digest: str, digest_format: int) -> LedgerEntry:
    """Give ``record`` its digest in a later format, once for each, and enter that.

    The entry takes the place of what earlier ones say of the two fields, and of nothing else.
    """
    using = router.db_for_write(type(record), instance=record)
    with transaction.atomic(using=using), writing(record):
        record.digest, record.digest_format = digest, digest_format
        type(record)._base_manager.using(using).filter(pk=record.pk).update(
            digest=digest, digest_format=digest_format
        )
        return append_entry(
            record=record, kind=f"{RECOMPUTED}{digest_format}", fields=RECOMPUTED_FIELDS
        )


def record_type_of(model: type[models.Model]) -> str:
    """How entries name ``model``; a proxy by what it is a proxy of."""
    concrete: Any = model._meta.concrete_model
    return concrete._meta.label_lower


def hold_ledger(using: str | None = None) -> LedgerHead:
    """Keep all others from appending until this transaction ends.

    For what must not happen while something is approved. Whatever the transaction writes to
    reviewed objects is locked before, with ``lock_objects``: who saves content holds its row, and
    then waits for this.
    """
    held = _heads(using).select_for_update().filter(pk=1)
    if (head := held.first()) is None:
        _heads(using).bulk_create([LedgerHead(pk=1)], ignore_conflicts=True)
        head = held.get()
    return head


def _heads(using: str | None) -> models.QuerySet[LedgerHead]:
    return LedgerHead._base_manager.using(using)


def newest_link(using: str | None = None) -> Link:
    """The newest entry there is, whatever the head says."""
    newest = LedgerEntry.objects.using(using).order_by("-position")
    return next((Link(*row) for row in newest.values_list("position", "hash")[:1]), Link())


def hash_of(entry: Any) -> str:
    """The hash that an entry should have: of all that it says, and of the entry before it."""
    said = {
        name: fact_of(entry, name)
        for name in ("position", "kind", "record_type", "record_id", "entered_at", "previous_hash")
    }
    return sha256_of({**said, "facts": entry.facts})


def place_of(model: type[models.Model], kind: str) -> Subquery:
    """The place in the ledger of the entry of ``kind`` about a row of ``model``; null without one.

    Places give the order of acts whatever the clock said.
    """
    entries = LedgerEntry._base_manager.filter(
        record_type=record_type_of(model), record_id=OuterRef("pk"), kind=kind
    )
    return Subquery(entries.values("position"))


def facts_of(record: Any, fields: Iterable[str]) -> dict[str, Any]:
    return {name: fact_of(record, name) for name in sorted(fields)}


def fact_of(record: Any, name: str) -> Any:
    """What ``record`` holds in one field, JSON-ready, the same in memory and from the database.

    A content type is given by id and by name: it keeps the one in a rename of the model, the
    other in a dump that is loaded elsewhere.
    """
    field = record._meta.get_field(name)
    value = field.to_python(getattr(record, field.attname))
    if isinstance(value, datetime):
        # As exactly as a dump keeps it.
        value = value if timezone.is_naive(value) else value.astimezone(UTC)
        value = value.isoformat(timespec="milliseconds")
    elif name == "content_type":
        value = {"id": value, "model": _model_label(value, record._state.db)}
    return brief_fact(_as_stored(value))


def _as_stored(value: Any) -> Any:
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


def brief_fact(value: Any) -> Any:
    """``value``, which is JSON-ready, or its hash where it is long."""
    return value if len(canonical_json(value)) <= LONGEST_FACT else {"sha256": sha256_of(value)}


def _model_label(content_type_id: int, using: str | None) -> str:
    try:
        kind = ContentType.objects.db_manager(using).get_for_id(content_type_id)
    except ContentType.DoesNotExist:
        return ""
    return f"{kind.app_label}.{kind.model}"
