"""The one address of a page."""

from __future__ import annotations

from typing import Any

from headhealth.review.reviewed_object import alias_source


def canonical_url(page: Any) -> str | None:
    """The absolute address of ``page``, which for an alias is its source's.

    Not asked with the request: a page in two sites has one address all the same.
    """
    return alias_source(page).full_url or page.full_url
