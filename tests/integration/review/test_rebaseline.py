"""Reviews go on covering what a migration rewrote, and nothing else."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import partial

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.blocks.migrations.operations import RemoveStructChildrenOperation
from wagtail.models import Page, PageLogEntry, Revision

from headhealth.discovery.public_changes import public_changes
from headhealth.models import (
    ConditionPage,
    EmergencyPublication,
    LedgerEntry,
    MedicalReview,
    Rebaseline,
)
from headhealth.review.authority import may_be_public
from headhealth.review.contributions import pending_contributions
from headhealth.review.covering import rebaseline_reviews
from headhealth.review.ledgered_record import record_act
from headhealth.review.newest_review import newest_review
from headhealth.review.review_clock import ReviewClock
from headhealth.review.review_queries import recently_reviewed, shown_reviews
from headhealth.review.review_required import ReviewRequired
from tests import factories
from tests.integration.audit.auditing import audit, rows
from tests.integration.evidence.reading import evidence_of, headline
from tests.integration.review.migrating import (
    APPLIED,
    EXPANDER,
    make_sections,
    migrate_stream,
    run,
)

LAST_REVIEWED = "Last reviewed on"


@pytest.fixture
def article(a_to_z, editor, reviewer):
    """Live and approved, with a block that the migration rewrites."""
    draft = factories.ConditionPageFactory(
        parent=a_to_z, title="Cluster headache", body=[factories.text_section(), EXPANDER]
    )
    return factories.published(draft, author=editor, approver=reviewer)


@pytest.fixture
def rebaseline(superuser):
    return partial(run, "rebaseline_reviews", user=superuser)


def stored(article):
    return type(article).objects.get(pk=article.pk)


def seen(client, article):
    response = client.get(article.url)
    assert response.status_code == 200
    return response.content.decode()


def test_migration__is_found_rebaselined_and_the_review_is_told_again(
    article, rebaseline, client, superuser
):
    before = seen(client, article)
    clock = ReviewClock.objects.values().get(object_id=str(article.pk))
    assert LAST_REVIEWED in before
    make_sections(ConditionPage)
    assert audit().codes == ["content-changed"]
    assert LAST_REVIEWED not in seen(client, article)

    done = rebaseline(f"--migration={APPLIED}")
    assert (done.status, done.text) == (0, "Rebaselined: 1. Refused: 0.\n")

    found = audit()
    assert found.codes == []
    assert "1 live objects (of them 1 rebaselined after a migration). Findings: 0" in found.text
    article = stored(article)
    assert LAST_REVIEWED in seen(client, article)
    assert "In detail" in seen(client, article)
    review = newest_review(article)
    assert shown_reviews(article) == [review]
    assert article.review_line.reviewed_on == review.reviewed_on
    assert ReviewClock.objects.values().get(object_id=str(article.pk)) == clock
    assert recently_reviewed(ConditionPage.objects.all(), 5) == [article]

    record = Rebaseline.objects.get()
    assert (record.review, record.old_digest) == (review, review.digest)
    assert record.digest != review.digest
    assert "In detail" in str(record.snapshot)
    assert (record.reason, record.migration) == ("Blocks renamed", APPLIED)
    assert (record.rebaselined_by, record.rebaselined_by_name) == (superuser, "admin")
    assert record.changes_words is False
    assert record.revision_number == article.live_revision_id
    assert LedgerEntry.objects.last().kind == "rebaseline"
    log = PageLogEntry.objects.get(action=rebaseline_reviews.LOG_ACTION)
    assert (log.page_id, log.user, log.data["migration"]) == (article.pk, superuser, APPLIED)


def test_evidence__shows_it_beside_the_review(article, rebaseline, client_of, publisher):
    make_sections(ConditionPage)
    client = client_of(publisher)
    assert headline(stored(article), client) == "What readers see is not what was approved."
    rebaseline(f"--migration={APPLIED}")
    pack = evidence_of(stored(article), client)
    assert "Dr Reviewer (General Medical Council" in headline(stored(article), client)
    shown = pack.find(id="other-records").parent.get_text(" ", strip=True)
    assert "Rebaseline" in shown
    assert "Blocks renamed" in shown
    assert "In detail" in shown


def test_rebaseline__lets_exactly_the_rewritten_content_be_published(
    article, rebaseline, editor, publisher
):
    make_sections(ConditionPage)
    rebaseline()
    article = stored(article)
    article.unpublish()
    article.get_latest_revision().publish(user=publisher)
    assert stored(article).live
    assert audit().status == 0

    article = stored(article)
    article.summary = "Take ten tablets."
    with pytest.raises(ReviewRequired):
        article.save()
    with pytest.raises(ReviewRequired):
        article.save_revision(user=editor).publish(user=publisher)


def test_page_published_again_after_it__is_still_in_the_feed_of_changes(
    article, rebaseline, publisher
):
    make_sections(ConditionPage)
    rebaseline()
    stored(article).save_revision(user=publisher).publish(user=publisher)
    [change] = public_changes(article.get_site(), 5)
    assert change.review == newest_review(article)


def test_saving_the_rewritten_content__is_no_contribution_and_no_change(
    article, rebaseline, editor, client_of
):
    make_sections(ConditionPage)
    rebaseline()
    article = stored(article)
    article.save_revision(user=editor)
    assert not pending_contributions(article).exists()
    article.summary = "Other."
    article.save_revision(user=editor)
    article.get_workflow().start(article, editor)
    shown = client_of(editor).get(f"/admin/pages/{article.pk}/edit/").content.decode()
    # What changed since is one field, and not what the migration did.
    assert "Summary" in shown


def test_twice__writes_one_record(article, rebaseline):
    make_sections(ConditionPage)
    rebaseline()
    assert rebaseline().text == "Rebaselined: 0. Refused: 0.\n"
    assert Rebaseline.objects.count() == 1


def test_second_migration__is_compared_with_what_the_first_made(article, rebaseline):
    make_sections(ConditionPage)
    rebaseline()
    first = Rebaseline.objects.get()
    migrate_stream(ConditionPage, (RemoveStructChildrenOperation("aspect"), "text_section"))
    assert audit().codes == ["content-changed"]
    refused = rebaseline("--dry-run")
    assert "- body › text_section › aspect: overview" in refused.text
    assert "expander" not in refused.text
    accepted = f"--accept-text-changes=headhealth.ConditionPage:{article.pk}"
    assert rebaseline(accepted).status == 0
    assert Rebaseline.objects.get() == first
    assert "1 adopted and never reviewed" in audit().text


def test_other_words__are_refused_until_the_object_is_named(article, rebaseline):
    make_sections(ConditionPage)
    rows(ConditionPage).update(summary="Take ten tablets.")
    done = rebaseline()
    assert done.status == 1
    assert "REFUSED “Cluster headache”" in done.text
    assert "2 lines say something else than was approved" in done.text
    assert "+ summary: Take ten tablets." in done.text
    assert done.text.endswith("Refused: 1.\n1 refused")
    assert not Rebaseline.objects.exists()
    assert audit().codes == ["content-changed"]

    name = f"headhealth.ConditionPage:{article.pk}"
    assert f"--accept-text-changes={name}" in done.text
    assert (
        "stays public, unreviewed" in rebaseline("--dry-run", f"--accept-text-changes={name}").text
    )
    assert audit().codes == ["content-changed"]
    assert rebaseline(f"--accept-text-changes={name}").status == 0
    assert not Rebaseline.objects.exists()


def test_accepted_change__is_public_as_what_nobody_has_reviewed(
    article, rebaseline, client, client_of, publisher, editor, reviewer
):
    rows(ConditionPage).update(summary="Take ten tablets.")
    name = f"headhealth.ConditionPage:{article.pk}"
    assert rebaseline(f"--accept-text-changes={name}").status == 0
    article = stored(article)
    assert "Take ten tablets." in seen(client, article)
    assert LAST_REVIEWED not in seen(client, article)
    assert (article.review_line, article.urgent_update) == (None, None)
    clock = ReviewClock.objects.for_object(article).get()
    assert clock.review_asked_at and clock.reviewed_on is None
    pack = evidence_of(article, client_of(publisher)).get_text(" ", strip=True)
    assert "approved exactly this content" not in pack
    assert audit().findings == []

    article.save_revision(user=editor).publish(user=publisher)
    assert ReviewClock.objects.for_object(article).get().review_asked_at
    article = factories.published(stored(article), author=editor, approver=reviewer)
    assert LAST_REVIEWED in seen(client, article)
    assert ReviewClock.objects.for_object(article).get().review_asked_at is None


def test_rebaseline_of_before__that_changed_the_words_is_no_review_for_readers(article, client):
    """It was written when ``--accept-text-changes`` still made one."""
    rows(ConditionPage).update(summary="Take ten tablets.")
    review = newest_review(article)
    record_act(
        Rebaseline(
            **factories.content_fields_of(stored(article)),
            review=review,
            old_digest=review.digest,
            changes_words=True,
            reason="Read and accepted",
            rebaselined_by_name="admin",
            rebaselined_at=timezone.now(),
        )
    )
    assert may_be_public(stored(article))
    assert audit().findings == []
    assert LAST_REVIEWED not in seen(client, article)
    assert shown_reviews(stored(article)) == []


def test_text_moved_to_the_opposite__is_refused(a_to_z, editor, reviewer, rebaseline):
    do, dont = ["rest", "drink"], ["do not drive", "do not run"]
    advice = ("dos_and_donts", {"dos": do, "donts": dont})
    page = factories.ConditionPageFactory(parent=a_to_z, body=[factories.text_section(), advice])
    factories.published(page, author=editor, approver=reviewer)
    body = list(stored(page).body.raw_data)
    body[1]["value"] = {"dos": dont, "donts": do}
    rows(ConditionPage).filter(pk=page.pk).update(body=json.dumps(body))
    done = rebaseline()
    assert done.status == 1 and not Rebaseline.objects.exists()
    assert "lines say something else than was approved, or stand elsewhere" in done.text


def test_paragraphs_exchanged__are_refused(a_to_z, editor, reviewer, rebaseline):
    section = factories.text_section(text="<p>First, stop.</p><p>Then, go.</p>")
    page = factories.ConditionPageFactory(parent=a_to_z, body=[section])
    factories.published(page, author=editor, approver=reviewer)
    body = json.dumps(list(stored(page).body.raw_data))
    swapped = body.replace("First, stop.", "x").replace("Then, go.", "First, stop.")
    rows(ConditionPage).filter(pk=page.pk).update(body=swapped.replace("x", "Then, go."))
    assert rebaseline().status == 1
    assert not Rebaseline.objects.exists()


def test_dry_run__shows_what_differs_and_writes_nothing(article, rebaseline):
    make_sections(ConditionPage)
    done = rebaseline("--dry-run")
    review = newest_review(article)
    assert done.status == 0
    assert f"covered by the approval of Dr Reviewer ({review.pk})." in done.text
    assert "    - body › expander › summary: In detail" in done.text
    assert "    + body › text_section › heading: In detail" in done.text
    assert done.text.endswith("Would rebaseline: 1. Refused: 0.\n")
    assert not Rebaseline.objects.exists()
    assert audit().codes == ["content-changed"]


def made_live(article, draft):
    rows(Page).filter(pk=draft.pk).update(live=True)


def revoked(article, draft):
    newest_review(article).revoke()


def published_urgently(article, draft):
    """The migration rewrites what nobody has reviewed yet."""
    rows(ConditionPage).update(summary="Urgent.")
    article = stored(article)
    now = timezone.now()
    fields = factories.content_fields_of(article)
    record_act(
        EmergencyPublication(
            **fields, reason="Dose", published_by_name="x", published_at=now, review_due_at=now
        )
    )
    make_sections(ConditionPage)


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (made_live, "has never been medically reviewed"),
        (revoked, "was revoked on"),
        (published_urgently, "2 lines say something else than was approved"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_was_not_approved__is_refused(event, reason, article, draft, rebaseline):
    event(article, draft)
    done = rebaseline()
    assert done.status == 1
    assert reason in done.text
    assert not Rebaseline.objects.exists()


def test_superseded_text__put_back_is_refused(article, editor, reviewer, rebaseline):
    first = article.summary
    article.summary = "Second."
    factories.published(article, author=editor, approver=reviewer)
    rows(ConditionPage).update(summary=first)
    assert "a later approval has taken its place" in rebaseline().text
    assert not Rebaseline.objects.exists()


def test_approval_from_before_publications_were_entered__is_entered_as_public(article, rebaseline):
    rows(LedgerEntry).filter(kind="publication")._raw_delete("default")
    rows(MedicalReview).update(published_at=None)
    make_sections(ConditionPage)
    rebaseline()
    assert newest_review(article).published_at is not None
    assert LedgerEntry.objects.filter(kind="publication").count() == 1


def test_version_that_waits_for_its_hour__is_rebaselined_with_the_live_one(
    article, editor, reviewer, rebaseline
):
    article.body = [*article.body.raw_data, {"type": "expander", "value": EXPANDER[1]}]
    article.go_live_at = timezone.now() + timedelta(days=1)
    factories.published(article, author=editor, approver=reviewer)
    make_sections(ConditionPage)
    assert sorted(audit().codes) == ["content-changed", "schedule-unreviewed"]
    assert rebaseline().text == "Rebaselined: 2. Refused: 0.\n"
    assert audit().status == 0
    assert {record.review_id for record in Rebaseline.objects.all()} == {
        review.pk for review in MedicalReview.objects.all()
    }
    revision = Revision.objects.get(approved_go_live_at__isnull=False)
    assert may_be_public(revision.as_object())
    assert stored(article).review_line


def test_alias__is_covered_with_the_page_that_it_shows(article, rebaseline):
    article.create_alias(update_slug="alias")
    make_sections(ConditionPage)
    assert audit().codes == ["content-changed"] * 2
    assert rebaseline().text == "Rebaselined: 1. Refused: 0.\n"
    assert audit().status == 0


def test_next_review__ends_it(article, editor, reviewer, rebaseline):
    make_sections(ConditionPage)
    rebaseline()
    old = stored(article)
    article = stored(article)
    article.body = [factories.text_section()]
    factories.published(article, author=editor, approver=reviewer)
    rows(ConditionPage).update(body=old.body)
    assert audit().codes == ["content-changed"]
    assert not may_be_public(old)


def test_revoked_review__is_not_covered_by_its_rebaseline(article, rebaseline):
    make_sections(ConditionPage)
    rebaseline()
    newest_review(article).revoke()
    assert audit().codes == ["review-revoked"]
    assert not may_be_public(stored(article))


def test_forged_review__is_rebaselined_by_nobody(article, rebaseline):
    rows(MedicalReview).update(reviewer_name="Dr Quack")
    make_sections(ConditionPage)
    assert rebaseline("--dry-run").status == 1
    assert rebaseline().status == 1
    assert not Rebaseline.objects.exists()


def test_rebaseline_written_past_django__covers_nothing_in_the_audit(article, rebaseline):
    make_sections(ConditionPage)
    rebaseline()
    rows(Rebaseline).update(reason="Nothing to see here")
    found = audit()
    assert sorted(found.codes) == ["record-changed", "review-untrusted"]
    assert "which only the rebaseline by admin on" in found.text
    # Nor can it be rebaselined again: it was covered, by a record that somebody changed.
    assert rebaseline().status == 1
    assert Rebaseline.objects.count() == 1


def test_record__is_written_once_and_one_by_one(article, rebaseline):
    make_sections(ConditionPage)
    rebaseline()
    record = Rebaseline.objects.get()
    record.reason = "Other"
    for forbidden in (
        record.save,
        record.delete,
        Rebaseline.objects.all().delete,
        lambda: Rebaseline.objects.update(reason="Other"),
        lambda: Rebaseline.objects.bulk_create([Rebaseline()]),
    ):
        with pytest.raises(PermissionDenied, match="Rebaselines are "), transaction.atomic():
            forbidden()
    assert audit().status == 0


def test_only__leaves_the_rest(article, rebaseline, a_to_z, editor, reviewer):
    other = factories.ConditionPageFactory(parent=a_to_z, body=[EXPANDER, factories.text_section()])
    factories.published(other, author=editor, approver=reviewer)
    make_sections(ConditionPage)
    assert rebaseline("--only=headhealth.Symptom").text.startswith("Rebaselined: 0.")
    only = f"--only=headhealth.ConditionPage:{other.pk}"
    assert rebaseline(only).text == "Rebaselined: 1. Refused: 0.\n"
    assert Rebaseline.objects.get().object_id == str(other.pk)
    assert rebaseline("--only=headhealth.ConditionPage", only).text.startswith("Rebaselined: 1.")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--only=headhealth.Source"], "“headhealth.Source” is not medically reviewed; what is: "),
        (["--only=headhealth"], "“headhealth” is not medically reviewed"),
        (["--only=headhealth.ConditionPage:0"], "no live object “headhealth.ConditionPage:0”"),
        (["--only=headhealth.ConditionPage:x"], "no live object “headhealth.ConditionPage:x”"),
        (["--accept-text-changes=headhealth.ConditionPage"], "Name the object itself"),
        (["--migration=headhealth.9999_none"], "No migration “headhealth.9999_none” has been"),
        (["--reason= \n "], "The reason is blank."),
        (["--user=nobody"], "There is no active user “nobody”."),
        (["--user=editor"], "“editor” has no permission “headhealth.add_rebaseline”."),
    ],
)
def test_bad_arguments__are_refused_with_a_reason(arguments, complaint, article, rebaseline):
    make_sections(ConditionPage)
    done = rebaseline(*arguments)
    assert done.status == 1
    assert complaint in done.text
    assert not Rebaseline.objects.exists()


def test_permission__can_be_given_to_others(article, publisher):
    make_sections(ConditionPage)
    publisher.user_permissions.add(Permission.objects.get(codename="add_rebaseline"))
    assert run("rebaseline_reviews", user=publisher).status == 0
    assert Rebaseline.objects.get().rebaselined_by_name == "publisher"


def test_queries__for_readers_of_a_rebaselined_page_are_three_more(article, rebaseline, client):
    def reading():
        client.get(article.url)
        with CaptureQueriesContext(connection) as captured:
            client.get(article.url)
        return len(captured)

    before = reading()
    make_sections(ConditionPage)
    rebaseline()
    assert reading() == before + 3


def test_page_that_is_published_meanwhile__is_left_to_that(
    article, rebaseline, editor, reviewer, monkeypatch
):
    """Between the first look, at a chunk, and the second, at each object."""
    make_sections(ConditionPage)

    def never(*args):
        raise AssertionError("decided on what somebody has just had reviewed")

    def publish_first():
        fresh = stored(article)
        fresh.body = [factories.text_section("Fresh")]
        factories.published(fresh, author=editor, approver=reviewer)

    monkeypatch.setattr(rebaseline_reviews.RebaselineReviews, "__call__", never)
    monkeypatch.setattr("headhealth.review.covering.uncovered.hold_ledger", lambda: publish_first())
    assert rebaseline().text == "Rebaselined: 0. Refused: 0.\n"
    assert stored(article).body[0].value["heading"] == "Fresh"
    assert audit().status == 0
