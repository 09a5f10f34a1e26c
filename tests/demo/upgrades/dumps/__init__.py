"""Databases of earlier versions, packed. ``make_dump`` adds one."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent
MOMENT = "%Y%m%dT%H%M%SZ"
"""Format of the date and time of a dump, in UTC, in the names of its files."""
SQLITE, POSTGRESQL = ".sqlite3.xz", ".sql.xz"
