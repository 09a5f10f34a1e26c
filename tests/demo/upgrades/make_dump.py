"""Makes a dump of today's code for `test_upgrade`: `python -m tests.demo.upgrades.make_dump`.

The same busy site from SQLite, as a file, and from PostgreSQL, as SQL; and the public facts of its
pages. All three are named after the date and time at which they were made.
"""

from __future__ import annotations

import json
import lzma
import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench.postgres import scratch_database
from tests.demo.upgrades.dumps import FOLDER, MOMENT, POSTGRESQL, SQLITE

ROOT = Path(__file__).resolve().parents[3]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, scratch_database() as server:
        if server is None:
            sys.exit("A dump is made on PostgreSQL too, and no server answers.")
        file = Path(folder, "db.sqlite3")
        facts = _fill(f"sqlite:///{file}")
        assert _fill(server) == facts, "The databases tell readers different things."
        dumps = {SQLITE: _sqlite_dump(file), POSTGRESQL: _postgresql_dump(server)}
    moment = datetime.now(UTC).strftime(MOMENT)
    for suffix, dump in dumps.items():
        packed = lzma.compress(dump, preset=9 | lzma.PRESET_EXTREME)
        Path(FOLDER, f"{moment}{suffix}").write_bytes(packed)
    Path(FOLDER, f"{moment}.json").write_text(json.dumps(facts, indent=2) + "\n")


def _fill(database: str) -> dict[str, Any]:
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "site")]),
    }
    command = [sys.executable, "-m", "tests.demo.upgrades.fill"]
    printed = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=-1, text=True)
    return json.loads(printed.stdout)


def _sqlite_dump(file: Path) -> bytes:
    vacuumed = file.with_suffix(".vacuumed")
    with closing(sqlite3.connect(file)) as database:
        database.execute("VACUUM INTO ?", [str(vacuumed)])
    return vacuumed.read_bytes()


def _postgresql_dump(server: str) -> bytes:
    command = ["pg_dump", "--no-owner", "--no-privileges", "--rows-per-insert=100", server]
    dump = subprocess.run(command, check=True, capture_output=True).stdout
    # Commands of psql, which newer releases write.
    lines = [line for line in dump.splitlines(True) if not line.startswith(_FOR_PSQL)]
    return b"".join(lines)


_FOR_PSQL = (b"\\restrict ", b"\\unrestrict ")


if __name__ == "__main__":
    main()
