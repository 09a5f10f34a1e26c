"""The review that an urgent publication still needs: by when, and who may not give it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from headhealth.review.contribution import Contribution
from headhealth.review.contributions import pending_contributions
from headhealth.review.emergency_publication import EmergencyPublication, open_emergencies
from headhealth.review.identity import identity_of_user, is_same
from headhealth.review.medical_review import MedicalReview, MedicalReviewQuerySet
from headhealth.review.one_screen import Read, afresh
from headhealth.review.version import latest_version
from headhealth.review.vouching import entries_of, facts_said, vouched


def first_deadline(obj: models.Model) -> datetime | None:
    """When the review of what was published urgently is due; None if nothing waits for one.

    The earliest of all urgent publications of ``obj`` since its last approval, and of its latest
    content, here or in what it was copied from, until that content is approved. A further urgent
    change, an approval of something else, unpublishing and copying give no more time.
    """
    publications = [
        *open_emergencies(obj),
        *_without_review(obj, MedicalReview.objects.complete().entered()),
    ]
    return min((each.review_due_at for each in vouched(publications)), default=None)


def has_published_urgently(obj: models.Model, user: Any, read: Read = afresh) -> bool:
    """Whether the person who is ``user`` published ``obj`` urgently and no other reviewed it since.

    That person answers for it until another one has reviewed it. Screens pass ``once``.
    """
    if not (people := read(urgent_publishers, obj)):
        return False
    own = identity_of_user(user)
    return any(is_same(own, person) for person in people)


def urgent_publishers(obj: models.Model) -> list[list[str]]:
    """The identities of those who may not review ``obj``, as they published it urgently.

    Since its last approval; or its latest content, here or in what it was copied from, which no
    standing approval covers. As the ledger says, which outlives accounts; older entries do not.
    """
    if not _was_ever_urgent(obj):
        return []
    publications = open_emergencies(obj)
    publications += _without_review(obj, MedicalReview.objects.standing())
    entries = entries_of(publications)
    return [
        _publisher(publication, facts_said(EmergencyPublication, entries[publication.pk]))
        for publication in publications
    ]


def _was_ever_urgent(obj: models.Model) -> bool:
    """Whether ``obj``, or what it was copied from, was ever published urgently: most never were."""
    written = Contribution.objects.for_object(obj).values("digest")
    own = EmergencyPublication.objects.for_object(obj).values("pk")
    return EmergencyPublication.objects.filter(Q(pk__in=own) | Q(digest__in=written)).exists()


def _without_review(
    obj: models.Model, reviews: MedicalReviewQuerySet
) -> list[EmergencyPublication]:
    """The urgent publications of the latest content of ``obj`` that none of ``reviews`` followed.

    The contributions of a copy lead to those of its source: their digests are the same.
    """
    written = pending_contributions(obj).values("digest")
    own = EmergencyPublication.objects.for_object(obj).values("pk")
    later = reviews.filter(digest=OuterRef("digest"), place__gt=OuterRef("place"))
    found = EmergencyPublication.objects.entered().filter(
        ~Exists(later), Q(pk__in=own) | Q(digest__in=written)
    )
    publications = list(found.defer("snapshot", "dependencies"))
    if not publications:
        return []
    digest, own_key = latest_version(obj).digest, str(obj.pk)
    return [each for each in publications if each.digest == digest or each.object_id != own_key]


def _publisher(publication: EmergencyPublication, facts: dict[str, Any]) -> list[str]:
    if "act" in facts:
        return facts["act"]["publisher"]
    return identity_of_user(publication.published_by) if publication.published_by else []
