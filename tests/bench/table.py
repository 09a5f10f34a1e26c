"""The table of a run, as Markdown, and its place in a document."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tests.bench.row import Row

BEGIN, END = "<!-- table: begin -->", "<!-- table: end -->"


def table_of(rows: Iterable[Row]) -> list[str]:
    return [
        "| What | Measured | Goal | |",
        "|---|---:|---:|---|",
        *(
            f"| {row.name} | {_number(row.value)} | {_goal(row)} | {_verdict(row)} |"
            for row in rows
        ),
    ]


def write_table(document: Path, table: list[str]) -> None:
    """Put the table between its two marks."""
    before, _, rest = document.read_text().partition(BEGIN)
    after = rest.partition(END)[2]
    document.write_text("\n".join([f"{before}{BEGIN}", "", *table, "", f"{END}{after}"]))


def _number(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:.2f}"


def _goal(row: Row) -> str:
    return "" if row.goal is None else f"≤ {_number(row.goal)}"


def _verdict(row: Row) -> str:
    if row.goal is None:
        return ""
    return "reached" if row.value <= row.goal else "**missed**"
