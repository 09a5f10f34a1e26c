"""The content that doors lead from, and a world for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction

from tests.integration.gate.content import build_content
from tests.integration.gate.world import World


@pytest.fixture(scope="module")
def content(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Built once for a module, in a transaction around the ones of its tests.

    Building it takes ten times as long as trying a door.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        build_content()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def make_world(content: None, db: None, monkeypatch: Any) -> Callable[..., World]:
    """``make_world(user_name, target)``."""

    def make(user_name: str = "superuser", target: str = "change") -> World:
        return World(user_name, target, monkeypatch)

    return make


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """The draft, for the reviewer who wrote none of it."""
    return make_world("reviewer", "draft")
