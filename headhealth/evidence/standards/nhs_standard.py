"""The NHS standard for creating health content (2024)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from headhealth.evidence.standards import approval_checks as approval
from headhealth.evidence.standards import content_checks as content
from headhealth.evidence.standards import cycle_checks as cycle
from headhealth.evidence.standards import publisher_checks as publisher
from headhealth.evidence.standards import record_checks as records
from headhealth.evidence.standards import source_checks as sources
from headhealth.evidence.standards.approval import is_approved
from headhealth.evidence.standards.item import Item, Standard

NHS_STANDARD = Standard(
    "nhs",
    _("NHS standard for creating health content"),
    _("What the NHS in England asks of organisations that publish health content (2024)."),
    [
        Item(
            "nhs-approval",
            _("Clinical approval"),
            _("Somebody qualified approves content before it is published."),
            is_approved,
        ),
        Item(
            "nhs-independence",
            _("Approval by somebody else"),
            _("Who approves has not written it."),
            approval.is_independent,
        ),
        Item(
            "nhs-risk",
            _("Care in proportion to risk"),
            _("Content that can do more harm is checked by more people."),
            approval.has_enough_reviewers,
        ),
        Item(
            "nhs-cycle",
            _("Planned review cycle"),
            _("All content is reviewed again at planned intervals."),
            cycle.is_reviewed_regularly,
        ),
        Item(
            "nhs-evidence",
            _("Evidence checked at every review"),
            _("A review looks at the evidence, too."),
            cycle.checks_evidence,
        ),
        Item(
            "nhs-sources",
            _("Record of sources"),
            _("It is kept on which sources content rests."),
            sources.records_sources,
        ),
        Item(
            "nhs-versions",
            _("Version control and archive"),
            _("What was published when can be found again."),
            records.keeps_versions,
        ),
        Item(
            "nhs-records",
            _("Records that can be trusted"),
            _("Records of approval cannot be changed unnoticed."),
            records.is_unaltered,
        ),
        Item(
            "nhs-dates",
            _("Dates shown"),
            _("Readers see when content was last checked and will be checked again."),
            cycle.shows_dates,
        ),
        Item(
            "nhs-publisher",
            _("Publisher shown"),
            _("Readers see who answers for the content."),
            publisher.states("name", "site_url"),
        ),
        Item(
            "nhs-conflicts",
            _("Conflicts of interest shown"),
            _("The people behind the content declare their interests."),
            approval.declares_conflicts,
        ),
        Item(
            "nhs-feedback",
            _("Feedback invited"),
            _("Readers can say what is wrong."),
            publisher.invites_feedback,
        ),
        Item(
            "nhs-feedback-managed",
            _("Feedback managed"),
            _("What readers say is dealt with."),
            publisher.manages_feedback,
        ),
        Item(
            "nhs-urgent",
            _("Urgent changes reviewed"),
            _("What could not wait for approval gets it soon afterwards."),
            records.closes_emergencies,
        ),
        Item(
            "nhs-safety",
            _("Warning signs covered"),
            _("Readers learn which signs need help."),
            approval.covers_warning_signs,
        ),
        Item(
            "nhs-plain",
            _("Plain language"),
            _("Most people can read and understand it."),
            approval.is_plain,
        ),
        Item(
            "nhs-accessible",
            _("Accessibility"),
            _("It meets WCAG 2.2 at level AA."),
            publisher.states("accessibility", "accessibility_url"),
        ),
        Item(
            "nhs-need",
            _("User need"),
            _("The content answers a need that was found out."),
            publisher.states("need"),
        ),
        Item(
            "nhs-purpose",
            _("Clear purpose"),
            _("It says at once what it is about."),
            content.has_main_message,
        ),
    ],
)
