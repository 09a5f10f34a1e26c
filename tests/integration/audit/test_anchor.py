"""The end of the ledger is kept outside, so that a forgery of the whole ledger is found."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from headhealth.models import LedgerAnchor, LedgerEntry, MedicalReview
from headhealth.review.audit.audit_run import audit_steps
from tests.integration.at_once import at_once
from tests.integration.audit.anchors import FILE, approve_again
from tests.integration.audit.auditing import audit, rows
from tests.integration.audit.ledger_forging import (
    cut_after,
    leave_only_reviews,
    recompute_from,
    rewrite_records_and_ledger,
)


@pytest.fixture
def history(live, publisher):
    """Three approvals of one page, and a content lead."""
    approve_again(live)
    approve_again(live)
    leave_only_reviews()
    return live


def not_anchored(settings):
    """What an audit finds that knows of no anchor."""
    anchor = settings.HEADHEALTH_LEDGER_ANCHOR
    settings.HEADHEALTH_LEDGER_ANCHOR = ""
    found = audit().codes
    settings.HEADHEALTH_LEDGER_ANCHOR = anchor
    return found


def test_audit_without_an_anchor__says_that_nothing_outside_knows_the_end(live):
    run = audit()
    assert run.status == 0
    assert run.anchored.startswith("Nothing outside the database knows this end")
    assert audit("--format=json").data["anchor"] is None


def test_first_audit__writes_the_end(history, anchor):
    run = audit()
    assert (run.status, run.findings, run.problems) == (0, [], "")
    assert run.anchored == f"The end was written to {anchor.name}."
    (line,) = map(json.loads, anchor.lines)
    assert f"{line['position']}:{line['hash']}" == run.end
    assert (line["findings"], line["previous"]) == (0, "")
    assert line["site"] == "http://localhost" and line["at"].endswith("+00:00")


def test_next_audit__adds_a_line_only_where_the_ledger_has_grown(history, anchor):
    audit()
    run = audit()
    assert (run.status, len(anchor.lines)) == (0, 1)
    assert run.anchored == f"{anchor.name} holds the end."
    assert "1 lines of the anchor" in run.text
    approve_again(history)
    audit()
    assert [json.loads(line)["position"] for line in anchor.lines] == [3, 4]


def test_json__says_where_the_end_is_kept(history, anchor):
    run = audit("--format=json")
    assert run.data["anchor"] == {
        "place": anchor.name,
        "lines": 1,
        "is_written": True,
        "end": run.data["ledger_end"],
        "problems": [],
    }
    assert run.data["checked"]["lines of the anchor"] == 0


def test_option__goes_before_the_setting(history, settings, tmp_path):
    settings.HEADHEALTH_LEDGER_ANCHOR = str(tmp_path / "one")
    audit(f"--anchor={tmp_path / 'other'}")
    assert not (tmp_path / "one").exists() and (tmp_path / "other").exists()


def test_empty_ledger__has_no_end_to_keep(db, anchor):
    run = audit()
    assert (run.status, anchor.lines) == (0, [])
    assert run.anchored == f"No end was written to {anchor.name}."


# Forgeries of the whole ledger


def rewritten():
    rewrite_records_and_ledger(first=2, reviewer_name="Dr Quack")


def with_another_comment():
    rewrite_records_and_ledger(first=1, comment="Fine.")


def with_one_more_in_place_of_the_last():
    cut_after(2)
    approve_again(MedicalReview.objects.first().content_type.get_object_for_this_type())


FORGERIES = {
    "the whole rewritten": rewritten,
    "from its first entry": with_another_comment,
    "cut": lambda: cut_after(2),
    "cut and grown again": with_one_more_in_place_of_the_last,
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES)
def test_forgery__is_found_with_an_anchor_and_not_without(forge, history, anchor, settings):
    audit()
    kept = anchor.lines
    forge()
    assert not_anchored(settings) == []
    for _night in range(2):
        run = audit()
        assert (run.status, run.codes) == (1, ["ledger-replaced"])
        # A forged end never becomes the known one.
        assert anchor.lines == kept
        assert run.anchored == f"No end was written to {anchor.name}."


def test_forgery__before_a_later_anchored_end_is_found_by_the_earlier_line(history, anchor):
    """Not only the last line is compared, and the finding says since when it does not fit."""
    audit()
    approve_again(history)
    audit()
    approve_again(history)
    audit()
    rewrite_records_and_ledger(first=4, comment="Another.")
    run = audit()
    assert run.codes == ["ledger-replaced"]
    assert "does not hold 2 of the 3 ends" in run.text
    assert "the first of them entry 4 as an audit saw it on" in run.text
    assert "Up to entry 3, which an audit saw on" in run.text


def test_ledger__emptied(history, anchor):
    audit()
    cut_after(1)
    rows(MedicalReview)._raw_delete("default")
    rows(LedgerEntry)._raw_delete("default")
    assert "ledger-replaced" in audit().codes


@pytest.mark.parametrize(
    "break_it",
    [
        lambda: rows(LedgerEntry).filter(position=2).update(hash="0" * 64),
        lambda: rows(LedgerEntry).filter(position=2)._raw_delete("default"),
        lambda: rows(LedgerEntry).filter(position=2).update(previous_hash="0" * 64),
    ],
    ids=["changed", "missing", "misplaced"],
)
def test_broken_chain__is_not_anchored(break_it, history, anchor):
    break_it()
    run = audit()
    assert run.status == 1
    assert anchor.lines == []
    assert not LedgerAnchor.objects.exists()


def test_finding_about_a_record__does_not_keep_the_end_from_being_anchored(history, anchor):
    """The chain is sound, and tomorrow it might not be."""
    entry = LedgerEntry.objects.get(position=1)
    rows(MedicalReview).filter(pk=entry.record_id).update(comment="Another.")
    run = audit()
    assert run.codes == ["record-changed"]
    assert json.loads(anchor.lines[0])["findings"] == 1


def test_ledger_that_is_rewritten_while_the_audit_runs__is_found(history, anchor, monkeypatch):
    def steps(**options):
        yield from audit_steps(**options)
        rows(LedgerEntry).filter(kind="approval").update(kind="adoption")
        recompute_from(1)

    monkeypatch.setattr("headhealth.management.commands.audit_live_pages.audit_steps", steps)
    run = audit()
    assert run.codes == ["ledger-replaced"] and "while this audit ran" in run.text
    assert anchor.lines == []


# The anchor itself


def test_missing_anchor__is_a_finding_until_another_is_begun(history, anchor):
    audit()
    anchor.remove()
    for _night in range(2):
        run = audit()
        assert (run.status, run.codes) == (1, ["anchor-missing"])
    assert anchor.lines == []
    assert audit("--new-anchor").status == 0
    assert audit().status == 0
    assert len(anchor.lines) == 1


def test_other_place__is_no_way_to_leave_an_anchor_behind(history, anchor, tmp_path):
    audit()
    run = audit(f"--anchor={tmp_path / 'other'}")
    assert run.codes == ["anchor-missing"]
    assert f"an earlier audit wrote to {anchor.name}" in run.text


def test_anchor_that_was_moved__is_known_by_its_lines(history, anchor, tmp_path):
    if anchor.kind != FILE:
        return
    audit()
    anchor.path.rename(tmp_path / "moved")
    assert audit(f"--anchor={tmp_path / 'moved'}").status == 0


def test_new_anchor__does_not_write_into_one_that_there_is(history, anchor):
    audit()
    kept = anchor.lines
    with pytest.raises(CommandError, match="holds an anchor"):
        call_command("audit_live_pages", "--new-anchor")
    assert anchor.lines == kept


def three_lines(history, anchor):
    for _night in range(3):
        audit()
        approve_again(history)
    return anchor.lines


CHANGES = {
    "last line cut off": (lambda lines: [*lines[:2], lines[2][:-40]], "Line 3 is cut off"),
    "last line removed": (lambda lines: lines[:2], "Lines at its end are missing"),
    "line in the middle removed": (lambda lines: lines[::2], "Line 2 does not follow"),
    "a foreign text": (lambda lines: [b"root:x:0:0:\n"], "Line 1 is none that an audit wrote"),
}


@pytest.mark.parametrize(("change", "reason"), CHANGES.values(), ids=CHANGES)
def test_changed_anchor__is_found_and_left_as_it_is(change, reason, history, anchor):
    anchor.replace(change(three_lines(history, anchor)))
    kept = anchor.lines
    run = audit()
    assert (run.status, run.codes) == (1, ["anchor-broken"])
    assert reason in run.text
    assert anchor.lines == kept


def test_anchor_of_another_ledger__is_found(history, anchor):
    audit()
    (line,) = anchor.lines
    rewrite_records_and_ledger(first=1, comment="As on another site.")
    LedgerAnchor.objects.all().delete()
    run = audit()
    assert run.codes == ["ledger-replaced"]
    assert anchor.lines == [line]


def test_anchor__that_was_emptied_is_missing(history, anchor):
    if anchor.kind != FILE:
        return
    audit()
    anchor.path.write_bytes(b"")
    assert audit().codes == ["anchor-missing"]


def test_audit_that_died_before_the_database_remembered_its_line__is_gone_on_from(history, anchor):
    audit()
    memory = LedgerAnchor.objects.values().get()
    approve_again(history)
    audit()
    LedgerAnchor.objects.filter(pk=memory["id"]).update(**memory)
    approve_again(history)
    run = audit()
    assert (run.status, len(anchor.lines)) == (0, 3)


def test_queries__do_not_grow_with_the_lines(history, anchor):
    counts = []
    for _night in range(3):
        approve_again(history)
        audit()
        with CaptureQueriesContext(connection) as captured:
            audit()
        counts.append(len(captured))
    assert len(set(counts)) == 1


@pytest.mark.parametrize("is_first", [True, False], ids=["first", "later"])
def test_audits_at_the_same_time__write_one_line(is_first, committed, anchor, history):
    if not is_first:
        audit()
        approve_again(history)
    runs = at_once(audit, audit)
    assert [run.status for run in runs] == [0, 0]
    assert sorted("was written to" in run.anchored for run in runs) == [False, True]
    assert len(anchor.lines) == 1 + (not is_first)
    assert audit().status == 0
