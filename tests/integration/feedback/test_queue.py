"""The queue of feedback, as colleagues work through it in the admin."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from headhealth.models import Feedback, MedicalReview
from tests import factories
from tests.integration.reader_forms.filling_in import soup

LIST = "/admin/headhealth/feedback/"
LIST_QUERIES = 20
"""At most, with those of the admin's frame: session, user, permissions, the menu's counts."""


@pytest.fixture
def reports(live):
    """One of each kind of thing that a queue can hold."""
    make = factories.FeedbackFactory
    return {
        "mistake": make(page=live, section_heading="Overview", section_anchor="overview"),
        "broken": make(page=live, kind="broken_link", comment="Link 3.", state="in_work"),
        "useful": make(page=live, useful=True, state="resolved"),
        "spam": make(page=live, kind="other", comment="Buy!", state="spam"),
    }


@pytest.fixture
def desk(client_of, editor):
    """An editor's browser."""
    return client_of(editor)


def rows(response):
    """The comments of the rows of a listing."""
    return {feedback.comment for feedback in response.context["object_list"]}


def test_list__shows_all(reports, desk):
    response = desk.get(LIST)
    assert len(rows(response)) == 4
    assert "A medical fact is wrong: Migraine" in response.content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"state": ["new", "in_work"]}, ["mistake", "broken"]),
        ({"state": "spam"}, ["spam"]),
        ({"kind": "clinical_mistake"}, ["mistake"]),
        ({"kind": "usefulness"}, ["useful"]),
        ({"q": "link"}, ["broken"]),
        ({"q": "migraine"}, ["mistake", "broken", "useful", "spam"]),
        ({"q": "overview"}, ["mistake"]),
        ({"q": "no such thing"}, []),
    ],
    ids=str,
)
def test_list__is_narrowed(query, found, reports, desk):
    assert rows(desk.get(LIST, query)) == {reports[name].comment for name in found}


def test_list__is_narrowed_by_person_day_and_page_type(reports, desk, editor, home):
    other_type = factories.AToZPageFactory(
        parent=home, title="Treatments", listed_type="headhealth.TreatmentPage"
    )
    treatment = factories.TreatmentPageFactory(parent=other_type)
    factories.FeedbackFactory(page=treatment, comment="On a treatment.")
    Feedback.objects.filter(pk=reports["broken"].pk).update(
        assigned_to=editor, submitted_at=timezone.localtime() - timedelta(days=40)
    )
    assert rows(desk.get(LIST, {"assigned_to": editor.pk})) == {"Link 3."}
    day = (timezone.localdate() - timedelta(days=30)).isoformat()
    assert rows(desk.get(LIST, {"submitted_at_to": day})) == {"Link 3."}
    assert "Link 3." not in rows(desk.get(LIST, {"submitted_at_from": day}))
    choices = soup(desk.get(LIST)).select('input[name="page_type"]')
    values = {
        choice.find_parent("label").get_text(strip=True): choice["value"] for choice in choices
    }
    assert rows(desk.get(LIST, {"page_type": values["Treatment"]})) == {"On a treatment."}


@pytest.mark.parametrize(
    "query",
    [
        {"state": "x"},
        {"kind": "x"},
        {"page_type": "x"},
        {"page_type": 10**30},
        {"assigned_to": "x"},
        {"assigned_to": 10**30},
        {"submitted_at_from": "x"},
        {"submitted_at_to": "9999-99-99"},
        {"q": "a\x00b"},
        {"q": '"'},
        {"q": "%00 _%"},
        {"q": "😀" * 5000},
        {"ordering": "comment; --"},
        {"p": "x"},
        {"p": "99999999999999999999"},
        {"export": "x"},
    ],
    ids=lambda query: str(query)[:30],
)
def test_list__takes_any_query(query, reports, desk):
    assert desk.get(LIST, query).status_code in (200, 404)


def test_list__costs_the_same_for_any_number(live, desk):
    people = [factories.UserFactory() for _ in range(2)]
    review = MedicalReview.objects.get()

    def listing(more: int) -> int:
        for number in range(more):
            factories.FeedbackFactory(page=live, assigned_to=people[number % 2], review=review)
        desk.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            desk.get(LIST)
        return len(queries)

    few = listing(2)
    assert few <= LIST_QUERIES
    assert listing(43) == few


def test_list__says_what_was_changed_since(live, desk, editor, reviewer):
    old = factories.FeedbackFactory(page=live, review=MedicalReview.objects.get())
    assert not desk.get(LIST).context["object_list"][0].has_changed
    live.summary = "Changed."
    factories.published(live, author=editor, approver=reviewer)
    new = factories.FeedbackFactory(page=live, review=MedicalReview.objects.order_by("pk").last())
    changed = {row.pk: row.has_changed for row in desk.get(LIST).context["object_list"]}
    assert changed == {old.pk: True, new.pk: False}


def test_list__knows_that_a_scheduled_change_is_no_change_yet(live, desk, editor, reviewer):
    factories.FeedbackFactory(page=live, review=MedicalReview.objects.get())
    live.summary = "Changed."
    live.go_live_at = timezone.localtime() + timedelta(days=3)
    factories.approve(factories.submit(live, user=editor), user=reviewer)
    assert not desk.get(LIST).context["object_list"][0].has_changed


def export(desk, kind):
    response = desk.get(LIST, {"export": kind})
    assert response.status_code == 200
    body = b"".join(response.streaming_content)
    if kind == "csv":
        return body.decode()
    sheet = load_workbook(BytesIO(body)).active
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    return "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_export__has_what_the_queue_has(kind, reports, desk, editor):
    Feedback.objects.filter(pk=reports["mistake"].pk).update(assigned_to=editor)
    text = export(desk, kind)
    for part in ("The dose is wrong.", "Migraine", "Overview", "In work", "editor"):
        assert part in text


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize(
    "comment", ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "\x0b\x1b\ufffe", "😀"]
)
def test_export__runs_nothing_that_a_reader_wrote(kind, comment, live, desk):
    factories.FeedbackFactory(page=live, comment=comment)
    text = export(desk, kind)
    assert f"'{comment}" in text or comment[0] not in "=+-@"
    assert not {"\x0b", "\x1b", "\ufffe"} & set(text)


# One feedback


def edit(feedback):
    return reverse("headhealth_feedback:edit", args=[feedback.pk])


def test_feedback__is_shown_with_links_to_page_and_section(reports, desk, live):
    page = soup(desk.get(edit(reports["mistake"])))
    hrefs = [link.get("href") for link in page.select(".hh-facts a")]
    assert live.full_url + "#overview" in hrefs
    assert reverse("wagtailadmin_pages:edit", args=[live.pk]) in hrefs
    assert "The dose is wrong." in page.select_one(".hh-facts").get_text()


def test_feedback__is_worked_on(reports, desk, editor):
    mistake = reports["mistake"]
    response = desk.post(
        edit(mistake), {"state": "in_work", "assigned_to": editor.pk, "notes": "Asked Dr A."}
    )
    assert response.status_code == 302
    mistake.refresh_from_db()
    assert (mistake.state, mistake.assigned_to, mistake.notes) == ("in_work", editor, "Asked Dr A.")
    assert mistake.comment == "The dose is wrong."


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "x"},
        {"state": ""},
        {"assigned_to": "x"},
        {"assigned_to": 10**30},
        {"notes": "\x00"},
    ],
    ids=str,
)
def test_feedback__refuses_what_makes_no_sense(changes, reports, desk):
    data = {"state": "in_work", "assigned_to": "", "notes": "", **changes}
    response = desk.post(edit(reports["mistake"]), data)
    assert response.status_code == 200
    reports["mistake"].refresh_from_db()
    assert reports["mistake"].state == "new"


def test_feedback__is_assigned_to_those_who_can_deal_with_it(reports, desk, editor, reviewer):
    stranger = factories.UserFactory()
    options = soup(desk.get(edit(reports["mistake"]))).select("#id_assigned_to option")
    values = {option["value"] for option in options}
    assert {str(editor.pk), str(reviewer.pk)} <= values
    assert str(stranger.pk) not in values


def test_feedback__keeps_an_assignee_who_has_left(reports, desk):
    gone = factories.UserFactory()
    Feedback.objects.filter(pk=reports["mistake"].pk).update(assigned_to=gone)
    data = {"state": "resolved", "assigned_to": gone.pk, "notes": ""}
    assert desk.post(edit(reports["mistake"]), data).status_code == 302


@pytest.mark.parametrize("what", ["unpublished", "deleted"])
def test_feedback__outlives_the_page(what, reports, desk, live):
    live.unpublish() if what == "unpublished" else live.delete()
    response = desk.get(edit(reports["mistake"]))
    assert "not public any more" in response.content.decode()
    assert desk.get(LIST).status_code == 200


def test_feedback__shows_what_a_reader_wrote_as_text(live, desk):
    nasty = factories.FeedbackFactory(
        page=live,
        comment="<script>alert(1)</script>",
        section_heading="<b>x</b>",
        section_anchor='"><script>',
        email="a?bcc=b@example.org",
    )
    for response in (desk.get(edit(nasty)), desk.get(LIST)):
        html = response.content.decode()
        assert "<script>alert" not in html
        assert "<b>x</b>" not in html
        assert "?bcc=" not in "".join(a["href"] for a in soup(response).select(".hh-facts a"))


@pytest.mark.parametrize("pk", [0, 999_999, 10**30])
def test_unknown_feedback__is_not_found(pk, desk, db):
    assert desk.get(f"{LIST}edit/{pk}/").status_code == 404


def test_feedback__is_not_added_by_the_admin(desk, superuser, client_of, live):
    for client in (desk, client_of(superuser)):
        assert client.get(LIST + "new/").status_code == 302
        assert LIST + "new/" not in client.get(LIST).content.decode()


# Many at once


def bulk(*feedbacks):
    ids = "&".join(f"id={getattr(each, 'pk', each)}" for each in feedbacks)
    return f"/admin/bulk/headhealth/feedback/change_state/?next={LIST}&{ids}"


def test_bulk_change__asks_first(reports, desk):
    response = desk.get(bulk(reports["mistake"], reports["broken"]))
    assert response.status_code == 200
    assert "A medical fact is wrong: Migraine" in response.content.decode()
    assert Feedback.objects.filter(state="new").count() == 1


def test_bulk_change__changes_the_chosen(reports, desk):
    response = desk.post(bulk(reports["mistake"], reports["broken"]), {"state": "resolved"})
    assert response.status_code == 302
    assert response.url == LIST
    states = dict(Feedback.objects.values_list("comment", "state"))
    assert states["The dose is wrong."] == states["Link 3."] == "resolved"
    assert states["Buy!"] == "spam"
    history = desk.get(reverse("headhealth_feedback:history", args=[reports["mistake"].pk]))
    assert "editor" in history.content.decode()


@pytest.mark.parametrize("ids", [["x"], [10**30], ["%00"], ["-1"], [""], ["²"], [999_999]], ids=str)
def test_bulk_change__takes_any_ids(ids, reports, desk):
    for response in (desk.get(bulk(*ids)), desk.post(bulk(*ids), {"state": "spam"})):
        assert response.status_code in (200, 302)
    assert Feedback.objects.filter(state="spam").count() == 1


def test_bulk_change__refuses_an_unknown_state(reports, desk):
    assert desk.post(bulk(reports["mistake"]), {"state": "x"}).status_code == 200
    assert Feedback.objects.filter(state="new").count() == 1


# Who may


DOORS = {
    "list": lambda feedback: LIST,
    "edit": edit,
    "bulk": bulk,
    "export": lambda feedback: LIST + "?export=csv",
}


@pytest.mark.parametrize("door", DOORS)
def test_outsiders__see_nothing(door, reports, client_of):
    outsider = factories.UserFactory()
    outsider.user_permissions.add(Permission.objects.get(codename="access_admin"))
    url = DOORS[door](reports["mistake"])
    for client in (Client(), client_of(outsider)):
        response = client.get(url)
        body = b"".join(response) if response.streaming else response.content
        assert b"The dose is wrong" not in body
    client_of(outsider).post(bulk(reports["mistake"]), {"state": "spam"})
    reports["mistake"].refresh_from_db()
    assert reports["mistake"].state == "new"


@pytest.mark.parametrize("person", ["editor", "publisher", "reviewer"])
def test_the_apps_groups__may_work_on_it(person, reports, request, client_of):
    client = client_of(request.getfixturevalue(person))
    assert client.get(LIST).status_code == 200
    data = {"state": "resolved", "assigned_to": "", "notes": ""}
    assert client.post(edit(reports["mistake"]), data).status_code == 302
    response = client.get(reverse("headhealth_feedback:delete", args=[reports["mistake"].pk]))
    assert (response.status_code == 200) is (person == "publisher")


# The menu


def menu(client):
    return client.get(reverse("wagtailadmin_home")).content.decode()


def test_menu__counts_what_is_new(reports, live, desk, client_of):
    assert "Feedback (1)" in menu(desk)
    factories.FeedbackFactory(page=live)
    assert "Feedback (2)" in menu(desk)
    Feedback.objects.update(state="resolved")
    assert "Feedback (" not in menu(desk)
    outsider = factories.UserFactory()
    outsider.user_permissions.add(Permission.objects.get(codename="access_admin"))
    assert LIST not in menu(client_of(outsider))
