"""One content of one reviewed object, made once and passed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models

from headhealth.review.content_digest import content_snapshot, digest_of
from headhealth.review.content_fields import content_fields
from headhealth.review.entries import Entry, entries


@dataclass(frozen=True)
class Version:
    """What ``obj`` holds: its snapshot, taken before anything else reads ``obj``.

    Reading a block turns what was deleted meanwhile into nothing. What is derived from the
    snapshot is worked out once, where it is asked for.
    """

    obj: Any
    model: type[models.Model]
    snapshot: dict[str, Any]

    @cached_property
    def digest(self) -> str:
        """64 hexadecimal characters."""
        return digest_of(self.model, self.snapshot)

    @cached_property
    def entries(self) -> list[Entry]:
        return entries(self.model, self.snapshot)

    @property
    def fields(self) -> frozenset[str]:
        """Names of the fields and child relations that hold its content."""
        return content_fields(self.model)

    @property
    def language(self) -> str:
        """The code of the language that it is written in; "" where the object has none."""
        locale = getattr(self.obj, "locale", None)
        return locale.language_code if locale else ""


def version_of(obj: models.Model) -> Version:
    """The version that ``obj``, of its specific model, holds in memory."""
    return Version(obj, type(obj), content_snapshot(obj))
