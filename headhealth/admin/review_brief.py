"""All that a reviewer needs to decide, in one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Case, Value, When
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.panels import get_edit_handler
from wagtail.models import AbstractPage, PreviewableMixin, TaskState
from wagtail.permissions import policy_registry

from headhealth.admin.outdated_parts import ShownPart, shown_parts
from headhealth.admin.review_task_brief import ReviewTaskBrief
from headhealth.admin.reviewed_object_urls import object_url
from headhealth.blocks.findings import BlockFinding
from headhealth.content_diff.content_changes import FieldChange, field_changes
from headhealth.feedback.feedback import Feedback, FeedbackKind
from headhealth.guest_reading.opinion import GuestOpinion, opinions_about
from headhealth.review.authority import open_withdrawal
from headhealth.review.content_digest import changed_fields
from headhealth.review.content_snapshot import content_snapshot, restore_snapshot
from headhealth.review.content_withdrawal import ContentWithdrawal
from headhealth.review.contributions import authoring
from headhealth.review.contributor import remembered_reviewer
from headhealth.review.emergency_publication import EmergencyPublication
from headhealth.review.medical_review import MedicalReview
from headhealth.review.newest_review import last_review, newest_review
from headhealth.review.one_screen import once
from headhealth.review.shown_to_reviewers import shown_digest
from headhealth.review.unreviewed_record import unreviewed_record
from headhealth.review.version import Version, version_of
from headhealth.workflow.change_notes import field_label, suggested_change_note
from headhealth.workflow.content_findings import content_findings

REPORTS_SHOWN = 20
OPINIONS_SHOWN = 10


class ShownOpinion(NamedTuple):
    """The opinion of a guest reader, and whether it is about another version than the latest."""

    opinion: GuestOpinion
    is_older: bool


@dataclass
class ReviewBrief:
    """The latest content of an object beside what reviewers last saw of it.

    ``obj`` holds the content of the latest revision. The last approved version comes from the
    review's own snapshot, so that purged revisions do not matter.
    """

    obj: Any
    request: Any

    @cached_property
    def approved(self) -> MedicalReview | None:
        """The approval that counts, or None before the first."""
        return once(newest_review, self.obj)

    @cached_property
    def withdrawal(self) -> ContentWithdrawal | None:
        """Why it was taken away, while no approval has brought it back."""
        return open_withdrawal(self.obj)

    @cached_property
    def emergency(self) -> EmergencyPublication | None:
        """By which readers see something that nobody has reviewed: this version or one before."""
        if not EmergencyPublication.objects.for_object(self.obj).exists():
            return None
        return unreviewed_record(EmergencyPublication, self.live) if self.live else None

    @cached_property
    def live(self) -> Any:
        """The object as readers see it; None where they do not."""
        return type(self.obj)._base_manager.filter(pk=self.obj.pk, live=True).first()

    @cached_property
    def live_version(self) -> Version | None:
        return version_of(self.live) if self.live else None

    @cached_property
    def version(self) -> Version:
        """The version that the reviewer is shown."""
        return version_of(self.obj)

    @property
    def digest(self) -> str:
        """Identifies that version, and what it shows of other things."""
        return shown_digest(self.version)

    @cached_property
    def has_changes(self) -> bool:
        return self.approved is None or not self.approved.lets_through(self.version)

    @property
    def is_live_already(self) -> bool:
        """Whether readers see this very version."""
        return self.live_version is not None and self.live_version.digest == self.version.digest

    @cached_property
    def approved_last(self) -> MedicalReview | None:
        """The approval that counts; of what was withdrawn, the last that counted before."""
        return self.approved or (last_review(self.obj) if self.withdrawal else None)

    @property
    def said_of_no_changes(self) -> str:
        """That it is the version that was approved last, and whether readers see that."""
        if self.live_version is None:
            return _("This is the version that was approved last. Readers do not see it now.")
        if self.approved is None or not self.approved.lets_through(self.live_version):
            return _("This is the version that was approved last. Readers see another one now.")
        if self.outdated:
            return _("The text has not changed since the last approval.")
        return _("Nothing that readers see has changed since the last approval.")

    @property
    def said_of_no_approval(self) -> str:
        """Why the review covers the whole of it, where no approval counts."""
        if self.is_live_already:
            return _(
                "Readers see it already, but no approval of it counts, so the review covers the "
                "whole of it."
            )
        if self.live is not None:
            return _(
                "No approval of what readers see counts, so the review covers the whole of this "
                "version."
            )
        if MedicalReview.objects.for_object(self.obj).complete().exists():
            return _("No approval of it counts any more, so the review covers the whole of it.")
        return _("This has never been approved, so the review covers the whole of it.")

    @cached_property
    def sent_back(self) -> TaskState | None:
        """The newest request for changes since the approval that counts."""
        states = TaskState.objects.for_instance(self.obj).filter(status=TaskState.STATUS_REJECTED)
        if self.approved is not None:
            states = states.filter(finished_at__gt=self.approved.reviewed_at)
        return states.select_related("finished_by", "revision").order_by("-finished_at").first()

    @cached_property
    def task(self) -> ReviewTaskBrief:
        """What the review waits for."""
        return ReviewTaskBrief(self.obj, self.request.user)

    @cached_property
    def changed_field_labels(self) -> list[str]:
        """Every field that differs from the approved version; none before the first approval."""
        if self.approved is None:
            return []
        return [field_label(type(self.obj), name) for name in self._changed_names]

    @property
    def suggested_change_note(self) -> str:
        """What the public change log could say, for the reviewer to put better."""
        if self.task.progress and self.task.progress.given:
            return self.task.progress.given[-1].change_note
        before = self.approved or last_review(self.obj)
        return suggested_change_note(self.version, before, is_outdated=bool(self.outdated))

    @cached_property
    def changes(self) -> list[FieldChange]:
        """Changes since the version approved last; where none was, since the one sent back."""
        if self._baseline is None:
            return []
        before = restore_snapshot(type(self.obj), self._baseline, self.obj.pk)
        panel = get_edit_handler(type(self.obj)).get_bound_panel(
            instance=self.obj, request=self.request, form=None
        )
        comparisons = [compare(before, self.obj) for compare in panel.get_comparison()]
        by_name = {_name(comparison): comparison for comparison in comparisons}
        return field_changes(before, self.obj, self._changed_names, by_name)

    @cached_property
    def outdated(self) -> list[ShownPart]:
        """What the live content shows otherwise than it was when it was approved."""
        return shown_parts(self.obj, self.request.user)

    @cached_property
    def authors(self) -> list[str]:
        """Names of those who wrote what is waiting, each once."""
        wrote = once(authoring, self.obj, once)
        return list(dict.fromkeys(contribution.user_name for contribution in wrote))

    @cached_property
    def findings(self) -> list[BlockFinding]:
        return content_findings(self.obj)

    @cached_property
    def open_reports(self) -> list[Feedback]:
        """What readers reported as wrong and nobody has closed, newest first; clinical ones lead.

        No more than a reviewer can read; the queue has the rest.
        """
        if not isinstance(self.obj, AbstractPage) or self.obj.pk is None:
            return []
        reports = Feedback.objects.open_reports().filter(page_id=self.obj.pk).with_change_since()
        rank = Case(When(kind=FeedbackKind.CLINICAL_MISTAKE, then=Value(0)), default=Value(1))
        return list(reports.order_by(rank, "-submitted_at", "-pk")[:REPORTS_SHOWN])

    @cached_property
    def guest_opinions(self) -> list[ShownOpinion]:
        """What guest readers said, the newest first; no more than a reviewer can read."""
        return [
            ShownOpinion(opinion, is_older=not opinion.is_about(self.version))
            for opinion in opinions_about(self.obj)[:OPINIONS_SHOWN]
        ]

    @property
    def can_see_reports(self) -> bool:
        """Whether the user may open them in the queue."""
        policy = policy_registry.get_by_type(Feedback)
        return policy.user_has_permission(self.request.user, "change")

    @property
    def is_final_task(self) -> bool:
        """Whether approving publishes, rather than hands on to the next task of the workflow."""
        state = self.obj.current_workflow_state
        return state is None or state.is_at_final_task

    @property
    def others_go_on(self) -> str:
        """What follows an approval of this user that is not the last one; "" where it is."""
        progress, reviewer = self.task.progress, remembered_reviewer(self.request.user)
        if progress is None or reviewer is None or progress.is_completed_by(reviewer):
            return ""
        return ngettext(
            "When you approve, it waits for %(count)d other reviewer, who has to approve the very "
            "same version. It is published then, under all your names.",
            "When you approve, it waits for %(count)d other reviewers, who have to approve the "
            "very same version. It is published then, under all your names.",
            progress.missing - 1,
        ) % {"count": progress.missing - 1}

    @property
    def go_live_at(self) -> Any:
        """When an approved version becomes public, where that is in the future."""
        go_live_at = self.obj.go_live_at
        return go_live_at if go_live_at and go_live_at > timezone.now() else None

    @property
    def compare_url(self) -> str | None:
        """Wagtail's comparison of the approved revision with the latest, while both exist."""
        if self.approved is None or self.approved.revision_id is None:
            return None
        return self._url("revisions_compare", self.approved.revision_id, "latest")

    @property
    def compare_sent_back_url(self) -> str | None:
        """The same for the version that was sent back."""
        if self.sent_back is None:
            return None
        return self._url("revisions_compare", self.sent_back.revision_id, "latest")

    @property
    def draft_url(self) -> str | None:
        """The latest content as readers would see it."""
        if isinstance(self.obj, AbstractPage):
            return self._url("view_draft")
        revision = self.obj.latest_revision_id
        if revision is None or not isinstance(self.obj, PreviewableMixin):
            return None
        return self._url("revisions_view", revision)

    @cached_property
    def _baseline(self) -> dict[str, Any] | None:
        if self.approved_last is not None:
            return self.approved_last.latest_form.snapshot
        if self.sent_back is not None:
            return content_snapshot(self.sent_back.revision.as_object())
        return None

    @cached_property
    def _changed_names(self) -> list[str]:
        if self._baseline is None:
            return []
        return changed_fields(type(self.obj), self._baseline, content_snapshot(self.obj))

    def _url(self, name: str, *args: Any) -> str:
        return object_url(type(self.obj), name, self.obj.pk, *args)


def _name(comparison: Any) -> str:
    """The name of the field, or of the child relation, that a comparison is about."""
    field = comparison.field
    return field.get_accessor_name() if comparison.is_child_relation else field.name
