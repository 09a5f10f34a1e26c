"""The list of sources: age, links, uses, and what it costs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission

from headhealth.models import Source, SourceLink
from headhealth.pages.citing_pages import live_pages_citing
from headhealth.snippets.source_notice import mark_source
from headhealth.workflow.defaults import PUBLISHERS
from tests import factories

LIST = 15
"""Queries of the list for a publisher, for any number of sources."""


def list_url(view="list"):
    return reverse(Source.snippet_viewset.get_url_name(view))


def usage_url(source):
    return reverse(Source.snippet_viewset.get_url_name("usage"), args=[source.pk])


def checked(source, state, **values):
    SourceLink.objects.create(
        source=source, address=source.address, state=state, checked_at=timezone.now(), **values
    )
    return source


def cite(source):
    return f'<p>So. <a linktype="source" id="{source.pk}">[x]</a></p>'


@pytest.fixture
def cited(a_to_z, editor, reviewer):
    """A source that one live page cites in its text, another lists, and a draft lists as well."""
    source = factories.SourceFactory(title="Cited")
    texts = [factories.text_section(text=cite(source))]
    in_text = factories.ConditionPageFactory(parent=a_to_z, title="In the text", body=texts)
    listed = factories.ConditionPageFactory(
        parent=a_to_z, title="In the list", sources=[("source", source)]
    )
    factories.ConditionPageFactory(parent=a_to_z, title="A draft", sources=[("source", source)])
    for page in (in_text, listed):
        factories.published(page, author=editor, approver=reviewer)
    return source


def test_live_pages_citing__finds_text_and_list_and_no_draft(cited):
    other = factories.SourceFactory()
    titles = {page.title for page in live_pages_citing([cited, other])}
    assert titles == {"In the text", "In the list"}
    assert not live_pages_citing([other]).exists()
    assert not live_pages_citing([]).exists()


def test_live_pages_citing__forgets_what_is_unpublished(cited):
    for page in live_pages_citing([cited]):
        page.specific.unpublish()
    assert not live_pages_citing([cited]).exists()


def test_list__shows_age_link_notice_and_uses(cited, publisher, client_of):
    checked(cited, "gone", status=404)
    mark_source(cited, kind="superseded", user=publisher)
    year = timezone.localdate().year - 7
    Source.objects.update(year=year, accessed_on=date(2024, 5, 3))
    html = client_of(publisher).get(list_url()).content.decode()
    for said in (str(year), "7 years", "Gone", "Superseded", "2 pages", usage_url(cited)):
        assert said in html


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({"link": "gone"}, {"Old and gone"}),
        ({"link": ["gone", "works"]}, {"Old and gone", "New and works"}),
        ({"link": "not_checked"}, {"Cited", "No dates"}),
        ({"age": "5"}, {"Old and gone"}),
        ({"age": "none"}, {"No dates"}),
        ({"looked_at": "1"}, {"Old and gone", "Cited", "No dates"}),
        ({"looked_at": "none"}, {"Cited", "No dates"}),
        ({"cited": "yes"}, {"Cited"}),
        ({"cited": "no"}, {"Old and gone", "New and works", "No dates"}),
        ({"notice": "retracted"}, {"Old and gone"}),
        ({"notice": "none"}, {"Cited", "New and works", "No dates"}),
        ({"type": "book"}, {"No dates"}),
        (
            {"q": "old", "link": "gone", "cited": "no", "ordering": "-citing_pages"},
            {"Old and gone"},
        ),
        ({"q": "old", "link": "works"}, set()),
        ({"q": "new", "age": "5"}, set()),
    ],
)
def test_filters(query, titles, cited, publisher, client_of):
    today = timezone.localdate()
    Source.objects.filter(pk=cited.pk).update(year=today.year)
    old = factories.SourceFactory(
        title="Old and gone", year=today.year - 6, accessed_on=today - timedelta(days=800)
    )
    mark_source(
        checked(old, "gone"), kind="retracted", happened_on=today, reason="Wrong data.", user=None
    )
    new = factories.SourceFactory(title="New and works", year=today.year, accessed_on=today)
    checked(new, "works")
    factories.SourceFactory(title="No dates", year=None, type="book")
    response = client_of(publisher).get(list_url("list_results"), query)
    assert {source.title for source in response.context["object_list"]} == titles


@pytest.mark.parametrize("ordering", ["year", "-accessed_on", "link__checked_at", "-citing_pages"])
def test_order__by_every_column_that_offers_it(ordering, cited, publisher, client_of):
    factories.SourceFactory()
    response = client_of(publisher).get(list_url(), {"ordering": ordering})
    assert len(response.context["object_list"]) == 2


def test_export__has_what_the_list_has(cited, publisher, client_of):
    checked(cited, "moved", moved_to="https://example.org/new")
    response = client_of(publisher).get(list_url(), {"export": "csv"})
    text = b"".join(response.streaming_content).decode()
    assert "Moved,https://example.org/new" in text
    assert ",2,Moved" in text


@pytest.mark.parametrize("amount", [1, 1000])
def test_list__costs_the_same_for_any_number(amount, cited, publisher, client_of):
    sources = Source.objects.bulk_create(
        Source(title=f"Source {n:04}", publisher="x", url=f"https://x.org/{n}", locale=cited.locale)
        for n in range(amount)
    )
    for source in sources[:40]:
        mark_source(checked(source, "works"), kind="superseded", replacement=cited, user=None)
    client = client_of(publisher)
    client.get(list_url())
    with CaptureQueriesContext(connection) as captured:
        assert client.get(list_url()).status_code == 200
    assert len(captured) == LIST


# Who sees a part of the tree


@pytest.fixture
def in_two_trees(home):
    """A source that pages in two trees cite, one that only the hidden tree cites, and the user of
    the first tree."""
    shown = factories.AToZPageFactory(parent=home, title="Shown", slug="shown")
    hidden = factories.AToZPageFactory(parent=home, title="Hidden", slug="hidden")
    both, one = factories.SourceFactory(title="Both"), factories.SourceFactory(title="Hidden only")
    for tree, source in ((shown, both), (hidden, both), (hidden, both), (hidden, one)):
        factories.published(
            factories.ConditionPageFactory(parent=tree, sources=[("source", source)])
        )
    group = Group.objects.create(name="Editors of one tree")
    group.permissions.set(Group.objects.get(name=PUBLISHERS).permissions.all())
    change = Permission.objects.get(codename="change_page")
    GroupPagePermission.objects.create(group=group, page=shown, permission=change)
    return both, one, factories.UserFactory(groups=[group.name])


def test_count__is_of_pages_that_the_user_may_see(in_two_trees, superuser, client_of):
    *_sources, user = in_two_trees
    for person, counts in (
        (user, {"Both": 1, "Hidden only": 0}),
        (superuser, {"Both": 3, "Hidden only": 1}),
    ):
        response = client_of(person).get(list_url())
        found = {each.title: each.citing_pages for each in response.context["object_list"]}
        assert found == counts


def test_export_and_filter__know_pages_that_the_user_may_see(in_two_trees, client_of):
    client = client_of(in_two_trees[2])
    response = client.get(list_url("list_results"), {"cited": "yes"})
    assert {source.title for source in response.context["object_list"]} == {"Both"}
    response = client.get(list_url("list_results"), {"cited": "no"})
    assert {source.title for source in response.context["object_list"]} == {"Hidden only"}
    text = b"".join(client.get(list_url(), {"export": "csv"}).streaming_content).decode()
    assert ",1,Not checked" in text and ",3,Not checked" not in text


def test_editor__counts_pages_that_the_user_may_see(in_two_trees, superuser, client_of):
    both, one, user = in_two_trees
    assert "1 live page<" in client_of(user).get(edit_url(both)).content.decode()
    assert "0 live pages" in client_of(user).get(edit_url(one)).content.decode()
    assert "3 live pages" in client_of(superuser).get(edit_url(both)).content.decode()


def test_question__counts_all_pages_that_change_with_the_source(in_two_trees, client_of):
    """Readers of all of them see the answer."""
    both, _one, user = in_two_trees
    url = reverse("headhealth_admin:source_mark", args=[both.pk])
    assert "3 live pages cite it" in client_of(user).get(url).content.decode()


# Which pages cite it


@pytest.mark.parametrize("user", ["editor", "publisher", "reviewer", "superuser"])
def test_usage__leads_to_the_editor_and_to_what_readers_see(user, cited, request, client_of):
    person = request.getfixturevalue(user)
    html = client_of(person).get(usage_url(cited)).content.decode()
    for page in live_pages_citing([cited]):
        assert page.get_full_url() in html
        edit_url = reverse("wagtailadmin_pages:edit", args=[page.pk])
        assert (edit_url in html) == (user != "reviewer")
    assert "Not live" in html


def test_usage__is_for_those_who_may_see_sources(cited, client_of):
    assert client_of(factories.UserFactory()).get(usage_url(cited)).status_code == 302


def test_usage__is_paged_and_costs_the_same_for_any_number(a_to_z, publisher, client_of):
    source = factories.SourceFactory()
    client = client_of(publisher)
    counts = []
    for _n in range(2):
        for _m in range(12):
            factories.ConditionPageFactory(parent=a_to_z, sources=[("source", source)])
        client.get(usage_url(source))
        with CaptureQueriesContext(connection) as captured:
            response = client.get(usage_url(source))
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert "Page 1 of 2" in response.content.decode()


# The editor of a source


def edit_url(source):
    return reverse(Source.snippet_viewset.get_url_name("edit"), args=[source.pk])


def test_editor__shows_what_is_known(cited, publisher, client_of):
    checked(cited, "broken", problem="tls", failing_days=3)
    html = client_of(publisher).get(edit_url(cited)).content.decode()
    for said in ("Broken", "no secure connection", "2 live pages", "Mark as superseded"):
        assert said in html


def test_new_source__has_nothing_known(publisher, client_of):
    html = client_of(publisher).get(reverse(Source.snippet_viewset.get_url_name("add")))
    assert "Not checked" not in html.content.decode()


def test_going_back_to_an_old_version__changes_nothing_that_is_known(cited, publisher, client_of):
    revision = cited.save_revision(user=publisher)
    checked(cited, "gone")
    mark_source(cited, kind="superseded", user=publisher)
    client = client_of(publisher)
    form = {"title": "Edited", "publisher": "NICE", "type": "web_page", "url": cited.url}
    assert client.post(edit_url(cited), {**form, "revision": revision.pk}).status_code == 302
    cited = Source.objects.get(pk=cited.pk)
    assert (cited.title, cited.link.state, cited.notice.kind) == ("Edited", "gone", "superseded")


# A source that has moved


@pytest.fixture
def moved(db):
    source = factories.SourceFactory(url="https://example.org/old")
    return checked(source, "moved", moved_to="https://example.org/new", status=200)


def new_address_url(source):
    return reverse("headhealth_admin:source_new_address", args=[source.pk])


@pytest.mark.parametrize("user", ["editor", "publisher"])
def test_new_address__is_taken_over(user, moved, request, client_of):
    client = client_of(request.getfixturevalue(user))
    assert new_address_url(moved) in client.get(edit_url(moved)).content.decode()
    asked = client.get(new_address_url(moved)).content.decode()
    assert "https://example.org/old to https://example.org/new" in asked
    assert Source.objects.get().url == "https://example.org/old"
    said = client.post(new_address_url(moved), follow=True).content.decode()
    assert "The new address is taken over" in said
    source = Source.objects.get()
    assert source.url == "https://example.org/new"
    assert source.get_latest_revision_as_object().url == "https://example.org/new"
    assert not SourceLink.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [{"doi": "10.1/x"}, {"url": "https://example.org/other"}],
    ids=["DOI", "changed meanwhile"],
)
def test_new_address__of_another_address_is_not_offered(changes, moved, publisher, client_of):
    Source.objects.update(**changes)
    client = client_of(publisher)
    assert new_address_url(moved) not in client.get(edit_url(moved)).content.decode()
    for ask in (client.get, client.post):
        said = ask(new_address_url(moved), follow=True).content.decode()
        assert "has not moved by the newest check" in said
    assert Source.objects.get().url != "https://example.org/new"


def test_new_address__that_no_source_can_have_is_refused(moved, publisher, client_of):
    SourceLink.objects.update(moved_to="http://intranet_x/")
    said = client_of(publisher).post(new_address_url(moved), follow=True).content.decode()
    assert "Enter a valid URL" in said
    assert Source.objects.get().url == "https://example.org/old"


@pytest.mark.parametrize("view", ["source_new_address", "source_mark", "source_unmark"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_actions__need_the_right_to_change_sources(method, view, moved, reviewer, client_of):
    client = client_of(reviewer)
    url = reverse(f"headhealth_admin:{view}", args=[moved.pk])
    assert getattr(client, method)(url, {"kind": "superseded"}).status_code == 302
    assert Source.objects.get().url == "https://example.org/old"
    assert not hasattr(Source.objects.get(), "notice")
    html = client.get(list_url()).content.decode()
    assert url not in html and usage_url(moved) in html
