"""Which review policy an object is under."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import F
from wagtail.models import AbstractPage, Site

from headhealth.page_cache.process_memory import remembered
from headhealth.review.review_policy import ReviewPolicy


def policy_for(obj: models.Model) -> ReviewPolicy:
    """The policy that ``obj`` is under: its site's, or the defaults where nobody set one.

    What is no page is shown on every site: of several policies the one with the shortest interval
    counts. So it is for a page that is below no site.
    """
    return Policies(remembered("review policies", _load_policies)).of(obj)


class Policies:
    """Every policy there is, read at once: for those who ask about many objects."""

    def __init__(self, by_site: Mapping[int, ReviewPolicy] | None = None) -> None:
        self._by_site = _load_policies() if by_site is None else by_site
        self._default = ReviewPolicy()

    def of(self, obj: models.Model) -> ReviewPolicy:
        """As ``policy_for``, without a query."""
        if isinstance(obj, AbstractPage) and (site := _site_of(obj)) is not None:
            return self._by_site.get(site) or self._default
        return min(
            self._by_site.values(),
            key=lambda policy: policy.interval_months(obj),
            default=self._default,
        )

    def all(self) -> list[ReviewPolicy]:
        """Those that objects may be under, the defaults among them."""
        return [*self._by_site.values(), self._default]


def _load_policies() -> dict[int, ReviewPolicy]:
    """Every policy by site, by one query."""
    rows = ReviewPolicy.objects.annotate(
        type_id=F("type_intervals__content_type"), type_months=F("type_intervals__months")
    )
    found: dict[int, ReviewPolicy] = {}
    for row in rows:
        policy = found.setdefault(row.site_id, row)
        months = policy.__dict__.setdefault("months_by_type", {})
        if row.type_id is not None:
            months[row.type_id] = row.type_months
    return found


def _site_of(page: Any) -> int | None:
    roots = Site.get_site_root_paths()
    return next((root.site_id for root in roots if page.url_path.startswith(root.root_path)), None)
