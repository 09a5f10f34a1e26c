"""Which requests are answered from the cache, and what the answers carry."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from django.core.cache import caches
from django.test import override_settings
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction, Site

from headhealth.models import ConditionPage
from headhealth.page_cache import middleware
from tests.integration.page_cache.conftest import Worker

OLD = "Most headaches pass without treatment."


@pytest.fixture
def url(live: ConditionPage) -> str:
    return live.url


def entries() -> int:
    return len(caches["first"]._cache)


@pytest.mark.parametrize("kind", ["condition", "a_to_z"])
def test_kept_page__is_what_is_rendered_and_costs_one_query(kind, live, worker: Worker):
    url = live.url if kind == "condition" else live.get_parent().url
    rendered = worker.get(url)
    assert worker.keeps(url)
    kept = worker.get(url)
    assert kept.content == rendered.content
    assert dict(kept.items()) == dict(rendered.items())
    assert kept["X-Frame-Options"] == "DENY"
    assert not kept.cookies
    assert "cookie" not in kept["Vary"].lower()


@pytest.mark.parametrize("state", ["kept", "rendered", "switched off"])
def test_page__is_revalidated_by_its_entity_tag(state, url, worker):
    with override_settings(HEADHEALTH_PAGE_CACHE=state != "switched off"):
        etag = worker.get(url)["ETag"]
        if state == "rendered":
            caches["first"].clear()
        answer = worker.get(url, headers={"if-none-match": etag})
        assert answer.status_code == 304
        assert answer.content == b""
        assert answer["ETag"] == etag
        assert answer["Cache-Control"] == "no-cache"
        assert "Content-Type" not in answer
        assert worker.get(url, headers={"if-none-match": '"other"'}).status_code == 200
        assert entries() == (state != "switched off")


@pytest.mark.parametrize(
    "tags", ["*", "{}", '"x", {}', "{strong}"], ids=["any", "same", "one of two", "made strong"]
)
def test_entity_tags__are_compared_weakly(tags, url, worker):
    etag = worker.get(url)["ETag"]
    header = tags.format(etag, strong=etag.removeprefix("W/"))
    assert worker.get(url, headers={"if-none-match": header}).status_code == 304


@pytest.mark.parametrize("accepted", ["gzip", "br, gzip;q=0.8", "deflate, gzip, zstd"])
def test_kept_page__is_sent_compressed_to_who_accepts_it(accepted, url, worker):
    plain = worker.get(url)
    compressed = worker.get(url, headers={"accept-encoding": accepted})
    assert compressed["Content-Encoding"] == "gzip"
    assert compressed["Vary"] == plain["Vary"]
    assert int(compressed["Content-Length"]) == len(compressed.content) < len(plain.content)
    assert gzip.decompress(compressed.content) == plain.content


@pytest.mark.parametrize("accepted", ["", "identity", "gzip;q=0", "gzip; q=0.0, br", "xgzip"])
def test_kept_page__is_sent_plain_to_who_does_not(accepted, url, worker):
    worker.get(url)
    assert "Content-Encoding" not in worker.get(url, headers={"accept-encoding": accepted})


def test_head__is_answered_from_the_cache_and_adds_nothing_to_it(url, worker):
    worker.head(url)
    assert entries() == 0
    headers = dict(worker.get(url).items())
    assert dict(worker.head(url).items()) == headers


@pytest.mark.parametrize("range_", ["bytes=0-10", "bytes=999999-", "nonsense"])
def test_range__gets_the_whole_page(range_, url, worker):
    whole = worker.get(url)
    answer = worker.get(url, headers={"range": range_})
    assert (answer.status_code, answer.content) == (200, whole.content)


@pytest.mark.parametrize(
    "headers",
    [
        {"authorization": "Basic eDp5"},
        {"cookie": "sessionid=abcdefgh12345678"},
        {"cookie": "a=b; sessionid=abcdefgh12345678"},
        {"cookie": "messages=abc"},
        {"x-requested-with": "XMLHttpRequest"},
    ],
    ids=["authorization", "session", "session second", "message", "script"],
)
def test_personal_request__passes_by_the_cache(headers, url, worker):
    assert not worker.keeps(url, headers=headers)
    assert entries() == 0
    worker.forget_cookies()
    assert worker.keeps(url)
    assert not worker.keeps(url, headers=headers)


def test_user_whom_the_web_server_logged_in__passes_by_the_cache(url, worker):
    assert not worker.keeps(url, REMOTE_USER="ada")
    assert entries() == 0
    assert worker.keeps(url)
    assert not worker.keeps(url, REMOTE_USER="ada")


def test_other_cookies__are_no_reason_to_render(url, worker):
    assert worker.keeps(url, headers={"cookie": f"_ga=1; csrftoken={'x' * 32}; theme=dark"})


def test_logged_in_user__passes_by_the_cache(url, worker, editor):
    worker._client.force_login(editor)
    assert not worker.keeps(url)
    assert entries() == 0


def test_preview__is_neither_answered_from_the_cache_nor_kept(live, worker):
    worker.get(live.url)
    live.summary = "A draft."
    with override_settings(HEADHEALTH_PAGE_CACHE_ALIAS="first"):
        preview = live.make_preview_request()
    assert "A draft." in preview.content.decode()
    assert "ETag" not in preview
    assert OLD in worker.get(live.url).content.decode()
    assert entries() == 1


@pytest.mark.parametrize("where", ["page", "parent"])
def test_private_page__is_not_kept_even_for_who_may_read_it(where, live, worker):
    page = live if where == "page" else live.get_parent()
    PageViewRestriction.objects.create(page=page, restriction_type="password", password="open")
    assert "no-store" in worker.get(live.url)["Cache-Control"]
    session = worker._client.session
    restriction = PageViewRestriction.objects.get()
    session[restriction.passed_view_restrictions_session_key] = [restriction.pk]
    session.save()
    answer = worker.get(live.url)
    assert OLD in answer.content.decode()
    assert "ETag" not in answer
    assert entries() == 0


@pytest.mark.parametrize("method", ["post", "put", "delete", "options"])
def test_other_methods__pass_by_the_cache(method, url, worker):
    worker.get(url)
    ConditionPage.objects.update(summary="New words.")
    assert OLD not in getattr(worker._client, method)(url).content.decode()
    assert "ETag" not in getattr(worker._client, method)(url)


def test_other_views__are_not_kept(worker, db):
    for address in (reverse("wagtailadmin_login"), "/no/such/page/"):
        assert "ETag" not in worker.get(address)
    assert entries() == 0


@pytest.mark.parametrize(
    "query",
    ["?utm_source=x", "?letter=a", "?" + "a" * 200, "?a=%00", "?%ff=%fe", "?a[]=😀&a=b", "?&&&="],
)
def test_unknown_parameter__is_not_kept(query, url, worker):
    assert worker.get(url + query).status_code == 200
    assert not entries()


def test_known_parameter__has_an_entry_of_its_own(live, worker):
    url = live.get_parent().url
    with override_settings(HEADHEALTH_A_TO_Z_NAMES_PER_PAGE=0):
        assert worker.keeps(url + "?letter=m")
        assert worker.keeps(url + "?letter=a")
    assert entries() == 2


@pytest.mark.parametrize(
    "path",
    ["/%00/", "/a%0Ab/", "/%ff%fe/", "/😀/", "/..%2f..%2fetc/", "/a" * 2000],
)
def test_hostile_path__is_not_found_and_not_kept(path, worker, db):
    assert worker.get(path).status_code in (301, 404)
    assert entries() == 0


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver:x", "a b", "", "testserver,evil", "[::1"]
)
def test_hostile_host__is_refused_and_not_kept(host, url, worker):
    worker.get(url)
    assert worker.get(url, headers={"host": host}).status_code in (200, 400)
    assert entries() == 1


@override_settings(ALLOWED_HOSTS=["testserver", "127.0.0.1"])
def test_hosts_and_schemes__do_not_share_pages(url, worker):
    worker.get(url)
    worker.get(url, headers={"host": "127.0.0.1"})
    worker.get(url, secure=True)
    assert entries() == 3


@override_settings(USE_X_FORWARDED_PORT=True)
def test_sites_at_other_ports__do_not_share_pages(live, worker):
    """A proxy may name the port in a header of its own, and the host without it."""
    Site.objects.update(hostname="testserver", port=80)
    other_root = Page.get_first_root_node().add_child(instance=Page(title="Other site"))
    Site.objects.create(hostname="testserver", port=8080, root_page=other_root)
    assert worker.keeps(live.url, headers={"host": "testserver"})
    elsewhere = {"host": "testserver", "x-forwarded-port": "8080"}
    answer = worker.get(live.url, headers=elsewhere)
    assert answer.status_code == 404


def test_languages__do_not_share_pages(url, worker):
    worker.get(url)
    worker.get(url, headers={"accept-language": "fr"})
    assert entries() == 2


@pytest.mark.parametrize("method", ["get", "set"])
def test_cache_that_is_down__does_not_take_the_site_with_it(method, url, worker, monkeypatch):
    def fail(*args: Any, **kwargs: Any) -> None:
        raise ConnectionError("Nobody there.")

    monkeypatch.setattr(caches["first"], method, fail)
    assert OLD in worker.get(url).content.decode()


def test_huge_page__is_not_kept(url, worker, monkeypatch):
    monkeypatch.setattr(middleware, "MAX_BYTES", 1000)
    assert worker.get(url).status_code == 200
    assert entries() == 0


def test_pages__take_one_entry_an_address_however_often_they_change(live, worker):
    for number in range(5):
        ConditionPage.objects.update(summary=f"Number {number}.")
        assert f"Number {number}." in worker.get(live.url).content.decode()
    assert entries() == 1


def test_switched_off__keeps_nothing(url, worker):
    with override_settings(HEADHEALTH_PAGE_CACHE=False):
        assert not worker.keeps(url)
    assert entries() == 0


def test_user_of_a_login_of_the_sites_own__leaves_nothing_for_others(url, worker, settings):
    """Without a session: as with a token in a cookie that only the site's middleware knows."""
    settings.MIDDLEWARE = [
        *settings.MIDDLEWARE,
        "tests.integration.page_cache.token_login.TokenLoginMiddleware",
    ]
    assert worker.get(url, headers={"cookie": "token=abc"}).status_code == 200
    assert entries() == 0
    assert worker.keeps(url)
