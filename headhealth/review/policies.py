"""Which review policy an object is under."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import swapper
from django.conf import settings
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
    return remembered("review policies", Policies).of(obj)


class Policies:
    """Every policy there is, read at once: for those who ask about many objects."""

    def __init__(self) -> None:
        self._by_site = _load_policies()
        # Without any, it does not matter where sites begin.
        self._roots = _load_roots() if self._by_site else []
        self._default = ReviewPolicy()

    def of(self, obj: models.Model) -> ReviewPolicy:
        """As ``policy_for``, without a query."""
        if isinstance(obj, AbstractPage) and (site := self._site_of(obj)) is not None:
            return self._by_site.get(site) or self._default
        return min(
            self._by_site.values(),
            key=lambda policy: policy.interval_months(obj),
            default=self._default,
        )

    def all(self) -> list[ReviewPolicy]:
        """Those that objects may be under, the defaults among them."""
        return [*self._by_site.values(), self._default]

    def _site_of(self, page: Any) -> int | None:
        return next((site for site, path in self._roots if page.url_path.startswith(path)), None)


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


def _load_roots() -> list[tuple[int, str]]:
    """Sites with the paths that their pages begin with, the innermost first, by one query.

    As ``Site.get_site_root_paths()``, which each process remembers for an hour: another may have
    made or moved a site since.
    """
    keys = Site.objects.values("root_page__translation_key")
    pages = swapper.load_model("wagtailcore", "Page").objects.filter(translation_key__in=keys)
    ordered = pages.order_by(
        "-url_path", "-sites_rooted_here__is_default_site", "sites_rooted_here__hostname"
    )
    rows = list(ordered.values_list("sites_rooted_here", "translation_key", "url_path"))
    paths: dict[Any, list[str]] = defaultdict(list)
    for _site, key, path in rows:
        paths[key].append(path)
    with_translations = getattr(settings, "WAGTAIL_I18N_ENABLED", False)
    return [
        (site, path)
        for site, key, own in rows
        if site is not None
        for path in (paths[key] if with_translations else [own])
    ]
