"""Doors in code by values that mean one thing to Python and another to the database."""

from __future__ import annotations

from typing import Any

from django.db.models import Value

from tests.integration.gate.content import REVIEWED, UNREVIEWED
from tests.integration.gate.door import door
from tests.integration.gate.row_doors import CLINIC
from tests.integration.gate.world import World


class FalseText(str):
    """True in the database."""

    def __bool__(self) -> bool:
        return False


class FalseValue(Value):
    """An expression, which the database evaluates."""

    def __bool__(self) -> bool:
        return False


class Liar(str):
    """Says to everybody but the database that it is what was reviewed."""

    def __str__(self) -> str:
        return REVIEWED

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = str.__hash__


@door(41)
def text_that_is_false(world: World) -> Any:
    version = world.version
    version.live = FalseText("True")
    return version.save()


@door(41)
def text_that_is_false_in_the_base_page(world: World) -> Any:
    page = world.page.page_ptr
    page.title, page.live = UNREVIEWED, FalseText("t")
    return page.save(update_fields=["title", "live"])


@door(41)
def expression_that_is_false(world: World) -> Any:
    version = world.version
    version.live = FalseValue(True)
    return version.save(clean=False)


@door(41)
def snippet_with_an_expression_that_is_false(world: World) -> Any:
    advice = world.advice
    advice.text, advice.live = UNREVIEWED, FalseValue(True)
    return advice.save()


@door(41, targets=("change",))
def text_that_claims_to_be_the_reviewed(world: World) -> Any:
    page = world.page
    page.summary = Liar(UNREVIEWED)
    return page.save(clean=False)


@door(41, targets=("change",))
def expression_as_content(world: World) -> Any:
    page = world.page
    page.summary = Value(UNREVIEWED)
    return page.save(clean=False)


@door(42, targets=CLINIC)
def child_row_that_claims_to_be_unchanged(world: World) -> Any:
    row = world.clinic.opening_hours.get()
    row.day = Liar(UNREVIEWED)
    return row.save()
