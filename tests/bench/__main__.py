"""`make bench`: prints the table with what is reached, and writes it into docs/performance.md.

    python -m tests.bench [--quick | --gate]

Each measurement is a process of its own. With ``--quick`` nothing is counted by callgrind, and no
site is filled with thousands of pages: processor time stands in, which is worth something within
one run only. With ``--gate`` only the cost of the publishing gate is measured, in instructions, to
compare two versions of the code. Both leave the document as it is.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.addresses import FULL, STOCK
from tests.bench.admin_rows import ADMIN_LISTS
from tests.bench.gate_costs import gate_rows, measure_gate
from tests.bench.postgres import scratch_database
from tests.bench.results import FEW, MANY, Results
from tests.bench.rows import LISTS, rows
from tests.bench.scratch import ROOT, STOCK_SETTINGS, Scratch
from tests.bench.table import table_of, write_table

COMPARED = [
    *("plain", "bare", "naive", "full", "kept", "not modified"),
    *("editor", "stock editor"),
]
"""By what they cost."""
ONLY_QUERIES = ["cache off", "5 blocks", "300 blocks", "30 links", "editor of 300 blocks"]
PUBLISHING = ["approve", "stock approve", "publish bare", "publish again", "stock publish again"]
GROWING = ["full", *LISTS, *ADMIN_LISTS, *PUBLISHING]
JOBS = ["audit", "reminders", "evidence", "rebaseline", "policy"]
"""In this order, as the last ones write pages."""
SEARCHES = [
    *("index alone", "common word", "two common words", "misspelt", "nothing found"),
    *("two letters", "one name"),
]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--quick", action="store_true", help="two minutes: no callgrind")
    parser.add_argument("--gate", action="store_true", help="the publishing gate alone")
    arguments = parser.parse_args()
    quick = arguments.quick
    try:
        with tempfile.TemporaryDirectory(prefix="headhealth-bench-") as folder:
            scratch = Scratch(Path(folder))
            if arguments.gate:
                print("\n".join(table_of(gate_rows(measure_gate(scratch)))))
                return
            results = _measure(scratch, quick=quick)
    except KeyboardInterrupt:
        sys.exit("Stopped. Nothing is left behind.")
    table = table_of(rows(results))
    for line in table:
        print(line)
    for fault in results.facts["validators"]:
        print(fault)
    if not quick:
        write_table(ROOT / "docs" / "performance.md", table)


def _measure(scratch: Scratch, *, quick: bool) -> Results:
    results = Results()
    _measure_pages(scratch, results, counting=not quick)
    if not quick:
        for pages in (FEW, MANY):
            _measure_beside(pages, scratch, results)
        _search_on_postgres(scratch, results)
    return results


def _measure_pages(scratch: Scratch, results: Results, *, counting: bool) -> None:
    database = scratch.sqlite("pages")
    _say("Building the pages")
    scratch.build(database)
    results.facts = scratch.page_facts(database=database)
    _say("Measuring them")
    results.figures[0] = scratch.probe(COMPARED + ONLY_QUERIES, database=database)
    results.workers["full"] = scratch.worker(FULL, database=database)
    stock_database = scratch.sqlite("stock")
    scratch.build_stock_site(stock_database)
    results.workers["stock"] = scratch.worker(
        STOCK, database=stock_database, settings=STOCK_SETTINGS
    )
    if counting and shutil.which("valgrind"):
        _say("Counting instructions")
        results.instructions[0] = scratch.instructions(COMPARED, database=database)


def _measure_beside(pages: int, scratch: Scratch, results: Results) -> None:
    database = scratch.sqlite(f"{pages}-pages")
    _say(f"Building {pages:,} pages")
    scratch.build(database, str(pages))
    _say("Measuring beside them")
    searches = SEARCHES if pages == MANY else []
    figures = scratch.probe(GROWING + searches, database=database)
    results.figures[pages] = figures
    if searches:
        results.searches["SQLite"] = figures
    if shutil.which("valgrind"):
        _say("Counting instructions")
        results.instructions[pages] = scratch.instructions(GROWING, database=database)
    _say("Doing the jobs")
    jobs = ["re-review", *JOBS] if pages == MANY else JOBS
    results.jobs[pages] = {name: scratch.job(name, database=database) for name in jobs}
    unreviewed = scratch.sqlite(f"{pages}-unreviewed")
    scratch.build(unreviewed, str(pages), "unreviewed")
    results.jobs[pages]["adopt"] = scratch.job("adopt", database=unreviewed)


def _search_on_postgres(scratch: Scratch, results: Results) -> None:
    with scratch_database() as database:
        if database is None:
            _say("No PostgreSQL: searches are measured on SQLite only")
            return
        _say(f"Building {MANY:,} pages on PostgreSQL")
        scratch.build(database, str(MANY))
        results.searches["PostgreSQL"] = scratch.probe(SEARCHES, database=database)


def _say(line: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {line}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
