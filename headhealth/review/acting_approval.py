"""The approval whose task is being ended: publishing follows from it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import models

from headhealth.review.medical_review import MedicalReview
from headhealth.review.open_blocks import OpenBlocks
from headhealth.review.reviewed_object import content_type_of

_acting: OpenBlocks[MedicalReview] = OpenBlocks("headhealth_acting_approval")


@contextmanager
def acting_on(review: MedicalReview) -> Iterator[None]:
    """For the duration of the block its reviewer needs no other permission to publish its object.

    Which content that may be is for the guard to judge. The object is locked, with its dependents,
    in the transaction of the block.
    """
    with _acting.opened(review):
        yield


def has_just_approved(user: Any, obj: models.Model) -> bool:
    """Whether such an approval is by ``user`` and about ``obj``."""
    about = content_type_of(type(obj)).pk, str(obj.pk)
    return any(
        review.authority_id == user.pk and (review.content_type_id, review.object_id) == about
        for review in _acting.values
    )
