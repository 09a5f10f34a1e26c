"""Doors in code that lead past the page itself: its child rows, its relations, and snippets."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Revision

from headhealth.models import Symptom
from tests.integration.gate.content import UNREVIEWED
from tests.integration.gate.door import SCRIPT, door
from tests.integration.gate.world import World, load_fixture
from tests.testapp.models import Advice, ClinicPage, OpeningHours, OpeningTime

CLINIC = ("clinic",)


@door(42, targets=CLINIC, users=SCRIPT)
def child_row_save(world: World) -> Any:
    row = world.clinic.opening_hours.get()
    row.day = UNREVIEWED
    return row.save()


@door(42, targets=CLINIC, users=SCRIPT)
def child_row_save_one_field(world: World) -> Any:
    row = OpeningHours.objects.get(page=world.clinic)
    row.day = UNREVIEWED
    return row.save(update_fields=["day"])


@door(42, targets=CLINIC, users=SCRIPT)
def child_row_create(world: World) -> Any:
    return OpeningHours.objects.create(page=world.clinic, day=UNREVIEWED)


@door(42, targets=CLINIC, users=SCRIPT)
def child_row_create_below_a_page_that_says_it_is_a_draft(world: World) -> Any:
    """What counts is the page in the database, not the one in memory."""
    clinic = world.clinic
    clinic.live = False
    return OpeningHours.objects.create(page=clinic, day=UNREVIEWED)


@door(42, targets=CLINIC, users=SCRIPT)
def child_row_from_a_draft(world: World) -> Any:
    draft = ClinicPage(title="New", slug="new", summary="New.", live=False)
    draft.opening_hours = [OpeningHours(day=UNREVIEWED)]
    world.home.add_child(instance=draft)
    row = OpeningHours.objects.get(page=draft)
    row.page = world.clinic
    return row.save()


@door(42, targets=CLINIC, users=SCRIPT)
def child_row_of_a_child_row(world: World) -> Any:
    return OpeningTime.objects.create(hours=world.clinic.opening_hours.get(), time=UNREVIEWED)


@door(42, targets=CLINIC, users=SCRIPT)
def child_rows_commit(world: World) -> Any:
    clinic = world.clinic
    clinic.opening_hours.add(OpeningHours(day=UNREVIEWED))
    with transaction.atomic():
        return clinic.opening_hours.commit()


@door(42, targets=CLINIC, users=SCRIPT)
def child_rows_as_update_fields(world: World) -> Any:
    clinic = world.clinic
    clinic.opening_hours = [OpeningHours(day=UNREVIEWED)]
    return clinic.save(update_fields=["opening_hours"])


@door(42, targets=CLINIC, users=SCRIPT)
def child_rows_with_another_field(world: World) -> Any:
    clinic = world.clinic
    clinic.opening_hours = [OpeningHours(day=UNREVIEWED)]
    return clinic.save(update_fields=["opening_hours", "view_count"])


@door(42, targets=CLINIC, users=SCRIPT)
def relation_as_update_fields(world: World) -> Any:
    clinic = world.clinic
    clinic.shown_symptoms.add(unreviewed_symptom())
    with transaction.atomic():
        return clinic.save(update_fields=["shown_symptoms"])


@door(42, targets=CLINIC, users=SCRIPT)
def relation_commit(world: World) -> Any:
    clinic = world.clinic
    clinic.shown_symptoms.add(unreviewed_symptom())
    with transaction.atomic():
        return clinic.shown_symptoms.commit()


@door(42, targets=CLINIC, users=SCRIPT)
def relation_from_the_other_side(world: World) -> Any:
    with transaction.atomic():
        return unreviewed_symptom().clinicpage_set.add(world.clinic)


@door(43, targets=CLINIC, is_withdrawing=True, users=SCRIPT)
def child_row_in_a_fixture(world: World) -> Any:
    row = world.clinic.opening_hours.get()
    row.day = UNREVIEWED
    return load_fixture(row)


@door(38, targets=("draft",), users=SCRIPT)
def snippet_create(world: World) -> Any:
    """``live`` is the default."""
    return Advice.objects.create(text=UNREVIEWED)


@door(38, targets=("draft",), users=SCRIPT)
def snippet_get_or_create(world: World) -> Any:
    return Symptom.objects.get_or_create(name="New", defaults={"description": UNREVIEWED})


@door(41, users=SCRIPT)
def snippet_save(world: World) -> Any:
    advice = world.advice
    advice.text, advice.live = UNREVIEWED, True
    return advice.save()


@door(41, users=SCRIPT)
def snippet_save_one_field(world: World) -> Any:
    advice = world.advice
    advice.text = UNREVIEWED
    advice.save(update_fields=["text"])
    advice.live = True
    return advice.save(update_fields=["live"])


@door(41)
def snippet_publish(world: World) -> Any:
    return world.advice.latest_revision.publish(user=world.user, skip_permission_checks=True)


@door(6, users=SCRIPT)
def snippet_schedule_past_the_signals(world: World) -> Any:
    yesterday = timezone.localtime() - timedelta(days=1)
    revision = Revision.objects.filter(pk=world.advice.latest_revision_id)
    revision.update(approved_go_live_at=yesterday)
    return world.wait()


@door(43, is_withdrawing=True, users=SCRIPT)
def snippet_in_a_fixture(world: World) -> Any:
    advice = world.advice
    advice.text, advice.live = UNREVIEWED, True
    return load_fixture(advice)


def unreviewed_symptom() -> Symptom:
    return Symptom.objects.create(name=UNREVIEWED, description="New.", live=False)
