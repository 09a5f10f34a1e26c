"""Every kind of page a reader can meet on the demo site, and the states they are in.

Shared by the checks of this folder and the browser tests. Needs the demo's database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from wagtail.models import get_page_models

if TYPE_CHECKING:
    from playwright.sync_api import Page, Response


@dataclass(frozen=True)
class ReaderPage:
    kind: str
    """What it is called in tables: a page type or the state of a form."""
    address: str
    """Below the site's root, or whole."""
    status: int = 200
    act: Callable[[Page], Response | None] | None = None
    """What the reader does there first. Returns the answer if that led to another document."""
    listed: bool = True
    """Whether search engines are asked to list it."""
    specimen: bool = True
    """The one of its kind that stands for all where every page would take too long."""

    def open(self, page: Page, base_url: str) -> Response:
        """Go there as a reader does. Returns the answer that holds the document now shown."""
        response = page.goto(urljoin(base_url, self.address))
        if response is None or response.status != self.status:
            got = response.status if response else "nothing"
            raise AssertionError(f"{self.kind}, {self.address}: {got}, not {self.status}")
        return (self.act and self.act(page)) or response


def reader_pages() -> list[ReaderPage]:
    """The pages of every page type, then everything that is not a page of Wagtail's."""
    return [*tree_pages(), *other_pages()]


def tree_pages() -> Iterator[ReaderPage]:
    """All live public pages, by type; the longest of each type is its specimen."""
    for model in sorted(get_page_models(), key=lambda model: str(model._meta.verbose_name)):
        pages = list(model.objects.exact_type(model).live().public().specific())
        reachable = [page for page in pages if page.url]
        longest = max(reachable, key=lambda page: len(page.to_json()), default=None)
        for page in reachable:
            yield ReaderPage(
                kind=str(model._meta.verbose_name).capitalize(),
                address=path_of(page),
                specimen=page == longest,
            )


def path_of(page: Any) -> str:
    return page.get_url_parts()[2]


def other_pages() -> Iterator[ReaderPage]:
    yield ReaderPage("Not found (404)", "/nothing-here/", status=404, listed=False)
