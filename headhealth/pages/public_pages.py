"""The pages that everybody may read."""

from __future__ import annotations

from typing import Any

import swapper
from django.db.models import Q, QuerySet
from wagtail.models import PageViewRestriction, Site


def public_pages(site: Site | None) -> QuerySet[Any]:
    """Live pages of ``site``, in all its languages, that no view restriction covers.

    As base pages; see ``without_private`` for the queries it takes to say which.
    """
    model = swapper.load_model("wagtailcore", "Page")
    roots = [root.root_path for root in Site.get_site_root_paths() if site and root[0] == site.pk]
    if not roots:
        return model.objects.none()
    return without_private(model.objects.live().filter(_starts("url_path", roots)))


def without_private(pages: QuerySet[Any]) -> QuerySet[Any]:
    """Those of ``pages`` that no view restriction covers.

    One query finds the restrictions; where there are any, one or two more find the aliases of
    private pages, which are as private as their sources. (Wagtail's ``public()`` does not.)
    """
    private = _private_paths()
    return pages.exclude(_starts("path", private)) if private else pages


def _private_paths() -> list[str]:
    """Tree paths below which nothing is public."""
    model = swapper.load_model("wagtailcore", "Page")
    rows = dict(PageViewRestriction.objects.values_list("page_id", "page__path"))
    newest = set(rows)
    while newest:
        found = model._base_manager.filter(alias_of__in=newest)
        aliases = dict(found.values_list("pk", "path"))
        newest = aliases.keys() - rows.keys()
        rows.update(aliases)
    return list(rows.values())


def _starts(field: str, starts: list[str]) -> Q:
    condition = Q()
    for start in starts:
        condition |= Q(**{f"{field}__startswith": start})
    return condition
