"""Saying that one is looking at a review, and letting go of it again.

A claim blocks nobody. It tells the others, so that two do not read the same page by accident; where
two have to, both claim it.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_user_display_name
from wagtail.log_actions import log

from headhealth.workflow.approval import why_not_decide
from headhealth.workflow.publish_rights import has_publish_right
from headhealth.workflow.review_request import ReviewClaim, ReviewRequest

ANOTHERS_CLAIM_RELEASED = "headhealth.review.release"
"""The action under which it is logged."""


class ClaimRefused(PermissionDenied):
    """Nothing was claimed or released; the text says why."""


def claim_review(*, review_request: ReviewRequest, user: Any) -> ReviewClaim:
    """Note that ``user`` is looking at it from now on, also where they said so before.

    Raises ``ClaimRefused`` where they could not approve it.
    """
    if reason := why_not_decide(review_request.task_state, user):
        raise ClaimRefused(reason)
    claim, _is_new = ReviewClaim.objects.update_or_create(
        review_request=review_request, user=user, defaults={"claimed_at": timezone.now()}
    )
    return claim


def release_review(*, claim: ReviewClaim, user: Any) -> None:
    """Note that nobody waits for the one who made ``claim`` any more.

    Raises ``ClaimRefused`` where ``user`` may not say so. What others release is logged.
    """
    if not can_release(claim, user):
        raise ClaimRefused(
            _("A claim is released by the one who made it, or by those who may publish.")
        )
    claim.delete()
    if claim.user_id != user.pk:
        obj = claim.review_request.reviewed_object
        log(
            instance=getattr(obj, "specific", obj),
            action=ANOTHERS_CLAIM_RELEASED,
            user=user,
            data={"reviewer": get_user_display_name(claim.user)},
        )


def can_release(claim: ReviewClaim, user: Any) -> bool:
    """Whether ``user`` made ``claim``, or may publish what it is about by Wagtail's permissions."""
    if claim.user_id == user.pk:
        return True
    return has_publish_right(user, claim.review_request.reviewed_object)
