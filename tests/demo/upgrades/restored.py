"""A dump as the database that the tests use."""

from __future__ import annotations

import lzma
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from wagtail.models import Site

from tests.demo.upgrades.dumps import FOLDER, POSTGRESQL, SQLITE

_NAME = f"headhealth_upgrade_{os.getpid()}"


@contextmanager
def restored(moment: str, folder: Path) -> Iterator[None]:
    """Until the end the default connection leads to the database of the dump of ``moment``.

    It is as it was, in its old shape. ``folder`` takes SQLite's file.
    """
    restore = {"sqlite": _sqlite, "postgresql": _postgresql}[connection.vendor]
    with restore(moment, folder) as name:
        before = connection.settings_dict["NAME"]
        _lead_to(name)
        try:
            yield
        finally:
            _lead_to(before)


@contextmanager
def _sqlite(moment: str, folder: Path) -> Iterator[str]:
    file = folder / f"{moment}.sqlite3"
    file.write_bytes(_unpacked(moment, SQLITE))
    yield str(file)


@contextmanager
def _postgresql(moment: str, folder: Path) -> Iterator[str]:
    settings: dict[str, Any] = connection.get_connection_params()
    reach = {key: settings[key] for key in ("host", "port", "user", "password") if key in settings}
    with psycopg.connect(dbname="postgres", autocommit=True, **reach) as server:
        server.execute(f'CREATE DATABASE "{_NAME}"')
        try:
            with psycopg.connect(dbname=_NAME, **reach) as database:
                database.execute(_unpacked(moment, POSTGRESQL))
            yield _NAME
        finally:
            server.execute(f'DROP DATABASE "{_NAME}" WITH (FORCE)')


def _unpacked(moment: str, suffix: str) -> bytes:
    return lzma.decompress(Path(FOLDER, f"{moment}{suffix}").read_bytes())


def _lead_to(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name
    # A process keeps these for good, as its database is always the same.
    ContentType.objects.clear_cache()
    Site.clear_site_root_paths_cache()
    cache.clear()
