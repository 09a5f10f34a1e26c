"""What the audit found, in words for the person who runs the site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from django.db import models
from django.urls import NoReverseMatch
from django.utils.text import Truncator
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.utils import get_admin_base_url


class FindingCode(StrEnum):
    """What is wrong, for machines. The names are kept; ``docs/features/audit.md`` explains them."""

    NEVER_REVIEWED = "never-reviewed"
    CONTENT_CHANGED = "content-changed"
    RENDERED_OTHERWISE = "rendered-otherwise"
    NOT_RENDERED = "not-rendered"
    CONTENT_UNREADABLE = "content-unreadable"
    TYPE_CHANGED = "type-changed"
    REVIEW_REVOKED = "review-revoked"
    REVIEW_SUPERSEDED = "review-superseded"
    REVIEW_UNTRUSTED = "review-untrusted"
    CONTENT_WITHDRAWN = "content-withdrawn"
    EMERGENCY_UNREVIEWED = "emergency-unreviewed"
    DEPENDENCY_CHANGED = "dependency-changed"
    SCHEDULE_UNREVIEWED = "schedule-unreviewed"
    APPROVAL_UNSOUND = "approval-unsound"
    APPROVAL_CONTRADICTED = "approval-contradicted"
    DEADLINE_WRONG = "deadline-wrong"
    RECORD_CHANGED = "record-changed"
    RECORD_MISSING = "record-missing"
    RECORD_UNENTERED = "record-unentered"
    ENTRY_CHANGED = "entry-changed"
    ENTRY_MISSING = "entry-missing"
    ENTRY_MISPLACED = "entry-misplaced"
    ENTRY_UNREADABLE = "entry-unreadable"
    HEAD_WRONG = "head-wrong"
    LEDGER_REPLACED = "ledger-replaced"
    ANCHOR_MISSING = "anchor-missing"
    ANCHOR_BROKEN = "anchor-broken"
    ANCHOR_UNWRITTEN = "anchor-unwritten"


OF_THE_CHAIN = frozenset(
    {
        FindingCode.ENTRY_CHANGED,
        FindingCode.ENTRY_MISSING,
        FindingCode.ENTRY_MISPLACED,
        FindingCode.ENTRY_UNREADABLE,
        FindingCode.HEAD_WRONG,
    }
)
"""Findings with which an audit does not write the end of the ledger to the anchor."""


@dataclass(frozen=True)
class Subject:
    """The object that a finding is about; "" where it has no such address, or none any more."""

    model: str
    object_id: str
    title: str
    url: str = ""
    edit_url: str = ""

    def __str__(self) -> str:
        name = self.model.rpartition(".")[2]
        addresses = [self.url, self.edit_url and f"edit: {self.edit_url}"]
        details = ", ".join(filter(None, [f"{name} {self.object_id}", *addresses]))
        return f"“{self.title}” ({details})"


@dataclass(frozen=True)
class Finding:
    """``text`` is one sentence: what, about which object, and what to do."""

    code: FindingCode
    text: str
    subject: Subject | None = None

    def as_json(self) -> dict[str, Any]:
        about = asdict(self.subject) if self.subject else None
        return {"code": str(self.code), "text": self.text, "object": about}


class Step(NamedTuple):
    """A few rows that were checked."""

    checked: str
    """What they are: a plural."""
    rows: int
    findings: list[Finding]
    of_them: Mapping[str, int] = {}
    """How many of the rows are worth a word, though nothing is wrong with them."""


def subject_of(obj: Any) -> Subject:
    """Names a stored object. Costs no query for pages."""
    model = type(obj)
    url = getattr(obj, "full_url", None) if getattr(obj, "live", True) else None
    return Subject(
        model=model._meta.label_lower,
        object_id=str(obj.pk),
        title=one_line(str(obj)),
        url=url or "",
        edit_url=_edit_url(obj),
    )


def one_line(text: str) -> str:
    """``text`` as it can stand in a sentence on a terminal."""
    printable = "".join(char if char.isprintable() else " " for char in text)
    return Truncator(" ".join(printable.split())).chars(80)


def _edit_url(obj: models.Model) -> str:
    try:
        path = AdminURLFinder().get_edit_url(obj)
    except NoReverseMatch:  # The admin has no addresses here.
        return ""
    return f"{get_admin_base_url() or ''}{path}" if path else ""
