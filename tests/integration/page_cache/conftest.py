"""Two workers, each with a page cache of its own, on one database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file

from headhealth.models import AToZPage, Symptom
from tests import factories
from tests.integration.pages.reading import public

LOCMEM = "django.core.cache.backends.locmem.LocMemCache"
CACHES = {
    name: {"BACKEND": LOCMEM, "LOCATION": f"pages of {name}"}
    for name in ("default", "first", "second")
}


class Worker:
    """A process that answers readers: what it keeps, no other sees."""

    def __init__(self, alias: str) -> None:
        self._alias = alias
        self._client = Client()

    def get(self, url: str, **kwargs: Any) -> Any:
        return self._with_cache(lambda: self._client.get(url, **kwargs))

    def head(self, url: str) -> Any:
        return self._with_cache(lambda: self._client.head(url))

    def forget_cookies(self) -> None:
        """As browsers do with those that a response takes away; the test client sends them on."""
        self._client.cookies.clear()

    def keeps(self, url: str, **kwargs: Any) -> bool:
        """Whether a second request for ``url`` is answered from the cache."""
        self.get(url, **kwargs)
        with CaptureQueriesContext(connection) as captured:
            self.get(url, **kwargs)
        return [query["sql"].partition(" FROM ")[0] for query in captured] == ["SELECT stamp"]

    def _with_cache(self, request: Callable[[], Any]) -> Any:
        with override_settings(HEADHEALTH_PAGE_CACHE_ALIAS=self._alias):
            return request()


@pytest.fixture
def workers(db: Any) -> Iterator[list[Worker]]:
    with override_settings(HEADHEALTH_PAGE_CACHE=True, CACHES=CACHES):
        yield [Worker("first"), Worker("second")]
        for alias in CACHES:
            caches[alias].clear()


@pytest.fixture
def worker(workers: list[Worker]) -> Worker:
    return workers[0]


@pytest.fixture
def symptom(db: Any) -> Symptom:
    return public(factories.SymptomFactory(name="Stiff neck"))


@pytest.fixture
def image(db: Any) -> Image:
    image = Image.objects.create(title="A neck", file=get_test_image_file(filename="neck.png"))
    image.decorative, image.contextual_alt_text = False, "A neck"
    return image


@pytest.fixture
def article(a_to_z: AToZPage, symptom: Symptom, image: Image, editor: Any, reviewer: Any) -> Any:
    """A public page that shows a symptom, an image, a source, an author and another page."""
    other = public(factories.ConditionPageFactory(parent=a_to_z, title="Sinusitis"))
    entries = [{"symptom": symptom, "note": ""}]
    section = {"heading": "Symptoms", "aspect": "symptoms", "intro": "", "entries": entries}
    shown_image = {"image": image, "caption": "", "credit": ""}
    draft = factories.ConditionPageFactory(
        parent=a_to_z,
        title="Migraine",
        slug="migraine",
        body=[
            factories.text_section("Links", f'<p><a linktype="page" id="{other.pk}">x</a></p>'),
            ("symptom_list", section),
            ("image", shown_image),
        ],
        related_pages=[("page", other)],
        comments_allowed=True,
        authors=[("contributor", factories.ContributorFactory(name="Dr Author"))],
        sources=[("source", factories.SourceFactory(title="Guideline"))],
    )
    return factories.published(draft, author=editor, approver=reviewer)
