"""What the publisher declares, and how readers are heard."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headhealth.evidence.standards.item import Answer, Case, declared, judge, missing, proven


def states(*names: str) -> Callable[[Case], Answer]:
    """The check whether the publisher declares any of these, by the names of ``PublisherFacts``."""

    def check(case: Case) -> Answer:
        said = [getattr(case.publisher, name).strip() for name in names]
        if not any(said):
            return missing(_("The publisher has not stated it in the settings of the site."))
        return declared(
            _("The publisher states: %(text)s") % {"text": " ".join(filter(None, said))},
            "publisher",
        )

    return check


def invites_feedback(case: Case) -> Answer:
    feedback = case.evidence.feedback
    if not feedback.is_invited:
        return judge(_("Readers give feedback on the pages that show it."), "feedback")
    if not case.evidence.subject.is_live:
        return missing(_("It is not published: readers cannot give feedback on it."), "subject")
    return proven(
        _(
            "Readers can say on the page what is wrong. So far: %(useful)d found it useful, "
            "%(not_useful)d did not, %(reports)d reported something."
        )
        % {
            "useful": feedback.useful,
            "not_useful": feedback.not_useful,
            "reports": len(feedback.reports),
        },
        "feedback",
    )


def manages_feedback(case: Case) -> Answer:
    feedback = case.evidence.feedback
    if not feedback.reports:
        return judge(_("No reader has reported anything that had to be dealt with."), "feedback")
    if feedback.open_reports:
        return missing(
            ngettext(
                "%(count)d report of a reader is still open.",
                "%(count)d reports of readers are still open.",
                feedback.open_reports,
            )
            % {"count": feedback.open_reports},
            "feedback",
        )
    return proven(
        ngettext(
            "The %(count)d report of a reader was dealt with.",
            "All %(count)d reports of readers were dealt with.",
            len(feedback.reports),
        )
        % {"count": len(feedback.reports)},
        "feedback",
    )
