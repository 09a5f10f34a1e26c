"""Numbers people understand: "1 in 7 people", not a percentage alone, in one form throughout."""

from __future__ import annotations

import re

from headhealth.rules.findings import Finding, advice
from headhealth.rules.rich_text import RichTextContent

# Numbers are matched from their start and as a whole: a megabyte of digits would take hours else.
_COUNT = r"(?:(?<![\d,.])\d[\d,.]*+|one|two|three|four|five|six|seven|eight|nine|ten)"
_TOTAL = r"(?:every\s+)?(?:\d[\d,]*|two|three|four|five|six|seven|eight|nine|ten)"

_PERCENTAGE = re.compile(r"(?<![\d,.])\d[\d.,]*+\s?(?:%|٪|per\s?cent\b)", re.IGNORECASE)
_IN = re.compile(rf"\b{_COUNT}\s+(?:\w+\s+)?in\s+{_TOTAL}\b", re.IGNORECASE)
_OUT_OF = re.compile(rf"\b{_COUNT}\s+(?:\w+\s+)?out\s+of\s+{_TOTAL}\b", re.IGNORECASE)


def check_numbers(content: RichTextContent) -> list[Finding]:
    """Percentages without "1 in N" in their paragraph, and forms that change within one text."""
    lone_percentages: list[str] = []
    uses_in = uses_out_of = False
    for passage in content.prose:
        says_in, says_out_of = bool(_IN.search(passage.text)), bool(_OUT_OF.search(passage.text))
        uses_in, uses_out_of = uses_in or says_in, uses_out_of or says_out_of
        if not (says_in or says_out_of) and _PERCENTAGE.search(passage.text):
            lone_percentages.append(passage.text)

    findings = []
    if lone_percentages:
        count = len(lone_percentages)
        findings.append(advice("percentage_alone", lone_percentages[0], count=count))
    if uses_in + uses_out_of + bool(lone_percentages) > 1:
        findings.append(advice("number_formats_mixed"))
    return findings
