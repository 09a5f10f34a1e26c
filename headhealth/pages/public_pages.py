"""The pages of a site that everybody may read."""

from __future__ import annotations

from typing import Any

import swapper
from django.db.models import Q, QuerySet
from wagtail.models import PageViewRestriction, Site


def public_pages(site: Site | None) -> QuerySet[Any]:
    """Live pages of ``site``, in all its languages, that no view restriction covers.

    As base pages. Looking for restrictions is one query; where there are some, one or two more
    find the aliases of private pages, which are as private as their sources. (``public()`` of
    Wagtail's querysets does not know of those.)
    """
    model = swapper.load_model("wagtailcore", "Page")
    roots = [root.root_path for root in Site.get_site_root_paths() if site and root[0] == site.pk]
    if not roots:
        return model.objects.none()
    pages = model.objects.live().filter(_any("url_path", roots))
    private = _private_paths(model)
    return pages.exclude(_any("path", private)) if private else pages


def _private_paths(model: Any) -> list[str]:
    """Tree paths below which nothing is public."""
    rows = dict(PageViewRestriction.objects.values_list("page_id", "page__path"))
    newest = set(rows)
    while newest:
        aliases = dict(model.objects.filter(alias_of__in=newest).values_list("pk", "path"))
        newest = aliases.keys() - rows.keys()
        rows.update(aliases)
    return list(rows.values())


def _any(field: str, starts: list[str]) -> Q:
    condition = Q()
    for start in starts:
        condition |= Q(**{f"{field}__startswith": start})
    return condition
