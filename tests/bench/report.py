"""The table: what was measured, beside what, and whether the goal is reached."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

BEGIN, END = "<!-- table: begin -->", "<!-- table: end -->"


@dataclass
class Measurements:
    pages: dict[str, Any]
    starts: dict[str, Any]
    instructions: dict[str, int] = field(default_factory=dict)
    sizes: dict[int, dict[str, Any]] = field(default_factory=dict)

    def cost(self, name: str) -> float:
        """Instructions where they were counted, else seconds of processor time."""
        return self.instructions.get(name) or self.pages[name]["seconds"]

    def ratio(self, name: str, other: str) -> float:
        return self.cost(name) / self.cost(other)


def rows(measured: Measurements) -> list[str]:
    """Lines of a Markdown table."""
    pages = measured.pages
    unit = "instructions" if measured.instructions else "processor time"
    full, bare = pages["full"], pages["bare"]
    lines = [
        ("full page, rendered: queries, warm", full["warm"], 6),
        ("full page, rendered: queries, cold", full["cold"], 12),
        (f"full page, rendered: {unit}, of naive", measured.ratio("full", "naive"), 0.25),
        (f"full page, rendered: {unit}, of bare", measured.ratio("full", "bare"), None),
        ("full page, cache off: queries, warm", pages["off"]["warm"], None),
        ("naive page: queries, warm", pages["naive"]["warm"], None),
        ("bare page: queries, warm", bare["warm"], None),
        ("full page, kept: queries", pages["kept"]["warm"], 1),
        (f"full page, kept: {unit}, of the plain view", measured.ratio("kept", "plain"), 1.0),
        (
            f"full page, 304: {unit}, of the plain view",
            measured.ratio("not modified", "plain"),
            1.0,
        ),
        ("full page: bytes of HTML, of bare", full["bytes"] / bare["bytes"], 2.0),
        ("full page: bytes of HTML, gzipped", full["gzip"], None),
        ("A to Z: queries", pages["list"]["warm"], 8),
        (
            "memory, of bare",
            measured.starts["full"]["memory"] / measured.starts["bare"]["memory"],
            1.15,
        ),
        (
            "boot and first page, of bare",
            measured.starts["full"]["boot"] / measured.starts["bare"]["boot"],
            1.3,
        ),
    ]
    if measured.sizes:
        few, many = (measured.sizes[count] for count in sorted(measured.sizes))
        lines += [
            ("A to Z of 10,000: queries", many["letter"]["warm"], 8),
            ("A to Z of 10,000, one letter: bytes", many["letter"]["bytes"], 60_000),
            (
                "A to Z, 10,000 of 100: processor time",
                many["list"]["seconds"] / few["list"]["seconds"],
                1.5,
            ),
            ("full page beside 10,000: queries, warm", many["full"]["warm"], 6),
            (
                "full page, 10,000 of 100: processor time",
                many["full"]["seconds"] / few["full"]["seconds"],
                1.5,
            ),
        ]
    return [
        "| What | Measured | Goal | |",
        "|---|---:|---:|---|",
        *(
            f"| {name} | {_number(value)} | {_goal(goal)} | {_verdict(value, goal)} |"
            for name, value, goal in lines
        ),
    ]


def write_table(document: Path, table: list[str]) -> None:
    """Put the table between its two marks."""
    before, _, rest = document.read_text().partition(BEGIN)
    after = rest.partition(END)[2]
    document.write_text("\n".join([f"{before}{BEGIN}", "", *table, "", f"{END}{after}"]))


def _number(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:.2f}"


def _goal(goal: float | None) -> str:
    return "" if goal is None else f"≤ {_number(goal)}"


def _verdict(value: float, goal: float | None) -> str:
    if goal is None:
        return ""
    return "reached" if value <= goal else "**missed**"
