"""What was approved, and the version that was read, stay as they were."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from wagtail.models import Revision

from headhealth.models import MedicalReview
from tests.factories import checklist
from tests.integration.admin.page_forms import condition_form
from tests.integration.gate.admin_doors import page_url
from tests.integration.gate.content import REVIEWED, UNREVIEWED
from tests.integration.gate.world import World

TYPED = "Typed half a second ago."


def autosave(world: World, revision: Revision) -> Any:
    """What the editor posts every half second: overwrite the revision saved last."""
    form = condition_form(world.version, summary=TYPED, overwrite_revision_id=revision.pk)
    url = page_url("edit", world.page)
    return world.post(url, form, headers={"accept": "application/json"}).json()


def overwrite(world: World, revision: Revision) -> None:
    """The same in code, where no lock stops it."""
    page = world.version
    page.summary = TYPED
    page.save_revision(user=revision.user, overwrite_revision=revision)


def test_autosave__overwrites_a_draft(make_world):
    world = make_world("editor", "draft")
    revision = world.page.latest_revision
    assert autosave(world, revision)["revision_id"] == revision.pk
    assert world.version.summary == TYPED


def test_autosave__keeps_the_live_revision(make_world):
    """The publisher publishes the reviewed version again, and types on."""
    world = make_world("publisher", "change")
    page = world.as_reviewed()
    form = condition_form(page, **{"action-publish": "1"})
    world.post(page_url("edit", page), form)
    revision = world.page.live_revision
    assert autosave(world, revision)["revision_id"] != revision.pk
    assert world.page.live_revision.as_object().summary == REVIEWED
    assert world.version.summary == TYPED


def test_autosave__keeps_the_revision_that_was_approved(make_world):
    world = make_world("editor", "change")
    review = MedicalReview.objects.for_object(world.page).latest()
    page = world.page
    page.unpublish()
    page.live_revision = None
    page.save(update_fields=["live_revision"])
    page.revisions.exclude(pk=review.revision_id).delete()
    page.latest_revision = review.revision
    page.save(update_fields=["latest_revision"])
    assert autosave(world, review.revision)["revision_id"] != review.revision_id
    assert Revision.objects.get(pk=review.revision_id).as_object().summary == REVIEWED


def test_autosave__keeps_the_revision_under_review(make_world):
    """Reviewers may edit during the review."""
    world = make_world("author_reviewer", "draft")
    world.version.save_revision(user=world.user)
    state = world.submit()
    assert autosave(world, state.revision)["revision_id"] != state.revision_id
    assert Revision.objects.get(pk=state.revision_id).as_object().summary == UNREVIEWED


@pytest.mark.parametrize("target", ["draft", "change"])
def test_overwriting__keeps_the_revision_that_is_scheduled(target, make_world):
    world = make_world("superuser", target)
    world.schedule_approved()
    revision = world.page.scheduled_revision
    overwrite(world, revision)
    assert Revision.objects.get(pk=revision.pk).as_object().summary == REVIEWED
    world.wait()
    assert world.page.summary == REVIEWED


def test_purge_revisions__leaves_the_record_whole(make_world):
    world = make_world("reviewer", "change")
    state = world.submit()
    world.decide(state, **checklist(state))
    page = world.page
    first, second = MedicalReview.objects.for_object(page).order_by("reviewed_at")
    number = first.revision_number
    page.summary = TYPED
    page.save_revision(user=world.person("editor"))
    call_command("purge_revisions", verbosity=0)
    first.refresh_from_db()
    assert first.revision is None
    assert first.revision_number == number
    assert first.snapshot["summary"] == REVIEWED
    assert second.snapshot["summary"] == UNREVIEWED
    assert world.page.review_line.whole == second
