"""Doors in code that write one object over the row of another."""

from __future__ import annotations

from typing import Any

from asgiref.sync import async_to_sync

from headhealth.models import ConditionPage
from tests.integration.gate.content import UNREVIEWED
from tests.integration.gate.door import door
from tests.integration.gate.row_doors import CLINIC
from tests.integration.gate.world import World
from tests.testapp.models import ClinicPage, OpeningHours, OpeningTime, PlainPage

COPY = "To make a copy, use copy() or copy_for_translation()"


@door(41, targets=("change",), explains=COPY)
def copy_by_an_empty_key(world: World) -> Any:
    """Django's idiom for a copy, which writes the row of a page over itself."""
    page = world.version
    page.pk = None
    return page.save()


@door(41, explains=COPY)
def copy_by_an_empty_key_some_fields(world: World) -> Any:
    page = world.version
    page.pk = None
    page.summary, page.live = UNREVIEWED, True
    return page.save(update_fields=["summary", "live"])


@door(41, targets=("change",), explains=COPY)
def draft_with_the_key_of_a_live_page(world: World) -> Any:
    draft = ConditionPage.objects.get(slug="draft")
    draft.id = world.page.pk
    draft.title = draft.summary
    return draft.save(clean=False, update_fields=["title", "summary"])


@door(41, targets=("change",))
def plain_page_with_the_key_of_a_live_page(world: World) -> Any:
    plain = PlainPage(title="Plain", slug="plain")
    world.home.add_child(instance=plain)
    plain.id = world.page.pk
    plain.title = UNREVIEWED
    return plain.save(clean=False, update_fields=["title"])


@door(42, targets=CLINIC)
def child_row_of_a_page_with_another_key(world: World) -> Any:
    """The page that the row holds in memory was given the key of a draft."""
    clinic = world.clinic
    row = OpeningHours(page=clinic, day=UNREVIEWED)
    draft = ClinicPage(title="New", slug="new", summary="New.", live=False)
    world.home.add_child(instance=draft)
    clinic.pk = draft.pk
    return row.save_base()


@door(42, targets=CLINIC)
def row_of_a_row_that_says_it_is_of_a_draft(world: World) -> Any:
    draft = ClinicPage(title="New", slug="new", summary="New.", live=False)
    world.home.add_child(instance=draft)
    row = world.clinic.opening_hours.get()
    row.page = draft
    return OpeningTime.objects.create(hours=row, time=UNREVIEWED)


@door(41, targets=("change",))
def save_of_loaded_fields(world: World) -> Any:
    """Fields that were not loaded are not written."""
    page = ConditionPage.objects.only("title").get(pk=world.page.pk)
    page.title = UNREVIEWED
    return page.save()


@door(41)
def save_from_a_coroutine(world: World) -> Any:
    version = world.version
    version.live = True
    return async_to_sync(version.asave)()
