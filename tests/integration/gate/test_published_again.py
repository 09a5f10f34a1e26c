"""What readers see may be published again, whatever was approved since and is not public."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone
from wagtail import hooks
from wagtail.actions.publish_page_revision import PublishPagePermissionError
from wagtail.models import GroupApprovalTask, Page, WorkflowTask

from headhealth.models import ConditionPage, MedicalReviewTask, ReviewClock, Symptom
from headhealth.review.newest_review import newest_review
from headhealth.review.review_required import ReviewRequired, unreviewed
from headhealth.withdrawal.withdraw import withdraw
from tests import factories
from tests.integration.admin.page_forms import condition_form
from tests.integration.audit.auditing import audit, rows
from tests.integration.audit.histories import published_urgently
from tests.integration.gate.admin_doors import PUBLISH, page_url
from tests.integration.gate.reading import told
from tests.integration.gate.snippet_doors import symptom_url
from tests.integration.review.migrating import run
from tests.integration.review.test_adoption import without_notes


def later_approval(outcome, editor, reviewer, publisher):
    """A newer version is approved and does not become public, or not yet."""
    page = ConditionPage.objects.get()
    page.summary = "Another summary."
    if outcome != "rejected by the second task":
        page.go_live_at = timezone.now() + timedelta(days=1)
        factories.published(page, author=editor, approver=reviewer)
        if outcome == "cancelled":
            waiting = ConditionPage.objects.get().scheduled_revision
            waiting.approved_go_live_at = None
            waiting.save(update_fields=["approved_go_live_at"])
        return
    group = Group.objects.create(name="Second readers")
    publisher.groups.add(group)
    task = GroupApprovalTask.objects.create(name="Second reading")
    task.groups.set([group])
    workflow = MedicalReviewTask.objects.get().workflows.get()
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=99)
    factories.approve(factories.submit(page, user=editor), user=reviewer)
    state = ConditionPage.objects.get().current_workflow_task_state
    state.task.specific.on_action(state, publisher, "reject", comment="Not yet.")
    state.workflow_state.refresh_from_db()
    state.workflow_state.cancel(user=editor)


@pytest.mark.parametrize("outcome", ["waiting", "cancelled", "rejected by the second task"])
@pytest.mark.parametrize("how", ["slug", "expiry"])
def test_live_text__is_published_again_after_a_later_approval(
    outcome, how, live, editor, reviewer, publisher
):
    clock = ReviewClock.objects.get().reviewed_on
    later_approval(outcome, editor, reviewer, publisher)
    page = ConditionPage.objects.get()
    if how == "slug":
        page.slug = "elsewhere"
    else:
        page.expire_at = timezone.now() + timedelta(days=3)
    page.save_revision(user=publisher).publish(user=publisher)
    page = ConditionPage.objects.get()
    assert page.live and page.summary == live.summary
    assert page.slug == "elsewhere" if how == "slug" else page.expire_at
    assert ReviewClock.objects.get().reviewed_on == clock
    assert audit().codes == []


@pytest.mark.parametrize("outcome", ["cancelled", "rejected by the second task"])
def test_live_text__is_published_again_from_the_editor(
    outcome, live, editor, reviewer, publisher, client_of
):
    later_approval(outcome, editor, reviewer, publisher)
    form = condition_form(ConditionPage.objects.get(), slug="elsewhere", **PUBLISH)
    response = client_of(publisher).post(page_url("edit", live), form, follow=True)
    assert ConditionPage.objects.get().slug == "elsewhere", told(response)


def test_live_text__is_not_published_again_without_the_permission(live, editor, reviewer):
    later_approval("waiting", editor, reviewer, None)
    page = ConditionPage.objects.get()
    page.expire_at = timezone.now() + timedelta(days=3)
    revision = page.save_revision(user=editor)
    with pytest.raises(PublishPagePermissionError):
        revision.publish(user=editor)
    assert ConditionPage.objects.get().expire_at is None


def test_other_text__is_not_published_after_a_later_approval(live, editor, reviewer, publisher):
    later_approval("waiting", editor, reviewer, publisher)
    page = ConditionPage.objects.get()
    page.summary = "Nobody approved this."
    revision = page.save_revision(user=publisher)
    with pytest.raises(ReviewRequired):
        revision.publish(user=publisher)


def test_live_text__is_not_published_again_once_it_is_offline(live, editor, reviewer, publisher):
    later_approval("waiting", editor, reviewer, publisher)
    revision = ConditionPage.objects.get().live_revision
    ConditionPage.objects.get().unpublish()
    with pytest.raises(ReviewRequired):
        revision.publish(user=publisher)
    assert not ConditionPage.objects.get().live


def from_the_editor(page, client):
    form = condition_form(ConditionPage.objects.get(), slug="elsewhere", **PUBLISH)
    response = client.post(page_url("edit", page), form, follow=True)
    assert "Your changes are saved as a draft." in told(response)


def through_the_api(page, client):
    changed = ConditionPage.objects.get()
    changed.slug = "elsewhere"
    changed.save_revision()
    client.post(reverse("wagtailadmin_api:pages:action", args=[page.pk, "publish"]))


def by_code(page, client):
    changed = ConditionPage.objects.get()
    changed.slug = "elsewhere"
    with pytest.raises(ReviewRequired):
        changed.save_revision().publish()


@pytest.mark.parametrize("publish", [from_the_editor, through_the_api, by_code])
def test_live_text__is_not_published_again_once_its_approval_was_taken_back(
    publish, live, publisher, client_of
):
    newest_review(live).revoke()
    client = client_of(publisher)
    client.raise_request_exception = False
    publish(live, client)
    page = ConditionPage.objects.get()
    assert (page.live, page.slug, page.live_revision) == (True, live.slug, live.live_revision)
    assert page.get_latest_revision().content["slug"] == "elsewhere"
    assert audit().codes == ["review-revoked"]


@pytest.mark.parametrize("outcome", ["waiting", "cancelled", "rejected by the second task"])
@pytest.mark.parametrize("order", ["revoked before", "revoked after"])
def test_live_text__is_not_published_again_by_the_approval_of_another(
    outcome, order, live, editor, reviewer, publisher
):
    former = newest_review(live)
    if order == "revoked before":
        former.revoke()
    later_approval(outcome, editor, reviewer, publisher)
    if order == "revoked after":
        former.refresh_from_db()
        former.revoke()
    for user in (publisher, None):
        changed = ConditionPage.objects.get()
        changed.slug = "elsewhere"
        with pytest.raises(ReviewRequired):
            changed.save_revision().publish(user=user)
    assert ConditionPage.objects.get().slug == live.slug


def test_urgent_text__is_published_again_after_an_approval_that_was_cancelled(
    draft, editor, reviewer, publisher
):
    draft.save_revision(user=editor)
    published_urgently(draft, editor, publisher)
    ConditionPage.objects.get().current_workflow_state.cancel(user=editor)
    later_approval("cancelled", editor, reviewer, publisher)
    page = ConditionPage.objects.get()
    page.slug = "elsewhere"
    page.save_revision(user=publisher).publish(user=publisher)
    assert ConditionPage.objects.get().slug == "elsewhere"
    assert audit().codes == []


def adopted(page, editor, publisher):
    with without_notes():
        page.save_revision(user=editor)
    past = timezone.now() - timedelta(days=400)
    rows(Page).filter(pk=page.pk).update(live=True, first_published_at=past)
    run("adopt_pages", user=factories.superuser(), reason="Online since 2015")


def urgent(page, editor, publisher):
    page.save_revision(user=editor)
    published_urgently(page, editor, publisher, summary=page.summary)
    ConditionPage.objects.get().current_workflow_state.cancel(user=editor)


def approved_and_revoked(page, editor, reviewer, publisher):
    factories.published(page, author=editor, approver=reviewer)
    newest_review(page).revoke()


def another_approved_and_revoked(page, editor, reviewer, publisher):
    later_approval("waiting", editor, reviewer, publisher)
    newest_review(page).revoke()


def withdrawn_and_live_by_sql(page, editor, reviewer, publisher):
    withdraw(page, user=publisher, reason="It is wrong.")
    rows(Page).filter(pk=page.pk).update(live=True)


@pytest.mark.parametrize("public_by", [adopted, urgent])
@pytest.mark.parametrize(
    "ended_by", [approved_and_revoked, another_approved_and_revoked, withdrawn_and_live_by_sql]
)
def test_unreviewed_text__is_not_published_again_once_what_came_after_ended_it(
    public_by, ended_by, draft, editor, reviewer, publisher
):
    public_by(draft, editor, publisher)
    assert audit().codes == []
    ended_by(ConditionPage.objects.get(), editor, reviewer, publisher)
    page = ConditionPage.objects.get()
    page.slug = "elsewhere"
    revision = page.save_revision(user=publisher)
    with pytest.raises(ReviewRequired):
        revision.publish(user=publisher)
    assert ConditionPage.objects.get().slug == draft.slug


@pytest.mark.parametrize("name", ["before_publish_page", "after_publish_page"])
def test_publication_that_a_hook_refuses__leaves_the_draft(name, live, publisher, client_of):
    def refuse(request, page):
        raise unreviewed(page)

    form = condition_form(ConditionPage.objects.get(), slug="elsewhere", **PUBLISH)
    with hooks.register_temporarily(name, refuse):
        response = client_of(publisher).post(page_url("edit", live), form, follow=True)
    assert "Your changes are saved as a draft." in told(response)
    page = ConditionPage.objects.get()
    assert (page.slug, page.live_revision) == (live.slug, live.live_revision)
    assert page.get_latest_revision().content["slug"] == "elsewhere"
    assert page.has_unpublished_changes


def broken(request, page):
    raise RuntimeError("The cache does not answer.")


def broken_in_the_database(request, page):
    ReviewClock.objects.bulk_create([ReviewClock()])


@pytest.mark.parametrize("name", ["before_publish_page", "after_publish_page"])
@pytest.mark.parametrize("fail", [broken, broken_in_the_database])
def test_publication_that_a_hook_breaks__leaves_the_draft(name, fail, live, publisher, client_of):
    form = condition_form(ConditionPage.objects.get(), slug="elsewhere", **PUBLISH)
    client = client_of(publisher)
    with hooks.register_temporarily(name, fail):
        with pytest.raises((RuntimeError, IntegrityError)):
            client.post(page_url("edit", live), form)
    page = ConditionPage.objects.get()
    assert (page.slug, page.live_revision) == (live.slug, live.live_revision)
    assert page.get_latest_revision().content["slug"] == "elsewhere"


def test_publication_of_a_snippet_that_a_hook_refuses__leaves_the_draft(
    editor, reviewer, publisher, client_of
):
    symptom = factories.SymptomFactory(name="stiff neck")
    factories.published(symptom, author=editor, approver=reviewer)
    Symptom.objects.get().unpublish()

    def refuse(request, obj):
        raise unreviewed(obj)

    form = {"name": symptom.name, "description": symptom.description, **PUBLISH}
    with hooks.register_temporarily("after_publish", refuse):
        response = client_of(publisher).post(symptom_url("edit", symptom.pk), form, follow=True)
    assert "Your changes are saved as a draft." in told(response)
    assert not Symptom.objects.get().live
