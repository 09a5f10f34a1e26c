"""`make bench` compares like with like: its three articles show readers the same."""

from __future__ import annotations

import json
import re
from copy import copy
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import transaction
from django.test import Client

from tests.bench.article_content import ArticleContent
from tests.bench.content import make_articles, make_shared_objects, make_site

SECTIONS = 12

# So that they run before the tests that end with an empty database.
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def shown(django_db_setup: None, django_db_blocker: Any) -> dict[str, BeautifulSoup]:
    """What readers get of each article, with the words by which one has to differ made the same."""
    with django_db_blocker.unblock(), transaction.atomic():
        conditions = make_site()
        content = ArticleContent(**make_shared_objects(conditions), sections=SECTIONS)
        articles = make_articles(conditions, content)
        documents = {name: shown_by(Client(), page) for name, page in articles.items()}
        transaction.set_rollback(True)
    return documents


def shown_by(client: Client, page: Any) -> BeautifulSoup:
    response = client.get(page.url)
    assert response.status_code == 200
    html = response.text.replace(f"/conditions/{page.slug}/", "/conditions/article/")
    html = re.sub(rf"/(feedback|changes)/{page.pk}/", r"/\1/PK/", html)
    return BeautifulSoup(re.sub(r"\d\d:\d\d:\d\d[.\d]*", "TIME", html), "html.parser")


def words(element: Any) -> list[str]:
    return [string for string in (" ".join(s.split()) for s in element.stripped_strings) if string]


def graph(article: BeautifulSoup) -> dict[str, Any]:
    return json.loads(article.find("script", type="application/ld+json").string)


def test_naive_article__says_the_same(shown: dict[str, BeautifulSoup]) -> None:
    full, naive = (" ".join(words(shown[name].body)).split() for name in ("full", "naive"))
    assert naive == full
    assert "Section 9" in " ".join(full)


def test_naive_article__has_the_same_headings(shown: dict[str, BeautifulSoup]) -> None:
    full, naive = (
        [
            (heading.name, words(heading), heading.get("id"))
            for heading in shown[name].find_all(["h1", "h2", "h3", "h4"])
        ]
        for name in ("full", "naive")
    )
    assert naive == full != []


def test_naive_article__leads_to_the_same_places(shown: dict[str, BeautifulSoup]) -> None:
    full, naive = (
        [(words(link), link["href"], link.get("aria-label")) for link in shown[name].find_all("a")]
        for name in ("full", "naive")
    )
    assert naive == full
    citations = [address for _words, address, _label in full if address.startswith("#source-")]
    assert len(citations) == SECTIONS - 2


def test_naive_article__tells_machines_the_same(shown: dict[str, BeautifulSoup]) -> None:
    full, naive = (
        [
            (tag.name, tag.attrs, tag.string)
            for tag in shown[name].head.find_all(["meta", "link", "title"])
        ]
        for name in ("full", "naive")
    )
    assert sorted(naive, key=str) == sorted(full, key=str)
    assert graph(shown["naive"]) == graph(shown["full"])


def test_bare_article__has_the_same_text(shown: dict[str, BeautifulSoup]) -> None:
    """All that editors write: without contents list, links to sections, review and frame."""
    full, bare = (copy(shown[name].main) for name in ("full", "bare"))
    for around in full.select(
        "nav, button, summary, .hh-report, .hh-feedback,"
        " .hh-review-stamp, .hh-review-line, [class*=hh-recent-changes], .hh-sources__places,"
        " .hh-back-to-top, .hh-other-names__label, .hh-authors__heading"
    ):
        around.decompose()
    assert "".join(words(bare)).replace(" ", "") == "".join(words(full)).replace(" ", "")
