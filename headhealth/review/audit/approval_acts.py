"""Judges every approval again by what the ledger says of the act: was it right on its day?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import BigIntegerField
from django.utils.dateparse import parse_datetime
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from wagtail.models import TaskState

from headhealth.review.audit.finding import Finding, FindingCode
from headhealth.review.audit.record_findings import subject_of_entry
from headhealth.review.identity import is_same
from headhealth.review.medical_review import ReviewScope
from headhealth.review.review_ledger import EntryKind, LedgerEntry, is_recomputing
from headhealth.review.review_policy import LONGEST_EMERGENCY
from headhealth.site_calendar import site_day

MALFORMED = (KeyError, TypeError, ValueError, AttributeError, OverflowError)
"""Raised by reading an act, or facts, that are not of the form that acts are entered in."""


def check_acts(
    entries: Sequence[LedgerEntry], distrusted: set[tuple[str, int]]
) -> Iterator[Finding]:
    """Judge the approvals among ``entries``, which are sound.

    Records of acts that broke a rule are added to ``distrusted``. Two queries.
    Entries from before acts were entered are taken as they are.
    """
    approvals = [entry for entry in entries if entry.kind == EntryKind.APPROVAL and _has_act(entry)]
    given = _given_before(approvals)
    tasks = TaskState.objects.select_related("workflow_state").in_bulk(
        {key for entry in approvals if (key := _task_key(entry)) is not None}
    )
    for entry in approvals:
        if faults := _faults_of(entry, given):
            distrusted.add((entry.record_type, entry.record_id))
            yield _unsound(entry, faults)
        elif (state := tasks.get(_task_key(entry))) is not None:
            if faults := list(_contradictions(entry.facts, state)):
                yield _contradicted(entry, faults)
    for entry in entries:
        if entry.kind == EntryKind.EMERGENCY and not _is_due_in_time(entry.facts):
            distrusted.add((entry.record_type, entry.record_id))
            yield _without_deadline(entry)


def _has_act(entry: LedgerEntry) -> bool:
    return "act" in entry.facts or "digest_format" in entry.facts


def _given_before(approvals: Sequence[LedgerEntry]) -> dict[int, LedgerEntry]:
    """The entries of the approvals that others were completed with. One query."""
    keys = {key for entry in approvals for key in _keys_given_before(entry)}
    if not keys:
        return {}
    about = LedgerEntry.objects.filter(
        record_type=approvals[0].record_type, record_id__in=keys
    ).order_by("position")
    sound = [entry for entry in about if isinstance(entry.facts, dict)]
    given = {entry.record_id: entry for entry in sound if entry.kind == EntryKind.APPROVAL}
    for entry in sound:
        if is_recomputing(entry.kind) and entry.record_id in given:
            # Given before an upgrade, completed after it: one content, two formats.
            given[entry.record_id].facts |= entry.facts
    return given


def _task_key(entry: LedgerEntry) -> int | None:
    try:
        return _key(entry.facts["act"]["task"]["state"])
    except MALFORMED:
        return None


def _keys_given_before(entry: LedgerEntry) -> list[int]:
    try:
        return [_key(each["record"]) for each in entry.facts["act"]["given_before"]]
    except MALFORMED:
        return []


def _key(value: Any) -> int:
    if not isinstance(value, int) or not 0 <= value <= BigIntegerField.MAX_BIGINT:
        raise ValueError(value)
    return value


def _faults_of(entry: LedgerEntry, given: dict[int, LedgerEntry]) -> list[str]:
    """The faults of an act in any form, as a forged entry may hold any JSON."""
    try:
        return list(_faults(entry.facts, given))
    except MALFORMED:
        return [_("the ledger does not say properly how it was given")]


def _faults(facts: dict[str, Any], given: dict[int, LedgerEntry]) -> Iterator[str]:
    """The rules that the approval breaks, in words."""
    act = facts.get("act")
    if act is None:
        yield _("the ledger does not say how it was given")
        return
    if {"state", "id"} - act["task"].keys():
        raise KeyError("task")
    _key(act["task"]["state"])
    if any(is_same(act["reviewer"], author["identity"]) for author in act["authors"]):
        yield _("the reviewer wrote part of it")
    if not _is_registered(facts, act["registration"]):
        yield _("the reviewer had no current, confirmed registration")
    if not _is_checked(facts, act["checklist"]):
        yield _("the checklist is not complete")
    if facts["is_final"] and not _is_complete(facts, act, given):
        yield _("too few reviewers approved it")


def _is_registered(facts: dict[str, Any], registration: dict[str, Any]) -> bool:
    day = _day(facts["reviewed_at"])
    first, last = registration["from"], registration["until"]
    confirmed_at = registration["confirmed_at"]
    return (
        registration["contributor"] == facts["reviewer"]
        and registration["account"] == facts["reviewer_user"]
        and registration["account"] is not None
        and bool(registration["number"])
        and registration["number"] == facts["registration_number"]
        and registration["body"] == facts["registration_body"]
        and bool(confirmed_at)
        and registration["confirmed_by"] != registration["account"]
        and bool(first)
        and date.fromisoformat(first) <= day
        and (last is None or day <= date.fromisoformat(last))
    )


def _is_checked(facts: dict[str, Any], answers: dict[str, Any]) -> bool:
    return (
        answers["scope"] == facts["scope"]
        and answers["scope"] in ReviewScope.values
        and answers["red_flags_covered"] is facts["red_flags_covered"] is True
        and answers["plain_language"] is facts["plain_language"] is True
        and bool(answers["sources_checked_on"])
        and answers["sources_checked_on"] == facts["sources_checked_on"]
        and date.fromisoformat(answers["sources_checked_on"]) <= _day(facts["reviewed_at"])
    )


def _is_complete(facts: dict[str, Any], act: dict[str, Any], given: dict[int, LedgerEntry]) -> bool:
    """Whether as many people approved as it took, each with a record of exactly this content in
    this task."""
    people = [act["reviewer"]]
    for each in act["given_before"]:
        other = given.get(each["record"])
        if (
            other is None
            or any(other.facts[name] != facts[name] for name in ("object_id", "task_number"))
            or other.facts["digest"] != facts["digest"]
            or any(is_same(each["identity"], person) for person in people)
        ):
            return False
        people.append(each["identity"])
    return len(people) >= act["reviewers_needed"]


def _contradictions(facts: dict[str, Any], state: Any) -> Iterator[str]:
    """The points in which a task that still exists contradicts the act, in words."""
    task, workflow_state = facts["act"]["task"], state.workflow_state
    if (
        state.task_id != task["id"]
        or state.pk != facts["task_number"]
        or workflow_state.object_id != facts["object_id"]
    ):
        yield _("it is the task of something else")
    if facts["is_final"] and state.status != TaskState.STATUS_APPROVED:
        yield _("it was not approved")
    elif facts["is_final"] and state.finished_by_id not in (None, facts["reviewer_user"]):
        yield _("another user approved it")


def _is_due_in_time(facts: dict[str, Any]) -> bool:
    longest = timedelta(hours=LONGEST_EMERGENCY)
    try:
        return _moment(facts["review_due_at"]) - _moment(facts["published_at"]) <= longest
    except MALFORMED:
        return False


def _moment(text: str) -> datetime:
    moment = parse_datetime(text)
    if moment is None:
        raise ValueError(text)
    return moment


def _day(text: str) -> date:
    return site_day(_moment(text))


def _unsound(entry: LedgerEntry, faults: list[str]) -> Finding:
    subject = subject_of_entry(entry)
    return Finding(
        FindingCode.APPROVAL_UNSOUND,
        _(
            "The approval of %(subject)s in record %(id)d was not right on its day: %(faults)s. "
            "Have the content reviewed again, and find out how it was written."
        )
        % {"subject": subject, "id": entry.record_id, "faults": get_text_list(faults, _("and"))},
        subject,
    )


def _contradicted(entry: LedgerEntry, faults: list[str]) -> Finding:
    subject = subject_of_entry(entry)
    return Finding(
        FindingCode.APPROVAL_CONTRADICTED,
        _(
            "The approval of %(subject)s in record %(id)d and its review task %(task)d do not "
            "agree: %(faults)s. Find out who wrote to the database."
        )
        % {
            "subject": subject,
            "id": entry.record_id,
            "task": entry.facts["act"]["task"]["state"],
            "faults": get_text_list(faults, _("and")),
        },
        subject,
    )


def _without_deadline(entry: LedgerEntry) -> Finding:
    subject = subject_of_entry(entry)
    return Finding(
        FindingCode.DEADLINE_WRONG,
        _(
            "%(subject)s was published urgently in record %(id)d with a review that is due later "
            "than any policy allows: have it reviewed now, and find out how it was written."
        )
        % {"subject": subject, "id": entry.record_id},
        subject,
    )
