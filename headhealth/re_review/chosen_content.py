"""Which live content a request for review can be about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, Model, OuterRef, QuerySet
from wagtail.models import ReferenceIndex

from headhealth.review.review_clock import ReviewClock
from headhealth.review.reviewed_object import alias_source, content_type_of, reviewed_model_of


def clocks_of_what_shows(shown: Model) -> QuerySet[ReviewClock]:
    """The live content that shows, cites or links to ``shown``: an image, a source, a page.

    From Wagtail's reference index, by one query. An alias is covered by its source.
    """
    references = ReferenceIndex.get_references_to(shown).filter(
        content_type=OuterRef("content_type"), object_id=OuterRef("object_id")
    )
    return ReviewClock.objects.filter(Exists(references))


def clocks_of_pages(pages: Iterable[Any]) -> QuerySet[ReviewClock]:
    """Those of ``pages``, which may be base pages, that are live health content.

    Of an alias, its source.
    """
    keys: dict[int, set[str]] = {}
    for page in map(alias_source, pages):
        if (model := reviewed_model_of(page)) is not None:
            keys.setdefault(content_type_of(model).pk, set()).add(str(page.pk))
    found = ReviewClock.objects.none()
    for type_id, ids in keys.items():
        found |= ReviewClock.objects.filter(content_type=type_id, object_id__in=ids)
    return found
