"""The authors of a copy: those of its source."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.db import models

from headhealth.review.contribution import Contribution
from headhealth.review.contribution_notes import write_contribution

_COPIED = ("user", "user_name", "account", "account_hash", "digest", "contributed_at")


def carry_contributions(*, source: models.Model, target: models.Model) -> None:
    """Make everyone who ever wrote in ``source`` an author of its copy ``target``.

    May be called again when ``source`` changed: an alias follows its source. The saves that one
    person made in a row become one.
    """
    known = {_key(each) for each in Contribution.objects.for_object(target).defer("changes")}
    # In the order in which they were entered, whatever a clock said.
    rows = list(Contribution.objects.for_object(source).order_by("pk"))
    carried = max((number for number, row in enumerate(rows) if _key(row) in known), default=-1)
    for (_account, is_legacy), run in groupby(
        rows[carried + 1 :], key=lambda row: (row.account, row.changes is None)
    ):
        saves = list(run)
        together = None if is_legacy else [save for row in saves for save in row.changes]
        last = {name: getattr(saves[-1], name) for name in _COPIED}
        write_contribution(target, **last, changes=together)


def _key(contribution: Contribution) -> tuple[Any, ...]:
    return (contribution.account, contribution.digest, contribution.contributed_at)
