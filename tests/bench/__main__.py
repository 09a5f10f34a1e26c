"""`make bench`: prints the table with what is reached, and writes it into docs/performance.md.

    python -m tests.bench [--quick]

Each measurement is a process of its own. With ``--quick`` nothing is counted by callgrind, and the
lists are not filled: processor time stands in, which is worth something within one run only.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.bench.report import Measurements, rows, write_table

ROOT = Path(__file__).resolve().parents[2]
FULL, BARE, NAIVE, LIST = "/conditions/full/", "/bare/", "/naive/", "/conditions/"
PAGES = [
    "plain=/plain/",
    f"bare={BARE}",
    f"naive={NAIVE}",
    f"full={FULL}",
    f"off={FULL}",
    f"kept={FULL}",
    f"not modified={FULL}",
    f"list={LIST}",
]
FEW, MANY = 100, 10_000


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--quick", action="store_true", help="two minutes: no callgrind")
    quick = parser.parse_args().quick
    with tempfile.TemporaryDirectory() as folder:
        measured = _measure(Path(folder), quick=quick)
    table = rows(measured)
    for row in table:
        print(row)
    if not quick:
        write_table(ROOT / "docs" / "performance.md", table)


def _measure(folder: Path, *, quick: bool) -> Measurements:
    database = folder / "pages.sqlite3"
    _python("tests.bench.build", database=database)
    measured = Measurements(
        pages=_probe(PAGES, database=database),
        starts={
            name: _probe([f"{name}={address}"], database=database)
            for name, address in (("bare", BARE), ("full", FULL))
        },
    )
    if quick:
        return measured
    if shutil.which("valgrind"):
        names = [page.partition("=")[0] for page in PAGES]
        counts = _instructions(PAGES, database=database, folder=folder)
        measured.instructions.update(zip(names, counts, strict=True))
    for count in (FEW, MANY):
        copy = folder / f"{count}.sqlite3"
        shutil.copy(database, copy)
        _python("tests.bench.short_copies", str(count), database=copy)
        probed = _probe([f"full={FULL}", f"list={LIST}", f"letter={LIST}?letter=H"], database=copy)
        measured.sizes[count] = probed
    return measured


def _probe(pages: list[str], *, database: Path) -> dict[str, Any]:
    return json.loads(_python("tests.bench.probe", *pages, database=database).splitlines()[-1])


def _instructions(pages: list[str], *, database: Path, folder: Path) -> list[int]:
    """How many instructions each request took, in the order of ``pages``."""
    _python(
        "tests.bench.probe",
        *pages,
        database=database,
        under=[
            "valgrind",
            "--tool=callgrind",
            "--instr-atstart=no",
            "--zero-before=getpgid",
            "--dump-before=getsid",
            f"--callgrind-out-file={folder}/callgrind",
        ],
        environment={"BENCH_CALLGRIND": "1"},
    )
    dumps = sorted(folder.glob("callgrind.*"), key=lambda dump: int(dump.suffix[1:]))
    found = (re.search(r"^totals: (\d+)", dump.read_text(), re.M) for dump in dumps)
    return [int(match[1]) for match in found if match]


def _python(
    module: str,
    *arguments: str,
    database: Path,
    under: list[str] | None = None,
    environment: dict[str, str] | None = None,
) -> str:
    result = subprocess.run(
        [*(under or []), sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env={
            **os.environ,
            **(environment or {}),
            "BENCH_DATABASE": str(database),
            "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
            "PYTHONHASHSEED": "0",
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "site")]),
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    if result.returncode:
        sys.exit(f"{module} failed.")
    return result.stdout


if __name__ == "__main__":
    main()
