"""Warnings where no audit keeps the end of the ledger outside: a system check and the report."""

from __future__ import annotations

import sys
from datetime import timedelta

import pytest
from django.core import checks
from django.utils import timezone

from headhealth.checks.anchor_checks import check_anchor_settings
from headhealth.models import LedgerEntry
from tests.integration.audit.auditing import audit, rows
from tests.integration.reader_forms.filling_in import soup

REPORT = "/admin/reports/medical-review/"


def warned():
    return [
        each
        for each in checks.run_checks(databases=["default"], tags=[checks.Tags.database])
        if each.id == "headhealth.W007"
    ]


@pytest.fixture
def said(client_of, publisher):
    def said(user=publisher):
        shown = soup(client_of(user).get(REPORT)).select_one(".hh-anchor")
        if shown is None:
            return "", False
        return " ".join(shown.get_text(" ").split()), "hh-reminders--alert" in shown["class"]

    return said


@pytest.fixture
def path(tmp_path, settings):
    settings.HEADHEALTH_LEDGER_ANCHOR = str(tmp_path / "anchor")


def test_site_without_records__needs_no_anchor_yet(db, said):
    assert warned() == []
    assert said() == ("", False)


def test_records_that_nothing_outside_knows_of(live, said, settings):
    (warning,) = warned()
    assert "Set HEADHEALTH_LEDGER_ANCHOR" in warning.hint
    text, is_alert = said()
    assert text.startswith("The review records are not secured outside the database.") and is_alert


def test_setting_alone__is_no_anchor(live, path):
    (warning,) = warned()
    assert "audit_live_pages" in warning.hint


@pytest.mark.parametrize(("days", "is_stale"), [(7, False), (8, True), (400, True)])
def test_audits_that_stopped__are_warned_of_after_a_week(
    days, is_stale, live, path, said, time_machine
):
    time_machine.move_to(timezone.now(), tick=False)
    audit()
    assert said()[0].startswith("An audit last confirmed the review records on ")
    time_machine.shift(timedelta(days=days))
    assert bool(warned()) is is_stale
    text, is_alert = said()
    assert is_alert is is_stale
    assert ("No audit has confirmed the review records since" in text) is is_stale


def test_quiet_site__is_confirmed_by_each_audit(live, path, time_machine):
    audit()
    for _night in range(3):
        time_machine.move_to(timezone.now() + timedelta(days=6))
        audit()
    assert warned() == []


def test_audits_that_find_a_broken_chain__confirm_nothing(live, path, time_machine):
    audit()
    rows(LedgerEntry).filter(kind="approval").update(kind="adoption")
    time_machine.move_to(timezone.now() + timedelta(days=8))
    audit()
    assert len(warned()) == 1


def test_report__does_not_bother_those_who_do_not_lead(live, said, editor):
    assert said(editor) == ("", False)


def test_time_stamps__need_their_library(settings, monkeypatch):
    assert check_anchor_settings(None) == []
    settings.HEADHEALTH_TIMESTAMP_URL = "https://stamps.example.org/"
    assert check_anchor_settings(None) == []
    monkeypatch.setitem(sys.modules, "rfc3161_client", None)
    assert [each.id for each in check_anchor_settings(None)] == ["headhealth.E007"]
