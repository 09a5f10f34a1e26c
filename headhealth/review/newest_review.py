"""The newest approvals of an object."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import Any

from django.db import models
from django.db.models import Exists

from headhealth.review.content_withdrawal import ContentWithdrawal, newest_withdrawal
from headhealth.review.medical_review import MedicalReview
from headhealth.review.vouching import vouched_or_none


def newest_review(obj: models.Model) -> MedicalReview | None:
    """The record by which ``obj`` may be public: the newest that counts, if it stands.

    None, too, where the ledger does not vouch for it: then nothing of before counts either.
    """
    if obj.pk is None:
        return None
    return vouched_or_none(next(iter(_standing(obj, _complete(obj)[:1])), None))


def standing_reviews(obj: models.Model) -> list[MedicalReview]:
    """The records of ``MedicalReviewQuerySet.standing`` about ``obj``, newest first.

    Without their snapshots, and whether or not the ledger vouches for them.
    """
    return _standing(obj, _complete(obj).defer("snapshot"))


def _complete(obj: models.Model) -> Any:
    """Newest first, and whether ``obj`` was ever withdrawn, which few objects were."""
    withdrawals = ContentWithdrawal.objects.for_object(obj)
    reviews = MedicalReview.objects.for_object(obj).complete().entered()
    return reviews.annotate(was_withdrawn=Exists(withdrawals)).order_by("-place")


def _standing(obj: models.Model, complete: Any) -> list[MedicalReview]:
    """Those of ``complete`` after the last that was revoked, and after the last withdrawal."""
    reviews = list(takewhile(lambda each: each.revoked_at is None, complete))
    if reviews and reviews[0].was_withdrawn and (withdrawal := newest_withdrawal(obj)):
        return [each for each in reviews if each.place > withdrawal.place]
    return reviews


def that_were_public(reviews: Sequence[MedicalReview]) -> list[MedicalReview]:
    """Those of ``reviews``, complete ones about one object, that readers have got.

    What is older than the first that is known to be public is from before that was entered.
    """
    known = [each.place for each in reviews if each.published_at is not None]
    return (
        [each for each in reviews if each.published_at is not None or each.place < min(known)]
        if known
        else list(reviews)
    )


def last_review(obj: models.Model) -> MedicalReview | None:
    """The newest review of ``obj`` that counts, whether or not it was withdrawn since."""
    return MedicalReview.objects.for_object(obj).counting().newest_first().first()
