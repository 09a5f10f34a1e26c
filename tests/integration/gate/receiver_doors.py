"""Doors in code that a site's own receivers open while an object is saved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models.signals import post_save, pre_save
from wagtail.models import Page

from headhealth.models import ConditionPage
from tests.integration.gate.content import UNREVIEWED
from tests.integration.gate.door import door
from tests.integration.gate.row_doors import CLINIC, unreviewed_symptom
from tests.integration.gate.world import World, load_fixture
from tests.testapp.models import Advice, ClinicPage, OpeningHours, PlainPage


@contextmanager
def receiving(signal: Any, sender: Any, change: Callable[[Any], Any]) -> Iterator[None]:
    """Let ``change`` hear saves of ``sender``, after the receivers that are connected already."""

    def receive(instance: Any, **kwargs: Any) -> None:
        change(instance)

    signal.connect(receive, sender=sender)
    try:
        yield
    finally:
        signal.disconnect(receive, sender=sender)


def _write_summary(page: Any) -> None:
    page.summary, page.live = UNREVIEWED, True


def _write_title(page: Any) -> None:
    page.title, page.live = UNREVIEWED, True


@door(41)
def change_after_the_guard(world: World) -> Any:
    with receiving(pre_save, ConditionPage, _write_summary):
        return world.page.save()


@door(41)
def change_after_the_guard_some_fields(world: World) -> Any:
    with receiving(pre_save, ConditionPage, _write_summary):
        return world.page.save(update_fields=["summary", "live"])


@door(41)
def change_after_the_guard_of_the_base_page(world: World) -> Any:
    with receiving(pre_save, Page, _write_title):
        return Page.objects.get(pk=world.page.pk).save()


@door(41)
def change_after_the_guard_past_the_mixin(world: World) -> Any:
    with receiving(pre_save, ConditionPage, _write_summary):
        return world.page.save_base()


@door(41)
def change_and_hide_it(world: World) -> Any:
    """Before the row is written, and back afterwards."""
    page = world.page

    def hide(page: Any) -> None:
        page.live = False

    with receiving(pre_save, ConditionPage, _write_summary):
        with receiving(post_save, ConditionPage, hide):
            return page.save()


@door(41, targets=("draft",))
def publish_a_page_that_is_being_made(world: World) -> Any:
    page = ConditionPage(title="New", slug="new", summary="New.")
    with receiving(pre_save, ConditionPage, _write_summary):
        return world.a_to_z.add_child(instance=page)


@door(41)
def change_a_snippet_after_the_guard(world: World) -> Any:
    def write(advice: Any) -> None:
        advice.text, advice.live = UNREVIEWED, True

    with receiving(pre_save, Advice, write):
        return world.advice.save()


@door(41, targets=("change",))
def lead_a_plain_page_to_a_reviewed_row(world: World) -> Any:
    plain = PlainPage(title="Plain", slug="plain")
    world.home.add_child(instance=plain)

    def lead(page: Any) -> None:
        page.id, page.title = world.page.pk, UNREVIEWED

    with receiving(pre_save, PlainPage, lead):
        return plain.save(update_fields=["title"])


@door(43, targets=("change",), is_withdrawing=True)
def change_a_loaded_page_after_the_guard(world: World) -> Any:
    with receiving(pre_save, ConditionPage, _write_summary):
        return load_fixture(world.page)


@door(42, targets=CLINIC)
def write_a_child_row_while_other_fields_are_saved(world: World) -> Any:
    def write(clinic: Any) -> None:
        OpeningHours.objects.create(page=clinic, day=UNREVIEWED)

    with receiving(post_save, ClinicPage, write):
        return world.clinic.save(update_fields=["phone"])


@door(42, targets=CLINIC)
def write_a_child_row_while_everything_is_saved(world: World) -> Any:
    def write(clinic: Any) -> None:
        OpeningHours.objects.create(page=clinic, day=UNREVIEWED)

    with receiving(post_save, ClinicPage, write):
        return world.clinic.save()


@door(42, targets=CLINIC)
def change_a_child_row_after_the_guard(world: World) -> Any:
    def write(row: Any) -> None:
        row.day = UNREVIEWED

    with receiving(pre_save, OpeningHours, write):
        return world.clinic.opening_hours.get().save()


@door(42, targets=CLINIC)
def move_a_child_row_after_the_guard(world: World) -> Any:
    draft = ClinicPage(title="New", slug="new", summary="New.", live=False)
    draft.opening_hours = [OpeningHours(day=UNREVIEWED)]
    world.home.add_child(instance=draft)

    def move(row: Any) -> None:
        row.page = world.clinic

    with receiving(pre_save, OpeningHours, move):
        return OpeningHours.objects.get(page=draft).save()


@door(42, targets=CLINIC)
def relate_while_other_fields_are_saved(world: World) -> Any:
    symptom = unreviewed_symptom()

    def relate(clinic: Any) -> None:
        symptom.clinicpage_set.add(clinic)

    with receiving(post_save, ClinicPage, relate):
        return world.clinic.save(update_fields=["phone"])


@door(41, targets=CLINIC)
def save_another_page_within_a_save(world: World) -> Any:
    """The page is written by way of the save of another, which changes nothing."""

    def write(page: Any) -> None:
        clinic = world.clinic
        with receiving(pre_save, ClinicPage, _write_summary):
            clinic.save_base()

    with receiving(post_save, ConditionPage, write):
        return ConditionPage.objects.get(slug="change").save()


@door(41)
def save_again_within_a_save(world: World) -> Any:
    """What a receiver has written after the guard is no excuse for writing it again."""

    def again(page: Any) -> None:
        ConditionPage.objects.get(pk=page.pk).save_base()

    with receiving(pre_save, Page, _write_title):
        with receiving(post_save, Page, again):
            return Page.objects.get(pk=world.page.pk).save()
