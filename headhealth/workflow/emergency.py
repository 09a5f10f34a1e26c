"""Publishing what cannot wait for a medical reviewer, who reads it afterwards."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import AbstractPage
from wagtail.permissions import policy_registry

from headhealth.review.authority import open_withdrawal, record_that_allows
from headhealth.review.content_digest import content_digest
from headhealth.review.emergency_publication import (
    LONGEST_REASON,
    SHORTEST_REASON,
    EmergencyPublication,
)
from headhealth.review.identity import identity_of_user
from headhealth.review.ledgered_record import record_act
from headhealth.review.object_lock import lock_with_dependents
from headhealth.review.one_act import one_act
from headhealth.review.policies import policy_for
from headhealth.review.recorded_name import recorded_name
from headhealth.review.review_ledger import hold_ledger
from headhealth.review.reviewed_object import content_type_of
from headhealth.review.shown_to_reviewers import shown_digest
from headhealth.review.unreviewed_record import unreviewed_record
from headhealth.review.urgent_review import first_deadline
from headhealth.review.version import Version, version_of
from headhealth.rules.characters import printable
from headhealth.rules.reasons import has_words
from headhealth.site_calendar import site_day
from headhealth.workflow.content_findings import content_errors
from headhealth.workflow.review_lock import lock_review
from headhealth.workflow.review_request import ReviewRequest, describe_request

PERMISSION = "headhealth.add_emergencypublication"


class UrgencyRefused(PermissionDenied):
    """It was not published; the text tells the user why and what to do."""


def may_publish_urgently(obj: Any, user: Any) -> bool:
    """Whether ``user`` has been given that permission, and can edit ``obj`` as well."""
    if not user.has_perm(PERMISSION):
        return False
    if isinstance(obj, AbstractPage):
        return obj.permissions_for_user(user).can_edit()
    return policy_registry.get(obj).user_has_permission_for_instance(user, "change", obj)


def why_not_publish_urgently(obj: Any, user: Any) -> str:
    """Why ``user`` may not publish the latest version of ``obj``, for people; "" if they may.

    ``obj`` is the row as it is stored. The reasons in the order in which ``publish_urgently``
    checks them.
    """
    try:
        _check_user(obj, user)
        _check_version(obj, version_of(obj.get_latest_revision_as_object()))
    except UrgencyRefused as refusal:
        return str(refusal)
    return ""


def review_due_at(obj: Any, published_at: datetime) -> datetime:
    """The time by which a publication at ``published_at`` must be reviewed.

    The clock belongs to the content and starts with the first unreviewed urgent change. Neither
    another urgent change, nor unpublishing meanwhile, nor copying it gives more time.
    """
    due_at = published_at + timedelta(hours=policy_for(obj).emergency_hours)
    shown = unreviewed_record(EmergencyPublication, obj) if obj.live else None
    earlier = [first_deadline(obj), shown.review_due_at if shown else None]
    return min([due_at, *filter(None, earlier)])


@one_act
def publish_urgently(*, obj: Any, user: Any, reason: str, digest: str) -> EmergencyPublication:
    """Publish the latest version of ``obj`` on the authority of ``user``, and have it reviewed.

    ``reason`` says why it cannot wait; ``digest`` is the ``shown_digest`` of what the user saw.
    Raises ``UrgencyRefused`` and changes nothing where any rule is not met. Who wrote the content
    stays its author: the review that follows is somebody else's.
    """
    # In the order in which an approval takes them: neither may wait for the other.
    lock_with_dependents(obj)
    lock_review(obj.current_workflow_state)
    hold_ledger()
    obj = type(obj)._base_manager.get(pk=obj.pk)
    _check_user(obj, user)
    reason = _checked_reason(reason)
    revision = obj.get_latest_revision()
    version = version_of(revision.as_object() if revision else obj)
    if shown_digest(version) != digest:
        raise UrgencyRefused(
            _(
                "The content changed after you had opened this. Look at what would be published "
                "now, and confirm again."
            )
        )
    _check_version(obj, version)
    now = timezone.now()
    publication = record_act(
        EmergencyPublication(
            content_type=content_type_of(type(obj)),
            object_id=str(obj.pk),
            object_title=str(version.obj)[:255],
            revision=revision,
            revision_number=revision.pk,
            digest=version.digest,
            snapshot=version.snapshot,
            dependencies=version.shown,
            reason=reason,
            published_by=user,
            published_by_name=recorded_name(user),
            published_at=now,
            review_due_at=review_due_at(obj, now),
        ),
        publisher=identity_of_user(user),
    )
    if (state := obj.current_workflow_state) is not None:
        # Begun again below, from its first task: what they decide about is public now.
        state.cancel(user=user)
    revision.publish(user=user)
    published = type(obj)._base_manager.get(pk=obj.pk)
    log(
        instance=published,
        action="headhealth.publish.urgent",
        user=user,
        revision=revision,
        data={"reason": reason},
    )
    _have_reviewed(published, publication)
    return publication


def _check_user(obj: Any, user: Any) -> None:
    if not may_publish_urgently(obj, user):
        raise UrgencyRefused(_("You do not have the permission to publish this urgently."))
    if getattr(obj, "locked", False) and obj.locked_by_id != user.pk:
        raise UrgencyRefused(_("This is locked: have it unlocked before you publish it."))


def _checked_reason(reason: str) -> str:
    reason = printable(reason).strip()
    if not (SHORTEST_REASON <= len(reason) <= LONGEST_REASON and has_words(reason)):
        raise UrgencyRefused(
            _(
                "Say why it cannot wait for a review: at least two words, %(least)d to %(most)d "
                "characters."
            )
            % {"least": SHORTEST_REASON, "most": LONGEST_REASON}
        )
    return reason


def _check_version(obj: Any, version: Version) -> None:
    if getattr(obj, "alias_of_id", None):
        raise UrgencyRefused(_("This shows another page. Publish that one urgently."))
    if open_withdrawal(obj):
        raise UrgencyRefused(
            _("This was withdrawn: it comes back when a medical reviewer approves it.")
        )
    if obj.latest_revision_id is None:
        raise UrgencyRefused(_("There is no saved version to publish. Save a draft first."))
    if obj.live and content_digest(obj) == version.digest:
        raise UrgencyRefused(_("Readers see this version already."))
    if version.obj.go_live_at and version.obj.go_live_at > timezone.now():
        raise UrgencyRefused(
            _(
                "This version has a day in the future on which it goes live. Cancel its "
                "schedule, take the day out, and save it."
            )
        )
    if record_that_allows(version) is not None:
        raise UrgencyRefused(
            _("Nothing keeps this version from being published: it needs no urgency.")
        )
    if errors := content_errors(version.obj):
        raise UrgencyRefused(
            _("This breaks rules that published content has to keep: %(problems)s")
            % {"problems": " ".join(f"{error.label}: {error.message}" for error in errors)}
        )


def _have_reviewed(obj: Any, publication: EmergencyPublication) -> None:
    """Put what was published before the reviewers."""
    if (workflow := obj.get_workflow()) is None:
        return
    state = workflow.start(obj, publication.published_by)
    review_request = ReviewRequest.objects.filter(task_state=state.current_task_state).first()
    if review_request is not None:
        due_on = max(site_day(publication.review_due_at), site_day())
        describe_request(
            review_request=review_request,
            comment=publication.reason,
            due_on=min(due_on, review_request.due_on),
        )
