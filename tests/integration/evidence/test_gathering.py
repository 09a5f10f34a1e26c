"""What a pack knows of a page with a history."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Site

from headhealth.evidence.object_evidence import gather_evidence
from headhealth.evidence.pack import make_pack, make_packs
from headhealth.evidence.rendering.json_pack import json_pack
from headhealth.guest_reading.answer import Answer, give_opinion, save_draft
from headhealth.guest_reading.invite import invite_guest
from headhealth.models import (
    ConditionPage,
    Contributor,
    LedgerEntry,
    MedicalReview,
    ReviewPolicy,
    Source,
)
from headhealth.review.newest_review import newest_review
from headhealth.snippets.source_notice import mark_source
from headhealth.withdrawal.withdraw import withdrawing
from headhealth.workflow.emergency import publish_urgently
from tests import factories
from tests.integration.audit.auditing import rows


def review_again(page: Any, summary: str, *, author: Any, approver: Any) -> None:
    page = type(page).objects.get(pk=page.pk)
    page.summary = summary
    factories.published(page, author=author, approver=approver)


def test_reviews__are_told_as_they_were_that_day(storied, other_reviewer):
    Contributor.objects.filter(user=other_reviewer).update(
        name="Dr Married", registration_number="CHANGED"
    )
    newest, first = gather_evidence(storied).reviews
    assert (newest.reviewer_name, newest.registration_body) == (
        "Dr Other_Reviewer",
        "General Medical Council",
    )
    assert newest.registration_number.startswith("TEST-")
    assert (newest.scope, first.scope) == ("changes", "whole")
    assert newest.comment == "Checked against the guideline."
    assert newest.change_note == "How long it lasts"
    assert (newest.counts, first.counts) == (True, False)
    assert newest.red_flags_covered and newest.plain_language
    assert newest.revision_number == storied.live_revision_id
    assert [author.name for author in newest.authors] == ["editor"]


def test_text__of_every_version_is_whole_and_the_changes_lead_from_one_to_the_next(storied):
    newest, first = gather_evidence(storied).reviews
    text = {part.label: [line.text for line in part.lines] for part in first.version.text}
    assert text["Summary"] == ["Most headaches pass without treatment."]
    assert "It is common." in text["Body › Text section: Overview"][-2]
    assert first.version.before == "" and first.version.changes == []
    assert newest.version.before == "Migraine, approved by Dr Reviewer"
    ((change,),) = [newest.version.changes]
    assert change.label == "Summary"
    assert [(line.before, line.after) for line in change.lines] == [
        (
            "Most headaches pass without treatment.",
            "Most migraines pass within three days.",
        )
    ]


def test_sources__are_those_of_the_day_of_the_approval(storied, guideline, editor, reviewer):
    guideline.title, guideline.year = "Headaches, second edition", 2025
    guideline.save()
    guideline.save_revision()
    mark_source(guideline, kind="superseded", user=editor)
    evidence = gather_evidence(storied)
    (source,) = evidence.sources
    assert (source.title, source.publisher, source.year) == ("Headaches in over 12s", "NICE", 2021)
    assert source.known_from == "approval"
    assert source.notice == "Superseded"
    review_again(storied, "It may come back.", author=editor, approver=reviewer)
    (source,) = gather_evidence(storied).sources
    assert (source.title, source.year) == ("Headaches, second edition", 2025)


@pytest.mark.parametrize(
    ("has_version", "told"),
    [(True, ("version", "Headaches in over 12s")), (False, ("today", "Second edition"))],
    ids=["its version of before", "none: as it is today"],
)
def test_source__of_an_approval_that_recorded_none_is_told_as_it_is_known(
    has_version, told, storied, guideline
):
    rows(MedicalReview).update(dependencies=None)
    if not has_version:
        Source.objects.filter(pk=guideline.pk).update(latest_revision=None)
        guideline.revisions.all().delete()
        guideline.latest_revision = None
    guideline.title = "Second edition"
    guideline.save()
    (source,) = gather_evidence(storied).sources
    assert (source.known_from, source.title) == told


def test_source__that_was_deleted_is_named_as_it_was(storied, guideline):
    pk = guideline.pk
    guideline.delete()
    (source,) = gather_evidence(ConditionPage.objects.get(pk=storied.pk)).sources
    assert (source.id, source.title) == (pk, "Headaches in over 12s")
    assert source.notice == "Deleted since"


def test_revoked_review__is_kept_and_the_one_before_counts(storied):
    newest_review(storied).revoke()
    newest, first = gather_evidence(storied).reviews
    assert newest.revoked_at is not None and not newest.counts
    assert not first.counts
    assert [entry.kind for entry in newest.proof.entries] == [
        "approval",
        "publication",
        "revocation",
    ]
    assert newest.proof.is_verified


def test_partial_review__is_compared_with_what_was_approved_before(storied):
    page = ConditionPage.objects.get(pk=storied.pk)
    page.summary = "It is being read by two."
    factories.reviewed(page, is_final=False)
    factories.reviewed(page, reviewer_name="Dr Second")
    second, partial, before, _first = gather_evidence(storied).reviews
    assert (second.is_final, partial.is_final) == (True, False)
    assert (second.counts, partial.counts) == (True, False)
    assert second.version.before == partial.version.before
    assert second.version.before == f"Migraine, approved by {before.reviewer_name}"
    assert second.version.changes == partial.version.changes != []


def test_emergency__is_told_with_its_reason_and_what_closed_it(
    storied, publisher, editor, reviewer
):
    page = ConditionPage.objects.get(pk=storied.pk)
    page.summary = "Do not take two."
    page.save_revision(user=editor)
    publish_urgently(
        obj=page, user=publisher, reason="A dose was wrong.", digest=factories.digest_shown(page)
    )
    page = ConditionPage.objects.get(pk=storied.pk)
    (emergency,) = gather_evidence(page).emergencies
    assert (emergency.published_by_name, emergency.reason) == ("publisher", "A dose was wrong.")
    assert emergency.closed_at is None
    assert emergency.version.changes[0].lines[0].after == "Do not take two."
    assert emergency.proof.is_verified
    factories.approve(page.current_workflow_state.current_task_state, user=reviewer)
    (emergency,) = gather_evidence(ConditionPage.objects.get(pk=page.pk)).emergencies
    assert emergency.closed_by == "Migraine, approved by Dr Reviewer"
    assert emergency.is_closed_in_time


def test_opinion__is_told_as_advice_beside_the_reviews(storied, editor):
    invitation, _token = invite_guest(
        obj=storied, user=editor, days=14, guest_name="Dr Guest", guest_credentials="Neurologist"
    )
    answer = Answer("agree_with_changes", "None.", "Say more.", {"s1": "How long?"})
    number = save_draft(invitation, answer=answer, number=0)
    give_opinion(invitation, number=number, headings={"s1": "Overview"})
    evidence = gather_evidence(storied)
    (opinion,) = evidence.opinions
    assert (opinion.guest_name, opinion.verdict) == ("Dr Guest", "agree_with_changes")
    assert [(each.heading, each.text) for each in opinion.section_comments] == [
        ("Overview", "How long?")
    ]
    assert opinion.proof.is_verified
    assert len(evidence.reviews) == 2


def test_feedback__is_told_without_who_readers_are(storied):
    factories.FeedbackFactory(page=storied, kind="", is_useful=True, comment="")
    factories.FeedbackFactory(page=storied, kind="", is_useful=False, comment="")
    factories.FeedbackFactory(page=storied, state="spam", comment="Buy now")
    factories.FeedbackFactory(
        page=storied,
        email="reader@secret.example",
        comment="Wrong. Call me: 020 7946 0000 or reader@secret.example",
        state="resolved",
        notes="Answered reader@secret.example.",
    )
    feedback = gather_evidence(storied).feedback
    assert (feedback.useful, feedback.not_useful, feedback.spam) == (1, 1, 1)
    (report,) = feedback.reports
    assert report.comment == "Wrong. Call me: […] or […]"
    assert report.notes == "Answered […]."
    assert not report.is_open
    assert "secret.example" not in repr(feedback)


def test_feedback__says_who_dealt_with_it_when(storied, client_of, editor):
    feedback = factories.FeedbackFactory(page=storied)
    client_of(editor).post(
        reverse("headhealth_feedback:edit", args=[feedback.pk]),
        {"state": "resolved", "notes": "It was right."},
    )
    (report,) = gather_evidence(storied).feedback.reports
    assert (report.state, report.notes, report.handled_by) == (
        "resolved",
        "It was right.",
        "editor",
    )


def test_withdrawal__is_told_with_what_readers_were_told(storied, publisher):
    with withdrawing([storied], reason="It was wrong.", user=publisher):
        storied.unpublish(user=publisher)
    evidence = gather_evidence(ConditionPage.objects.get(pk=storied.pk))
    (withdrawal,) = evidence.withdrawals
    assert (withdrawal.reason, withdrawal.withdrawn_by) == ("It was wrong.", "publisher")
    assert not evidence.subject.is_live and evidence.subject.url == ""
    assert evidence.policy.state == ""


def test_policy__is_the_one_in_force(storied):
    policy = ReviewPolicy.for_site(Site.objects.get(is_default_site=True))
    policy.routine_months = 18
    policy.save()
    told = gather_evidence(storied).policy
    assert told.interval_months == 18
    assert told.last_reviewed_on is not None and told.next_due_on is not None
    assert told.is_changed_since
    assert told.public_by == "Migraine, approved by Dr Other_Reviewer"


def test_draft__has_a_pack_that_says_what_is_missing(draft):
    pack = make_pack(draft)
    assert pack.evidence.reviews == []
    assert pack.evidence.current_review is None
    assert {item.code: item.verdict for each in pack.standards for item in each.items}[
        "nhs-approval"
    ] == "missing"


def test_snippet__has_a_pack(editor, reviewer):
    symptom = factories.published(factories.SymptomFactory(), author=editor, approver=reviewer)
    pack = make_pack(symptom)
    assert pack.evidence.subject.type_name == "Symptom"
    assert pack.evidence.current_review.version.text[0].label == "Name"
    assert not pack.evidence.feedback.is_invited


def test_treatment__has_a_pack_that_says_what_it_tells_of_the_treatment(home, editor, reviewer):
    parent = factories.AToZPageFactory(
        parent=home, title="Treatments", listed_type="headhealth.TreatmentPage"
    )
    page = factories.TreatmentPageFactory(parent=parent, title="Rest")
    pack = make_pack(factories.published(page, author=editor, approver=reviewer))
    (treatment,) = pack.evidence.content.treatments
    assert treatment.name == "Rest"
    assert treatment.missing == ["questions_to_ask"]
    verdicts = {item.code: item.verdict for each in pack.standards for item in each.items}
    assert (verdicts["discern-10"], verdicts["discern-15"]) == ("proven", "missing")


def test_tampered_record__is_told_in_the_pack(storied):
    record = newest_review(storied)
    rows(MedicalReview).filter(pk=record.pk).update(reviewer_name="Dr Nobody")
    pack = make_pack(storied)
    newest, first = pack.evidence.reviews
    assert newest.proof.problems == [
        "The record was changed after it was written: reviewer's name."
    ]
    assert first.proof.is_verified
    assert pack.evidence.unverified == newest.proof.problems
    verdicts = {item.code: item.verdict for each in pack.standards for item in each.items}
    assert verdicts["nhs-approval"] == verdicts["nhs-records"] == "missing"


def test_record_that_is_not_in_the_ledger__is_told(storied):
    rows(LedgerEntry).filter(record_id=newest_review(storied).pk)._raw_delete("default")
    pack = make_pack(storied)
    assert pack.evidence.unverified == ["The ledger has no entry of it."]
    assert not pack.ledger.is_sound


def test_broken_chain__is_told_even_where_the_records_of_the_page_are_right(
    storied, a_to_z, editor, reviewer
):
    other = factories.ConditionPageFactory(parent=a_to_z)
    factories.published(other, author=editor, approver=reviewer)
    entry = LedgerEntry.objects.order_by("-position").first()
    rows(LedgerEntry).filter(pk=entry.pk).update(facts={**entry.facts, "comment": "Fine"})
    pack = make_pack(storied)
    assert pack.evidence.unverified == []
    (problem,) = pack.ledger.problems
    assert f"Entry {entry.position} of the review ledger was changed" in problem


def queries_for(page: Any) -> int:
    page = type(page).objects.get(pk=page.pk)
    with CaptureQueriesContext(connection) as captured:
        make_pack(page)
    return len(captured)


@pytest.mark.parametrize("times", [1, 6])
def test_pack__costs_the_same_with_any_number_of_reviews(times, storied, editor, reviewer):
    queries_for(storied)
    before = queries_for(storied)
    for number in range(times):
        review_again(storied, f"It passes, {number}.", author=editor, approver=reviewer)
        factories.FeedbackFactory(page=storied)
    # The authors of each version are looked up for it.
    assert queries_for(storied) - before <= 2 + times
    assert before <= 45


def test_packs__of_a_set_verify_the_ledger_once(storied, draft):
    pages = [storied, draft]
    with CaptureQueriesContext(connection) as captured:
        packs = list(make_packs(pages))
    assert len(packs) == 2
    # The gate asks for the head too, with the entries of one record.
    own = 'FROM "headhealth_ledgerhead" '
    heads = [
        sql for sql in (each["sql"] for each in captured) if own in sql and own + "U0" not in sql
    ]
    assert len(heads) <= 2


def with_image(parent: Any, image: Any) -> ConditionPage:
    slug = f"migraine-{image.pk}"
    page = factories.ConditionPageFactory(parent=parent, title="Migraine", slug=slug)
    page.body = [("image", {"image": image_with_text(image), "caption": "", "credit": ""})]
    return page


def image_with_text(image: Any) -> Any:
    image.contextual_alt_text, image.decorative = "A head", False
    return image


def make_image() -> Any:
    file = get_test_image_file(filename=f"{uuid4()}.png")
    return Image.objects.create(title="A head", file=file)


def packed(page: Any) -> dict[str, Any]:
    return json.loads(json_pack(make_pack(page)))["evidence"]


def test_portable_digest__is_the_same_for_the_same_text_with_other_keys(a_to_z, editor, reviewer):
    pages = [with_image(a_to_z, make_image()) for _site in range(2)]
    for page in pages:
        factories.published(page, author=editor, approver=reviewer)
    one, other = map(packed, pages)
    assert one["content"]["portable_digest"] == other["content"]["portable_digest"]
    assert one["reviews"][0]["digest"] != other["reviews"][0]["digest"]


def test_portable_digest__is_of_the_draft_where_nothing_is_approved(a_to_z):
    page = factories.ConditionPageFactory(parent=a_to_z)
    before = packed(page)["content"]["portable_digest"]
    page.summary = "Another summary."
    after = packed(page)["content"]["portable_digest"]
    assert len(before) == len(after) == 64 and before != after


def test_pack__is_made_of_a_page_whose_image_has_lost_its_file(a_to_z):
    image = make_image()
    page = with_image(a_to_z, image)
    image.file.delete(save=False)
    assert len(packed(page)["content"]["portable_digest"]) == 64


def test_pack__leaves_the_image_as_it_is(a_to_z):
    image = make_image()
    type(image).objects.update(file_hash="")
    packed(with_image(a_to_z, image))
    image.refresh_from_db()
    assert image.file_hash == ""
