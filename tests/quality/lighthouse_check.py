"""Lighthouse on one page of each kind, as a phone on a slow connection."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from tests.browser.chromium import CHROMIUM_ARGUMENTS, find_chromium
from tests.quality.node_tools import node_module

CATEGORIES = ["performance", "accessibility", "best-practices", "seo"]
RUNS = 3
"""The performance of a run depends on what else the machine does: the median counts."""
CHROMIUM_FLAGS = ["--headless=new", "--ignore-certificate-errors", *CHROMIUM_ARGUMENTS]
ATTEMPTS = 3
"""On a busy machine the browser's trace sometimes lacks its beginning, and Lighthouse says to run
it again."""
AUDITS_OF_LISTED_PAGES = ["is-crawlable", "http-status-code", "meta-description"]
"""Not asked of pages that search engines are told to leave out, and of error pages."""
AUDITS_OF_ANSWERS = ["errors-in-console", "robots-txt"]
"""Not asked of error pages either: the browser itself notes their status in the console, and a
server that fails does so for robots too."""


@dataclass(frozen=True)
class LighthouseScores:
    scores: dict[str, int]
    """Category to score, 0 to 100."""
    shortfalls: list[str]
    """The audits that cost points, with what Lighthouse says about them."""


def lighthouse_scores(url: str, *, skipped: list[str], folder: Path) -> LighthouseScores:
    """The median performance of a few runs, and the worst of them in every other category."""
    reports = [run_lighthouse(url, skipped=skipped, folder=folder) for _ in range(RUNS)]
    scores = {}
    for name in CATEGORIES:
        results = [report["categories"][name]["score"] * 100 for report in reports]
        scores[name] = round(median(results) if name == "performance" else min(results))
    middle = sorted(reports, key=lambda report: report["categories"]["performance"]["score"])[
        RUNS // 2
    ]
    return LighthouseScores(scores, list(shortfalls(middle, scores)))


def skipped_audits(*, listed: bool, status: int) -> list[str]:
    """The audits that make no sense for a page that is not ``listed``, or is an error."""
    skipped = [] if listed else AUDITS_OF_LISTED_PAGES
    return skipped if status == 200 else [*skipped, *AUDITS_OF_ANSWERS]


def run_lighthouse(url: str, *, skipped: list[str], folder: Path) -> dict[str, Any]:
    """Lighthouse's report on one load with empty caches."""
    report = folder / "lighthouse.json"
    command = ["node", str(node_module("lighthouse") / "cli" / "index.js"), url]
    command += ["--output=json", f"--output-path={report}", "--quiet"]
    command += [f"--only-categories={','.join(CATEGORIES)}", "--no-enable-error-reporting"]
    command += [f"--chrome-flags={' '.join(CHROMIUM_FLAGS)}"]
    if skipped:
        command += ["--ignore-status-code", f"--skip-audits={','.join(skipped)}"]
    environment = {**os.environ, "CHROME_PATH": find_chromium() or ""}
    for _attempt in range(ATTEMPTS):
        run = subprocess.run(command, env=environment, capture_output=True, text=True)
        result = json.loads(report.read_text()) if report.exists() else {}
        report.unlink(missing_ok=True)
        if run.returncode == 0 and not result.get("runtimeError"):
            return result
    raise RuntimeError(f"Lighthouse failed on {url}: {run.stderr}")


def shortfalls(report: dict[str, Any], scores: dict[str, int]) -> Iterator[str]:
    for name in CATEGORIES:
        if scores[name] == 100:
            continue
        for reference in report["categories"][name]["auditRefs"]:
            audit = report["audits"][reference["id"]]
            if reference["weight"] and audit["score"] is not None and audit["score"] < 1:
                shown = audit.get("displayValue", "")
                yield f"{name}: {audit['id']} {audit['score']:.2f} {audit['title']} {shown}".strip()
