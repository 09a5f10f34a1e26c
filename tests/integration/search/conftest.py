"""What the tests of search share: public pages, and a reader who searches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import Page

from headhealth.search.catalogue import forget_catalogues
from tests.integration.pages.reading import PAGE_TYPES, page_maker, words


@pytest.fixture(autouse=True)
def fresh_catalogues() -> Iterator[None]:
    """Pages are made public here by a row update, which no log tells of."""
    forget_catalogues()
    yield
    forget_catalogues()


@pytest.fixture
def make(home: Page) -> dict[str, Any]:
    """By kind: a function that makes a public page of it."""
    return {kind: page_maker(home, kind) for kind in PAGE_TYPES}


class Found:
    """A page of search results as a reader sees it."""

    def __init__(self, response: Any) -> None:
        assert response.status_code == 200
        self.response = response
        self.soup = BeautifulSoup(response.content, "html.parser")

    @property
    def titles(self) -> list[str]:
        return [words(title) for title in self.soup.select(".hh-results__title")]

    @property
    def text(self) -> str:
        return words(self.soup.select_one("main"))

    @property
    def marked(self) -> list[str]:
        return [words(mark) for mark in self.soup.select(".hh-results mark")]

    @property
    def note(self) -> str:
        note = self.soup.select_one(".hh-search-note")
        return words(note) if note else ""

    @property
    def types(self) -> dict[str, str]:
        """Label with count, and the address, of each filter."""
        return {words(a): a["href"] for a in self.soup.select(".hh-search-types a")}


@pytest.fixture
def search(client: Client) -> Any:
    """A reader who types words and says what they found."""

    def searched(query: str, **parameters: Any) -> Found:
        return Found(client.get("/search/", {"q": query, **parameters}))

    return searched
