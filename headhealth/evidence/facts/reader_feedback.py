"""What readers said about a page, and what was done about it; nothing that tells who they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import AbstractPage, ModelLogEntry

from headhealth.feedback.feedback import Feedback, FeedbackKind, FeedbackState
from headhealth.rules.personal_data import without_personal_data


@dataclass(frozen=True)
class ReportFacts:
    """One report of something wrong. Texts are without addresses and numbers of people."""

    id: int
    kind: str
    section: str
    submitted_at: datetime
    comment: str
    state: str
    notes: str
    """What colleagues wrote about it."""
    handled_at: datetime | None
    """When a colleague last changed it."""
    handled_by: str
    is_changed_since: bool
    """Whether the page was published under another review since then."""

    @property
    def kind_name(self) -> str:
        return str(FeedbackKind(self.kind).label)

    @property
    def state_name(self) -> str:
        return str(FeedbackState(self.state).label)

    @property
    def is_open(self) -> bool:
        return self.state in (FeedbackState.NEW, FeedbackState.IN_WORK)


@dataclass(frozen=True)
class FeedbackFacts:
    """``is_invited`` is whether readers can say something about the object at all."""

    is_invited: bool
    useful: int
    not_useful: int
    spam: int
    reports: list[ReportFacts]
    """Newest first."""

    @property
    def open_reports(self) -> int:
        return sum(report.is_open for report in self.reports)


def feedback_about(obj: Any) -> FeedbackFacts:
    """Two queries for a page."""
    if not isinstance(obj, AbstractPage):
        return FeedbackFacts(is_invited=False, useful=0, not_useful=0, spam=0, reports=[])
    everything = list(Feedback.objects.filter(page_id=obj.pk).with_change_since())
    serious = [each for each in everything if each.state != FeedbackState.SPAM]
    reports = [each for each in serious if each.kind]
    handled = _handled([report.pk for report in reports])
    votes = [each.is_useful for each in serious if not each.kind]
    return FeedbackFacts(
        is_invited=True,
        useful=votes.count(True),
        not_useful=votes.count(False),
        spam=len(everything) - len(serious),
        reports=[_report(report, handled) for report in reports],
    )


def _report(report: Any, handled: Mapping[str, ModelLogEntry]) -> ReportFacts:
    entry = handled.get(str(report.pk))
    return ReportFacts(
        id=report.pk,
        kind=report.kind,
        section=report.section_heading,
        submitted_at=report.submitted_at,
        comment=without_personal_data(report.comment),
        state=report.state,
        notes=without_personal_data(report.notes),
        handled_at=entry.timestamp if entry else None,
        handled_by=str(entry.user_display_name) if entry else "",
        is_changed_since=report.has_changed,
    )


def _handled(pks: list[int]) -> dict[str, ModelLogEntry]:
    """The newest entry about each of the reports."""
    entries = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Feedback),
        object_id__in=[str(pk) for pk in pks],
    )
    return {
        entry.object_id: entry
        for entry in entries.select_related("user").order_by("timestamp", "pk")
    }
