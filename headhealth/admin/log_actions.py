"""The entries that the app makes in Wagtail's history of pages and snippets."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry

from headhealth.admin.comment_moderation import ModerationLogFormatter
from headhealth.admin.hand_over import HandOverLogFormatter
from headhealth.admin.review_claims import ReleaseLogFormatter
from headhealth.comments.moderation import LOG_ACTION as COMMENT_MODERATED
from headhealth.review.covering.adopt_content import LOG_ACTION as ADOPTED
from headhealth.review.covering.rebaseline_reviews import LOG_ACTION as REBASELINED
from headhealth.workflow.claims import ANOTHERS_CLAIM_RELEASED
from headhealth.workflow.hand_over import LOG_ACTION as HANDED_OVER
from headhealth.workflow.medical_review_task import PARTIAL_APPROVAL


def register_all_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action(
        "headhealth.publish.withhold",
        _("Withhold"),
        _("Scheduled publishing withheld: the version is not medically approved"),
    )
    actions.register_action(
        "headhealth.publish.urgent",
        _("Publish urgently"),
        _("Published urgently, before a medical review"),
    )
    actions.register_action(
        "headhealth.review.ask",
        _("Ask for review"),
        _("A new medical review was asked for"),
    )
    actions.register_action(
        "headhealth.policy.take_down",
        _("Take down"),
        _("Taken down by the review policy: a review is late"),
    )
    actions.register_action(
        "headhealth.page.withdraw",
        _("Withdraw"),
        _("Withdrawn: readers are told why at its address"),
    )
    actions.register_action(
        PARTIAL_APPROVAL,
        _("Approve with others"),
        _("Approved by a medical reviewer; others still have to approve it"),
    )
    actions.register_action(ANOTHERS_CLAIM_RELEASED)(ReleaseLogFormatter)
    actions.register_action(
        "headhealth.guest.invite", _("Ask an outside expert"), _("An outside expert was asked")
    )
    actions.register_action(
        "headhealth.guest.revoke",
        _("Revoke an invitation"),
        _("The invitation of an outside expert was revoked"),
    )
    actions.register_action(
        "headhealth.registration.confirm",
        _("Confirm registration"),
        _("Reviewer registration confirmed"),
    )
    actions.register_action(
        "headhealth.source.superseded", _("Mark as superseded"), _("Marked as superseded")
    )
    actions.register_action(
        "headhealth.source.retracted", _("Mark as retracted"), _("Marked as retracted")
    )
    actions.register_action(
        "headhealth.source.restored",
        _("Take a notice back"),
        _("No longer marked as superseded or retracted"),
    )
    actions.register_action(
        REBASELINED,
        _("Rebaseline"),
        _("Rebaselined: its review goes on covering what a migration rewrote"),
    )
    actions.register_action(
        ADOPTED, _("Adopt"), _("Adopted: it stays public, though nobody has reviewed it yet")
    )
    actions.register_action(
        "headhealth.evidence_link.create",
        _("Make an evidence link"),
        _("Evidence link made for a person without an account"),
    )
    actions.register_action(
        "headhealth.evidence_link.revoke",
        _("Revoke an evidence link"),
        _("Evidence link revoked"),
    )
    actions.register_action(COMMENT_MODERATED)(ModerationLogFormatter)
    actions.register_action(HANDED_OVER)(HandOverLogFormatter)
