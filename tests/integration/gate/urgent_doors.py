"""Doors that abuse what was made for emergencies: its record, its service, its screen."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.utils import timezone

from headhealth.admin.urgent_views import publish_urgently_url
from headhealth.models import EmergencyPublication
from headhealth.review.content_digest import content_digest
from headhealth.workflow.emergency import publish_urgently
from tests.factories import content_fields_of
from tests.integration.admin.page_forms import condition_form
from tests.integration.gate.admin_doors import page_url
from tests.integration.gate.content import UNREVIEWED
from tests.integration.gate.door import SCRIPT, USERS, door
from tests.integration.gate.world import World

REASON = "It cannot wait, says somebody."


def digest_of_latest(world: World) -> str:
    return content_digest(world.version)


@door(41, opens=False, users=("editor",), explains={"editor": "do not have the permission"})
def publish_urgently_without_the_permission(world: World) -> Any:
    return publish_urgently(
        obj=world.page, user=world.user, reason=REASON, digest=digest_of_latest(world)
    )


@door(41, opens=False, explains={"publisher": "Say why it cannot wait"})
def publish_urgently_without_a_reason(world: World) -> Any:
    return publish_urgently(
        obj=world.page, user=world.user, reason=" \x00 ", digest=digest_of_latest(world)
    )


@door(41, opens=False, explains={"publisher": "The content changed"})
def publish_urgently_another_digest(world: World) -> Any:
    """Confirmed was the page as it is reviewed; the latest version is another."""
    digest = content_digest(world.as_reviewed())
    page = world.version
    page.summary = UNREVIEWED
    page.save_revision(user=world.user)
    return publish_urgently(obj=world.page, user=world.user, reason=REASON, digest=digest)


@door(1, opens=False, users=("editor",))
def screen_without_the_permission(world: World) -> Any:
    answers = {"reason": REASON, "understood": "on", "digest": digest_of_latest(world)}
    return world.post(publish_urgently_url(world.page), answers)


@door(1, opens=False)
def screen_without_the_tick(world: World) -> Any:
    answers = {"reason": REASON, "digest": digest_of_latest(world)}
    return world.post(publish_urgently_url(world.page), answers)


@door(1, opens=False)
def editor_that_asks_for_it(world: World) -> Any:
    """Saves, and leads to a question: nothing is public by pressing the item of the menu."""
    form = condition_form(world.version, **{"action-publish-urgently": "1"})
    return world.post(page_url("edit", world.page), form)


@door(43, opens=False, users=SCRIPT)
def emergency_record_in_bulk(world: World) -> Any:
    """The manager of the model refuses it. SQL would not: the ledger knows nothing of the row."""
    return EmergencyPublication.objects.bulk_create([forged(world, world.page)])


@door(43, opens=False, targets=("draft",), users=USERS)
def emergency_record_of_something_else(world: World) -> Any:
    """A true record, by the service, of the reviewed text: it lets that be public and no more."""
    reviewed = world.as_reviewed()
    permission = Permission.objects.get(codename="add_emergencypublication")
    world.user.user_permissions.add(permission)
    user = type(world.user).objects.get(pk=world.user.pk)
    digest = content_digest(reviewed)
    publish_urgently(obj=world.page, user=user, reason=REASON, digest=digest)
    page = world.version
    page.summary = UNREVIEWED
    page.save_revision(user=world.user)
    return world.page.get_latest_revision().publish(user=user)


def forged(world: World, page: Any) -> EmergencyPublication:
    now = timezone.now()
    return EmergencyPublication(
        **content_fields_of(world.version),
        reason=REASON,
        published_by_name="Nobody",
        published_at=now,
        review_due_at=now,
    )
