"""Takes the pages to the checks and counts what they find."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import sync_playwright

from tests.browser.chromium import CHROMIUM_ARGUMENTS, find_chromium
from tests.quality.axe_check import THEMES, WIDTHS, axe_findings
from tests.quality.figures import KindFigures
from tests.quality.html_check import html_findings
from tests.quality.lighthouse_check import lighthouse_scores, skipped_audits
from tests.quality.reader_pages import ReaderPage


class QualityRun:
    """One run of some checks over the same pages."""

    def __init__(self, checks: list[str], folder: Path) -> None:
        self.checks = checks
        self.folder = folder
        self.rows: defaultdict[str, KindFigures] = defaultdict(KindFigures)
        self.found = False

    def say(self, kind: str, address: str, finding: str) -> None:
        print(f"{kind}, {address}: {finding}", flush=True)

    def report(self, kind: str, address: str, finding: str) -> None:
        self.found = True
        self.say(kind, address, finding)

    def visit(self, pages: list[ReaderPage], base_url: str) -> None:
        """Open each page once: axe looks at it there, the HTML checker at what was sent."""
        documents: dict[Path, ReaderPage] = {}
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=find_chromium(), args=CHROMIUM_ARGUMENTS
            )
            for number, reader_page in enumerate(pages):
                context = browser.new_context(
                    ignore_https_errors=True, locale="en-GB", reduced_motion="reduce"
                )
                page = context.new_page()
                response = reader_page.open(page, base_url)
                row = self.rows[reader_page.kind]
                row.pages += 1
                if "html" in self.checks:
                    document = self.folder / f"{number}.html"
                    document.write_bytes(response.body())
                    documents[document] = reader_page
                if "axe" in self.checks:
                    row.axe_runs += len(THEMES) * len(WIDTHS)
                    for finding in axe_findings(page):
                        row.axe_findings += 1
                        self.report(reader_page.kind, reader_page.address, f"axe, {finding}")
                context.close()
            browser.close()
        if documents:
            self.check_html(documents)

    def check_html(self, documents: dict[Path, ReaderPage]) -> None:
        for document, level, finding in html_findings(documents):
            reader_page = documents[document]
            row = self.rows[reader_page.kind]
            if level == "error":
                row.html_errors += 1
                self.report(reader_page.kind, reader_page.address, f"HTML error, {finding}")
            else:
                row.html_warnings += level == "warning"
                self.say(reader_page.kind, reader_page.address, f"HTML {level}, {finding}")

    def run_lighthouse(self, pages: list[ReaderPage], base_url: str) -> None:
        for reader_page in pages:
            # A state that a form was sent into has no address of its own.
            if not reader_page.specimen or reader_page.action:
                continue
            result = lighthouse_scores(
                urljoin(base_url, reader_page.address),
                skipped=skipped_audits(listed=reader_page.listed, status=reader_page.status),
                folder=self.folder,
            )
            mark = "" if reader_page.listed else "*"
            *others, seo = [str(score) for score in result.scores.values()]
            self.rows[reader_page.kind].scores = [*others, seo + mark]
            self.say(reader_page.kind, reader_page.address, f"Lighthouse {result.scores}")
            for shortfall in result.shortfalls:
                self.report(reader_page.kind, reader_page.address, f"Lighthouse, {shortfall}")
