"""Which figures the table shows, beside which goals."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.admin_rows import admin_rows
from tests.bench.results import FEW, MANY, Results
from tests.bench.row import Row

LISTS = ("A to Z", "one letter", "symptom", "recently reviewed")


def rows(results: Results) -> Iterator[Row]:
    yield from _page(results)
    yield from _editor(results)
    yield from _worker(results)
    if results.figures.keys() >= {FEW, MANY}:
        yield from _lists(results)
        yield from _publishing(results)
        yield from admin_rows(results)
    for database, figures in results.searches.items():
        yield from _search(database, figures)


def _page(results: Results) -> Iterator[Row]:
    of, ratio, unit = results.of, results.ratio, results.unit
    cold = results.workers["full"]["queries"]
    yield Row("full page, rendered: queries, warm", of("full", "queries"), 6)
    yield Row("full page, rendered: queries, cold", cold, 12)
    for name in ("5 blocks", "300 blocks", "30 links"):
        yield Row(f"page of {name}: queries, warm", of(name, "queries"), of("full", "queries"))
    yield Row(f"full page, rendered: {unit}, of naive", ratio("full", "naive"), 0.25)
    yield Row(f"full page, rendered: {unit}, of bare", ratio("full", "bare"))
    yield Row("naive page: queries, warm", of("naive", "queries"))
    yield Row("bare page: queries, warm", of("bare", "queries"))
    yield Row("full page, cache off: queries, warm", of("cache off", "queries"))
    yield Row("full page, kept: queries", of("kept", "queries"), 1)
    yield Row(f"full page, kept: {unit}, of the plain view", ratio("kept", "plain"), 1.0)
    yield Row(f"full page, 304: {unit}, of the plain view", ratio("not modified", "plain"), 1.0)
    yield Row("faults of validators on public pages", len(results.facts["validators"]), 0)
    yield Row("full page: bytes of HTML, of bare", of("full", "bytes") / of("bare", "bytes"), 2.0)
    yield Row("full page: bytes of HTML, gzipped", of("full", "gzip"))
    files = results.facts["files"]
    yield Row("full page: bytes of CSS and script, gzipped", files["bytes"], 15_000)
    yield Row("full page: files without a hashed name", len(files["not hashed"]), 0)


def _editor(results: Results) -> Iterator[Row]:
    of = results.of
    yield Row(f"editor: {results.unit}, of stock", results.ratio("editor", "stock editor"), 1.25)
    for figure, words in (("bytes", "bytes"), ("queries", "queries")):
        ratio = of("editor", figure) / of("stock editor", figure)
        yield Row(f"editor: {words}, of stock", ratio, 1.25)
    more = of("editor of 300 blocks", "queries") - of("editor", "queries")
    yield Row("editor: queries more with 300 blocks than with 30", more, 20)


def _worker(results: Results) -> Iterator[Row]:
    full, stock = results.workers["full"], results.workers["stock"]
    yield Row("worker: memory, of a site without the app", full["memory"] / stock["memory"], 1.15)
    yield Row("worker: start and first page, of the same", full["boot"] / stock["boot"], 1.3)


def _lists(results: Results) -> Iterator[Row]:
    unit = results.unit
    for name in LISTS:
        yield Row(f"{name}, {MANY:,} pages: queries", results.of(name, "queries", MANY), 8)
        yield Row(f"{name}, {MANY:,} pages: bytes", results.of(name, "bytes", MANY), 60_000)
        yield Row(f"{name}: {unit}, {MANY:,} pages of {FEW}", results.growth(name), 1.5)
    yield Row(f"full page, {MANY:,} pages: queries, warm", results.of("full", "queries", MANY), 6)
    yield Row(f"full page: {unit}, {MANY:,} pages of {FEW}", results.growth("full"))


def _publishing(results: Results) -> Iterator[Row]:
    unit, few = results.unit, f"at {FEW} pages"
    for name, other, words in (
        ("publish again", "stock publish again", "publishing what is approved, {}: {}, of stock"),
        ("approve", "stock approve", "approval that publishes, {}: {}, of a stock workflow's"),
        ("approve", "publish bare", "approval that publishes, {}: {}, of publishing bare"),
    ):
        yield Row(words.format(few, unit), results.ratio(name, other, FEW), 1.25)
    for name, words in (
        ("publish again", "publishing what is approved"),
        ("approve", "approval that publishes"),
        ("publish bare", "publishing bare"),
    ):
        goal = None if name == "publish bare" else 1.2
        yield Row(f"{words}: {unit}, {MANY:,} pages of {FEW}", results.growth(name), goal)


def _search(database: str, figures: dict[str, dict[str, float]]) -> Iterator[Row]:
    """By processor time; PostgreSQL works in a process of its own, so there by the clock."""
    time = "clock" if database == "PostgreSQL" else "seconds"
    own = figures["index alone"][time]
    where = f"{MANY:,} pages on {database}"
    for name in ("common word", "two common words", "misspelt", "nothing found"):
        found = figures[name]
        yield Row(f"search, {name}, {where}: queries", found["queries"], 4)
        yield Row(f"search, {name}, {where}: ms", round(found[time] * 1000), 1000)
        goal = 5.0 if name == "common word" else None
        yield Row(f"search, {name}, {where}: time, of the index alone", found[time] / own, goal)
    for name in ("two letters", "one name"):
        taken = round(figures[name][time] * 1000, 1)
        yield Row(f"suggestions, {name}, {where}: ms", taken, 50)
