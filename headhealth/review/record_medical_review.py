"""Writes the record of a medical approval."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from headhealth.review.contributor import Contributor
from headhealth.review.ledgered_record import record_act
from headhealth.review.medical_review import MedicalReview, MedicalReviewQuerySet
from headhealth.review.newest_review import newest_review
from headhealth.review.reviewed_object import content_type_of
from headhealth.review.version import Version, version_of


def record_medical_review(
    *,
    version: Version,
    revision: Any,
    reviewer: Contributor,
    scope: str,
    sources_checked_on: Any,
    red_flags_covered: bool,
    plain_language: bool,
    comment: str = "",
    change_note: str = "",
    is_correction: bool = False,
    task_number: int | None = None,
    is_final: bool = True,
    reviewers_needed: int | None = None,
    act: Mapping[str, Any],
) -> MedicalReview:
    """Write down that ``reviewer`` approved ``version``, which ``revision`` holds.

    What the content shows of other things is written down with it. The caller has made sure that
    the reviewer may. ``is_final`` is off where others still have to approve the same content in
    the task with ``task_number``; ``reviewers_needed`` is how many it takes. ``act`` is what an
    audit needs to judge it again.
    """
    obj = version.obj
    _note_former_publication(obj)
    return record_act(
        MedicalReview(
            content_type=content_type_of(version.model),
            object_id=str(obj.pk),
            object_title=str(obj)[:255],
            revision=revision,
            revision_number=revision.pk,
            digest=version.digest,
            snapshot=version.snapshot,
            dependencies=version.shown,
            reviewer=reviewer,
            reviewer_user=reviewer.user,
            reviewer_name=reviewer.name,
            reviewer_credentials=reviewer.credentials,
            registration_body=reviewer.registration_body,
            registration_number=reviewer.registration_number,
            conflict_statement=reviewer.conflict_statement,
            scope=scope,
            sources_checked_on=sources_checked_on,
            red_flags_covered=red_flags_covered,
            plain_language=plain_language,
            comment=comment,
            change_note=change_note,
            is_correction=is_correction,
            task_number=task_number,
            is_final=is_final,
            reviewers_needed=reviewers_needed,
            reviewed_at=timezone.now(),
        ),
        **act,
    )


def _note_former_publication(obj: Any) -> None:
    """Record that the approval of what is live is public.

    Each publication does that, but for one by a process that still runs an older release. Once a
    later approval follows, nobody could tell it from one that never was public. One query for what
    was recorded.
    """
    former: MedicalReviewQuerySet = MedicalReview.objects.for_object(obj).counting()
    former = former.filter(published_at=None, revision_number=obj.live_revision_id)
    if obj.live_revision_id is None or not former.exists():
        return
    review = newest_review(obj)
    live = type(obj)._base_manager.filter(pk=obj.pk, live=True).first()
    if review is None or live is None or review not in former:
        return
    if review.lets_through(version_of(live)):
        review.note_published()
