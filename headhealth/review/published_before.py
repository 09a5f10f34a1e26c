"""Approvals from before publications were entered in the ledger: which of them were public?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import models, transaction

from headhealth.review.audit.chunks import CHUNK
from headhealth.review.medical_review import MedicalReview
from headhealth.review.reviewed_object import content_type_of, reviewed_models
from headhealth.review.version import version_of
from headhealth.review.vouching import vouched


def note_published_before(write: Callable[[str], object]) -> None:
    """Enter of each object which approval readers have got last, and report it by ``write``.

    Of what is live, the one of the live revision, as Wagtail says; where there is none, one of what
    is shown. Of what is not live any more, the newest from before it was last published. Once one
    of an object is entered, earlier ones cover nothing. May be run again.
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


class _Given(NamedTuple):
    revision_number: int
    pk: int
    reviewed_at: datetime


def _without_publication(model: type[models.Model]) -> dict[str, list[_Given]]:
    """The complete approvals of each object of which none is entered as public, newest first."""
    reviews = MedicalReview.objects.filter(content_type=content_type_of(model))
    reviews = reviews.complete().entered()
    known = reviews.filter(published_at__isnull=False).values("object_id")
    given: dict[str, list[_Given]] = defaultdict(list)
    rows = reviews.exclude(object_id__in=known).order_by("-place")
    for object_id, *values in rows.values_list("object_id", *_Given._fields):
        given[object_id].append(_Given(*values))
    return given


def _note(model: type[models.Model], given: dict[str, list[_Given]]) -> int:
    rows: Any = model._base_manager.filter(pk__in=given)
    chosen = []
    fields = ("pk", "live", "live_revision", "last_published_at")
    for pk, is_live, live_revision, published_at in rows.values_list(*fields):
        reviews = given[str(pk)]
        if is_live:
            public = [each.pk for each in reviews if each.revision_number == live_revision]
            public = public or _approvals_of_what_is_shown(model, pk, [each.pk for each in reviews])
        else:
            public = [
                each.pk for each in reviews if published_at and each.reviewed_at < published_at
            ]
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
