"""Every approval is judged again by what the ledger says of the act."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import TaskState

from headhealth.models import (
    ConditionPage,
    EmergencyPublication,
    LedgerEntry,
    MedicalReview,
    MedicalReviewTask,
)
from headhealth.review.ledgered_record import record_act
from headhealth.review.newest_review import newest_review
from headhealth.review.review_ledger import append_recomputed
from headhealth.review.version import version_of
from tests import factories
from tests.integration.audit.auditing import audit, rows
from tests.integration.audit.ledger_forging import leave_only_reviews, recompute_from


@pytest.fixture
def act(live: ConditionPage) -> dict[str, Any]:
    """That of a true approval, for forgeries to be made of."""
    return LedgerEntry.objects.get(kind="approval").facts["act"]


def again(live: ConditionPage, act: dict[str, Any] | None, **fields: Any) -> MedicalReview:
    """A second approval like the first one, by the very act, or by another one."""
    review = newest_review(live)
    names = {field.name for field in MedicalReview._meta.concrete_fields}
    names -= {"id", "published_at"}
    same = {name: getattr(review, name) for name in names}
    record = MedicalReview(**{**same, "reviewed_at": timezone.now(), **fields})
    record_act(record, **(act or {}))
    record.note_published()
    return record


def changed(act: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {**act, **{name: {**act[name], **value} for name, value in changes.items()}}


def test_act__is_entered_whole(live, act, reviewer, editor):
    contributor = reviewer.contributors.get()
    assert act["task"]["state"] == newest_review(live).task_number
    assert act["task"]["name"] == str(MedicalReviewTask.objects.get())
    assert act["task"]["round"] == 1
    assert act["registration"]["number"] == contributor.registration_number
    assert act["registration"]["confirmed_by"] == contributor.registration_confirmed_by_id
    assert [author["name"] for author in act["authors"]] == [str(editor)]
    assert act["checklist"]["red_flags_covered"] is True
    assert (act["reviewers_needed"], act["given_before"]) == (1, [])


def test_long_act__is_not_given_by_its_hash(live, editor, reviewer):
    for number in range(30):
        live.save_revision(user=factories.editor(username=f"writer_with_a_long_name_{number}"))
        live.summary = f"Version {number}."
    factories.published(live, author=editor, approver=reviewer)
    assert len(LedgerEntry.objects.filter(kind="approval").last().facts["act"]["authors"]) > 20


def test_second_round__is_told(draft, editor, reviewer):
    state = factories.submit(draft, user=editor)
    state.task.specific.on_action(state, reviewer, "reject", comment="Say why.")
    page = ConditionPage.objects.get(pk=draft.pk)
    page.current_workflow_state.resume(user=editor)
    factories.approve(ConditionPage.objects.get().current_workflow_task_state, user=reviewer)
    assert LedgerEntry.objects.get(kind="approval").facts["act"]["task"]["round"] == 2
    assert audit().status == 0


def purge_revisions(live, reviewer):
    live.save_revision()
    call_command("purge_revisions", verbosity=0)


def delete_task(live, reviewer):
    TaskState.objects.all().delete()
    MedicalReviewTask.objects.all().delete()


def delete_account(live, reviewer):
    reviewer.contributors.get().delete()
    reviewer.delete()


def delete_author(live, reviewer):
    type(reviewer).objects.get(username="editor").delete()


def delete_page(live, reviewer):
    live.delete()


def end_registration(live, reviewer):
    contributor = reviewer.contributors.get()
    contributor.reviewer_until = timezone.localdate() - timedelta(days=1)
    contributor.registration_number = "OTHER"
    contributor.save()


def rename_task(live, reviewer):
    MedicalReviewTask.objects.update(name="Doctors read it")


@pytest.mark.parametrize(
    "event",
    [
        purge_revisions,
        delete_task,
        delete_account,
        delete_author,
        delete_page,
        end_registration,
        rename_task,
    ],
)
def test_what_happens_later__is_no_finding(event, live, reviewer):
    event(live, reviewer)
    run = audit()
    assert (run.status, run.findings) == (0, [])


FAULTS = {
    "the reviewer wrote part of it": lambda act: {
        **act,
        "authors": [{"name": "Dr Reviewer", "identity": act["reviewer"]}],
    },
    "too few reviewers approved it": lambda act: {**act, "reviewers_needed": 2},
    "the checklist is not complete": lambda act: changed(act, checklist={"plain_language": False}),
    "the reviewer had no current, confirmed registration": lambda act: changed(
        act, registration={"until": "2021-01-01"}
    ),
    "the ledger does not say how it was given": lambda act: None,
}


@pytest.mark.parametrize("fault", FAULTS)
def test_approval_that_was_not_right__is_found_and_covers_nothing(fault, live, act):
    again(live, FAULTS[fault](act))
    run = audit()
    assert run.codes == ["approval-unsound", "review-untrusted"]
    assert fault in run.text


@pytest.mark.parametrize(
    "registration",
    [
        {"confirmed_at": None},
        {"from": None},
        {"from": "2099-01-01"},
        {"number": ""},
        {"number": "another"},
        {"account": None},
        {"contributor": 0},
    ],
    ids=str,
)
def test_registration__has_to_be_current_that_day(registration, live, act):
    again(live, changed(act, registration=registration))
    assert "had no current, confirmed registration" in audit().text


def test_registration_confirmed_by_the_reviewer__is_none(live, act, reviewer):
    again(live, changed(act, registration={"confirmed_by": reviewer.pk}))
    assert "had no current, confirmed registration" in audit().text


MALFORMED = {
    "nothing": lambda act: {},
    "no object": lambda act: "yes",
    "a list": lambda act: [1],
    "no task": lambda act: {name: act[name] for name in act if name != "task"},
    "a task without number": lambda act: {**act, "task": {}},
    "a task with a word for a number": lambda act: changed(act, task={"state": "one"}),
    "a task with a list for a number": lambda act: changed(act, task={"state": [1]}),
    "a task with a huge number": lambda act: changed(act, task={"state": 10**30}),
    "no registration": lambda act: {**act, "registration": None},
    "no day": lambda act: changed(act, registration={"from": "yesterday"}),
    "authors without identity": lambda act: {**act, "authors": [{"name": "Dr Other"}]},
    "others without record": lambda act: {**act, "given_before": [{"name": "Dr Other"}]},
    "others that are numbers": lambda act: {**act, "given_before": 7},
    "a word for how many": lambda act: {**act, "reviewers_needed": "one"},
}


@pytest.mark.parametrize("shape", MALFORMED)
def test_malformed_act__is_found_and_covers_nothing(shape, live, act):
    """Whoever forges an entry can work out its hash, and write any JSON into it."""
    entry = LedgerEntry.objects.get(kind="approval")
    entry.facts = {**entry.facts, "act": MALFORMED[shape](act)}
    rows(LedgerEntry).filter(pk=entry.pk).update(facts=entry.facts)
    recompute_from(entry.position)
    run = audit()
    assert run.codes == ["approval-unsound", "review-untrusted"]


@pytest.mark.parametrize("given", ["nobody's", "the same person's", "of another text"])
def test_joint_approval__needs_records_of_others(given, live, act, other_reviewer):
    identity = ["account 0"] if given != "the same person's" else act["reviewer"]
    record = 0
    if given == "of another text":
        record = again(live, act, is_final=False, digest="0" * 64).pk
    others = [{"record": record, "name": "Dr Other", "identity": identity}]
    again(live, {**act, "reviewers_needed": 2, "given_before": others})
    assert "too few reviewers approved it" in audit().text


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"status": TaskState.STATUS_CANCELLED}, "it was not approved"),
        ({"finished_by": "editor"}, "another user approved it"),
        ({"task": "other"}, "it is the task of something else"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_task_that_says_otherwise__is_found(change, told, live, editor):
    if "finished_by" in change:
        change = {"finished_by": editor}
    if "task" in change:
        change = {"task": MedicalReviewTask.objects.create(name="Other")}
    rows(TaskState).update(**change)
    run = audit()
    assert (run.codes, run.status) == (["approval-contradicted"], 1)
    assert told in run.text


def test_approval_of_before_acts_were_entered__is_taken_as_it_is(live):
    """Its entry knows no format of the digest either; that was recomputed later."""
    leave_only_reviews()
    make_old(LedgerEntry.objects.get(kind="approval"), digest="0" * 64)
    review = MedicalReview.objects.get()
    rows(MedicalReview).update(digest="0" * 64, digest_format=1)
    assert audit().status == 0
    append_recomputed(record=review, digest=version_of(live).digest, digest_format=2)
    assert audit().findings == []
    assert newest_review(live).digest == version_of(live).digest
    rows(MedicalReview).update(digest="1" * 64)
    assert newest_review(live) is None
    assert "record-changed" in audit().codes


@pytest.mark.parametrize("before", ["a contribution", "an approval"])
def test_entry_of_an_old_form__behind_one_of_todays_is_found(before, live, act):
    """Or else an approval that was forged would have to say nothing of how it was given."""
    if before == "an approval":
        leave_only_reviews()
        again(live, act)
    make_old(LedgerEntry.objects.filter(kind="approval").last())
    run = audit()
    assert run.codes == ["entry-unreadable", "review-untrusted"]
    assert "has a form that the app never writes" in run.text


def make_old(entry: LedgerEntry, **facts: Any) -> None:
    """Give an entry the form of the time before acts and formats of the digest were entered."""
    kept = {k: v for k, v in entry.facts.items() if k not in ("act", "digest_format")}
    rows(LedgerEntry).filter(pk=entry.pk).update(facts={**kept, **facts})
    recompute_from(entry.position)


def test_recomputed_digest__does_not_excuse_another_change(live):
    review = MedicalReview.objects.get()
    append_recomputed(record=review, digest=review.digest, digest_format=3)
    assert newest_review(live) == review
    assert audit().findings == []
    rows(MedicalReview).update(reviewer_name="Dr Quack")
    assert newest_review(live) is None
    assert "record-changed" in audit().codes


def test_urgent_publication__due_later_than_any_policy_allows_is_found(live, publisher):
    now = timezone.now()
    record_act(
        EmergencyPublication(
            **factories.content_fields_of(live),
            reason="It cannot wait.",
            published_by=publisher,
            published_by_name="publisher",
            published_at=now,
            review_due_at=now + timedelta(days=3650),
        ),
        publisher=[],
    )
    assert audit().codes == ["deadline-wrong"]


def test_clock_that_ran_ahead__is_no_finding(live, editor, reviewer):
    with time_machine.travel(timezone.now() - timedelta(days=400)):
        live.summary = "Second."
        factories.published(live, author=editor, approver=reviewer)
    assert audit().findings == []
