"""The newest approval of an object."""

from __future__ import annotations

from django.db import models

from headhealth.review.medical_review import MedicalReview
from headhealth.review.vouching import vouched_or_none


def newest_review(obj: models.Model) -> MedicalReview | None:
    """The record by which ``obj`` may be public: the newest that counts, if it stands.

    None, too, where the ledger does not vouch for it: then nothing of before counts either.
    """
    if obj.pk is None:
        return None
    reviews = MedicalReview.objects.for_object(obj).standing()
    return vouched_or_none(reviews.order_by("-place").first())


def last_review(obj: models.Model) -> MedicalReview | None:
    """The newest review of ``obj`` that counts, whether or not it was withdrawn since."""
    return MedicalReview.objects.for_object(obj).counting().newest_first().first()
