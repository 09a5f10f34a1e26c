"""The approval of what readers see: who gave it, and whether it holds."""

from __future__ import annotations

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from headhealth.evidence.facts.review_facts import ReviewFacts
from headhealth.evidence.standards.item import Answer, Case, missing, proven
from headhealth.evidence.standards.wording import at, day_of, never_approved


def is_approved(case: Case) -> Answer:
    """Answer whether a registered reviewer approved what readers see.

    Proven only by a record that the ledger vouches for."""
    evidence = case.evidence
    review = evidence.current_review
    if review is None:
        return missing(never_approved(case), *_others(case))
    if not review.proof.is_verified:
        return missing(
            _("The ledger does not vouch for the review by which it is approved."),
            "ledger",
            at(review),
        )
    if evidence.subject.is_live and not evidence.policy.public_by:
        return missing(_("What readers see is not what was approved."), "ledger", at(review))
    since = [each for each in evidence.withdrawals if each.withdrawn_at >= review.reviewed_at]
    if since and not evidence.subject.is_live:
        return missing(
            _("It was withdrawn on %(day)s, and nobody has approved it since.")
            % {"day": day_of(since[0].withdrawn_at)},
            "withdrawals",
        )
    waiting = evidence.waiting_emergency
    if waiting is not None:
        return missing(
            _("It was published urgently on %(day)s, and no reviewer has read that since.")
            % {"day": day_of(waiting.published_at)},
            f"emergency-{waiting.id}",
        )
    if evidence.subject.is_live and not evidence.policy.is_public_by_review:
        return missing(
            _("Readers see it by this record, which is no medical review: %(record)s.")
            % {"record": evidence.policy.public_by},
            *_others(case),
        )
    together = given_together(case, review)
    return proven(
        _("%(reviewers)s approved exactly this content on %(day)s.")
        % {
            "reviewers": get_text_list([_registered(each) for each in together], _("and")),
            "day": day_of(review.reviewed_at),
        },
        *map(at, together),
    )


def given_together(case: Case, review: ReviewFacts) -> list[ReviewFacts]:
    """All approvals of the content of ``review``, the first one first."""
    approvals = reversed(case.evidence.reviews)
    return [each for each in approvals if each.digest == review.digest and not each.revoked_at]


def _registered(review: ReviewFacts) -> str:
    return _("%(reviewer)s (%(body)s, %(number)s)") % {
        "reviewer": review.reviewer_name,
        "body": review.registration_body,
        "number": review.registration_number,
    }


def _others(case: Case) -> list[str]:
    return ["other-records"] if case.evidence.other_records else []
