"""Models of another app over a guarded table: what they leave as it is stays live."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models.signals import pre_save

from headhealth.review.review_required import ReviewRequired
from headhealth.review.stored_rows import is_as_stored
from tests.integration.gate.content import UNREVIEWED
from tests.integration.gate.reading import read
from tests.integration.gate.receiver_doors import receiving
from tests.integration.gate.world import World, load_fixture
from tests.testapp.models import (
    Advice,
    AdviceRow,
    BranchPage,
    ClinicRow,
    HoursRow,
    ProxiedClinic,
)


@pytest.fixture
def world(make_world: Any) -> World:
    return make_world("superuser", "change")


def clinic_row(world: World) -> Any:
    return ClinicRow.objects.get(pk=world.clinic.pk)


def advice_row(world: World) -> Any:
    return AdviceRow.objects.get(pk=world.advice.pk)


def hours_row(world: World) -> Any:
    return HoursRow.objects.get(owner=world.clinic.pk)


ROWS = pytest.mark.parametrize(
    ("row", "name"), [(clinic_row, "summary"), (advice_row, "text"), (hours_row, "day")]
)


def is_live(world: World) -> bool:
    return world.clinic.live and world.advice.live


@ROWS
def test_save__of_what_is_stored_leaves_it_live(row, name, world):
    row(world).save()
    row(world).save(update_fields=[name])
    assert is_live(world)


@ROWS
def test_fixture__of_what_is_stored_leaves_it_live(row, name, world):
    load_fixture(row(world))
    assert is_live(world)


@ROWS
def test_save__of_other_text_is_refused(row, name, world):
    changed = row(world)
    setattr(changed, name, UNREVIEWED)
    with pytest.raises(ReviewRequired):
        changed.save()
    assert is_live(world)
    assert UNREVIEWED not in read(world.clinic)


@ROWS
def test_fixture__of_other_text_lands_as_a_draft(row, name, world):
    changed, advice = row(world), world.advice.pk
    setattr(changed, name, UNREVIEWED)
    load_fixture(changed)
    assert not (world.clinic.live and Advice.objects.filter(pk=advice, live=True).exists())


def test_model__with_a_table_of_its_own_may_hold_other_text(world):
    derived = BranchPage()
    derived.__dict__.update({**world.clinic.__dict__, "_state": derived._state})
    assert is_as_stored(world.clinic, ProxiedClinic.objects.get(pk=world.clinic.pk))
    assert not is_as_stored(world.clinic, derived)


@ROWS
def test_receiver__that_changes_it_after_all_is_found(row, name, world):
    """The guard has judged the row by then."""
    stored, advice = row(world), world.advice.pk

    def change(instance: Any) -> None:
        setattr(instance, name, UNREVIEWED)

    with receiving(pre_save, type(stored), change), pytest.raises(ReviewRequired):
        stored.save()
    assert not (world.clinic.live and Advice.objects.filter(pk=advice, live=True).exists())
