"""What was live before it came under medical review may stay so, and counts as never reviewed."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from unittest.mock import patch

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, Revision

from headhealth.models import (
    Adoption,
    ConditionPage,
    ContentWithdrawal,
    EmergencyPublication,
    LedgerEntry,
    MedicalReview,
)
from headhealth.review import medically_reviewed
from headhealth.review.authority import may_be_public
from headhealth.review.contribution import Contribution
from headhealth.review.contributions import authors_of, is_author
from headhealth.review.covering import adopt_content
from headhealth.review.ledgered_record import record_act
from headhealth.review.newest_review import newest_review
from headhealth.review.published_before import note_published_before
from headhealth.review.review_clock import ReviewClock
from headhealth.review.review_required import ReviewRequired
from headhealth.rules.review_schedule import ReviewState
from headhealth.withdrawal.withdraw import withdraw
from tests import factories
from tests.integration.admin.page_forms import condition_form
from tests.integration.audit.auditing import audit, rows
from tests.integration.audit.histories import cancel_schedule
from tests.integration.evidence.reading import evidence_of
from tests.integration.gate.door import NOT_APPROVED
from tests.integration.gate.reading import told
from tests.integration.review.migrating import EXPANDER, make_sections, run
from tests.testapp.models import Advice


@pytest.fixture
def former_writer(db):
    return factories.UserFactory(username="former_writer")


@pytest.fixture
def old(a_to_z, editor, former_writer):
    """A page as it is when its model comes under review: live, with history, without records."""
    with without_notes():
        page = factories.ConditionPageFactory(
            parent=a_to_z,
            title="Cluster headache",
            owner=former_writer,
            body=[factories.text_section()],
        )
    return made_old(page, saved_by=editor)


def without_notes():
    """As it was before the app: nobody notes who writes."""
    names = dict.fromkeys(["note_row", "note_revision"], lambda *args, **kwargs: None)
    return patch.multiple(medically_reviewed, **names)


def made_old(obj, *, saved_by):
    model = type(obj)
    with without_notes():
        revision = obj.save_revision(user=saved_by)
    past = timezone.now() - timedelta(days=400)
    rows(Revision).filter(pk=revision.pk).update(created_at=past)
    state = {"live": True, "live_revision": revision, "first_published_at": past}
    base = Page if isinstance(obj, Page) else model
    rows(base).filter(pk=obj.pk).update(**state, has_unpublished_changes=False)
    rows(ReviewClock)._raw_delete("default")
    return stored(obj)


@pytest.fixture
def adopt(superuser):
    return partial(run, "adopt_pages", user=superuser, reason="Online since 2015")


def stored(obj):
    return type(obj)._base_manager.get(pk=obj.pk)


def test_old_page__is_found_adopted_and_stays_what_it_is(old, adopt, client, superuser):
    assert audit().codes == ["never-reviewed"]
    done = adopt()
    assert (done.status, done.text) == (0, "Adopted: 1. Refused: 0.\n")

    found = audit()
    assert found.codes == []
    assert "1 live objects (of them 1 adopted and never reviewed). Findings: 0" in found.text
    read = client.get(old.url).content.decode()
    assert old.summary in read
    assert "eviewed on" not in read
    assert stored(old).review_line is None
    clock = ReviewClock.objects.get()
    assert (clock.state, clock.reviewed_on) == (ReviewState.NEVER, None)

    record = Adoption.objects.get()
    assert (record.object_title, record.reason) == ("Cluster headache", "Online since 2015")
    assert (record.adopted_by, record.adopted_by_name) == (superuser, "admin")
    assert record.snapshot["summary"] == old.summary
    assert record.revision_id == record.revision_number == old.live_revision_id
    assert LedgerEntry.objects.last().kind == "adoption"
    log = PageLogEntry.objects.get(action=adopt_content.LOG_ACTION)
    assert (log.page_id, log.user, log.data) == (
        old.pk,
        superuser,
        {"reason": "Online since 2015"},
    )


def test_json_of_the_audit__counts_what_was_adopted(old, adopt):
    adopt()
    assert audit("--format=json").data["of_them"] == {"adopted and never reviewed": 1}


def test_evidence__shows_it_as_what_it_is(old, adopt, client_of, publisher):
    adopt()
    pack = evidence_of(stored(old), client_of(publisher))
    shown = pack.find(id="other-records").parent.get_text(" ", strip=True)
    assert "Records that are no reviews" in shown
    assert "Adoption" in shown
    assert "Cluster headache, adopted by admin" in shown
    assert "Online since 2015" in shown
    assert "None of them counts as a review." in shown
    everything = pack.get_text(" ", strip=True)
    assert "It was never medically reviewed; see by what it is public." in everything
    assert "approved exactly this content" not in everything


def test_page_without_revisions__can_be_adopted(a_to_z, adopt):
    page = factories.ConditionPageFactory(parent=a_to_z)
    rows(Page).filter(pk=page.pk).update(live=True)
    assert adopt().status == 0
    assert Adoption.objects.get().revision_number == 0
    assert [each.user for each in Contribution.objects.all()] == [None]


def test_adopted_content__can_be_taken_away_and_published_again(old, adopt, publisher, client):
    adopt()
    old.unpublish()
    assert client.get(old.url).status_code == 404
    stored(old).get_latest_revision().publish(user=publisher)
    assert client.get(old.url).status_code == 200


def test_change_of_an_adopted_page__needs_review(old, adopt, editor, publisher, client_of):
    adopt()
    page = stored(old)
    page.summary = "Take ten tablets."
    revision = page.save_revision(user=editor)
    for attempt in (page.save, partial(revision.publish, user=publisher)):
        with pytest.raises(ReviewRequired):
            attempt()
    assert stored(old).summary == old.summary
    form = condition_form(stored(old), summary="Take ten tablets.", **{"action-publish": "1"})
    response = client_of(publisher).post(reverse("wagtailadmin_pages:edit", args=[old.pk]), form)
    assert NOT_APPROVED in told(response)
    assert stored(old).summary == old.summary


def test_copy_of_an_adopted_page__is_a_draft(old, adopt, superuser):
    adopt()
    copy = stored(old).copy(user=superuser, update_attrs={"slug": "copy"}, keep_live=True)
    assert not stored(copy).live


def test_review__supersedes_it_for_good(old, adopt, editor, reviewer):
    adopt()
    page = stored(old)
    page.summary = "Reviewed."
    factories.published(page, author=editor, approver=reviewer)
    assert not may_be_public(old)
    rows(ConditionPage).update(summary=old.summary)
    assert audit().codes == ["content-changed"]
    newest_review(page).revoke()
    assert audit().codes == ["review-revoked"]
    assert not may_be_public(old)
    assert adopt().status == 1
    assert Adoption.objects.count() == 1


def test_same_content__reviewed_is_covered_by_the_review(old, adopt, editor, reviewer):
    adopt()
    page = factories.published(stored(old), author=editor, approver=reviewer)
    assert page.review_line
    assert "of them" not in audit().text


def test_approval_that_waits_for_its_day__leaves_it_public(old, adopt, editor, reviewer):
    adopt()
    page = ConditionPage.objects.get(pk=old.pk)
    page.summary, page.go_live_at = "For tomorrow.", timezone.now() + timedelta(days=1)
    factories.published(page, author=editor, approver=reviewer)
    assert audit().codes == []
    clock = ReviewClock.objects.get()
    assert (clock.reviewed_on, clock.reviewer_name) == (None, "")
    rows(ConditionPage).filter(pk=old.pk).update(summary="Nobody approved this.")
    assert audit().codes == ["content-changed"]


def test_those_who_wrote_it__cannot_review_it(old, adopt, editor, former_writer, reviewer):
    adopt()
    page = stored(old)
    assert set(authors_of(page)) == {editor, former_writer}
    assert all(is_author(page, user) for user in (editor, former_writer))
    assert not is_author(page, reviewer)
    assert Contribution.objects.get(user=None).user_name.startswith("somebody unknown")


def test_comment_on_an_adopted_page__makes_nobody_an_author(old, adopt, reviewer):
    adopt()
    stored(old).save_revision(user=reviewer)
    assert not is_author(stored(old), reviewer)


def test_change_that_is_undone__leaves_the_authors_of_before(old, adopt, editor):
    adopt()
    for summary in ("Other.", old.summary):
        page = stored(old).get_latest_revision().as_object()
        page.summary = summary
        page.save_revision(user=editor)
    assert is_author(stored(old), editor)
    assert Contribution.objects.filter(user=None).exists()


def test_draft_from_since__keeps_its_authors(old, adopt, publisher, reviewer):
    page = stored(old)
    page.summary = "New draft."
    page.save_revision(user=publisher)
    adopt()
    page = stored(old).get_latest_revision().as_object()
    page.save_revision(user=reviewer)
    assert is_author(page, publisher)
    assert not is_author(page, reviewer)


def test_reviewed_page__is_never_adopted(live, old, adopt):
    rows(ConditionPage).filter(pk=live.pk).update(summary="Take ten tablets.")
    done = adopt()
    assert done.status == 1
    assert "REFUSED “Migraine”" in done.text and "Dr Reviewer approved on" in done.text
    assert Adoption.objects.get().object_id == str(old.pk)


def test_draft_made_live_in_the_database__is_not_adopted(draft, adopt, editor):
    """Its content is known to the gate, which never let it through."""
    draft.save_revision(user=editor)
    rows(Page).filter(pk=draft.pk).update(live=True)
    done = adopt()
    assert done.status == 1
    assert "was edited since it is under medical review" in done.text
    rows(Page).filter(pk=draft.pk).update(first_published_at=timezone.now())
    assert "went live past the gate" in adopt().text
    assert audit().codes == ["never-reviewed"]


def test_draft_changed_and_made_live_in_the_database__is_not_adopted(draft, adopt, editor):
    """Its text is not what the gate knows, but the gate has known it since before it was live."""
    draft.save_revision(user=editor)
    rows(Page).filter(pk=draft.pk).update(live=True, first_published_at=timezone.now())
    rows(ConditionPage).update(summary="Take ten tablets.")
    done = adopt()
    assert done.status == 1
    assert "went live past the gate" in done.text
    assert not Adoption.objects.exists()


def approve(page, *, editor, reviewer, **_):
    factories.published(page, author=editor, approver=reviewer)


def publish_urgently(page, *, publisher, **_):
    now = timezone.now()
    record_act(
        EmergencyPublication(
            **factories.content_fields_of(page),
            reason="It cannot wait.",
            published_by=publisher,
            published_by_name="publisher",
            published_at=now,
            review_due_at=now,
        )
    )


def withdraw_it(page, *, publisher, **_):
    withdraw(page, user=publisher, reason="It is wrong.")
    rows(Page).filter(pk=page.pk).update(live=True)


def adopt_it(page, *, adopt, **_):
    assert adopt().status == 0


@pytest.mark.parametrize(
    ("act", "record"),
    [
        (approve, MedicalReview),
        (publish_urgently, EmergencyPublication),
        (withdraw_it, ContentWithdrawal),
        (adopt_it, Adoption),
    ],
)
def test_page_that_the_ledger_knows__is_not_adopted_without_its_record(
    act, record, old, adopt, editor, reviewer, publisher
):
    """Whoever deletes the record and changes the text has nothing of before left to compare."""
    act(stored(old), editor=editor, reviewer=reviewer, publisher=publisher, adopt=adopt)
    rows(record)._raw_delete("default")
    rows(ConditionPage).update(summary="Take ten tablets.")
    done = adopt()
    assert done.status == 1
    assert "and the record of that is gone" in done.text
    assert not Adoption.objects.exists()
    assert "never-reviewed" in audit().codes


def test_first_of_two_approvals__does_not_keep_it_from_being_adopted(old, adopt):
    factories.reviewed(old, is_final=False)
    assert adopt().status == 0


def test_changed_past_the_gate__is_not_adopted_again(old, adopt):
    adopt()
    rows(ConditionPage).update(summary="Take ten tablets.")
    assert audit().codes == ["content-changed"]
    done = adopt()
    assert done.status == 1
    assert "other content than was adopted on" in done.text
    assert "+ summary: Take ten tablets." in done.text
    assert Adoption.objects.count() == 1


def test_migration_that_left_the_words__can_be_adopted_again(a_to_z, adopt, editor):
    with without_notes():
        page = factories.ConditionPageFactory(parent=a_to_z, body=[EXPANDER])
    made_old(page, saved_by=editor)
    adopt()
    make_sections(ConditionPage)
    assert audit().codes == ["content-changed"]
    assert adopt().status == 0
    assert audit().status == 0
    assert Contribution.objects.filter(user=None).count() == 1


def test_imported_page__can_be_adopted_again_after_a_migration(a_to_z, adopt, editor):
    """Its first adoption noted the owner as an author, which is no edit."""
    with without_notes():
        page = factories.ConditionPageFactory(parent=a_to_z, body=[EXPANDER], owner=editor)
    made_old(page, saved_by=editor)
    rows(Page).filter(pk=page.pk).update(first_published_at=None)
    assert adopt().text == "Adopted: 1. Refused: 0.\n"
    make_sections(ConditionPage)
    assert audit().codes == ["content-changed"]
    assert adopt().text.endswith("Adopted: 1. Refused: 0.\n")
    assert audit().codes == []


def test_twice__writes_one_record(old, adopt):
    adopt()
    assert adopt().text == "Adopted: 0. Refused: 0.\n"
    assert Adoption.objects.count() == 1


def test_dry_run__names_them_and_writes_nothing(old, adopt):
    done = adopt("--dry-run")
    assert f"“Cluster headache” (conditionpage {old.pk}, {old.full_url}" in done.text
    assert done.text.endswith("Would adopt: 1. Refused: 0.\n")
    assert not Adoption.objects.exists() and not Contribution.objects.exists()
    assert audit().codes == ["never-reviewed"]


def test_alias__is_covered_with_its_source(old, adopt):
    old.create_alias(update_slug="alias")
    rows(Page).update(live=True)
    assert adopt("--model=headhealth.ConditionPage").text.startswith("Adopted: 1.")
    assert may_be_public(stored(old))
    assert "adopted and never reviewed" in audit().text


def test_model_and_under__leave_the_rest(old, adopt, home, editor):
    advice = Advice(text="Rest in a dark room.", live=False)
    advice.save()
    made_old(advice, saved_by=editor)
    assert adopt(f"--under={home.pk}", "--dry-run").text.endswith("Would adopt: 1. Refused: 0.\n")
    assert adopt("--model=testapp.Advice").text == "Adopted: 1. Refused: 0.\n"
    assert Adoption.objects.get().object_title == "Rest in a dark room."
    assert adopt(f"--under={old.pk}").text == "Adopted: 1. Refused: 0.\n"
    assert audit().status == 0


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--model=testapp.PlainPage"], "“testapp.PlainPage” is not medically reviewed"),
        (["--under=0"], "There is no page 0."),
        (["--reason="], "The reason is blank."),
        (["--reason=\u200b\u200b \u200b"], "The reason says nothing"),
        (["--reason=xxxxxxxxxxxx"], "The reason says nothing"),
        (["--user=nobody"], "There is no active user “nobody”."),
        (["--user=editor"], "“editor” has no permission “headhealth.add_adoption”."),
    ],
)
def test_bad_arguments__are_refused_with_a_reason(arguments, complaint, old, adopt):
    done = adopt(*arguments)
    assert done.status == 1
    assert complaint in done.text
    assert not Adoption.objects.exists()


def test_permission__can_be_given_to_others(old, publisher):
    publisher.user_permissions.add(Permission.objects.get(codename="add_adoption"))
    assert run("adopt_pages", user=publisher).status == 0


def test_record__is_written_once_and_one_by_one(old, adopt):
    adopt()
    record = Adoption.objects.get()
    for forbidden in (
        record.save,
        record.delete,
        Adoption.objects.all().delete,
        lambda: Adoption.objects.update(reason="Other"),
        lambda: Adoption.objects.bulk_create([Adoption()]),
    ):
        with pytest.raises(PermissionDenied, match="Adoptions are "), transaction.atomic():
            forbidden()
    assert audit().status == 0


def test_adoption_changed_in_the_database__covers_nothing_in_the_audit(old, adopt):
    adopt()
    rows(Adoption).update(adopted_by_name="Somebody else")
    found = audit()
    assert sorted(found.codes) == ["record-changed", "review-untrusted"]
    assert "covered only by its adoption by Somebody else on" in found.text


def test_adoption_made_in_the_database__covers_nothing_in_the_audit(old):
    fields = factories.review_fields(old)
    kept = {name: fields[name] for name in fields if name in _ADOPTION_FIELDS}
    record = Adoption(**kept, reason="x", adopted_by_name="x", adopted_at=timezone.now())
    rows(Adoption).bulk_create([record])
    assert sorted(audit().codes) == ["never-reviewed", "record-unentered"]
    assert not may_be_public(old)
    assert not MedicalReview.objects.exists()


_ADOPTION_FIELDS = {field.name for field in Adoption._meta.concrete_fields}


@pytest.mark.parametrize("kind", ["its own page", "a page of before"])
def test_text_that_an_editor_saved__is_not_adopted_whatever_day_the_row_names(
    kind, old, draft, adopt, editor
):
    """Written through the gate, and put before readers past it."""
    page = stored(old) if kind == "a page of before" else draft
    page.summary = "Take ten aspirins."
    page.save_revision(user=editor)
    rows(ConditionPage).filter(pk=page.pk).update(summary="Take ten aspirins.")
    long_ago = timezone.now() - timedelta(days=4000)
    rows(Page).filter(pk=page.pk).update(live=True, first_published_at=long_ago)
    done = adopt()
    assert done.status == 1
    assert "was edited since it is under medical review" in done.text
    assert "never-reviewed" in audit().codes


def test_draft_that_takes_nothing_from_what_is_live__leaves_it_to_be_adopted(old, adopt, editor):
    summary = old.summary
    for text in ("Other.", summary, "Another."):
        page = stored(old).get_latest_revision_as_object()
        page.summary = text
        page.save_revision(user=editor)
    assert adopt().status == 0


@pytest.mark.parametrize("neighbour", ["Overview", "Dose"])
def test_text_that_an_editor_saved__is_not_adopted_beside_other_text(neighbour, old, adopt, editor):
    page = stored(old)
    page.body = [factories.text_section("Overview", "<p>Take ten tablets.</p>")]
    page.save_revision(user=editor)
    page.body = [factories.text_section(neighbour, "<p>Take ten tablets.</p>")]
    body = page._meta.get_field("body").get_prep_value(page.body)
    rows(ConditionPage).filter(pk=old.pk).update(body=body)
    done = adopt()
    assert done.status == 1
    assert "was edited since it is under medical review" in done.text


@pytest.mark.parametrize("is_live", [False, True], ids=["draft alone", "live by SQL"])
def test_sections_that_changed_places_in_a_draft(is_live, a_to_z, adopt, editor):
    """Of two doses, one under the heading of the other is another text."""
    sections = [
        factories.text_section(heading="One", text="<p>It is common.</p>"),
        factories.text_section(heading="Two", text="<p>It passes.</p>"),
    ]
    with without_notes():
        page = factories.ConditionPageFactory(parent=a_to_z, body=sections)
    page = made_old(page, saved_by=editor)
    page.body = [*reversed(sections)]
    latest = page.save_revision(user=editor)
    # As when old revisions are purged.
    rows(Page).filter(pk=page.pk).update(live_revision=None)
    rows(Revision).exclude(pk=latest.pk)._raw_delete("default")
    if is_live:
        rows(ConditionPage).filter(pk=page.pk).update(body=page.body)
    text = adopt().text
    assert ("was edited since it is under medical review" in text) is is_live
    assert ("Adopted: 1. Refused: 0." in text) is not is_live


def test_text_of_before_that_an_editor_puts_back__is_adopted(old, adopt, editor):
    with without_notes():
        page = stored(old)
        page.body = [factories.text_section("Other", "<p>Something else.</p>")]
        page.save_revision(user=editor)
    page = stored(old).get_latest_revision_as_object()
    page.body = stored(old).body
    page.save_revision(user=editor)
    assert adopt().status == 0


def test_adopted_text__is_published_again_after_an_approval_that_was_cancelled(
    old, adopt, editor, reviewer, publisher
):
    adopt()
    page = stored(old)
    page.summary, page.go_live_at = "For tomorrow.", timezone.now() + timedelta(days=1)
    factories.published(page, author=editor, approver=reviewer)
    cancel_schedule()
    page = stored(old)
    page.slug = "elsewhere"
    page.save_revision(user=publisher).publish(user=publisher)
    assert stored(old).slug == "elsewhere"
    assert audit().codes == []
    note_published_before(print)
    assert not MedicalReview.objects.filter(published_at__isnull=False).exists()
    assert audit().codes == []


def test_update__ends_the_adoption_of_what_an_approved_version_had_replaced(
    old, adopt, editor, reviewer
):
    """Published by a release that entered no publications, and offline since."""
    adopt()
    page = stored(old)
    page.summary = "Approved."
    with patch.object(MedicalReview, "note_published"):
        factories.published(page, author=editor, approver=reviewer)
    stored(old).unpublish()
    note_published_before(print)
    rows(ConditionPage).filter(pk=old.pk).update(summary=old.summary)
    rows(Page).filter(pk=old.pk).update(live=True)
    assert audit().codes == ["content-changed"]
