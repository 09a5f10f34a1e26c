"""Which of the pages that a page refers to its readers may see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from wagtail.models import AbstractPage, PageViewRestriction

from headhealth.page_cache.process_memory import remembered

_REQUEST_ATTRIBUTE = "_headhealth_page_visibility"


def shown_pages(pages: Iterable[Any], context: Mapping[str, Any]) -> list[Any]:
    """Those of ``pages`` that readers of the page in ``context`` may see, in the same order.

    A page is left out where it was deleted (None), is not live, or is private in a way that the
    page being rendered is not: who reads that one must not read this one through it. What is
    shown thus depends on no reader, and the result can be cached.
    """
    live = [page for page in pages if page is not None and page.live]
    if not live:
        return []
    request = context.get("request")
    visibility = getattr(request, _REQUEST_ATTRIBUTE, None)
    if visibility is None:
        visibility = _PageVisibility()
        if request is not None:
            setattr(request, _REQUEST_ATTRIBUTE, visibility)
    return visibility.shown(live, host=context.get("page"))


def all_restrictions() -> list[PageViewRestriction]:
    """Every view restriction there is, with its page."""
    rows = PageViewRestriction.objects.select_related("page")
    return remembered("restrictions", lambda: list(rows))


class _PageVisibility:
    """View restrictions as ``Page.get_view_restrictions`` finds them, for many pages at once.

    One query for a site without restrictions; else one more, and one for aliases if there are any.
    """

    def __init__(self) -> None:
        restrictions: dict[int, set[int]] = {}
        for restriction in all_restrictions():
            restrictions.setdefault(restriction.page_id, set()).add(restriction.pk)
        self._restrictions = restrictions
        self._model = PageViewRestriction._meta.get_field("page").related_model
        self._deciding_page: dict[str, int] = {}
        """By path: the page whose restrictions count, which for an alias is its source."""

    def shown(self, pages: list[Any], *, host: Any) -> list[Any]:
        if not self._restrictions:
            return pages
        host_path = host.path if isinstance(host, AbstractPage) else ""
        self._load([host_path, *(page.path for page in pages)])
        allowed = self._restrictions_on(host_path)
        return [page for page in pages if self._restrictions_on(page.path) <= allowed]

    def _restrictions_on(self, path: str) -> set[int]:
        deciding = (self._deciding_page.get(ancestor, 0) for ancestor in _lineage(path))
        return {pk for page_pk in deciding for pk in self._restrictions.get(page_pk, ())}

    def _load(self, paths: Iterable[str]) -> None:
        needed = {ancestor for path in paths for ancestor in _lineage(path)}
        unknown = needed - self._deciding_page.keys()
        if not unknown:
            return
        rows = self._model._default_manager.filter(path__in=unknown)
        found = {
            path: (pk, source) for path, pk, source in rows.values_list("path", "pk", "alias_of")
        }
        sources = self._final_sources({source for _, source in found.values() if source})
        for path, (pk, source) in found.items():
            self._deciding_page[path] = sources[source] if source else pk

    def _final_sources(self, pks: set[int]) -> dict[int, int]:
        """For each page of ``pks`` the page at the end of its chain of aliases."""
        following: dict[int, int | None] = {}
        while pks:
            rows = self._model._default_manager.filter(pk__in=pks)
            following.update(rows.values_list("pk", "alias_of"))
            pks = {pk for pk in following.values() if pk} - following.keys()

        def final(pk: int) -> int:
            seen = {pk}
            while (source := following.get(pk)) and source not in seen:
                seen.add(source)
                pk = source
            return pk

        return {pk: final(pk) for pk in following}


def _lineage(path: str) -> list[str]:
    """``path`` and the paths of its ancestors."""
    step = AbstractPage.steplen
    return [path[:end] for end in range(step, len(path) + 1, step)]
