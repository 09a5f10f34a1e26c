"""A browser on the demo site, watched: a page that logs an error fails the test that opened it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, connections
from django.test import Client
from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Response,
    expect,
)

from tests.browser.chromium import CHROMIUM_ARGUMENTS, find_chromium
from tests.browser.demo_site import DemoSite, load_demo_site

# Playwright's synchronous API runs an event loop on the tests' own thread, where Django would
# refuse every query. The queries are not made from within a coroutine.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

expect.set_options(timeout=30_000)

CONTEXT = {
    "locale": "en-GB",
    "timezone_id": "Europe/London",
    "viewport": {"width": 1280, "height": 900},
    # Nobody waits for what fades or slides.
    "reduced_motion": "reduce",
}
"""What every browser is set to."""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {
        **browser_type_launch_args,
        "executable_path": find_chromium(),
        "args": CHROMIUM_ARGUMENTS,
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, **CONTEXT}


@pytest.fixture(scope="session")
def base_url(live_server: Any) -> str:
    """So that ``page.goto("/admin/")`` is enough."""
    return live_server.url


@pytest.fixture(scope="session")
def migrated_contents(django_db_setup: None) -> str:
    """What the migrations made, as Django serialised it when it created the database."""
    return connection._test_serialized_contents


@pytest.fixture(scope="session", autouse=True)
def connection_beside_the_browser(migrated_contents: str, playwright: Playwright) -> Iterator[None]:
    """Once Playwright's event loop runs, Django keeps another connection for this thread.

    It must know what to start each test with, and be closed before the database is dropped.
    """
    connection._test_serialized_contents = migrated_contents
    yield
    connections.close_all()


@pytest.fixture(autouse=True)
def migrated_data(transactional_db: None, django_db_serialized_rollback: None) -> None:
    """Every test starts with what the migrations made: root page, groups, workflow."""


class PageWatch:
    """What went wrong on the pages of one test: console errors, script errors, 5xx answers."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self._expected: list[re.Pattern[str]] = []

    def watch(self, context: BrowserContext) -> None:
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.problems.append(f"script error: {error.error}"))
        context.on("response", self._on_response)

    def expect(self, pattern: str) -> None:
        """A problem that matches is what the test is about: ``expect(r"status of 404")``."""
        self._expected.append(re.compile(pattern))

    def unexpected(self) -> list[str]:
        return [
            problem
            for problem in self.problems
            if not any(pattern.search(problem) for pattern in self._expected)
        ]

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.problems.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _on_response(self, response: Response) -> None:
        if response.status >= 500:
            self.problems.append(f"{response.status}: {response.request.method} {response.url}")


@pytest.fixture
def page_watch() -> Iterator[PageWatch]:
    """Watches every page opened by the test and fails it on what the test did not expect."""
    watch = PageWatch()
    yield watch
    assert not watch.unexpected(), "Problems in the browser:\n" + "\n".join(watch.unexpected())


@pytest.fixture
def context(context: BrowserContext, page_watch: PageWatch) -> BrowserContext:
    """The context of ``page``: somebody without an account, until ``log_in``."""
    page_watch.watch(context)
    return context


@pytest.fixture
def open_page(
    new_context: Callable[..., BrowserContext], page_watch: PageWatch, log_in: Callable[..., None]
) -> Callable[..., Page]:
    """``open_page(user=None, **context_options)``: a page in a browser of its own.

    For tests with several people: each has a session, a reader has none.
    """

    def open_page(user: AbstractBaseUser | None = None, **options: Any) -> Page:
        context = new_context(**options)
        page_watch.watch(context)
        page = context.new_page()
        if user is not None:
            log_in(page, user)
        return page

    return open_page


@pytest.fixture
def log_in(base_url: str) -> Callable[[Page, AbstractBaseUser], None]:
    """``log_in(page, user)``: the session of ``user``, without the detour over the form."""

    def log_in(page: Page, user: AbstractBaseUser) -> None:
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": base_url}]
        )

    return log_in


@pytest.fixture
def log_in_by_form() -> Callable[[Page, str, str], None]:
    """``log_in_by_form(page, username, password)``: through the admin's log-in page."""

    def log_in_by_form(page: Page, username: str, password: str) -> None:
        page.goto("/admin/login/")
        page.locator("input[name=username]").fill(username)
        page.locator("input[name=password]").fill(password)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/admin/")

    return log_in_by_form


@pytest.fixture
def demo() -> DemoSite:
    """The people and the tree of the demo site, without its pages."""
    return load_demo_site()
