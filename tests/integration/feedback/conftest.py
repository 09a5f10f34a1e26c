"""What the tests of feedback share."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse


@pytest.fixture
def url(live: Any) -> str:
    """Where readers say whether the page was useful."""
    return reverse("headhealth:feedback_create", args=[live.pk])


@pytest.fixture
def mistake_url(url: str) -> str:
    """Where readers report a mistake in the section “Overview”."""
    return url + "?section=overview"
