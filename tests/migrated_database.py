"""Test databases that are copies of one that was migrated before.

Migrating an empty database takes twenty seconds of processor time, in each worker of each run. What
it makes depends on the migrations, on what runs after them and on the releases that are installed;
while those stay the same, so does the copy in ``var/``.
"""

from __future__ import annotations

import fcntl
import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from django.conf import settings
from django.core.management import call_command
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "migrated"
DECIDING = [
    *["headhealth/migrations/*.py", "site/*/migrations/*.py", "tests/**/migrations/*.py"],
    *["headhealth/upkeep.py", "headhealth/workflow/defaults.py", "requirements-dev.txt"],
]

KEPT = 3
"""Copies besides the new one: of other settings, and of the branch one came from."""


def copy_migrated_databases() -> None:
    """Let Django's creation of the test database copy one, where there is one to copy."""
    creations = {"sqlite": _SQLiteCopy, "postgresql": _PostgreSQLCopy}
    base = type(connection.creation)
    if (copying := creations.get(connection.vendor)) and not issubclass(base, copying):
        connection.creation = type(copying.__name__, (copying, base), {})(connection)


def _fingerprint() -> str:
    """Of all that decides what a migrated database holds, in these settings."""
    deciding = hashlib.sha256(f"{settings.INSTALLED_APPS} {settings.LANGUAGE_CODE}".encode())
    for path in sorted(path for pattern in DECIDING for path in ROOT.glob(pattern)):
        deciding.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return deciding.hexdigest()[:16]


class _Copy:
    """Creates a database that is migrated by copying; by migrating, which is kept, the first time.

    Workers that start together wait for the one that migrates.
    """

    def create_test_db(self, *args: Any, keepdb: bool = False, **kwargs: Any) -> str:
        if keepdb:
            return super().create_test_db(*args, keepdb=keepdb, **kwargs)
        FOLDER.mkdir(parents=True, exist_ok=True)
        with (
            self._turn(),
            mock.patch("django.core.management.call_command", self._call_command),
        ):
            return super().create_test_db(*args, **kwargs)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        with open(FOLDER / "lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _call_command(self, name: str, *args: Any, **options: Any) -> None:
        if name != "migrate":
            call_command(name, *args, **options)
        elif not self._copy():
            call_command(name, *args, **options)
            self._keep()


class _SQLiteCopy(_Copy):
    """The copy is a file."""

    @property
    def _file(self) -> Path:
        return FOLDER / f"{_fingerprint()}.sqlite3"

    def _copy(self) -> bool:
        if not self._file.exists():
            return False
        self.connection.ensure_connection()
        with closing(sqlite3.connect(self._file)) as kept:
            kept.backup(self.connection.connection)
        return True

    def _keep(self) -> None:
        for outdated in sorted(FOLDER.glob("*.sqlite3"), key=lambda path: path.stat().st_mtime)[
            :-3
        ]:
            outdated.unlink()
        unfinished = self._file.with_suffix(".new")
        unfinished.unlink(missing_ok=True)
        with closing(sqlite3.connect(unfinished)) as kept:
            self.connection.connection.backup(kept)
        unfinished.rename(self._file)


class _PostgreSQLCopy(_Copy):
    """The copy is a database of the same server, which new ones are made from."""

    @property
    def _template(self) -> str:
        return f"headhealth_migrated_{_fingerprint()}"

    def _create_test_db(self, *args: Any, **kwargs: Any) -> Any:
        with self._nodb_cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self._template])
            self._is_copied = cursor.fetchone() is not None
        if self._is_copied:
            self.connection.settings_dict["TEST"]["TEMPLATE"] = self._template
        return super()._create_test_db(*args, **kwargs)

    def _copy(self) -> bool:
        return self._is_copied

    def _keep(self) -> None:
        migrated = self.connection.settings_dict["NAME"]
        self.connection.close()
        with self._nodb_cursor() as cursor:
            cursor.execute(
                "SELECT datname FROM pg_database WHERE datname LIKE 'headhealth_migrated_%%'"
            )
            for (outdated,) in cursor.fetchall():
                cursor.execute(f'DROP DATABASE IF EXISTS "{outdated}"')
            cursor.execute(f'CREATE DATABASE "{self._template}" TEMPLATE "{migrated}"')
