"""What the tests of blocks share."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file


@pytest.fixture
def image(db: Any) -> Any:
    return get_image_model().objects.create(title="a.png", file=get_test_image_file())
