"""One content of one reviewed object, made once and passed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models
from wagtail.models import Revision, RevisionMixin

from headhealth.review.content_digest import digest_of_tree
from headhealth.review.content_fields import content_fields
from headhealth.review.content_snapshot import content_snapshot
from headhealth.review.entries import Entry, entries_of_tree
from headhealth.review.reviewed_object import reviewed_model_of
from headhealth.review.shown_content import shown_content
from headhealth.review.stored import Group, unknown_places, walk


@dataclass(frozen=True)
class Version:
    """The content of ``obj``: its snapshot, taken before anything else reads ``obj``.

    (Reading a block turns what was deleted meanwhile into nothing.) Values derived from the
    snapshot are worked out once, on first use.
    """

    obj: Any
    model: type[models.Model]
    snapshot: dict[str, Any]

    @cached_property
    def tree(self) -> Group:
        """The snapshot, walked by the schema of today."""
        return walk(self.model, self.snapshot)

    @cached_property
    def digest(self) -> str:
        """64 hexadecimal characters."""
        return digest_of_tree(self.tree)

    @cached_property
    def entries(self) -> list[Entry]:
        """The entries of the snapshot in reading order."""
        return entries_of_tree(self.tree)

    @cached_property
    def shown(self) -> list[dict[str, Any]]:
        """What readers see today of all that ``obj`` shows, as ``shown_content`` gives it."""
        return shown_content(self.obj)

    @property
    def unknown_places(self) -> list[str]:
        """The places of stored content that Wagtail does not read, for people."""
        return unknown_places(self.tree)

    @property
    def fields(self) -> frozenset[str]:
        """Names of the fields and child relations that hold its content."""
        return content_fields(self.model)

    @property
    def language(self) -> str:
        """The code of the language that it is written in; "" where the object has none."""
        locale = getattr(self.obj, "locale", None)
        return locale.language_code if locale else ""


def version_of(obj: models.Model, stored: Mapping[str, Any] | None = None) -> Version:
    """The version that ``obj``, of its specific model, holds in memory.

    ``stored`` gives fields as the database holds them, which are then not read from ``obj``.
    """
    return Version(obj, type(obj), content_snapshot(obj, stored))


def latest_version(obj: models.Model) -> Version:
    """The version that an approval of ``obj`` would be about: its latest revision, as stored.

    Where there is none, what ``obj`` holds. One query, and no object is made of the revision.
    """
    model = reviewed_model_of(obj) or type(obj)
    if issubclass(model, RevisionMixin):
        row = model._base_manager.filter(pk=obj.pk)
        latest = Revision.objects.filter(pk__in=row.values("latest_revision"))
        for content in latest.values_list("content", flat=True):
            return Version(obj, model, content)
    return version_of(obj)
