"""Sources as they were known when a text that cites them was approved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from headhealth.snippets.source import Source, SourceType
from headhealth.snippets.source_notice import SourceNotice
from headhealth.source_checks.source_link import LinkState, SourceLink


class KnownFrom(models.TextChoices):
    """Where what is told of a source stands."""

    APPROVAL = "approval", _("As recorded with the approval.")
    VERSION = "version", _("As last saved before the approval.")
    TODAY = "today", _("As of today.")


@dataclass(frozen=True)
class SourceFacts:
    """One source in the numbered list of a text."""

    id: int
    number: int
    type: str
    title: str
    authors: str
    publisher: str
    year: int | None
    address: str
    known_from: str
    """A value of ``KnownFrom``."""
    notice: str
    """What readers are told of it today: that it was superseded, retracted or deleted; or ""."""
    link: str
    """What the newest check of its address found, or ""."""

    @property
    def known_from_name(self) -> str:
        return str(KnownFrom(self.known_from).label)

    @property
    def type_name(self) -> str:
        return str(dict(SourceType.choices).get(self.type, self.type))


class SourceHistory:
    """Everything that is known of some sources, by four queries however many there are."""

    def __init__(self, ids: Iterable[int]) -> None:
        wanted = set(ids)
        self._today: dict[int, Source] = Source.objects.in_bulk(wanted) if wanted else {}
        self._saved: dict[int, list[tuple[datetime, dict[str, Any]]]] = defaultdict(list)
        self._notices: dict[int, SourceNotice] = SourceNotice.objects.in_bulk(wanted)
        self._links: dict[int, SourceLink] = SourceLink.objects.in_bulk(wanted)
        revisions = Revision.objects.filter(
            base_content_type=ContentType.objects.get_for_model(Source),
            object_id__in=[str(pk) for pk in wanted],
        ).order_by("created_at", "pk")
        for pk, saved_at, content in revisions.values_list("object_id", "created_at", "content"):
            self._saved[int(pk)].append((saved_at, content))

    def at(
        self, moment: datetime, ids: Sequence[int], dependencies: Iterable[dict[str, Any]] | None
    ) -> list[SourceFacts]:
        """The sources as they were known at ``moment``, numbered in the order of ``ids``.

        ``dependencies`` are what the approval recorded, where it did. A source that was deleted
        without trace of what it said is named by its key.
        """
        recorded = {
            int(each["id"]): each["parts"]
            for each in dependencies or ()
            if each["type"] == Source._meta.label_lower and each["parts"]
        }
        return [
            self._facts(pk, number, recorded.get(pk), moment)
            for number, pk in enumerate(ids, start=1)
        ]

    def today(self, ids: Sequence[int]) -> list[SourceFacts]:
        """The sources as they are known now."""
        return [self._facts(pk, number) for number, pk in enumerate(ids, start=1)]

    def _facts(
        self,
        pk: int,
        number: int,
        recorded: dict[str, Any] | None = None,
        moment: datetime | None = None,
    ) -> SourceFacts:
        today = self._today.get(pk)
        saved = [content for saved_at, content in self._saved[pk] if moment and saved_at <= moment]
        known_from, shown = KnownFrom.TODAY, today
        if saved:
            known_from = KnownFrom.VERSION
            shown = Source.from_serializable_data(saved[-1], check_fks=False)
        if recorded:
            known_from, shown = KnownFrom.APPROVAL, _as_recorded(recorded, shown)
        shown = shown or Source(title=gettext("Source %(id)d, deleted") % {"id": pk})
        return SourceFacts(
            id=pk,
            number=number,
            type=shown.type,
            title=shown.title,
            authors=shown.authors,
            publisher=shown.publisher,
            year=shown.year,
            address=shown.address,
            known_from=known_from.value,
            notice=self._notice(pk, today),
            link=str(LinkState(self._links[pk].state).label) if pk in self._links else "",
        )

    def _notice(self, pk: int, today: Source | None) -> str:
        if today is None:
            return gettext("Deleted since")
        notice = self._notices.get(pk)
        return str(notice.get_kind_display()) if notice else ""


def _as_recorded(parts: dict[str, Any], known: Source | None) -> Source:
    """A source of which the approval recorded ``parts``.

    The record gives long parts by their hash: those, and what it leaves out, are as ``known``.
    """
    names = ("title", "authors", "publisher", "year", "url", "doi", "pmid")
    source = Source(type=known.type if known else SourceType.WEB_PAGE)
    for name in names:
        value = parts.get(name)
        if isinstance(value, dict):
            value = getattr(known, name, "")
        setattr(source, name, value or (None if name == "year" else ""))
    return source
