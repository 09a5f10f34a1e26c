"""How an audit is told: to a person, or to a program."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple

from headhealth.review.audit.finding import Finding, Step
from headhealth.review.review_ledger import Link


class AnchorState(NamedTuple):
    """The state of the anchor: a sentence for people, and facts for programs."""

    sentence: str
    facts: dict[str, Any] | None


class Report(ABC):
    """Writes findings as they come, so that any number of them takes no memory."""

    def __init__(self, write: Callable[[str], object]) -> None:
        self._write = write
        self.found = 0
        self.checked: Counter[str] = Counter()
        self.of_them: Counter[str] = Counter()

    def add(self, step: Step) -> None:
        self.checked[step.checked] += step.rows
        self.of_them.update(step.of_them)
        for finding in step.findings:
            self._tell(finding)
            self.found += 1

    @abstractmethod
    def _tell(self, finding: Finding) -> None: ...

    @abstractmethod
    def finish(self, end: Link, anchor: AnchorState) -> None:
        """Say what was checked; ``end`` is where the ledger ended when the audit began."""


class TextReport(Report):
    """A line for each finding, and one at the end."""

    def _tell(self, finding: Finding) -> None:
        self._write(f"{finding.code}: {finding.text}")

    def finish(self, end: Link, anchor: AnchorState) -> None:
        counts = ", ".join(f"{number} {name}" for name, number in self.checked.items())
        of_them = ", ".join(f"{number} {name}" for name, number in self.of_them.items())
        counts += f" (of them {of_them})" if of_them else ""
        self._write(f"Checked {counts}. Findings: {self.found}. End of the ledger: {end}")
        self._write(anchor.sentence)


class JSONReport(Report):
    """One JSON object, written piece by piece."""

    def __init__(self, write: Callable[[str], object]) -> None:
        super().__init__(write)
        self._write('{"findings": [')

    def _tell(self, finding: Finding) -> None:
        separator = "," if self.found else ""
        self._write(separator + json.dumps(finding.as_json()))

    def finish(self, end: Link, anchor: AnchorState) -> None:
        rest = {
            "checked": self.checked,
            "of_them": self.of_them,
            "found": self.found,
            "ledger_end": str(end),
            "anchor": anchor.facts,
        }
        self._write("]," + json.dumps(rest)[1:])
