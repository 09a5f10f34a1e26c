"""Approvals from before publications were recorded: which of them are public?"""

from __future__ import annotations

from collections.abc import Callable

from django.db import models

from headhealth.review.audit.chunks import chunks
from headhealth.review.audit.live_objects import live_rows
from headhealth.review.authority import record_that_allows
from headhealth.review.review_required import ReviewRequired
from headhealth.review.reviewed_object import reviewed_models
from headhealth.review.version import version_of


def note_published_before(write: Callable[[str], object]) -> None:
    """Record of each approval whose content is live that it is public, and report it by ``write``.

    Live content that no record allows is left for the audit to find. May be run again.
    """
    for model in reviewed_models():
        noted = sum(_note(obj) for objects in chunks(live_rows(model)) for obj in objects)
        if noted:
            write(f"Approvals recorded as public: {noted} {model._meta.verbose_name_plural}.")


def _note(obj: models.Model) -> bool:
    """Whether a record that allows what ``obj`` shows was told. An alias has its source's."""
    if getattr(obj, "alias_of_id", None):
        return False
    try:
        record = record_that_allows(version_of(obj))
    except ReviewRequired:
        return False
    return record is not None and record.note_published()
