"""Handing pages over in the admin."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page

from headhealth.models import PageDeputy
from headhealth.workflow.hand_over import hand_over
from tests import factories
from tests.integration.reader_forms.filling_in import soup

BULK = "/admin/bulk/wagtailcore/page/hand_over/"
REPORT = "/admin/reports/medical-review/"


def of_owner(user):
    return reverse("headhealth_admin:owner_hand_over", args=[user.pk])


def texts(response):
    return " ".join(soup(response).select_one("main").get_text(" ").split())


@pytest.fixture
def desk(client_of, editor):
    return client_of(editor)


@pytest.fixture
def leaver(db):
    return factories.editor(username="leaver", first_name="Lea", last_name="Ver")


@pytest.fixture
def articles(a_to_z, leaver):
    return [factories.ConditionPageFactory(parent=a_to_z, owner=leaver) for _ in range(3)]


def bulk(pages):
    return BULK + "?" + "&".join(f"id={page.pk}" for page in pages) + "&next=/admin/"


def owners():
    return set(Page.objects.filter(title__startswith="Headache").values_list("owner__username"))


def test_chosen_pages__get_a_new_owner_and_a_deputy(articles, desk, editor, publisher):
    asked = desk.get(bulk(articles[:2]))
    assert "Lea Ver" in texts(asked) and articles[2].title not in texts(asked)
    data = {"owner": editor.pk, "deputy": publisher.pk}
    response = desk.post(bulk(articles[:2]), data, follow=True)
    assert "Changed who looks after 2 pages." in response.content.decode()
    assert owners() == {("leaver",), ("editor",)}
    assert set(PageDeputy.objects.values_list("page", "user")) == {
        (page.pk, publisher.pk) for page in articles[:2]
    }
    # The history of a page says it.
    history = desk.get(reverse("wagtailadmin_pages:history", args=[articles[0].pk]))
    assert "owner: Lea Ver to editor; deputy: nobody to publisher" in texts(history)


def test_all_pages_of_a_leaver__go_over_at_once(articles, desk, leaver, publisher):
    leaver.is_active = False
    leaver.save()
    assert "Lea Ver owns 3 pages" in texts(desk.get(of_owner(leaver)))
    response = desk.post(of_owner(leaver), {"owner": publisher.pk, "next": "/admin/"}, follow=True)
    assert "Changed who looks after 3 pages." in response.content.decode()
    assert owners() == {("publisher",)}
    assert "owns no pages" in texts(desk.get(of_owner(leaver)))


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ({}, "Choose a new owner, a new deputy, or both."),
        ({"owner": "editor", "deputy": "editor"}, "somebody else than the owner"),
        ({"deputy": "publisher", "removes_deputy": "on"}, "Choose a deputy, or none"),
        ({"owner": "reviewer"}, "Select a valid choice"),
        ({"owner": "leaver"}, "Select a valid choice"),
        ({"owner": "visitor"}, "may not edit these pages: Headache"),
    ],
    ids=str,
)
def test_what_makes_no_sense__is_said_and_changes_nothing(
    choice, said, articles, desk, leaver, editor, publisher, reviewer, home
):
    leaver.is_active = False
    leaver.save()
    visitor = factories.UserFactory(username="visitor", groups=["Elsewhere"])
    elsewhere = home.add_child(instance=Page(title="Elsewhere"))
    _allow(visitor, elsewhere)
    people = {each.username: each.pk for each in (editor, publisher, reviewer, leaver, visitor)}
    data = {name: people.get(value, value) for name, value in choice.items()}
    for url in (bulk(articles), of_owner(leaver)):
        response = desk.post(url, data)
        assert response.status_code == 200
        assert said in texts(response)
    assert owners() == {("leaver",)}
    assert not PageDeputy.objects.exists()


def _allow(user, page):
    group = Group.objects.create(name="Elsewhere")
    change = Permission.objects.get(content_type__app_label="wagtailcore", codename="change_page")
    GroupPagePermission.objects.create(group=group, page=page, permission=change)
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    user.groups.add(group)


def test_who_may_change_no_page__may_hand_over_none(articles, client_of, leaver, reviewer, editor):
    desk = client_of(reviewer)
    assert desk.get(of_owner(leaver)).status_code == 302
    assert desk.post(of_owner(leaver), {"owner": editor.pk}).status_code == 302
    asked = desk.get(bulk(articles))
    assert "You may not hand over these pages" in texts(asked)
    desk.post(bulk(articles), {"owner": editor.pk})
    assert owners() == {("leaver",)}


@pytest.mark.parametrize("pk", ["0", "x", str(10**30), "a%00b"])
def test_unknown_owner__is_not_found(pk, desk):
    assert desk.get(f"/admin/headhealth/owners/{pk}/hand-over/").status_code == 404


def test_question__costs_the_same_for_any_number_of_pages(articles, desk, leaver, a_to_z):
    desk.get(of_owner(leaver))
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            desk.get(of_owner(leaver))
        counts.append(len(captured))
        for _more in range(10):
            factories.ConditionPageFactory(parent=a_to_z, owner=leaver)
    assert counts[0] == counts[1]


def test_report__offers_it_for_the_owner_that_it_is_narrowed_to(live, desk, leaver, editor):
    hand_over(pages=[live], owner=leaver, user=editor)
    assert "Hand over" not in texts(desk.get(REPORT))
    narrowed = soup(desk.get(REPORT, {"owner": leaver.pk}))
    (link,) = [a for a in narrowed.select("main a") if "Hand over the pages of Lea Ver" in a.text]
    data = {"owner": editor.pk, "next": REPORT}
    response = desk.post(link["href"], data)
    assert response.status_code == 302 and response["Location"] == REPORT
    live.refresh_from_db()
    assert live.owner == editor


def test_editor__says_who_looks_after_the_page_and_leads_there(live, desk, leaver, publisher):
    hand_over(pages=[live], owner=leaver, deputy=publisher, user=leaver)
    panel = soup(desk.get(reverse("wagtailadmin_pages:edit", args=[live.pk])))
    (row,) = [each for each in panel.select(".hh-facts__row") if "Looked after by" in each.text]
    assert "Lea Ver (deputy: publisher) Hand over" in " ".join(row.text.split())
    asked = desk.get(row.a["href"])
    assert asked.status_code == 200 and "Migraine" in texts(asked)
