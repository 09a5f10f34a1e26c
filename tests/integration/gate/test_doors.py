"""Nothing unreviewed reaches a reader through any door, whoever tries it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from tests.integration.gate.content import REVIEWED, UNREVIEWED
from tests.integration.gate.door import Door
from tests.integration.gate.doors import DOORS, ROWS, ROWS_WITHOUT_A_DOOR
from tests.integration.gate.reading import told
from tests.integration.gate.stock import without_the_gate

TRIES = [
    pytest.param(door, target, user_name, id=f"{door.name}-{target}-{user_name}")
    for door in DOORS
    for target in door.targets
    for user_name in door.users
]


def result_of(door: Door, world: Any) -> str:
    """What the user is told. Refusals of code are exceptions; views must not raise."""
    try:
        result = door.attempt(world)
    except PermissionDenied as refusal:
        assert "_doors" in door.attempt.__module__
        return str(refusal)
    return told(result) if isinstance(result, HttpResponse) else ""


@pytest.mark.parametrize(("door", "target", "user_name"), TRIES)
def test_door__shows_readers_nothing_unreviewed(door, target, user_name, make_world):
    world = make_world(user_name, target)
    result = result_of(door, world)
    seen = world.readers_see()
    assert UNREVIEWED not in seen
    assert door.is_withdrawing or target == "draft" or REVIEWED in seen
    assert not world.unreviewed_approvals()
    assert door.explains.get(user_name, "") in result


def test_doors__are_there_for_every_row():
    with_a_door = {door.row for door in DOORS}
    assert with_a_door.isdisjoint(ROWS_WITHOUT_A_DOOR)
    assert with_a_door | set(ROWS_WITHOUT_A_DOOR) == set(ROWS)


OPEN_DOORS = [
    pytest.param(door, target, id=f"{door.name}-{target}")
    for door in DOORS
    for target in door.targets
    if door.opens
]


@pytest.mark.parametrize(("door", "target"), OPEN_DOORS)
def test_door__opens_where_there_is_no_gate(door, target, make_world, monkeypatch):
    """A door that leads nowhere would prove nothing about the gate."""
    world = make_world("superuser", target)
    with without_the_gate(monkeypatch):
        result_of(door, world)
    assert UNREVIEWED in world.readers_see()
