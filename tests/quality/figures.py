"""What the checks found, kind of page by kind of page: printed, and put into docs/quality.md."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "quality.md"
FIGURES = re.compile(r"(<!-- figures -->\n).*(<!-- /figures -->\n)", re.DOTALL)
HEADINGS = {
    "axe": ["axe runs", "axe findings"],
    "html": ["HTML errors", "HTML warnings"],
    "lighthouse": ["Performance", "Accessibility", "Best practices", "SEO"],
}


@dataclass
class KindFigures:
    """The row of a kind of page."""

    pages: int = 0
    axe_runs: int = 0
    axe_findings: int = 0
    html_errors: int = 0
    html_warnings: int = 0
    scores: list[str] = field(default_factory=lambda: ["–"] * 4)

    def cells(self, checks: list[str]) -> list[str]:
        of_check = {
            "axe": [str(self.axe_runs), str(self.axe_findings)],
            "html": [str(self.html_errors), str(self.html_warnings)],
            "lighthouse": self.scores,
        }
        return [str(self.pages), *(cell for check in checks for cell in of_check[check])]


def table(rows: dict[str, KindFigures], checks: list[str]) -> str:
    """A table in Markdown that is also readable as it stands."""
    lines = [["Page", "Pages", *(name for check in checks for name in HEADINGS[check])]]
    lines += [[kind, *figures.cells(checks)] for kind, figures in rows.items()]
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    lines.insert(1, ["-" * width for width in widths])
    padded = [map(str.ljust, line, widths) for line in lines]
    return "".join(f"| {' | '.join(line)} |\n" for line in padded)


def write_document(figures: str) -> None:
    """Put the table between the marks of docs/quality.md; the rest of it is written by hand."""
    text = DOCUMENT.read_text()
    if not FIGURES.search(text):
        raise RuntimeError(f"{DOCUMENT} has lost the marks of its figures.")
    DOCUMENT.write_text(FIGURES.sub(lambda match: f"{match[1]}\n{figures}\n{match[2]}", text))
