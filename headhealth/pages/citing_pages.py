"""Which pages cite a source, in the text or in the list below it, from Wagtail's reference index.

The index has a row for everything that the saved row of a page refers to: what readers see of a
live page. A draft is not in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import swapper
from django.contrib.contenttypes.models import ContentType
from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    Exists,
    OuterRef,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Cast, Coalesce
from wagtail.models import ReferenceIndex
from wagtail.query import PageQuerySet

from headhealth.snippets.source import Source


def live_pages_citing(sources: Iterable[Source]) -> PageQuerySet:
    """The live pages that cite any of ``sources``, aliases included, as base pages."""
    keys = [str(source.pk) for source in sources]
    page_model: Any = swapper.load_model("wagtailcore", "Page")
    citing = _references(to_object_id__in=keys).values("page_key")
    return page_model.objects.live().filter(pk__in=citing)


def with_citing_pages(sources: QuerySet[Source], pages: QuerySet[Any]) -> QuerySet[Source]:
    """``sources``, each with ``citing_pages``: how many live ones among ``pages`` cite it."""
    counted = (
        _references_from_live(pages)
        .order_by()
        .values("to_object_id")
        .annotate(count=Count("object_id", distinct=True))
        .values("count")
    )
    return sources.annotate(citing_pages=Coalesce(Subquery(counted), 0))


def is_cited(pages: QuerySet[Any]) -> Exists:
    """A condition on sources: a live one among ``pages`` cites it."""
    return Exists(_references_from_live(pages))


def _references_from_live(pages: QuerySet[Any]) -> QuerySet[Any]:
    """References from those of ``pages`` that are live to the source of the outer query."""
    live = pages.filter(live=True).order_by().values("pk")
    to_outer = _references(to_object_id=Cast(OuterRef("pk"), CharField()))
    return to_outer.filter(page_key__in=live)


def _references(**to: Any) -> QuerySet[Any]:
    """References from pages to sources, with the ``page_key``."""
    page_type = ContentType.objects.get_for_model(swapper.load_model("wagtailcore", "Page"))
    # Other objects can have keys that are no numbers: they must not even be looked at.
    key = Case(When(base_content_type=page_type, then=Cast("object_id", BigIntegerField())))
    return ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(Source), **to
    ).annotate(page_key=key)
