"""A source that pages cite."""

from __future__ import annotations

from typing import Any

import pytest

from headhealth.models import ReReviewRequest, Source
from headhealth.re_review.ask import request_reviews
from headhealth.re_review.chosen_content import clocks_of_what_shows
from tests import factories


@pytest.fixture
def source(db: Any) -> Source:
    return factories.SourceFactory(title="Old guideline")


@pytest.fixture
def ask(source: Source, publisher: Any) -> Any:
    """A function that asks for the review of all that cites the source."""

    def asked(**kwargs: Any) -> ReReviewRequest:
        return request_reviews(
            **{
                "clocks": clocks_of_what_shows(source),
                "reason": "It was retracted.",
                "cause": "What cites “Old guideline”",
                "user": publisher,
                **kwargs,
            }
        )

    return asked
