"""The people who approved it, and what they confirmed."""

from __future__ import annotations

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headhealth.evidence.standards.approval import given_together
from headhealth.evidence.standards.item import Answer, Case, declared, judge, missing, proven
from headhealth.evidence.standards.support import of_approved
from headhealth.evidence.standards.wording import at, never_approved


@of_approved
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


@of_approved
def has_enough_reviewers(case: Case) -> Answer:
    """As many different people as the approval took when it was given.

    A record from before that was kept is measured by the policy of today.
    """
    review = case.evidence.current_review
    if review is None:
        return missing(never_approved(case))
    same = given_together(case, review)
    people = {(each.registration_body, each.registration_number) for each in same}
    approved = ngettext(
        "%(count)d reviewer approved this content",
        "%(count)d reviewers approved this content",
        len(people),
    ) % {"count": len(people)}
    if (needed := review.reviewers_needed) is not None:
        asked = ngettext("%(needed)d was needed", "%(needed)d were needed", needed)
    else:
        needed = case.evidence.policy.reviewers_needed
        asked = ngettext("%(needed)d is needed today", "%(needed)d are needed today", needed)
    sentence = _("%(approved)s; %(asked)s.") % {
        "approved": approved,
        "asked": asked % {"needed": needed},
    }
    if len(people) < needed:
        return missing(sentence, *map(at, same))
    return proven(sentence, *map(at, same))


@of_approved
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


@of_approved
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


@of_approved
def covers_warning_signs(case: Case) -> Answer:
    review = case.evidence.current_review
    if review is None or not review.red_flags_covered:
        return missing(_("No reviewer has confirmed that warning signs are covered."))
    return proven(
        _("%(reviewer)s confirmed that warning signs are covered.")
        % {"reviewer": review.reviewer_name},
        at(review),
    )
