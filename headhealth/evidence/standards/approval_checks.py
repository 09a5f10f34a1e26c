"""Who approved it, and whether they could."""

from __future__ import annotations

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headhealth.evidence.facts.review_facts import ReviewFacts
from headhealth.evidence.standards.item import Answer, Case, declared, judge, missing, proven
from headhealth.evidence.standards.wording import at, day_of, never_approved


def is_approved(case: Case) -> Answer:
    """By a registered reviewer, as a record shows that the ledger vouches for."""
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
    waiting = [each for each in evidence.emergencies if each.closed_at is None]
    if waiting:
        return missing(
            _("It was published urgently on %(day)s, and no reviewer has read that since.")
            % {"day": day_of(waiting[0].published_at)},
            f"emergency-{waiting[0].id}",
        )
    together = _given_together(case, review)
    return proven(
        _("%(reviewers)s approved exactly this content on %(day)s.")
        % {
            "reviewers": get_text_list([_registered(each) for each in together], _("and")),
            "day": day_of(review.reviewed_at),
        },
        *map(at, together),
    )


def is_independent(case: Case) -> Answer:
    """Whoever approves has written none of it: nobody else is let through."""
    review = case.evidence.current_review
    if review is None:
        return missing(never_approved(case))
    authors = list(dict.fromkeys(each.name or _("a script") for each in review.authors))
    if not authors:
        return proven(
            _("Nothing was written between the review before and this one, by %(reviewer)s.")
            % {"reviewer": review.reviewer_name},
            at(review),
        )
    return proven(
        _(
            "Written by %(authors)s, approved by %(reviewer)s. An approval by somebody who wrote "
            "any of it is refused."
        )
        % {"authors": get_text_list(authors, _("and")), "reviewer": review.reviewer_name},
        at(review),
        "contributors",
    )


def has_enough_reviewers(case: Case) -> Answer:
    """As many different people as the policy asks for of content of its risk."""
    review, policy = case.evidence.current_review, case.evidence.policy
    if review is None:
        return missing(never_approved(case))
    same = _given_together(case, review)
    people = {(each.registration_body, each.registration_number) for each in same}
    sentence = ngettext(
        "%(count)d reviewer approved this content; its risk (%(tier)s) asks for %(needed)d.",
        "%(count)d reviewers approved this content; its risk (%(tier)s) asks for %(needed)d.",
        len(people),
    ) % {"count": len(people), "tier": policy.tier_name, "needed": policy.reviewers_needed}
    if len(people) < policy.reviewers_needed:
        return missing(sentence, *map(at, same))
    return proven(sentence, *map(at, same))


def names_reviewer(case: Case) -> Answer:
    """With credentials and registration as they were that day."""
    review = case.evidence.current_review
    if review is None:
        return missing(never_approved(case))
    details = [review.reviewer_name, review.reviewer_credentials]
    details += [review.registration_body, review.registration_number]
    return proven(
        _("The record names %(details)s.") % {"details": ", ".join(filter(None, details))},
        at(review),
    )


def declares_conflicts(case: Case) -> Answer:
    """Of everybody named as author, and of the reviewer."""
    review = case.evidence.current_review
    people = {author.name: author.conflict_statement for author in case.evidence.content.authors}
    if review is not None:
        people[review.reviewer_name] = review.conflict_statement
    silent = [name for name, statement in people.items() if not statement.strip()]
    references = [at(review)] if review else []
    if silent or not people:
        who = get_text_list(silent, _("and")) or _("an author or a reviewer")
        return missing(
            _("There is no statement of conflicts of interest by %(who)s.") % {"who": who},
            *references,
        )
    return declared(
        _("Declared by %(who)s.") % {"who": get_text_list(list(people), _("and"))},
        "content",
        *references,
    )


def is_plain(case: Case) -> Answer:
    """The reviewer ticked it; a style rule may say otherwise."""
    review = case.evidence.current_review
    if review is None or not review.plain_language:
        return missing(_("No reviewer has confirmed that the language is plain."))
    remarks = case.evidence.content.style_findings
    if remarks:
        return judge(
            ngettext(
                "%(reviewer)s confirmed that the language is plain; the style rules have "
                "%(count)d remark.",
                "%(reviewer)s confirmed that the language is plain; the style rules have "
                "%(count)d remarks.",
                len(remarks),
            )
            % {"reviewer": review.reviewer_name, "count": len(remarks)},
            at(review),
            "content",
        )
    return proven(
        _("%(reviewer)s confirmed that the language is plain, and no style rule says otherwise.")
        % {"reviewer": review.reviewer_name},
        at(review),
    )


def covers_warning_signs(case: Case) -> Answer:
    review = case.evidence.current_review
    if review is None or not review.red_flags_covered:
        return missing(_("No reviewer has confirmed that warning signs are covered."))
    return proven(
        _("%(reviewer)s confirmed that warning signs are covered.")
        % {"reviewer": review.reviewer_name},
        at(review),
    )


def _given_together(case: Case, review: ReviewFacts) -> list[ReviewFacts]:
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
