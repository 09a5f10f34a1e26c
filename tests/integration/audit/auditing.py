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

    @property
    def findings(self) -> list[str]:
        """The lines before the last, which sums up."""
        return self.text.splitlines()[:-1]

    @property
    def codes(self) -> list[str]:
        return [line.partition(":")[0] for line in self.findings]

    @property
    def end(self) -> str:
        """The end of the ledger, for ``--known-end``."""
        return self.text.rpartition(" ")[2].strip()

    @property
    def data(self) -> Any:
        return json.loads(self.text)


def audit(*arguments: str) -> Audit:
    output, status = StringIO(), 0
    try:
        call_command("audit_live_pages", *arguments, stdout=output)
    except CommandError as error:
        status = error.returncode
    return Audit(status, output.getvalue())


def rows(model: type[Model]) -> QuerySet:
    """Of the table, without what the model's own manager refuses."""
    return QuerySet(model)
