"""The test database for processes of their own."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import connection


def database_url(folder: Path) -> str:
    """The test database as it is; SQLite's as a copy in ``folder``, which the test may write to."""
    if connection.vendor == "sqlite":
        path = folder / "db.sqlite3"
        if not path.exists():
            with closing(sqlite3.connect(path)) as copy:
                connection.connection.backup(copy)
        return f"sqlite:///{path}"
    return os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{connection.settings_dict['NAME']}"
