"""What the tests of pages share."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.models import Page

from tests.integration.pages.reading import PAGE_TYPES, page_maker


@pytest.fixture(params=PAGE_TYPES)
def make_page(request: pytest.FixtureRequest, home: Page) -> Any:
    """A function that makes a public page of one type; tests with it run for every type."""
    return page_maker(home, request.param)
