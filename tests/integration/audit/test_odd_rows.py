"""Rows of a form that no code writes: each is a finding, and hides none of the others."""

from __future__ import annotations

import json

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone
from wagtail.models import Revision

from headhealth.models import ConditionPage, LedgerEntry, LedgerHead, MedicalReview, Symptom
from headhealth.review.audit import ledger_chain
from headhealth.review.authority import may_be_public
from headhealth.review.content_digest import changed_fields, digest_of
from headhealth.review.content_snapshot import content_snapshot
from headhealth.review.newest_review import newest_review
from headhealth.review.refusal import ReviewRequired
from headhealth.review.review_ledger import hash_of
from headhealth.review.same_for_readers import NotRendered, same_data, same_for_readers
from headhealth.review.stored import unknown_places, walk
from headhealth.review.version import version_of
from tests import factories
from tests.integration.audit.auditing import audit, rows
from tests.testapp.models import ClinicPage

ABOUT = {"content_type": {"id": 1, "model": "headhealth.conditionpage"}, "object_id": "7"}


@pytest.fixture
def changed(symptom):
    """Something else that is wrong, which the audit comes to last."""
    rows(Symptom).update(description="Bleed the patient.")
    return symptom


def forge(**values):
    """Chain an entry to the ledger as the app would, whatever it says."""
    head = LedgerHead.objects.get()
    made = {
        "kind": "approval",
        "record_type": "headhealth.medicalreview",
        "record_id": 999999,
        "facts": ABOUT,
        "entered_at": timezone.now(),
    }
    entry = LedgerEntry(position=head.position + 1, previous_hash=head.hash, **made | values)
    entry.hash = hash_of(entry)
    rows(LedgerEntry).bulk_create([entry])
    rows(LedgerHead).update(position=entry.position, hash=entry.hash)
    return entry


def write(table, column, text, **where):
    """Store ``text`` as it is, past the fields of the model."""
    (key, value), *_none = where.items()
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", [text, value])


# Entries


@pytest.mark.parametrize(
    "values",
    [
        {"record_type": ""},
        {"record_type": "x.y.z"},
        {"record_type": "auth.user"},
        {"record_type": "wagtailcore.page", "record_id": 1},
        {"record_type": "headhealth.ledgerentry"},
        {"facts": {}},
        {"facts": []},
        {"facts": "x"},
        {"facts": 5},
        {"facts": ABOUT | {"content_type": 5}},
        {"facts": ABOUT | {"content_type": {"id": 5}}},
        {"facts": ABOUT | {"content_type": {"model": ["x"], "id": 5}}},
        {"facts": ABOUT | {"object_id": 7}},
        {"facts": ABOUT | {"object_title": ["x"]}},
        {"kind": ""},
        {"kind": "nonsense"},
        {"kind": "fingerprint-"},
        {"kind": "fingerprint-x"},
        {"kind": "fingerprint-x", "facts": {"digest": "0" * 64, "digest_format": 3}},
        {"kind": "revocation"},
        {"kind": "revocation", "facts": ABOUT | {"revoked_at": None}},
        {"kind": "emergency"},
        {"kind": "registration", "record_type": "headhealth.registrationrecord", "facts": {}},
    ],
    ids=str,
)
def test_entry__that_the_app_never_writes(values, changed):
    entry = forge(**values)
    run = audit()
    assert run.codes == ["entry-unreadable", "content-changed"]
    assert f"Entry {entry.position} of the review ledger has a form that the app never" in run.text


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        ("revocation", {"revoked_at": "2026-01-01T00:00:00.000+00:00"}),
        ("fingerprint-3", {"digest": "0" * 64, "digest_format": 3}),
    ],
)
def test_entry__of_later_about_a_record_that_was_never_made(kind, facts, changed):
    entry = forge(kind=kind, facts=facts)
    run = audit()
    assert run.codes == ["record-missing", "content-changed"]
    assert f"Entry {entry.position} of the review ledger ({kind}) is about the record" in run.text


def test_entry__of_an_app_that_is_not_installed_any_more__is_none_of_ours(live):
    forge(record_type="gone.record", kind="whatever", facts={})
    assert audit().status == 0


@pytest.mark.parametrize(
    "facts",
    [{"reviewer": ["x"]}, {"revision": {"a": 1}}, {"content_type": {"id": [], "model": ""}}],
)
def test_entry__with_odd_facts_about_a_record(facts, live, changed):
    """Whatever the facts hold: a finding about the entry or the record, and the rest."""
    review = newest_review(live)
    entry = LedgerEntry.objects.get(kind="approval", record_id=review.pk)
    rows(MedicalReview).filter(pk=review.pk).update(reviewer=None, revision=None)
    entry.facts |= facts
    rows(LedgerEntry).filter(pk=entry.pk).update(facts=entry.facts, hash=hash_of(entry))
    codes = audit().codes
    assert {"entry-unreadable", "record-changed"} & {*codes}
    assert "review-untrusted" in codes
    assert "content-changed" in codes
    assert newest_review(ConditionPage.objects.get()) is None


def test_entry__at_which_a_check_fails__is_told_alone(live, changed, monkeypatch):
    first = LedgerEntry.objects.filter(kind="approval").first()

    def fail(entries, _distrusted):
        assert first not in entries
        return []

    monkeypatch.setattr(ledger_chain, "check_acts", fail)
    run = audit()
    assert run.codes == ["entry-unreadable", "review-untrusted", "content-changed"]


# Records


@pytest.mark.parametrize("snapshot", ["null", '"x"', "[]", "[5]", "5", '{"body": 5}'])
def test_record__with_an_odd_snapshot(snapshot, live, changed):
    review = newest_review(live)
    write("headhealth_medicalreview", "snapshot", snapshot, id=review.pk)
    assert audit().codes == ["record-changed", "review-untrusted", "content-changed"]
    assert newest_review(live) is None


@pytest.mark.parametrize("snapshot", ["null", '"x"', "[]", "[5]"])
def test_record__with_an_odd_snapshot_and_another_digest(snapshot, live, changed):
    review = newest_review(live)
    write("headhealth_medicalreview", "snapshot", snapshot, id=review.pk)
    rows(MedicalReview).filter(pk=review.pk).update(digest="0" * 64)
    assert audit().codes == ["record-changed", "content-changed", "content-changed"]


ODD = [None, "x", [], [5], 5]


@pytest.mark.parametrize("snapshot", ODD, ids=str)
def test_gate__refuses_a_record_with_an_odd_snapshot(snapshot, live):
    """Also where the ledger agrees with it."""
    review = newest_review(live)
    version = version_of(live)
    review.snapshot = snapshot
    with pytest.raises(NotRendered):
        same_for_readers(live, snapshot, version.snapshot)
    review.digest = "0" * 64
    assert not review.lets_through(version)
    assert changed_fields(ConditionPage, snapshot, version.snapshot)


def test_page__whose_record_has_an_odd_snapshot__cannot_be_published(live):
    review = newest_review(live)
    rows(MedicalReview).filter(pk=review.pk).update(snapshot=[])
    page = ConditionPage.objects.get()
    assert not may_be_public(page)
    page.summary = "Other words."
    revision = page.save_revision()
    with pytest.raises(ReviewRequired):
        revision.publish()


@pytest.mark.parametrize("snapshot", ODD, ids=str)
def test_walk__takes_what_is_no_snapshot_for_unknown(snapshot, db):
    assert unknown_places(walk(ConditionPage, snapshot)) == [""]
    assert digest_of(ConditionPage, snapshot) != digest_of(ConditionPage, {})


@pytest.mark.parametrize("value", ["x", 7, {"a": 1}, [5], [None], [{"pk": []}]], ids=str)
@pytest.mark.parametrize("name", ["opening_hours", "shown_symptoms"])
def test_walk__takes_relations_of_another_form_for_unknown(name, value, clinic):
    snapshot = content_snapshot(clinic) | {name: value}
    if name == "opening_hours" or not isinstance(value, list):
        assert unknown_places(walk(ClinicPage, snapshot)) == [name]
    assert digest_of(ClinicPage, snapshot) != digest_of(ClinicPage, content_snapshot(clinic))
    assert not same_data(ClinicPage, snapshot, content_snapshot(clinic))


# Live rows


@pytest.mark.parametrize("body", ['{"a": 1}', '[5, null, ["x"]]', "5"])
def test_live_page__whose_stream_cannot_be_read(body, live, changed, a_to_z, editor, reviewer):
    other = factories.published(
        factories.ConditionPageFactory(parent=a_to_z), author=editor, approver=reviewer
    )
    rows(ConditionPage).filter(pk=other.pk).update(summary="Take ten tablets.")
    write("headhealth_conditionpage", "body", body, page_ptr_id=live.pk)
    run = audit()
    assert sorted(run.codes) == ["content-changed", "content-changed", "content-unreadable"]
    assert f"“Migraine” (conditionpage {live.pk}) is live and cannot be read" in run.text


def test_live_page__whose_own_row_is_gone(live, changed):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM headhealth_conditionpage")
    run = audit()
    assert sorted(run.codes) == ["content-changed", "content-unreadable"]
    assert "is live and cannot be read (its row is gone)" in run.text


def test_live_page__that_is_said_to_be_of_another_type(live):
    kind = ContentType.objects.get_for_model(ClinicPage)
    write("wagtailcore_page", "content_type_id", kind.pk, id=live.pk)
    assert "content-unreadable" in audit().codes


def test_scheduled_version__that_cannot_be_read(live, changed):
    revision = live.save_revision()
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=timezone.now())
    write("wagtailcore_revision", "content", json.dumps([]), id=revision.pk)
    run = audit()
    assert sorted(run.codes) == ["content-changed", "content-unreadable"]
    assert f"The version {revision.pk} of “Migraine”, which is scheduled, cannot be" in run.text
