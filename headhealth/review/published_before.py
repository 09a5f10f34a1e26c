"""Approvals from before publications were entered in the ledger: which of them were public?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from django.db import models, transaction

from headhealth.review.audit.chunks import CHUNK
from headhealth.review.medical_review import MedicalReview
from headhealth.review.reviewed_object import content_type_of, reviewed_models
from headhealth.review.version import version_of
from headhealth.review.vouching import vouched


def note_published_before(write: Callable[[str], object]) -> None:
    """Enter of each live object which approval readers have got last, and report it by ``write``.

    The one of the live revision, as Wagtail says; where there is none, one of what is shown. Once
    one of an object is entered, earlier ones cover nothing. Of what is not live, the newest covers
    alone. May be run again.
    """
    for model in reviewed_models():
        given = _without_publication(model)
        keys = list(given)
        noted = 0
        for start in range(0, len(keys), CHUNK):
            some = keys[start : start + CHUNK]
            noted += _note(model, {key: given[key] for key in some})
        if noted:
            write(f"Approvals recorded as public: {noted} {model._meta.verbose_name_plural}.")


def _without_publication(model: type[models.Model]) -> dict[str, list[tuple[int, int]]]:
    """Revision number and key of the complete approvals of each object of which none is entered as
    public, newest first."""
    reviews = MedicalReview.objects.filter(content_type=content_type_of(model))
    reviews = reviews.complete().entered()
    known = reviews.filter(published_at__isnull=False).values("object_id")
    given: dict[str, list[tuple[int, int]]] = defaultdict(list)
    rows = reviews.exclude(object_id__in=known).order_by("-place")
    for object_id, number, pk in rows.values_list("object_id", "revision_number", "pk"):
        given[object_id].append((number, pk))
    return given


def _note(model: type[models.Model], given: dict[str, list[tuple[int, int]]]) -> int:
    rows: Any = model._base_manager.filter(pk__in=given, live=True)
    chosen = []
    for pk, live_revision in rows.values_list("pk", "live_revision"):
        reviews = given[str(pk)]
        public = [key for number, key in reviews if number == live_revision]
        public = public or _approvals_of_what_is_shown(model, pk, [key for _, key in reviews])
        chosen += public[:1]
    sound: Sequence[MedicalReview] = vouched(MedicalReview.objects.filter(pk__in=chosen))
    return sum(review.note_published() for review in sound)


def _approvals_of_what_is_shown(
    model: type[models.Model], pk: Any, reviews: Sequence[int]
) -> list[int]:
    """Those of ``reviews``, keys in their order, that let through what the object shows now."""
    try:
        with transaction.atomic():
            version = version_of(model._base_manager.get(pk=pk))
            found = MedicalReview.objects.in_bulk(reviews)
            return [key for key in reviews if found[key].lets_through(version)]
    except Exception:
        # One row that cannot be read stops no migration: the audit tells of it.
        return []
