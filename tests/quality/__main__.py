"""``python -m tests.quality [axe] [html] [lighthouse]``; without a name, all three.

`make quality` writes the figures into docs/quality.md. Status 1 when anything was found.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.browser.chromium import find_chromium
from tests.quality.demo_server import (
    free_port,
    load_demo,
    make_certificate,
    running_server,
    use_production_settings,
)
from tests.quality.figures import HEADINGS, table, write_document
from tests.quality.node_tools import install_node_tools


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checks", nargs="*", metavar="axe|html|lighthouse")
    parser.add_argument("--only", default="", help="kinds of page whose name contains this")
    asked = parser.parse_args()
    unknown = set(asked.checks) - set(HEADINGS)
    if unknown:
        parser.error(f"no such check: {', '.join(sorted(unknown))}")
    checks = [check for check in HEADINGS if check in (asked.checks or HEADINGS)]
    if find_chromium() is None:
        sys.exit("No Chromium found. Install one, or set HEADHEALTH_CHROMIUM to its path.")
    install_node_tools(checks)

    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        port, broken_port = free_port(), free_port()
        use_production_settings(folder, port=port)
        load_demo(port=port)
        # Not at the top: these import models, and Django had no settings until here.
        from tests.quality.quality_run import QualityRun
        from tests.quality.reader_pages import ReaderPage, reader_pages

        certificate = make_certificate(folder)
        base_url = stack.enter_context(running_server(port=port, certificate=certificate))
        broken_url = stack.enter_context(
            running_server(
                port=broken_port,
                certificate=certificate,
                environment={"DATABASE_URL": f"sqlite:///{folder / 'without-tables.sqlite3'}"},
            )
        )
        pages = [
            *reader_pages(),
            ReaderPage("Server error (500)", broken_url, status=500, listed=False),
        ]
        pages = [page for page in pages if asked.only.lower() in page.kind.lower()]
        run = QualityRun(checks, folder)
        if {"axe", "html"} & set(checks):
            run.visit(pages, base_url)
        if "lighthouse" in checks:
            run.run_lighthouse(pages, base_url)

    figures = table(run.rows, checks)
    print(f"\n{figures}")
    if checks == list(HEADINGS) and not asked.only:
        write_document(figures)
    sys.exit(run.found)


if __name__ == "__main__":
    # Playwright's event loop runs on this thread, where Django would refuse every query.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    main()
