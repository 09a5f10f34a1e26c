"""Whether it is reviewed again and again, and readers are told when."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headhealth.evidence.facts.review_facts import ReviewFacts
from headhealth.evidence.standards.item import Answer, Case, judge, missing, proven
from headhealth.evidence.standards.support import of_approved
from headhealth.evidence.standards.wording import at, day, never_approved
from headhealth.site_calendar import site_day


def is_reviewed_regularly(case: Case) -> Answer:
    """The whole of it, within the interval of the policy."""
    policy = case.evidence.policy
    if not case.evidence.subject.is_live:
        return judge(_("It is not published, so no review is due."), "policy")
    if policy.last_reviewed_on is None or policy.next_due_on is None:
        return missing(_("The whole of it was never reviewed."), "policy")
    review = _review_on(case, policy.last_reviewed_on)
    if review is None:
        return missing(_("No record shows the review of the whole of it."), "policy")
    said = {
        "months": policy.interval_months,
        "last": day(policy.last_reviewed_on),
        "due": day(policy.next_due_on),
    }
    if policy.next_due_on < site_day():
        return missing(
            _("Its review is late: last reviewed on %(last)s, it was due on %(due)s.") % said,
            "policy",
        )
    return proven(
        _(
            "The whole of it is reviewed every %(months)d months: last on %(last)s, next due on "
            "%(due)s."
        )
        % said,
        "policy",
        at(review),
    )


def _review_on(case: Case, on: date) -> ReviewFacts | None:
    """The review of the whole of it on that day."""
    return next(
        (
            each
            for each in case.evidence.reviews
            if each.is_final
            and each.is_whole
            and each.revoked_at is None
            and site_day(each.reviewed_at) == on
        ),
        None,
    )


@of_approved
def shows_dates(case: Case) -> Answer:
    """When it was last reviewed and is due again stands on the page."""
    evidence = case.evidence
    policy = evidence.policy
    if not evidence.content.is_page:
        return judge(_("It is shown on pages, which have dates of their own."), "subject")
    if not evidence.subject.is_live:
        return missing(_("It is not published, so it shows no dates."), "subject")
    if policy.last_reviewed_on is None or policy.next_due_on is None:
        return missing(_("There is no review of the whole page whose date could be shown."))
    sentence = _("The page says: last reviewed on %(last)s, next review due on %(due)s.") % {
        "last": day(policy.last_reviewed_on),
        "due": day(policy.next_due_on),
    }
    if policy.next_due_on < site_day() and not policy.tells_readers:
        return missing(
            sentence + " " + _("The policy does not tell readers that this is late."), "policy"
        )
    return proven(sentence, "policy")


def checks_evidence(case: Case) -> Answer:
    """At every review the reviewer says when the sources were checked."""
    reviews = [each for each in case.evidence.reviews if each.revoked_at is None]
    if not reviews:
        return missing(never_approved(case))
    if not case.evidence.sources:
        return missing(_("It names no source that could be checked."), "sources")
    return proven(
        ngettext(
            "The reviewer answered for the sources at its %(count)d review; they were last checked "
            "on %(day)s.",
            "The reviewers answered for the sources at each of its %(count)d reviews; they were "
            "last checked on %(day)s.",
            len(reviews),
        )
        % {"count": len(reviews), "day": day(reviews[0].sources_checked_on)},
        *map(at, reviews),
    )
