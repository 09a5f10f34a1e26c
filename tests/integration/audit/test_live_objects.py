"""What readers see is what was approved, or the audit says so."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.models import Page, Revision

from headhealth.models import ConditionPage, LedgerEntry, LedgerHead, MedicalReview
from headhealth.review.newest_review import newest_review
from headhealth.withdrawal.withdraw import withdrawing
from tests import factories
from tests.integration.audit.auditing import audit, rows
from tests.integration.audit.histories import (
    approve_next,
    cancel_schedule,
    published_urgently,
    scheduled,
)
from tests.testapp.models import Advice, ClinicPage, OpeningHours, OpeningTime, PlainPage


def test_audit__reads_streams_that_were_written_as_text(live):
    blocks = json.dumps(live.body.get_prep_value())
    ConditionPage.objects.filter(pk=live.pk).update(body=blocks)
    assert audit().findings == []
    ConditionPage.objects.filter(pk=live.pk).update(body=blocks.replace("common", "rare"))
    assert audit().codes == ["content-changed"]


def test_audit__finds_nothing_where_all_was_approved(live, clinic, symptom, advice, home):
    live.create_alias(update_slug="alias")
    home.add_child(instance=PlainPage(title="Not reviewed, and need not be"))
    run = audit()
    assert (run.status, run.findings) == (0, [])
    for counted in ("2 registration records, ", "4 medical reviews, ", "11 contributions, "):
        assert counted in run.text
    assert run.text.startswith("Checked 21 ledger entries, ")
    assert run.text.endswith(
        f"5 live objects, 1 shown things. Findings: 0. End of the ledger: {run.end}\n"
        "Nothing outside the database knows this end: set HEADHEALTH_LEDGER_ANCHOR, or a ledger "
        "that is rewritten as a whole is not found.\n"
    )


def test_audit__says_what_was_changed_where_and_what_to_do(live):
    rows(ConditionPage).update(summary="Take ten tablets.")
    rows(Page).filter(pk=live.pk).update(title="Hemicrania")
    run = audit()
    assert run.status == 1
    address, edit = live.full_url, f"http://testserver/admin/pages/{live.pk}/edit/"
    day = date_format(timezone.localdate())
    assert run.findings == [
        f"content-changed: “Hemicrania” (conditionpage {live.pk}, {address}, edit: {edit}) shows "
        f"readers other content than Dr Reviewer approved on {day} (title and summary): publish "
        "the approved version again from its history, or have this one reviewed, and find out "
        "who wrote to the database. Where a migration rewrote it, see rebaseline_reviews."
    ]


@pytest.mark.parametrize("where", ["block", "key"])
def test_content_that_the_site_cannot_show__is_found(where, live):
    """A later release may know the block, and show it to readers."""
    body = list(live.body.raw_data)
    if where == "block":
        body.append({"type": "hidden_block", "value": "Take ten tablets.", "id": "x"})
    else:
        body[0] = {**body[0], "value": {**body[0]["value"], "hidden_key": "Take ten tablets."}}
    rows(ConditionPage).filter(pk=live.pk).update(body=json.dumps(body))
    run = audit()
    assert run.codes == ["content-changed"]
    assert "(body)" in run.text


def add_hours(page):
    OpeningHours.objects.bulk_create([OpeningHours(page=page, day="Sunday")])


def change_time(page):
    rows(OpeningTime).filter(hours__page=page).update(time="3:00")


def delete_hours(page):
    rows(OpeningTime).filter(hours__page=page)._raw_delete("default")


def drop_relation(page):
    ClinicPage.shown_symptoms.through.objects.filter(clinicpage=page)._raw_delete("default")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (add_hours, "opening hours"),
        (change_time, "opening hours"),
        (delete_hours, "opening hours"),
        (drop_relation, "shown symptoms"),
        (lambda page: rows(ClinicPage).update(phone="999"), "phone"),
        (lambda page: rows(ClinicPage).update(body="[]"), "body"),
    ],
)
def test_page_of_the_host__changed_in_each_of_its_tables(change, field, clinic):
    change(clinic)
    run = audit()
    assert run.codes == ["content-changed"]
    assert f"({field})" in run.text


def test_exempt_field__may_change(clinic):
    rows(ClinicPage).update(view_count=99)
    assert audit().status == 0


@pytest.mark.parametrize(("kind", "field"), [("symptom", "description"), ("advice", "text")])
def test_snippet__changed_in_the_database(kind, field, db, request):
    snippet = request.getfixturevalue(kind)
    rows(type(snippet)).filter(pk=snippet.pk).update(**{field: "Bleed the patient."})
    run = audit()
    assert run.codes == ["content-changed"]
    assert f"{kind} {snippet.pk}, edit: http://testserver/admin/" in run.text


def test_alias__changed_in_the_database(live):
    alias = live.create_alias(update_slug="alias")
    rows(ConditionPage).filter(pk=alias.pk).update(summary="Take ten tablets.")
    run = audit()
    assert run.codes == ["content-changed"]
    assert f"conditionpage {alias.pk}, {alias.full_url}" in run.text


@pytest.mark.parametrize("length", [2, 3, 5])
def test_chain_of_aliases__is_covered_by_the_page_that_all_show(length, live):
    source = live
    for number in range(length):
        source = source.create_alias(update_slug=f"alias-{number}")
    assert audit().status == 0


def test_alias__made_a_page_of_its_own_in_the_database_is_one_that_nobody_reviewed(live):
    live.create_alias(update_slug="alias")
    rows(Page).update(alias_of=None)
    assert audit().codes == ["never-reviewed"]


def test_draft_that_was_made_live_in_the_database(draft):
    rows(Page).filter(pk=draft.pk).update(live=True)
    run = audit()
    assert run.codes == ["never-reviewed"]
    assert "is live and has never been medically reviewed: unpublish it" in run.text


def test_revoked__stays_live_and_is_reported(live):
    newest_review(live).revoke()
    run = audit()
    assert run.codes == ["review-revoked"]
    assert "approval by Dr Reviewer" in run.text


def test_newest_revoked__its_text_is_reported_and_not_covered_by_the_one_before(
    live, editor, reviewer
):
    page = approve_next(live, editor, reviewer, summary="Second.")
    newest_review(page).revoke()
    assert audit().codes == ["review-revoked"]


def with_its_revision(page, review):
    rows(Page).filter(pk=page.pk).update(live_revision=review.revision)


def with_no_revision_and_a_made_up_schedule(page, review):
    rows(Page).filter(pk=page.pk).update(live_revision=None)
    newest = rows(MedicalReview).order_by("-pk").values("revision")[:1]
    hour = timezone.now() + timedelta(days=1)
    rows(Revision).filter(pk__in=newest).update(approved_go_live_at=hour)


def as_if_it_were_offline_meanwhile(page, review):
    ConditionPage.objects.get(pk=page.pk).unpublish()
    rows(Page).filter(pk=page.pk).update(live=True, live_revision=review.revision)


@pytest.mark.parametrize(
    "forge",
    [
        lambda page, review: None,
        with_its_revision,
        with_no_revision_and_a_made_up_schedule,
        as_if_it_were_offline_meanwhile,
    ],
)
def test_superseded_text__put_back_in_the_database(forge, live, editor, reviewer):
    first = live.summary
    review = newest_review(live)
    approve_next(live, editor, reviewer, summary="Second.")
    assert audit().status == 0
    rows(ConditionPage).update(summary=first)
    forge(live, review)
    assert audit().codes == ["review-superseded"]


def test_superseded_snippet__put_back_with_its_revision(advice, editor, reviewer):
    first = newest_review(advice)
    approve_next(advice, editor, reviewer, text="Rest, and drink.")
    assert audit().status == 0
    rows(Advice).update(text=advice.text, live_revision=first.revision)
    assert audit().codes == ["review-superseded"]


def test_urgent_text__put_back_after_the_approval_of_another(live, editor, publisher, reviewer):
    published_urgently(live, editor, publisher)
    urgent = ConditionPage.objects.get()
    page = ConditionPage.objects.get()
    page.summary = "Take a quarter of it."
    page.save_revision(user=editor)
    factories.approve(page.current_workflow_task_state, user=reviewer)
    assert audit().status == 0
    rows(ConditionPage).update(summary=urgent.summary)
    rows(Page).filter(pk=live.pk).update(live_revision=urgent.live_revision)
    assert audit().codes == ["content-changed"]


def test_urgent_text__put_back_after_the_next_urgent_one(live, editor, publisher):
    published_urgently(live, editor, publisher)
    first = ConditionPage.objects.get()
    published_urgently(live, editor, publisher, summary="Take a quarter of it.")
    assert audit().status == 0
    rows(ConditionPage).update(summary=first.summary)
    rows(Page).filter(pk=live.pk).update(live_revision=first.live_revision)
    assert audit().codes == ["content-changed"]


def test_record_of_a_publication__taken_off_in_the_database(live):
    rows(MedicalReview).update(published_at=None)
    assert audit().codes == ["record-changed", "review-untrusted"]


@pytest.mark.parametrize("is_cancelled", [False, True], ids=["", "cancelled"])
@pytest.mark.parametrize("is_purged", [False, True], ids=["", "purged"])
def test_approved_text_that_was_never_public__put_live_after_a_later_approval(
    is_purged, is_cancelled, live, editor, reviewer
):
    never_public = scheduled(editor, reviewer, "Tomorrow.", 1)
    if is_cancelled:
        cancel_schedule()
    scheduled(editor, reviewer, "The day after.", 2)
    assert audit().status == 0
    rows(ConditionPage).update(summary="Tomorrow.")
    revision = None if is_purged else never_public.revision
    rows(Page).filter(pk=live.pk).update(live_revision=revision)
    assert audit().codes == ["review-superseded"]


def test_purged_revisions__leave_the_live_text_covered_after_a_cancelled_approval(
    live, editor, reviewer
):
    scheduled(editor, reviewer, "Tomorrow.", 1)
    cancel_schedule()
    assert audit().status == 0
    call_command("purge_revisions", verbosity=0)
    assert ConditionPage.objects.get().live_revision is None
    assert audit().status == 0


@pytest.mark.parametrize("is_purged", [False, True], ids=["", "purged"])
def test_later_approval_that_waits_for_its_hour__leaves_the_live_text_covered(
    is_purged, live, editor, reviewer, publisher
):
    live.slug = "elsewhere"
    live.save_revision(user=publisher).publish(user=publisher)
    page = ConditionPage.objects.get()
    page.summary, page.go_live_at = "Tomorrow.", timezone.now() + timedelta(days=1)
    factories.published(page, author=editor, approver=reviewer)
    assert MedicalReview.objects.count() == 2
    assert ConditionPage.objects.get().summary == live.summary
    if is_purged:
        call_command("purge_revisions", verbosity=0)
        assert ConditionPage.objects.get().live_revision is None
    run = audit()
    assert run.status == 0
    assert "1 scheduled versions" in run.text


def test_scheduled_version__that_is_not_what_was_approved(live, editor, reviewer):
    page = ConditionPage.objects.get()
    page.summary, page.go_live_at = "Tomorrow.", timezone.now() + timedelta(days=1)
    page = factories.published(page, author=editor, approver=reviewer)
    revision = page.scheduled_revision
    revision.content["summary"] = "Take ten tablets."
    rows(type(revision)).filter(pk=revision.pk).update(content=revision.content)
    run = audit()
    assert run.codes == ["schedule-unreviewed"]
    assert f"version ({revision.pk}) that is not what was last approved" in run.text
    assert live.full_url in run.text


def test_migration_that_added_a_field__is_no_change_of_content(draft, editor):
    """The record of that day knows nothing of the field; nor does a version that waits."""
    revision = draft.save_revision(user=editor)
    del revision.content["risk_tier"]
    hour = timezone.now() + timedelta(days=1)
    rows(Revision).filter(pk=revision.pk).update(content=revision.content, approved_go_live_at=hour)
    rows(Page).filter(pk=draft.pk).update(live=True)
    snapshot = factories.review_fields(draft)["snapshot"]
    del snapshot["risk_tier"]
    factories.reviewed(draft, snapshot=snapshot, digest="0" * 64)
    run = audit()
    assert (run.status, run.findings) == (0, [])
    assert "1 live objects, 1 scheduled versions" in run.text


def test_urgent_publication__is_a_finding_when_its_review_is_late(
    live, editor, publisher, reviewer
):
    live.create_alias(update_slug="alias")
    publication = published_urgently(live, editor, publisher)
    assert audit().findings == []
    with time_machine.travel(publication.review_due_at - timedelta(minutes=1)):
        assert audit().status == 0
    with time_machine.travel(publication.review_due_at + timedelta(minutes=1)):
        run = audit()
        assert (run.status, run.codes) == (1, ["emergency-unreviewed"] * 2)
        assert "was published urgently by publisher" in run.text
        factories.approve(
            ConditionPage.objects.get(pk=live.pk).current_workflow_task_state, user=reviewer
        )
        assert audit().findings == []


def test_urgent_publication__covers_nothing_but_what_it_is_of(live, editor, publisher):
    published_urgently(live, editor, publisher)
    rows(ConditionPage).filter(pk=live.pk).update(summary="Take ten.")
    assert audit().codes == ["content-changed"]


def test_urgent_text__covers_nothing_after_another_was_approved(
    live, editor, publisher, other_reviewer
):
    published_urgently(live, editor, publisher)
    live.current_workflow_state.cancel()
    approve_next(live, editor, other_reviewer, summary="Take a third.")
    assert audit().findings == []
    rows(ConditionPage).filter(pk=live.pk).update(summary="Take half of it.")
    assert audit().codes == ["content-changed"]


def test_urgent_publication_past_django__covers_nothing(live, editor, publisher):
    """The row alone is what no one stands for."""
    publication = published_urgently(live, editor, publisher)
    entry = LedgerEntry.objects.get(kind="emergency")
    entry_after = LedgerEntry._base_manager.filter(position__gt=entry.position)
    assert not entry_after.exists()
    rows(LedgerEntry).filter(pk=entry.pk)._raw_delete("default")
    rows(LedgerHead).update(position=entry.position - 1, hash=entry.previous_hash)
    codes = audit().codes
    assert codes == ["record-unentered", "content-changed"], publication


def test_withdrawn_page__that_is_live_again_past_django_is_found(live, publisher):
    with withdrawing([live], reason="It is wrong.", user=publisher):
        live.unpublish(user=publisher)
    assert audit().findings == []
    rows(Page).filter(pk=live.pk).update(live=True)
    run = audit()
    assert run.codes == ["content-withdrawn"]
    assert "although it was withdrawn on" in run.text
