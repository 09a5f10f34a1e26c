"""One running demo site for all tests of this folder, in processes and on a database of its own.

Nothing here writes to it what another test would notice, so that it is loaded once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import CONTEXT, PageWatch
from tests.browser.reading.outline import Outline
from tests.quality.demo_server import RunningSite, running_demo_site
from tests.quality.reader_pages import ReaderPage


@pytest.fixture(scope="session")
def running_site() -> Iterator[RunningSite]:
    with running_demo_site() as site:
        yield site


@pytest.fixture(scope="session")
def base_url(running_site: RunningSite) -> str:
    return running_site.address


@pytest.fixture(scope="session", autouse=True)
def connection_beside_the_browser() -> None:
    """These tests have no connection."""


@pytest.fixture(autouse=True)
def migrated_data() -> None:
    """Nor a database to fill."""


@pytest.fixture(scope="session")
def browser_context_args(base_url: str) -> dict[str, Any]:
    """Not made from those of the other tests, which would then be led to this site, too."""
    return {**CONTEXT, "base_url": base_url, "ignore_https_errors": True}


@pytest.fixture
def open_specimens(
    running_site: RunningSite,
    browser: Browser,
    browser_context_args: dict[str, Any],
    page_watch: PageWatch,
) -> Callable[..., Iterator[tuple[ReaderPage, Page]]]:
    """A page of each kind, one after the other.

    ``open_specimens(width=1280, height=900, **context_options)``.
    """

    def open_specimens(
        width: int = 1280, height: int = 900, **context_options: Any
    ) -> Iterator[tuple[ReaderPage, Page]]:
        viewport = {"width": width, "height": height}
        options = {**browser_context_args, "viewport": viewport, **context_options}
        # The answers to what is not there, and to a form with mistakes in it.
        page_watch.expect(r"status of 4\d\d")
        for reader_page in running_site.specimens():
            with browser.new_context(**options) as context:
                if reader_page.status < 500:
                    page_watch.watch(context)
                page = context.new_page()
                reader_page.open(page, running_site.address)
                yield reader_page, page

    return open_specimens


@pytest.fixture(scope="session")
def outlines(
    running_site: RunningSite, browser: Browser, browser_context_args: dict[str, Any]
) -> dict[str, Outline]:
    """Of a page of each kind, as it is first shown."""
    found = {}
    for reader_page in running_site.specimens():
        with browser.new_context(**browser_context_args) as context:
            page = context.new_page()
            reader_page.open(page, running_site.address)
            found[reader_page.kind] = Outline.of(page)
    return found


@pytest.fixture
def condition_address(running_site: RunningSite) -> str:
    """Of the longest condition."""
    return next(page.address for page in running_site.specimens() if page.kind == "Condition")


@pytest.fixture
def condition(condition_address: str, page: Page) -> Page:
    """The longest condition, open."""
    page.goto(condition_address)
    return page
