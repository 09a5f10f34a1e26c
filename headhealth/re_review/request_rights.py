"""The requests for review that a user may see, and those that a user may act on."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q, QuerySet

from headhealth.re_review.re_review_request import ReReviewItem, ReReviewRequest
from headhealth.workflow.object_rights import ASK_FOR_REVIEW, SEE

VIEW = "headhealth.view_rereviewrequest"
MOST = 500
"""Number of unreachable objects to look up: of that many, at least one still exists."""


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
    """Whether ``user`` may ask for the review of all that ``request`` is about and that exists.

    Going on with it submits content, and taking it back ends reviews.
    """
    if not ASK_FOR_REVIEW.is_given(user):
        return False
    allowed = ASK_FOR_REVIEW.records(user, request.items.all()).values("pk")
    others: dict[ContentType, list[str]] = defaultdict(list)
    for item in request.items.exclude(pk__in=allowed).select_related("content_type"):
        others[item.content_type].append(item.object_id)
    return not any(_any_exists(kind, keys) for kind, keys in others.items())


def _any_exists(kind: ContentType, keys: list[str]) -> bool:
    model: Any = kind.model_class()
    return model is not None and model._base_manager.filter(pk__in=keys[:MOST]).exists()
