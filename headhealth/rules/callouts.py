"""Warning callouts: few on a page, and never for telling people to seek care."""

from __future__ import annotations

import re

from headhealth.rules.findings import Finding, error
from headhealth.rules.rich_text import read_rich_text
from headhealth.rules.sentences import split_sentences

MAX_CALLOUTS = 2

_SERVICE = (
    r"(?:(?:a|an|the|your)\s+)?(?:urgent\s+|emergency\s+|local\s+|nearest\s+)?"
    r"(?:gp|doctor|nurse|pharmacist|pharmacy|dentist|midwife|optician|optometrist|specialist"
    r"|hospital|clinic|surgery|walk-in\s+centre|minor\s+injuries\s+unit|emergency\s+department"
    r"|ambulance|emergency\s+services)\b"
)
# Only plain instructions to go to or call a service. "Ask your pharmacist before …" is left alone:
# it is how a callout says that a medicine is not for everyone.
_SEEKS_CARE = re.compile(
    rf"""
    \b(?:call|phone|ring|dial|contact)\s+(?:nhs\s+)?(?:999|995|911|112|111|000)\b
    | \b(?:call|phone|ring|contact|see|visit)\s+(?:for\s+)?{_SERVICE}
    | \bgo\s+(?:straight\s+|immediately\s+)?to\s+(?:(?:the|your)\s+)?(?:nearest\s+)?
      (?:a\ ?(?:&|and)\ ?e\b|accident\s+and\s+emergency\b|er\b|emergency\s+(?:room|department)\b
      |hospital\b|(?:a\s+)?walk-in\s+centre\b)
    | \b(?:seek|get|ask\s+for)\s+(?:urgent\s+|immediate\s+|emergency\s+)?
      (?:medical|emergency)\s+(?:help|advice|attention|care|treatment|appointment)\b
    | \b(?:seek|get)\s+(?:urgent|immediate)\s+(?:help|advice|attention|care)\b
    | \b(?:book|make|ask\s+for|get)\s+an?\s+(?:urgent\s+)?(?:gp|doctor['’]s)?\s*appointment\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
# "You do not need to see a GP" and "without seeing a GP" tell nobody to go.
_NEGATION = re.compile(r"\b(?:not|never|no\s+need|without|instead\s+of|unless)\b", re.IGNORECASE)


def check_number(count: int) -> list[tuple[int, Finding]]:
    """At most two callouts on a page, or none stands out: reports the third and later, by index."""
    return [
        (index, error("callouts_too_many", limit=MAX_CALLOUTS))
        for index in range(MAX_CALLOUTS, count)
    ]


def check_seeks_no_care(text: str) -> list[Finding]:
    """For a heading, or any plain text: where and when to get help belongs in a care card."""
    for sentence in split_sentences(text):
        match = _SEEKS_CARE.search(sentence)
        if match and not _NEGATION.search(sentence[: match.start()]):
            return [error("callout_seeks_care", sentence, phrase=match.group())]
    return []


def check_text_seeks_no_care(html: str) -> list[Finding]:
    """The same for rich text: reports the first sentence that does."""
    for passage in read_rich_text(html).passages:
        if findings := check_seeks_no_care(passage.text):
            return findings
    return []
