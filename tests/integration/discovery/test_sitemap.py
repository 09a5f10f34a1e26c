"""``sitemap.xml`` and ``robots.txt``: what is public, at its one address, with its true date."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from wagtail.models import Page, PageViewRestriction, Site

from headhealth.discovery import sitemap
from headhealth.models import ConditionPage, MedicalReview
from tests import factories
from tests.integration.pages.reading import page_maker, public, symptom_entry
from tests.integration.symptom_finder.conftest import with_symptoms

QUERIES = 15
"""Site, restrictions; counts, keys and rows of pages and symptoms; the newest page of each A to Z;
symptom lists and their conditions; roots and what was reviewed last."""

pytestmark = pytest.mark.usefixtures("example_site")

NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def read(client: Client, address: str = "/sitemap.xml", **kwargs: Any) -> dict[str, str | None]:
    """Address to last-modified date."""
    response = client.get(address, **kwargs)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml"
    root = ElementTree.fromstring(response.content)
    return {
        entry.findtext("s:loc", None, NS): entry.findtext("s:lastmod", None, NS) for entry in root
    }


def test_sitemap__has_the_public_pages(live, a_to_z, client):
    factories.ConditionPageFactory(parent=a_to_z, title="A draft")
    assert list(read(client)) == [
        "https://health.example/",
        "https://health.example/conditions-a-to-z/",
        "https://health.example/conditions-a-to-z/migraine/",
        "https://health.example/recently-reviewed/",
    ]


@pytest.fixture
def nausea(live, editor, reviewer) -> Any:
    """Named by the page ``live``, as reviewed."""
    symptom = factories.published(factories.SymptomFactory(name="nausea"))
    live.body = with_symptoms(symptom)["body"]
    factories.published(live, author=editor, approver=reviewer)
    return symptom


def at(day: int) -> datetime:
    return datetime(2026, 1, day, tzinfo=UTC)


def test_symptom__is_dated_by_itself_and_by_the_pages_on_its_page(nausea, live, home, client):
    make = page_maker(home, "condition")
    concussion = make(title="Concussion")
    entry = symptom_entry(symptom=nausea, conditions=[concussion])
    signs = page_maker(home, "symptom_list")(title="Signs", entries=[entry])
    make(title="Unrelated")
    url = f"https://health.example{nausea.address}"
    Page.objects.update(last_published_at=at(9))
    changing = [(type(obj), obj.pk) for obj in (nausea, live, signs, concussion)]
    for model, pk in changing:
        model.objects.filter(pk=pk).update(last_published_at=at(1))
    for day, (model, pk) in enumerate(changing, start=2):
        model.objects.filter(pk=pk).update(last_published_at=at(day))
        assert datetime.fromisoformat(read(client)[url]) == at(day)


def test_symptom__that_no_public_page_shows_is_left_out(nausea, live, client):
    public(factories.SymptomFactory(name="itch"))
    assert any("nausea" in url for url in read(client))
    assert not any("itch" in url for url in read(client))
    PageViewRestriction.objects.create(page=live, restriction_type="login")
    assert not any("/symptoms/" in url for url in read(client))


def test_symptom__is_in_the_sitemap_of_the_site_that_shows_it(nausea, other_site, client):
    public(other_site.root_page.add_child(instance=Page(title="Theirs", slug="theirs")))
    theirs = read(client, headers={"host": "other.example"}, secure=True)
    assert not any("/symptoms/" in url for url in theirs)


def test_recently_reviewed__is_dated_by_its_newest_review(live, client):
    date = read(client)["https://health.example/recently-reviewed/"]
    live = ConditionPage.objects.get(pk=live.pk)
    moment = max(live.last_published_at, MedicalReview.objects.get().reviewed_at)
    assert datetime.fromisoformat(date) == moment.replace(microsecond=0)


def test_date__is_when_what_is_live_last_changed(live, editor, client):
    url = live.full_url
    published = ConditionPage.objects.get(pk=live.pk).last_published_at
    live.summary = "Only a draft."
    live.save_revision(user=editor)
    assert datetime.fromisoformat(read(client)[url]) == published.replace(microsecond=0)


def test_date__of_an_a_to_z_is_that_of_the_newest_page_in_it(live, a_to_z, client):
    later = live.last_published_at + timedelta(days=1)
    other = public(factories.ConditionPageFactory(parent=a_to_z))
    ConditionPage.objects.filter(pk=other.pk).update(last_published_at=later)
    date = read(client)[a_to_z.full_url]
    assert datetime.fromisoformat(date) == later.replace(microsecond=0)


def test_date__is_left_out_where_nobody_knows_it(live, home, client):
    assert home.last_published_at is None
    assert read(client)["https://health.example/"] is None


@pytest.mark.parametrize("hide", ["unpublish", "restrict", "restrict_parent", "delete"])
def test_sitemap__has_no_page_that_is_not_public(hide, live, a_to_z, client):
    if hide == "unpublish":
        live.unpublish()
    elif hide == "delete":
        live.delete()
    else:
        page = live if hide == "restrict" else a_to_z
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert "migraine" not in client.get("/sitemap.xml").content.decode()


def test_sitemap__has_a_page_once_and_no_alias(live, home, client):
    live.create_alias(parent=home, update_slug="other")
    assert not any("other" in url for url in read(client))


def test_sitemap__of_each_site_has_its_own_pages(live, other_site, client):
    public(other_site.root_page.add_child(instance=Page(title="Theirs", slug="theirs")))
    theirs = read(client, headers={"host": "other.example"}, secure=True)
    assert list(theirs) == ["https://other.example/", "https://other.example/theirs/"]
    assert not any("other.example" in url for url in read(client))


def test_sitemap__of_a_site_within_a_site_takes_its_pages(live, a_to_z, client):
    Site.objects.create(hostname="inner.example", port=443, root_page=a_to_z)
    # The list of the outer site has the pages of the inner one too.
    outer = ["https://health.example/", "https://health.example/recently-reviewed/"]
    assert list(read(client)) == outer
    inner = read(client, headers={"host": "inner.example"}, secure=True)
    assert list(inner) == [
        "https://inner.example/",
        "https://inner.example/migraine/",
        "https://inner.example/recently-reviewed/",
    ]


def test_sitemap__has_every_language(live, french, client):
    assert "https://health.example/fr/" in read(client)
    assert read(client, "/fr/sitemap.xml") == read(client)


def test_sitemap__without_a_site_is_empty(db, client):
    Site.objects.all().delete()
    assert read(client) == {}


@pytest.fixture
def small_sitemaps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "ADDRESSES_PER_SITEMAP", 2)


def test_large_sitemap__is_an_index_of_parts(small_sitemaps, live, client):
    assert list(read(client)) == [
        "https://health.example/sitemap.xml?part=1",
        "https://health.example/sitemap.xml?part=2",
    ]
    parts = [read(client, f"/sitemap.xml?part={number}") for number in (1, 2)]
    # Two pages; a page and the list of what was reviewed last.
    assert [len(part) for part in parts] == [2, 2]
    assert live.full_url in parts[1]


@pytest.mark.parametrize("part", ["0", "3", "-1", "x", "", "%00", "²", "٣", "1.0", "9" * 5000])
def test_part_that_is_not_there__is_a_404(part, small_sitemaps, live, client):
    assert client.get(f"/sitemap.xml?part={part}").status_code == 404


def test_sitemap__is_compared_by_its_content(live, client):
    """Also when a page was taken away, after which no date is newer than before."""
    first = client.get("/sitemap.xml")
    again = client.get("/sitemap.xml", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    live.unpublish()
    changed = client.get("/sitemap.xml", headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200


@pytest.mark.parametrize("count", [1, 20])
def test_sitemap__costs_the_same_for_any_number_of_pages_and_symptoms(
    count, nausea, a_to_z, client, django_assert_num_queries
):
    for _ in range(count):
        symptom = public(factories.SymptomFactory())
        public(factories.ConditionPageFactory(parent=a_to_z, **with_symptoms(symptom)))
    found = read(client)
    assert len([url for url in found if "/symptoms/" in url]) == count + 1
    with django_assert_num_queries(QUERIES):
        read(client)


def test_robots__are_shown_the_sitemap_and_kept_from_the_admin(client):
    response = client.get("/robots.txt")
    assert response["Content-Type"].startswith("text/plain")
    lines = response.content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert {"Disallow: /admin/", "Disallow: /feedback/", "Disallow: /fr/feedback/"} <= {*lines}
    assert "Disallow: /" not in lines
    assert lines[-1] == "Sitemap: https://health.example/sitemap.xml"
    again = client.get("/robots.txt", headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("address", ["/sitemap.xml", "/robots.txt", "/changes/feed.atom"])
def test_files_for_machines__depend_on_no_reader(address, live, client_of, superuser):
    client = client_of(superuser)
    response = client.get(address)
    assert "Cookie" not in response.get("Vary", "")
    assert not response.cookies
    assert client.post(address).status_code == 405
