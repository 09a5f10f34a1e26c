"""The head of a page: its one address, its translations, and how it looks where it is shared."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders
from django.test import Client
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page, PageViewRestriction, Site

from headhealth.discovery.head_metadata import head_metadata
from tests import factories
from tests.integration.pages.reading import SCRIPT, page_maker, public

pytestmark = pytest.mark.usefixtures("example_site")


def head(client: Client, address: str, **kwargs: Any) -> BeautifulSoup:
    response = client.get(address, **kwargs)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser").head


def meta(soup: BeautifulSoup) -> dict[str, str]:
    return {
        tag.get("property") or tag["name"]: tag["content"]
        for tag in soup.find_all("meta")
        if tag.get("property") or tag.get("name")
    }


def canonical(soup: BeautifulSoup) -> list[str]:
    return [link["href"] for link in soup.select('link[rel="canonical"]')]


def path(page: Page) -> str:
    return page.get_url_parts()[2]


def test_reviewed_page__can_be_shared(live, client):
    soup = head(client, path(live))
    shown = meta(soup)
    address = f"https://health.example{path(live)}"
    assert canonical(soup) == [address]
    assert shown["og:url"] == address
    assert shown["og:type"] == "article"
    assert shown["og:title"] == "Migraine"
    assert shown["og:description"] == live.summary
    assert shown["og:site_name"] == "Health"
    assert shown["twitter:card"] == "summary"
    assert shown["article:modified_time"].startswith(f"{live.last_published_at:%Y-%m-%dT%H:}")
    assert "robots" not in shown
    assert "og:image" not in shown


def test_search_texts__are_what_is_shared(make, client):
    page = make(seo_title=f"For search {SCRIPT}", search_description='A "result"')
    shown = meta(head(client, path(page)))
    assert shown["og:title"] == f"For search {SCRIPT}"
    assert shown["og:description"] == 'A "result"'


@pytest.fixture
def make(home: Page) -> Any:
    return page_maker(home, "condition")


@pytest.mark.parametrize("query", ["?utm_source=x", "?letter=B", "?page=2"])
def test_canonical__is_without_the_query_string(query, live, client):
    soup = head(client, path(live) + query)
    assert canonical(soup) == [f"https://health.example{path(live)}"]


def test_canonical__of_an_alias_is_its_source(live, home, client):
    alias = live.create_alias(parent=home, update_slug="other")
    assert canonical(head(client, path(alias))) == [f"https://health.example{path(live)}"]


def test_canonical__of_an_alias_on_another_site_is_its_source(live, other_site, client):
    alias = live.create_alias(parent=other_site.root_page, update_slug="same")
    soup = head(client, "/same/", headers={"host": "other.example"}, secure=True)
    assert alias.full_url == "https://other.example/same/"
    assert canonical(soup) == [f"https://health.example{path(live)}"]


def test_canonical__is_the_same_at_both_addresses_of_a_page_in_two_sites(live, a_to_z, client):
    Site.objects.create(hostname="inner.example", port=443, root_page=a_to_z)
    outer = head(client, f"/{a_to_z.slug}/{live.slug}/", headers={"host": "health.example"})
    inner = head(client, f"/{live.slug}/", headers={"host": "inner.example"}, secure=True)
    assert canonical(outer) == canonical(inner) == [f"https://inner.example/{live.slug}/"]


def test_canonical__of_each_letter_is_its_own(a_to_z, client, settings):
    settings.HEADHEALTH_A_TO_Z_NAMES_PER_PAGE = 1
    for title in ("Asthma", "Bruise", "Éclair"):
        public(factories.ConditionPageFactory(parent=a_to_z, title=title))
    address = f"https://health.example{path(a_to_z)}"

    def of(query: str) -> list[str]:
        return canonical(head(client, path(a_to_z) + query))

    assert of("") == of("?letter=a") == of("?letter=zzz") == of("?letter=%00") == [address]
    assert of("?letter=b&x=1") == [f"{address}?letter=B"]
    settings.HEADHEALTH_A_TO_Z_NAMES_PER_PAGE = 10
    assert of("?letter=b") == [address]


def test_preview__is_not_for_search_engines(draft):
    soup = BeautifulSoup(draft.make_preview_request().content, "html.parser").head
    assert meta(soup)["robots"] == "noindex"
    assert not canonical(soup)


def test_change_log__is_not_for_search_engines(live, client):
    soup = head(client, f"/changes/{live.pk}/")
    assert meta(soup)["robots"] == "noindex"


def test_change_log__has_one_address_also_that_of_an_alias(live, home, client, monkeypatch):
    alias = live.create_alias(parent=home, update_slug="other")
    monkeypatch.setattr("headhealth.change_log.views.PER_PAGE", 1)
    factories.reviewed(live)
    address = f"https://health.example/changes/{live.pk}/"
    for page in (live, alias):
        assert canonical(head(client, f"/changes/{page.pk}/?x=1")) == [address]
    assert canonical(head(client, f"/changes/{live.pk}/?page=2")) == [f"{address}?page=2"]


def test_symptom_page__can_be_shared(home, client):
    symptom = public(factories.SymptomFactory(name=f"nausea {SCRIPT}", description='A "wave".'))
    soup = head(client, f"{symptom.address}?utm_source=x")
    shown = meta(soup)
    assert canonical(soup) == [shown["og:url"]] == [f"https://health.example{symptom.address}"]
    assert (shown["og:title"], shown["og:description"]) == (f"Nausea {SCRIPT}", 'A "wave".')
    assert "robots" not in shown


def test_recently_reviewed__has_an_address_for_each_page_of_the_list(live, client, monkeypatch):
    monkeypatch.setattr("headhealth.recent_reviews.PAGES_PER_PAGE", 1)
    other = factories.ConditionPageFactory(parent=live.get_parent(), title="Other")
    factories.published(other)
    address = "https://health.example/recently-reviewed/"
    for query in ("", "?x=1", "?page=x", "?page=1"):
        assert canonical(head(client, f"/recently-reviewed/{query}")) == [address]
    second = head(client, "/recently-reviewed/?page=2")
    assert canonical(second) == [meta(second)["og:url"]] == [f"{address}?page=2"]
    assert meta(second)["og:title"] == "Recently reviewed"


def test_theme_color__is_the_paper_of_the_style_sheet(live, client):
    css = Path(finders.find("headhealth/css/headhealth.css")).read_text()
    paper = re.findall(r"--hh-paper: ([^;]+);", css)
    tags = head(client, path(live)).select('meta[name="theme-color"]')
    assert [tag["content"] for tag in tags] == paper[:2]


# Images


def image_block(image: Any, **fields: Any) -> tuple[str, Any]:
    value = {"image": image.pk, "decorative": False, "alt_text": "The neck", **fields}
    return ("image", {"image": value, "caption": "", "credit": ""})


@pytest.fixture
def image(db: Any) -> Any:
    file = get_test_image_file(size=(1600, 900))
    return get_image_model().objects.create(title="Neck", file=file)


def test_first_image__is_shared_by_its_absolute_address(image, make, client):
    page = make(body=[factories.text_section()])
    page.body = [*page.body.get_prep_value(), stored(image_block(image))]
    public_with(page)
    shown = meta(head(client, path(page)))
    assert shown["og:image"].startswith("https://health.example/media/images/")
    assert (shown["og:image:width"], shown["og:image:height"]) == ("1200", "630")
    assert shown["og:image:alt"] == "The neck"
    assert shown["twitter:card"] == "summary_large_image"


def test_image_without_its_file__is_left_out(image, make, client):
    page = make(body=[factories.text_section()])
    page.body = [stored(image_block(image))]
    public_with(page)
    image.file.storage.delete(image.file.name)
    assert "og:image" not in meta(head(client, path(page)))


def stored(block: tuple[str, Any]) -> dict[str, Any]:
    return {"type": block[0], "value": block[1]}


def public_with(page: Any) -> None:
    """Stored as if approved."""
    type(page).objects.filter(pk=page.pk).update(body=page.body)


# Languages


def hreflang(soup: BeautifulSoup) -> dict[str, str]:
    return {link["hreflang"]: link["href"] for link in soup.select("link[hreflang]")}


@pytest.fixture
def translated(live: Any, french: Page) -> tuple[Any, Any]:
    french_live = live.copy_for_translation(french.locale, copy_parents=True)
    return live, public(type(live).objects.get(pk=french_live.pk))


def test_translations__name_each_other(translated, client):
    english, french = translated
    expected = {
        "en": f"https://health.example{path(english)}",
        "fr": f"https://health.example{path(french)}",
    }
    assert path(french).startswith("/fr/")
    assert hreflang(head(client, path(english))) == expected
    soup = head(client, path(french))
    assert hreflang(soup) == expected
    assert canonical(soup) == [expected["fr"]]


@pytest.mark.parametrize("hide", ["unpublish", "restrict"])
def test_translation_nobody_may_read__is_not_named(hide, translated, client):
    english, french = translated
    if hide == "unpublish":
        french.unpublish()
    else:
        PageViewRestriction.objects.create(page=french, restriction_type="login")
    assert hreflang(head(client, path(english))) == {}


def test_alias_in_another_language__is_no_translation(live, french, client):
    parent = live.get_parent().copy_for_translation(french.locale)
    live.create_alias(parent=parent, update_locale=french.locale, reset_translation_key=False)
    assert hreflang(head(client, path(live))) == {}


# What it costs


def test_translations__cost_two_queries(translated, client, django_assert_num_queries):
    english, _french = translated
    page = type(english).objects.select_related("locale").get(pk=english.pk)
    head_metadata(page, None, {})
    with django_assert_num_queries(2):
        assert len(head_metadata(page, None, {}).alternates) == 2


def test_page_in_one_language__costs_nothing(live, django_assert_num_queries):
    page = type(live).objects.select_related("locale").get(pk=live.pk)
    head_metadata(page, None, {})
    with django_assert_num_queries(0):
        assert head_metadata(page, None, {}).canonical


@pytest.mark.parametrize("count", [1, 10])
def test_shared_image__comes_with_the_images_of_the_page(
    count, image, make, client, settings, django_assert_max_num_queries
):
    dummy = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    settings.CACHES = {**settings.CACHES, "renditions": dummy}
    page = make()
    page.body = [stored(image_block(image)) for _ in range(count)]
    public_with(page)
    client.get(path(page))
    with django_assert_max_num_queries(100) as captured:
        assert "og:image" in meta(head(client, path(page)))
    about_images = [query for query in captured if "wagtailimages" in query["sql"]]
    assert len(about_images) == 2, "The images, and the renditions of all of them."
