"""The processes of a run, and the folder that holds all they write until it is over."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = "tests.bench.settings"
STOCK_SETTINGS = "tests.bench.stock_site.settings"
_CALLGRIND = (
    "valgrind",
    "--quiet",
    "--tool=callgrind",
    # Started and stopped by the process itself: see ``tests.bench.measuring``.
    "--instr-atstart=no",
    "--zero-before=getpgid",
    "--dump-before=getsid",
)


@dataclass(frozen=True)
class Scratch:
    folder: Path

    def sqlite(self, name: str) -> str:
        """The address of a database file."""
        return f"sqlite:///{self.folder}/{name}.sqlite3"

    def build(self, database: str, *arguments: str) -> None:
        self._python("tests.bench.build", *arguments, database=database)

    def build_stock_site(self, database: str) -> None:
        module = "tests.bench.stock_site.build"
        self._python(module, database=database, settings=STOCK_SETTINGS)

    def probe(self, names: list[str], *, database: str) -> dict[str, Any]:
        """What ``tests.bench.probe`` prints."""
        return json.loads(self._python("tests.bench.probe", *names, database=database))

    def worker(self, address: str, *, database: str, settings: str = SETTINGS) -> dict[str, Any]:
        """What ``tests.bench.worker`` prints."""
        printed = self._python("tests.bench.worker", address, database=database, settings=settings)
        return json.loads(printed)

    def job(self, name: str, *, database: str) -> dict[str, float]:
        """What ``tests.bench.job`` prints."""
        return json.loads(self._python("tests.bench.job", name, database=database))

    def page_facts(self, *, database: str) -> dict[str, Any]:
        """What ``tests.bench.page_facts`` prints."""
        return json.loads(self._python("tests.bench.page_facts", database=database))

    def instructions(self, names: list[str], *, database: str) -> dict[str, int]:
        """How many instructions each action takes. They repeat, however busy the machine is."""
        for dump in self.folder.glob("callgrind.*"):
            dump.unlink()
        self._python(
            "tests.bench.probe",
            *names,
            database=database,
            under=(*_CALLGRIND, f"--callgrind-out-file={self.folder}/callgrind"),
            environment={"BENCH_CALLGRIND": "1"},
        )
        dumps = sorted(self.folder.glob("callgrind.*"), key=lambda dump: int(dump.suffix[1:]))
        totals = (re.search(r"^totals: (\d+)", dump.read_text(), re.M) for dump in dumps)
        counts = [int(match[1]) for match in totals if match]
        return dict(zip(names, counts, strict=True))

    def _python(
        self,
        module: str,
        *arguments: str,
        database: str,
        settings: str = SETTINGS,
        under: tuple[str, ...] = (),
        environment: dict[str, str] | None = None,
    ) -> str:
        """The last line that the module prints; what it says on the way goes to the terminal."""
        result = subprocess.run(
            [*under, sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env={
                **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
                **(environment or {}),
                "BENCH_DATABASE_URL": database,
                "BENCH_STATIC": str(self.folder / "static"),
                "DJANGO_SETTINGS_MODULE": settings,
                "PYTHONHASHSEED": "0",
                "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "site")]),
                # valgrind leaves pipes there when it is stopped.
                "TMPDIR": str(self.folder),
            },
            stdout=subprocess.PIPE,
            text=True,
        )
        if result.returncode:
            sys.exit(f"{module} failed.")
        return result.stdout.strip().rpartition("\n")[2]
