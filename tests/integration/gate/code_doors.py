"""Doors in code: what a script, a command or an app of somebody else's calls on pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management import call_command
from django.db.models.signals import post_save
from django.utils import timezone
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Page, Revision

from headhealth.models import ConditionPage
from tests.factories import checklist
from tests.integration.gate.content import UNREVIEWED
from tests.integration.gate.door import AN_AUTHOR, NOT_A_REVIEWER, SCRIPT, decides, door
from tests.integration.gate.world import World, load_fixture


@door(6)
def schedule_in_the_revision(world: World) -> Any:
    """``save_revision`` takes a date for which nobody asks a permission."""
    yesterday = timezone.localtime() - timedelta(days=1)
    try:
        return world.version.save_revision(user=world.user, approved_go_live_at=yesterday)
    finally:
        world.wait()


@door(6, users=SCRIPT)
def schedule_past_the_signals(world: World) -> Any:
    yesterday = timezone.localtime() - timedelta(days=1)
    Revision.objects.filter(pk=world.page.latest_revision_id).update(approved_go_live_at=yesterday)
    return world.wait()


@door(13, users=SCRIPT)
def update_aliases(world: World) -> Any:
    return world.version.update_aliases()


@door(32, users=SCRIPT)
def alias_of_a_version(world: World) -> Any:
    """An alias takes what its source holds in memory, ``live`` included."""
    version = world.version
    version.live = True
    return version.create_alias(update_slug="another-alias")


@door(18, users=SCRIPT)
def translate_a_version_as_alias(world: World) -> Any:
    version = world.version
    version.live = True
    return version.copy_for_translation(world.french, alias=True)


@door(41, users=SCRIPT)
def save(world: World) -> Any:
    version = world.version
    version.live = True
    return version.save()


@door(41, users=SCRIPT)
def save_some_fields(world: World) -> Any:
    version = world.version
    version.live = True
    return version.save(update_fields=["summary", "live"])


@door(41, users=SCRIPT)
def save_one_field(world: World) -> Any:
    """The row is live, or is made live by the second save, each of one field."""
    version = world.version
    version.save(update_fields=["summary"])
    version.live = True
    return version.save(update_fields=["live"])


@door(41, users=SCRIPT)
def save_the_base_page(world: World) -> Any:
    """The base model knows nothing of the fields of the type, yet writes the title."""
    page = Page.objects.get(pk=world.page.pk)
    page.title, page.live = UNREVIEWED, True
    return page.save()


@door(41, users=SCRIPT)
def save_the_base_page_in_a_receiver(world: World) -> Any:
    """While another, harmless write of the same row is under way."""

    def write(sender: Any, instance: ConditionPage, **kwargs: Any) -> None:
        if instance.slug == world.target:
            return save_the_base_page(world)

    post_save.connect(write, sender=ConditionPage)
    try:
        return world.page.save(update_fields=["owner"])
    finally:
        post_save.disconnect(write, sender=ConditionPage)


@door(41, users=SCRIPT)
def save_without_cleaning(world: World) -> Any:
    version = world.version
    version.live = True
    return version.save(clean=False)


@door(41, targets=("change",), users=SCRIPT)
def save_base_raw(world: World) -> Any:
    """Writes the row of the type alone, without the base row that has ``live``."""
    version = world.version
    version.live = True
    return version.save_base(raw=True)


@door(41, targets=("draft",), users=SCRIPT)
def add_child(world: World) -> Any:
    page = ConditionPage(title="New", slug="new", summary=UNREVIEWED, live=True)
    return world.a_to_z.add_child(instance=page)


@door(41)
def publish_a_new_revision(world: World) -> Any:
    return world.version.save_revision(user=world.user).publish(user=world.user)


@door(41, users=SCRIPT)
def publish_as_nobody(world: World) -> Any:
    return world.page.latest_revision.publish(skip_permission_checks=True)


@door(41)
def publish_action(world: World) -> Any:
    """What the edit view runs: it does not call ``Page.publish()``."""
    action = PublishPageRevisionAction(world.page.latest_revision, user=world.user)
    return action.execute(skip_permission_checks=True)


@door(41, users=SCRIPT)
def publish_saying_it_is_scheduled(world: World) -> Any:
    return world.page.latest_revision.publish(log_action="wagtail.publish.scheduled")


@door(41)
def approve_the_task_state(world: World) -> Any:
    return world.submit().approve(user=world.user)


@door(41)
def finish_the_workflow(world: World) -> Any:
    return world.submit().workflow_state.finish(user=world.user)


@door(41, explains=decides(AN_AUTHOR, NOT_A_REVIEWER))
def act_on_the_task(world: World) -> Any:
    state = world.submit()
    task = state.task.specific
    return task.on_action(state, world.user, "approve", **checklist(state))


@door(43, is_withdrawing=True, users=SCRIPT)
def load_a_fixture(world: World) -> Any:
    """Loaded rows are not asked anything: what is unreviewed lands as a draft."""
    version = world.version
    version.live = True
    base = Page(**{f.attname: getattr(version, f.attname) for f in Page._meta.concrete_fields})
    return load_fixture(base, version)


@door(44, users=SCRIPT)
def import_and_publish(world: World) -> Any:
    """Importers build an object from data, then save or publish it."""
    data = {**world.version.serializable_data(), "live": True, "summary": UNREVIEWED}
    page = ConditionPage.from_serializable_data(data)
    page._state.adding = False
    return page.save()


@door(46, explains={"author_reviewer": AN_AUTHOR})
def purge_revisions_then_approve(world: World) -> Any:
    """Without revisions nothing but the contributions says who wrote it."""
    world.version.save_revision(user=world.person("editor"))
    call_command("purge_revisions", verbosity=0)
    state = world.submit()
    return world.decide(state, **checklist(state))
