"""Two processes with one database: what is changed through one, the next request to the other sees.

The cache is one that they share, or each has its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file_jpeg

from tests import factories
from tests.integration.page_cache.site_process import SiteProcess
from tests.integration.process_database import database_url

OLD, NEW = "Most headaches pass without treatment.", "See a doctor about a new headache."
CSRF = "x" * 32
FORM = "application/x-www-form-urlencoded"
CACHES = pytest.mark.parametrize("caches", ["of each its own", "shared"])

Start = Callable[..., SiteProcess]


@pytest.fixture
def new_version(committed: None, article: Any, editor: Any) -> Any:
    """The task state of a version of the article that waits for its review."""
    article.summary = NEW
    return factories.submit(article, user=editor)


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    folder = tmp_path / "templates"
    folder.mkdir()
    return folder


@pytest.fixture
def start(tmp_path: Path, templates: Path, settings: Any) -> Iterator[Callable[..., list[Any]]]:
    """A function that starts processes with the database as it is now, one for each environment."""
    started: list[SiteProcess] = []

    def start(*environments: dict[str, str], caches: str = "shared") -> list[SiteProcess]:
        shared = {"CACHE_URL": f"filecache://{tmp_path}/cache"} if caches == "shared" else {}
        common = {
            "DATABASE_URL": database_url(tmp_path),
            "MEDIA_ROOT": str(settings.MEDIA_ROOT),
            "TEMPLATE_DIR": str(templates),
            **shared,
        }
        processes = [SiteProcess(**common, **environment) for environment in environments]
        started.extend(processes)
        for process in processes:
            process.wait_until_started()
        return processes

    yield start
    for process in started:
        process.stop()


def headers_of(user: Any, content_type: str = FORM) -> dict[str, str]:
    """Those of a browser in which ``user`` is logged in. Call it before a process is started."""
    client = Client()
    client.force_login(user)
    session = client.cookies["sessionid"].value
    return {
        "Cookie": f"sessionid={session}; csrftoken={CSRF}",
        "X-CSRFToken": CSRF,
        "Content-Type": content_type,
    }


def images(html: str) -> set[str]:
    return set(re.findall(r'<img[^>]* src="([^"]+)"', html))


@CACHES
def test_publication__is_seen_in_the_other_process(caches, new_version, article, reviewer, start):
    review = urlencode(factories.checklist(new_version)).encode()
    headers = headers_of(reviewer)
    first, second = start({}, {}, caches=caches)
    assert OLD in first.get(article.url).text
    assert second.get(article.url).is_kept == (caches == "shared")
    assert first.get(article.url).is_kept and second.get(article.url).is_kept

    args = [article.pk, "approve", new_version.pk]
    url = reverse("wagtailadmin_pages:workflow_action", args=args)
    assert first.post(url, review, headers).status == 302

    for process in (second, first):
        page = process.get(article.url).text
        assert NEW in page and OLD not in page
        assert process.get(article.url).is_kept


@CACHES
def test_new_image__and_withdrawal__are_seen_in_the_other_process(
    caches, committed, article, superuser, start
):
    form, files = headers_of(superuser), headers_of(superuser, MULTIPART_CONTENT)
    image = Image.objects.get()
    new = SimpleUploadedFile("new.jpg", get_test_image_file_jpeg().file.getvalue(), "image/jpeg")
    fields = {"title": image.title, "file": new, "description": "", "tags": ""}
    first, second = start({}, {}, caches=caches)
    before = images(first.get(article.url).text)
    assert before and images(second.get(article.url).text) == before

    url = reverse("wagtailimages:edit", args=[image.pk])
    assert first.post(url, encode_multipart(BOUNDARY, fields), files).status == 302
    after = images(second.get(article.url).text)
    assert after and not after & before
    assert images(first.get(article.url).text) == after
    assert second.get(article.url).is_kept

    url = reverse("wagtailadmin_pages:unpublish", args=[article.pk])
    assert first.post(url, urlencode({"reason": "Out of date."}).encode(), form).status == 302
    for process in (second, first):
        answer = process.get(article.url)
        assert answer.status == 410
        assert OLD not in answer.text


def test_new_release__neither_shows_nor_keeps_pages_of_the_old_one(
    committed, article, templates, start
):
    """While servers change over, both releases answer, with one cache."""
    template = templates / "headhealth" / "base.html"
    template.parent.mkdir()
    template.write_text("The old template.")
    old, not_asked_yet = start({}, {})
    assert "The old template." in old.get(article.url).text
    template.write_text("The new template.")
    (new,) = start({})
    assert "The new template." in new.get(article.url).text
    assert new.get(article.url).is_kept
    assert old.get(article.url).is_kept
    assert "The old template." in old.get(article.url).text
    # It has the code of the old release, whatever lies in the files by now.
    assert "The old template." in not_asked_yet.get(article.url).text


def test_other_settings__neither_show_nor_keep_the_same_pages(committed, article, start):
    url = article.get_parent().url
    all_names, one_letter = start({}, {"A_TO_Z_NAMES_PER_PAGE": "1"})
    assert "Sinusitis" in all_names.get(url).text
    assert "Sinusitis" not in one_letter.get(url).text
    assert all_names.get(url).is_kept and one_letter.get(url).is_kept
