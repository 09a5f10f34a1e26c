"""The requests for review that a user may see, and those that a user may act on."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from headhealth.re_review.re_review_request import ReReviewItem, ReReviewRequest
from headhealth.review.reviewed_object import content_type_of, reviewed_models
from headhealth.workflow.object_rights import ASK_FOR_REVIEW, SEE, record_keys

VIEW = "headhealth.view_rereviewrequest"


def visible_requests(user: Any) -> QuerySet:
    """Select the requests that ``user`` made, and those about anything that ``user`` may see."""
    if not user.has_perm(VIEW):
        return ReReviewRequest.objects.none()
    if user.is_superuser:
        return ReReviewRequest.objects.all()
    seen = SEE.records(user, ReReviewItem.objects.filter(request=OuterRef("pk")))
    return ReReviewRequest.objects.filter(Q(requested_by=user) | Exists(seen))


def may_see_request(user: Any, request: ReReviewRequest) -> bool:
    return visible_requests(user).filter(pk=request.pk).exists()


def may_act_on(user: Any, request: ReReviewRequest) -> bool:
    """Whether ``user`` may ask for the review of all that ``request`` is about.

    Going on with it submits content, and taking it back ends reviews. Deleted objects are for the
    user who made the request, and for those who have the right in the whole tree.
    """
    if not ASK_FOR_REVIEW.is_given(user):
        return False
    allowed = ASK_FOR_REVIEW.records(user, request.items.all()).values("pk")
    others = request.items.exclude(pk__in=allowed)
    if request.requested_by_id == user.pk:
        return not any(_exist(others, model) for model in reviewed_models())
    return not others.exists()


def _exist(items: QuerySet, model: Any) -> bool:
    """Whether any of the ``items`` is about an object of ``model`` that still exists."""
    of_model = items.filter(content_type=content_type_of(model))
    return of_model.filter(object_id__in=record_keys(model._base_manager.all())).exists()
