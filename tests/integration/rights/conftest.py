"""The places and the people, built once for a module."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests.integration.rights import world


class World:
    """The places, and a client for each role."""

    def __init__(self, people: dict[str, Any], places: dict[str, world.Place]) -> None:
        self.people = people
        self.places = places
        self._clients = {"anonymous": Client()}

    def client(self, role: str) -> Client:
        if role not in self._clients:
            client = self._clients[role] = Client()
            client.force_login(self.people[role])
        return self._clients[role]

    def answer(self, role: str, method: str, url: str, data: Any = None, **kwargs: Any) -> Any:
        """The response, after which everything is as it was before."""
        with transaction.atomic():
            client = self.client(role)
            response = getattr(client, method)(url, data, **kwargs)
            if response.streaming:
                response.read_text = b"".join(response.streaming_content).decode(errors="replace")
            transaction.set_rollback(True)
        return response


@pytest.fixture(scope="module")
def shared_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        built = World(*world.build())
        for role in world.ROLES:
            built.client(role)
        yield built
        transaction.set_rollback(True)


@pytest.fixture
def rights(shared_world: World, db: None) -> World:
    return shared_world
