"""Tables that a screen reader can read out: a caption, a header row, and something in them."""

from __future__ import annotations

from collections.abc import Sequence

from headhealth.rules.findings import Finding, error


def check_table(caption: str, headings: Sequence[str], row_count: int) -> list[Finding]:
    findings = []
    if not caption.strip():
        findings.append(error("table_caption_missing"))
    if not headings or not row_count:
        findings.append(error("table_empty"))
    blank = [index for index, heading in enumerate(headings, start=1) if not heading.strip()]
    if blank:
        findings.append(error("table_heading_missing", columns=", ".join(map(str, blank))))
    return findings
