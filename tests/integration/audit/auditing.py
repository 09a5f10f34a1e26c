"""Running the audit as cron does, and writing to the database past Django's models."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any, NamedTuple

from django.core.management import CommandError, call_command
from django.db.models import Model, QuerySet


class Audit(NamedTuple):
    """What a run of the command printed, and its exit status."""

    status: int
    text: str

    problems: str = ""
    """What went to stderr."""

    @property
    def findings(self) -> list[str]:
        """The lines before the last two: the sum, and where the end of the ledger is kept."""
        return self.text.splitlines()[:-2]

    @property
    def codes(self) -> list[str]:
        return [line.partition(":")[0] for line in self.findings]

    @property
    def end(self) -> str:
        """The end of the ledger, for ``--known-end``."""
        return self.text.splitlines()[-2].rpartition(" ")[2]

    @property
    def anchored(self) -> str:
        """The last line."""
        return self.text.splitlines()[-1]

    @property
    def data(self) -> Any:
        return json.loads(self.text)


def audit(*arguments: str) -> Audit:
    output, problems, status = StringIO(), StringIO(), 0
    try:
        call_command("audit_live_pages", *arguments, stdout=output, stderr=problems)
    except CommandError as error:
        status = error.returncode
    return Audit(status, output.getvalue(), problems.getvalue())


def rows(model: type[Model]) -> QuerySet:
    """Of the table, without what the model's own manager refuses."""
    return QuerySet(model)
