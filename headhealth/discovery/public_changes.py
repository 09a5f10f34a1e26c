"""What medical reviewers approved last, of all that readers see on a site."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import BigIntegerField, Case, Exists, OuterRef, When
from django.db.models.functions import Cast
from wagtail.models import AbstractPage, Site

from headhealth.pages.public_pages import public_pages
from headhealth.review.content_digest import content_digest
from headhealth.review.covered_digests import covered_digests
from headhealth.review.joint_approval import final_with_others
from headhealth.review.medical_review import MedicalReview
from headhealth.review.reviewed_object import content_type_of, reviewed_models
from headhealth.review.vouching import vouched

_CONSIDERED = 4
"""So many reviews are looked at for each that is asked for: some wait for their day or for another
reviewer, and some are the first of two."""


@dataclass(frozen=True)
class PublicChange:
    """One reviewed version of a public page, live now or before."""

    page: Any
    """The page as it is live: its base row."""
    review: MedicalReview


def public_changes(site: Site | None, count: int) -> list[PublicChange]:
    """The ``count`` newest reviewed changes of the public pages of ``site``, newest first.

    Of each page only the versions up to the live one. Pages of their own only: an alias would say
    the same again. Four queries beside those of ``public_pages``, and one for each page type
    among pages that were published again without a new review, with one for their reviews.
    """
    reviewed = [model for model in reviewed_models() if issubclass(model, AbstractPage)]
    types = [content_type_of(model).pk for model in reviewed]
    pages = public_pages(site).filter(content_type__in=types)
    # Read along the index of what is newest, with a look-up each, until there are enough. A filter
    # by type would have SQLite sort them all; the key of another object may be no number.
    key = Case(When(content_type__in=types, then=Cast("object_id", BigIntegerField())))
    reviews = vouched(
        MedicalReview.objects.unrevoked()
        .annotate(page_key=key)
        .filter(Exists(pages.filter(pk=OuterRef("page_key"))))
        .newest_first()
        .defer("snapshot", "dependencies")[: count * _CONSIDERED]
    )
    rows = pages.filter(pk__in={int(review.object_id) for review in reviews})
    by_key = {str(page.pk): page for page in rows.select_related("locale")}
    # Stable: of each page the newest first, as before.
    grouped = groupby(sorted(reviews, key=_key), _key)
    final = {key: list(final_with_others(own)) for key, own in grouped if key in by_key}
    changes = list(_shown({by_key[key]: own for key, own in final.items() if own}))
    changes.sort(key=lambda change: (change.review.reviewed_at, change.review.pk), reverse=True)
    return changes[:count]


def _key(review: MedicalReview) -> str:
    return review.object_id


def _shown(reviews_of: dict[Any, list[MedicalReview]]) -> Iterator[PublicChange]:
    unknown = []
    for page, reviews in reviews_of.items():
        revisions = [review.revision_number for review in reviews]
        if page.live_revision_id in revisions:
            shown = reviews[revisions.index(page.live_revision_id) :]
            yield from (PublicChange(page, review) for review in shown)
        else:
            unknown.append(page)
    if not unknown:
        return
    # Published again as it had been approved before, which makes a new revision.
    model = type(unknown[0])
    live = model.objects.filter(pk__in=[page.pk for page in unknown]).specific()
    digests = {page.pk: content_digest(page) for page in live}
    covered = covered_digests(review for page in unknown for review in reviews_of[page])
    for page in unknown:
        own = [digests[page.pk] in covered[review.pk] for review in reviews_of[page]]
        if any(own):
            shown = reviews_of[page][own.index(True) :]
            yield from (PublicChange(page, review) for review in shown)
