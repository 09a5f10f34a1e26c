"""What browsers get of an image: WebP in several widths, loaded late."""

from __future__ import annotations

import gc
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import RequestFactory
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file, get_test_image_file_svg

from headhealth.blocks.renditions import load_renditions
from headhealth.models import ConditionPage
from tests.integration.blocks.stream_data import BODY, body

# Wagtail leaves the file of a new rendition to the garbage collector.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(autouse=True)
def collect_files() -> Any:
    yield
    gc.collect()


def picture(width: int, height: int = 100) -> Any:
    file = get_test_image_file(filename=f"{width}.png", size=(width, height))
    return get_image_model().objects.create(title="The neck", file=file)


def image_block(image: Any, alt: str = "The neck from behind") -> dict[str, Any]:
    value = {"image": image.pk, "alt_text": alt, "decorative": False}
    return {"type": "image", "value": {"image": value, "caption": "", "credit": ""}}


def shown(image: Any, **options: Any) -> Tag:
    html = BODY.render(body(image_block(image, **options)), {"request": RequestFactory().get("/")})
    return BeautifulSoup(html, "html.parser").img


def widths(img: Tag) -> list[int]:
    return [int(source.split()[1].removesuffix("w")) for source in img["srcset"].split(", ")]


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        pytest.param(2000, [320, 640, 960, 1344], id="large"),
        pytest.param(1344, [320, 640, 960, 1344], id="of the widest"),
        pytest.param(700, [320, 640, 700], id="not enlarged"),
        pytest.param(640, [320, 640], id="no width twice"),
    ],
)
def test_image__comes_in_several_widths(width: int, expected: list[int]) -> None:
    img = shown(picture(width))
    assert widths(img) == expected
    assert int(img["width"]) == expected[-1]
    assert all(".webp " in source for source in img["srcset"].split(", "))
    assert img["src"].endswith(".webp")
    assert (img["loading"], img["alt"]) == ("lazy", "The neck from behind")


def test_small_image__is_one_file() -> None:
    img = shown(picture(200))
    assert not img.has_attr("srcset")
    assert (img["width"], img["height"]) == ("200", "100")


def test_shape__is_kept_free() -> None:
    img = shown(picture(2000, 1000))
    assert (img["width"], img["height"]) == ("1344", "672")


def test_svg__stays_as_it_is() -> None:
    image = get_image_model().objects.create(
        title="Drawing", file=get_test_image_file_svg(), width=45, height=45
    )
    img = shown(image)
    assert img["src"].endswith(".svg")
    assert not img.has_attr("srcset")


def test_words__are_escaped() -> None:
    alt = '"><script>alert(1)</script>'
    assert shown(picture(200), alt=alt)["alt"] == alt


def test_lost_file__breaks_the_image_and_not_the_page() -> None:
    image = picture(700)
    image.file.storage.delete(image.file.name)
    assert "not-found" in shown(image)["src"]


@pytest.mark.parametrize("count", [1, 12])
def test_renditions__are_one_query_for_all_images(
    count: int, django_assert_num_queries: Any, settings: Any
) -> None:
    settings.CACHES = {
        **settings.CACHES,
        "renditions": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
    }
    images = [picture(700) for _ in range(count)]
    for image in images:
        shown(image)
    page = ConditionPage(body=body(*map(image_block, images)))
    blocks = list(page.body)
    [block.value for block in blocks]
    with django_assert_num_queries(1):
        load_renditions(blocks)
        html = BODY.render(page.body, {"request": RequestFactory().get("/")})
    assert html.count("<img") == count


def test_page_without_images__needs_no_query(django_assert_num_queries: Any) -> None:
    blocks = list(ConditionPage(body=body()).body)
    with django_assert_num_queries(0):
        load_renditions(blocks)
