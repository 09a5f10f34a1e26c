"""How the audit is told, and what it costs."""

from __future__ import annotations

import io
import sys

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from headhealth.models import ConditionPage, MedicalReview, Symptom
from tests import factories
from tests.integration.audit.auditing import audit, rows
from tests.integration.review.migrating import EXPANDER, make_sections, run
from tests.testapp.models import ClinicPage, OpeningHours, OpeningTime

CHUNK = "headhealth.review.audit.chunks.CHUNK"


class Terminal(io.StringIO):
    def isatty(self):
        return True


def queries():
    with CaptureQueriesContext(connection) as captured:
        audit()
    return len(captured)


def test_json__is_one_object_with_every_finding(live, symptom):
    rows(ConditionPage).update(summary="Take ten tablets.")
    rows(Symptom).update(description="Nothing.")
    run = audit("--format=json")
    assert run.status == 1
    assert run.data["found"] == 2
    assert run.data["checked"] == {
        "ledger entries": 10,
        "contributions": 4,
        "registration records": 2,
        "medical reviews": 2,
        "live objects": 2,
    }
    assert run.data["ledger_end"] == audit().end
    page, snippet = sorted(run.data["findings"], key=lambda finding: finding["object"]["model"])
    assert page["code"] == snippet["code"] == "content-changed"
    assert page["text"].startswith("“Migraine” (conditionpage")
    assert page["object"] == {
        "model": "headhealth.conditionpage",
        "object_id": str(live.pk),
        "title": "Migraine",
        "url": live.full_url,
        "edit_url": f"http://testserver/admin/pages/{live.pk}/edit/",
    }
    assert snippet["object"]["url"] == ""


def test_json__of_nothing(db):
    run = audit("--format=json")
    assert (run.status, run.data["findings"], run.data["ledger_end"]) == (0, [], "0:")


def test_exit_status__is_1_and_how_many_goes_to_stderr(live):
    rows(MedicalReview)._raw_delete("default")
    with pytest.raises(CommandError, match="2 findings") as error:
        call_command("audit_live_pages", stdout=io.StringIO())
    assert error.value.returncode == 1


@pytest.mark.parametrize("text", ["7", "x:y", ""])
def test_known_end__that_is_none(text):
    with pytest.raises(CommandError, match="known-end"):
        call_command("audit_live_pages", f"--known-end={text}")


def test_title__cannot_write_to_the_terminal(live):
    rows(Page).filter(pk=live.pk).update(title="Migraine\n\x1b[2Jnever-reviewed: " + "x" * 200)
    run = audit()
    assert len(run.findings) == 1
    assert "\x1b" not in run.text and "x" * 100 not in run.text


def test_progress__is_shown_on_a_terminal_only(live, monkeypatch):
    for stream, is_shown in ((io.StringIO(), False), (Terminal(), True)):
        monkeypatch.setattr(sys, "stderr", stream)
        run = audit()
        assert "rows" not in run.text
        assert ("0/12" in stream.getvalue()) is is_shown


def test_queries__are_the_same_for_one_object_of_a_kind_as_for_many(
    a_to_z, clinic, live, symptom, advice, editor, reviewer
):
    live.create_alias(update_slug="alias")
    audit()
    before = queries()
    for number in range(3):
        page = factories.published(
            factories.ConditionPageFactory(parent=a_to_z), author=editor, approver=reviewer
        )
        page.create_alias(update_slug=f"alias-{number}")
        other = ClinicPage(title=f"Clinic {number}", summary="s", body=[], live=False)
        other.body = [factories.text_section()]
        other.opening_hours = [
            OpeningHours(day=day, times=[OpeningTime(time="9:00"), OpeningTime(time="8:00")])
            for day in ("Monday", "Tuesday")
        ]
        other.shown_symptoms = [factories.SymptomFactory()]
        a_to_z.get_parent().add_child(instance=other)
        factories.published(other, author=editor, approver=reviewer)
        factories.published(factories.SymptomFactory(), author=editor, approver=reviewer)
    assert queries() == before


def test_queries__are_the_same_for_one_finding_as_for_many(a_to_z, live, editor, reviewer):
    rows(ConditionPage).update(summary="Take ten tablets.")
    rows(MedicalReview).update(reviewer_name="Dr Quack")
    audit()
    before = queries()
    for _ in range(3):
        factories.published(
            factories.ConditionPageFactory(parent=a_to_z), author=editor, approver=reviewer
        )
    rows(ConditionPage).update(summary="Take ten tablets.")
    rows(MedicalReview).update(reviewer_name="Dr Quack")
    assert len(audit().findings) == 8
    assert queries() == before


def test_queries__are_the_same_for_one_rebaselined_or_adopted_object_as_for_many(
    a_to_z, editor, reviewer, superuser
):
    def make_both():
        body = [factories.text_section(), EXPANDER]
        page = factories.ConditionPageFactory(parent=a_to_z, body=body)
        factories.published(page, author=editor, approver=reviewer)
        old = factories.ConditionPageFactory(parent=a_to_z)
        rows(Page).filter(pk=old.pk).update(live=True)
        make_sections(ConditionPage)
        for command in ("rebaseline_reviews", "adopt_pages"):
            run(command, user=superuser)

    make_both()
    assert "(of them 1 rebaselined after a migration, 1 adopted" in audit().text
    before = queries()
    for _ in range(3):
        make_both()
    assert "(of them 4 rebaselined after a migration, 4 adopted" in audit().text
    assert queries() == before


def test_queries__for_each_further_chunk(a_to_z, live, editor, reviewer, monkeypatch):
    """Entries 2, records 2; pages 2 and one for what each of their tables and reviews says.

    Shown things 3: the pages, their reviews, and what these say the pages show.
    """
    for _ in range(5):
        factories.published(
            factories.ConditionPageFactory(parent=a_to_z), author=editor, approver=reviewer
        )
    counts = []
    for size in (6, 3, 2):
        monkeypatch.setattr(CHUNK, size)
        run = audit()
        assert "6 medical reviews, 6 live objects" in run.text
        counts.append(queries())
    # A chunk that is full is followed by a look for more.
    assert [count - counts[0] for count in counts] == [0, 33, 49]
