"""``python -m tests.quality [axe] [html] [lighthouse]``; without a name, all three.

`make quality` writes the figures into docs/quality.md. Status 1 when anything was found.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.browser.chromium import find_chromium
from tests.quality.demo_server import running_demo_site
from tests.quality.figures import HEADINGS, table, write_document
from tests.quality.node_tools import install_node_tools
from tests.quality.quality_run import QualityRun


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

    with tempfile.TemporaryDirectory() as folder, running_demo_site() as site:
        pages = [page for page in site.pages if asked.only.lower() in page.kind.lower()]
        run = QualityRun(checks, Path(folder))
        if {"axe", "html"} & set(checks):
            run.visit(pages, site.address)
        if "lighthouse" in checks:
            run.run_lighthouse(pages, site.address)

    figures = table(run.rows, checks)
    print(f"\n{figures}")
    if checks == list(HEADINGS) and not asked.only:
        write_document(figures)
    sys.exit(run.found)


if __name__ == "__main__":
    main()
