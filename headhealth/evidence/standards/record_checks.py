"""What is kept, and whether it can be trusted."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headhealth.evidence.standards.item import Answer, Case, missing, proven
from headhealth.evidence.standards.wording import at, never_approved


def keeps_versions(case: Case) -> Answer:
    """Every approved version is kept whole."""
    records = [*case.evidence.reviews, *case.evidence.emergencies]
    if not records:
        return missing(never_approved(case))
    return proven(
        ngettext(
            "%(count)d version is kept whole, with its digest and its entry in the ledger.",
            "%(count)d versions are kept whole, each with its digest and its entry in the ledger.",
            len({each.digest for each in records}),
        )
        % {"count": len({each.digest for each in records})},
        *(at(each) for each in case.evidence.reviews),
    )


def is_unaltered(case: Case) -> Answer:
    """The chain holds, and vouches for each of the records."""
    evidence = case.evidence
    if problems := [*case.evidence.unverified, *case.ledger.problems]:
        return missing(" ".join(problems[:3]), "ledger")
    if not case.ledger.entries:
        return missing(_("The ledger is empty."), "ledger")
    if not (evidence.reviews or evidence.emergencies or evidence.other_records):
        return missing(_("The ledger has no record about this content."), "ledger")
    return proven(
        _(
            "The ledger holds from its first entry to entry %(end)d, and every record about this "
            "content is what it says."
        )
        % {"end": case.ledger.end_position},
        "ledger",
    )


def closes_emergencies(case: Case) -> Answer:
    """What was published urgently was reviewed afterwards, in time."""
    emergencies = case.evidence.emergencies
    references = [f"emergency-{each.id}" for each in emergencies]
    if not case.evidence.reviews or case.evidence.other_records:
        return missing(never_approved(case), *references)
    if not emergencies:
        return proven(
            _("It was never published without a review."),
            "emergencies",
            *(at(each) for each in case.evidence.reviews),
        )
    late = [each for each in emergencies if not each.is_closed_in_time]
    if late:
        return missing(
            ngettext(
                "%(count)d urgent publication was not reviewed in time.",
                "%(count)d urgent publications were not reviewed in time.",
                len(late),
            )
            % {"count": len(late)},
            *references,
        )
    return proven(
        ngettext(
            "It was published urgently %(count)d time, and reviewed in time afterwards.",
            "It was published urgently %(count)d times, and each time reviewed in time afterwards.",
            len(emergencies),
        )
        % {"count": len(emergencies)},
        *references,
    )
