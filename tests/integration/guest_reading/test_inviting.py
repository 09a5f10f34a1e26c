"""Inviting guest readers in the admin, and where what they said is shown."""

from __future__ import annotations

from smtplib import SMTPServerDisconnected
from unittest import mock

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from headhealth.guest_reading.answer import Answer, give_opinion, save_draft
from headhealth.guest_reading.invite import invite_guest, revoke_invitation
from headhealth.guest_reading.opinion_mail import mail_opinion
from headhealth.models import ConditionPage, GuestInvitation, MedicalReview
from headhealth.review.reviewed_object import content_type_of
from headhealth.workflow.defaults import EDITORS, PUBLISHERS, REVIEWERS
from tests import factories
from tests.integration.admin.page_forms import condition_form
from tests.integration.reader_forms.filling_in import soup

FORM = {
    "guest_name": "Dr Ada Guest",
    "guest_credentials": "Consultant neurologist",
    "email": "",
    "message": "Is the dose right?",
    "days": "14",
}


def guests_url(obj):
    return reverse("headhealth_admin:guest_invite", args=[content_type_of(type(obj)).pk, obj.pk])


def words(response):
    return " ".join(soup(response).select_one("main").get_text(" ").split())


def answered(invitation, **said):
    answer = Answer(**{"verdict": "disagree", "conflict_statement": "None at all.", **said})
    number = save_draft(invitation, answer=answer, number=invitation.draft_number)
    return give_opinion(invitation, number=number, headings={"overview": "Overview"})[0]


@pytest.fixture
def desk(editor, client_of):
    return client_of(editor)


def shown_link(response):
    return soup(response).select_one("#hh-guest-link")["value"]


def followed(link):
    return Client().get(link.removeprefix("http://localhost"))


def test_editor__offers_to_ask_an_expert(waiting, desk):
    response = desk.get(reverse("wagtailadmin_pages:edit", args=[waiting.pk]))
    assert soup(response).select(f"a[href='{guests_url(waiting)}']")


def test_snippet_editor__offers_to_ask_an_expert(desk, editor):
    symptom = factories.SymptomFactory()
    symptom.save_revision(user=editor)
    url = reverse(symptom.snippet_viewset.get_url_name("edit"), args=[symptom.pk])
    assert soup(desk.get(url)).select(f"a[href='{guests_url(symptom)}']")
    assert desk.post(guests_url(symptom), FORM, follow=True).status_code == 200
    assert GuestInvitation.objects.get().object_title == symptom.name


def test_invitation_without_mail__shows_a_link_once_that_works(waiting, desk):
    response = desk.post(guests_url(waiting), FORM, follow=True)
    link = shown_link(response)
    assert "Rest helps most people" in followed(link).content.decode()
    again = desk.get(response.request["PATH_INFO"])
    assert link not in again.content.decode()
    assert "A link is shown once" in words(again)
    assert not mail.outbox


def test_link__is_shown_to_nobody_else(waiting, desk, publisher, client_of):
    response = desk.post(guests_url(waiting), FORM)
    other = client_of(publisher).get(response.url)
    assert other.status_code == 200
    assert "A link is shown once" in words(other)


def test_invitation_with_mail__sends_the_link(waiting, desk, editor):
    draft = waiting.get_latest_revision_as_object()
    draft.title = "Migraine\nBcc: all@example.org"
    draft.save_revision(user=editor)
    data = {**FORM, "email": "ada@example.org"}
    response = desk.post(guests_url(waiting), data, follow=True)
    assert "The link is on its way to Dr Ada Guest (ada@example.org)." in words(response)
    (sent,) = mail.outbox
    assert sent.to == ["ada@example.org"]
    assert sent.reply_to == ["editor@example.org"]
    assert sent.subject.endswith("Migraine Bcc: all@example.org")
    html, kind = sent.alternatives[0]
    assert kind == "text/html"
    for text in (sent.body, html):
        assert "Is the dose right?" in text
        assert "Dr Ada Guest" in text
    link = next(line for line in sent.body.splitlines() if line.startswith("http"))
    assert link in html
    assert "Rest helps most people" in followed(link).content.decode()


def test_invitation__whose_mail_fails_shows_the_link(waiting, desk):
    with mock.patch(
        "headhealth.guest_reading.invitation_mail.send_mail", side_effect=SMTPServerDisconnected
    ):
        data = {**FORM, "email": "ada@example.org"}
        response = desk.post(guests_url(waiting), data, follow=True)
    assert "could not be sent" in response.content.decode()
    assert followed(shown_link(response)).status_code == 200


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"guest_name": " "}, "This field is required."),
        ({"guest_name": "x" * 256}, "at most 255 characters"),
        ({"email": "nobody"}, "Enter a valid email address."),
        ({"email": "a@example.org\nBcc: b@example.org"}, "Enter a valid email address."),
        ({"days": "365"}, "Select a valid choice."),
        ({"message": "x" * 2001}, "at most 2000 characters"),
    ],
    ids=["no name", "long name", "no address", "two addresses", "too long", "long message"],
)
def test_invitation__that_is_not_right_is_refused_with_what_was_typed(
    change, problem, waiting, desk
):
    response = desk.post(guests_url(waiting), {**FORM, **change})
    assert problem in words(response)
    assert "Consultant neurologist" in response.content.decode()
    assert not GuestInvitation.objects.exists()


def test_invitation__keeps_names_on_one_line_and_without_what_cannot_be_stored(waiting, desk):
    odd = {"guest_name": "Dr\n Ada\0 \u202eGuest", "message": "One\0\r\nTwo"}
    desk.post(guests_url(waiting), {**FORM, **odd})
    invitation = GuestInvitation.objects.get()
    assert invitation.guest_name == "Dr Ada Guest"
    assert invitation.message == "One\nTwo"


def test_page_that_was_never_saved__cannot_be_sent(draft, desk):
    response = desk.get(guests_url(draft))
    assert "Save it first" in words(response)
    assert "Save it first" in words(desk.post(guests_url(draft), FORM))
    assert not GuestInvitation.objects.exists()


def test_list__says_how_far_each_invitation_has_come(waiting, invited, desk, editor):
    invitation, _token = invited
    page = words(desk.get(guests_url(waiting)))
    assert "Not opened" in page and "About an older version" not in page
    answered(invitation, remarks="The dose is wrong.", comments={"overview": "Too short."})
    other, _other_token = invite_guest(obj=waiting, user=editor, days=7, guest_name="Ben")
    revoke_invitation(other, user=editor)
    waiting.summary = "Newer."
    waiting.save_revision(user=editor)
    page = words(desk.get(guests_url(waiting)))
    for said in ("Answered", "Revoked by editor", "I do not agree with it", "The dose is wrong."):
        assert said in page
    assert "On “Overview”" in page and "Too short." in page and "None at all." in page
    assert page.count("About an older version") == 2


def test_new_link__takes_the_place_of_the_old(waiting, desk):
    old = shown_link(desk.post(guests_url(waiting), FORM, follow=True))
    url = reverse("headhealth_admin:guest_renew", args=[GuestInvitation.objects.get().pk])
    assert "The old link ends." in words(desk.get(url))
    assert followed(old).status_code == 200
    new = shown_link(desk.post(url, {"days": "30"}, follow=True))
    assert followed(old).status_code == 410
    assert followed(new).status_code == 200


def test_new_link__is_refused_where_the_opinion_was_given(waiting, invitation, desk):
    answered(invitation)
    url = reverse("headhealth_admin:guest_renew", args=[invitation.pk])
    response = desk.post(url, {"days": "7"}, follow=True)
    assert "Invite the person anew." in response.content.decode()


def test_revoking__asks_and_then_ends_the_link(waiting, desk):
    link = shown_link(desk.post(guests_url(waiting), FORM, follow=True))
    url = reverse("headhealth_admin:guest_revoke", args=[GuestInvitation.objects.get().pk])
    assert "ends at once and for good" in words(desk.get(url))
    assert followed(link).status_code == 200
    for _time in range(2):
        response = desk.post(url, follow=True)
        assert "The link of Dr Ada Guest has ended." in response.content.decode()
    assert followed(link).status_code == 410
    history = desk.get(reverse("wagtailadmin_pages:history", args=[waiting.pk]))
    page = words(history)
    assert page.count("The invitation of an outside expert was revoked") == 1
    assert page.count("An outside expert was asked") == 1


VIEWS = ("guest_link", "guest_renew", "guest_revoke")


def addresses(obj, invitation):
    urls = [reverse(f"headhealth_admin:{name}", args=[invitation.pk]) for name in VIEWS]
    return [guests_url(obj), *urls]


@pytest.mark.parametrize("group", [EDITORS, REVIEWERS, PUBLISHERS])
def test_permission__comes_with_every_group_of_the_app(group, db):
    names = Group.objects.get(name=group).permissions.values_list("codename", flat=True)
    assert "add_guestinvitation" in names


def test_permission__can_be_taken_away(waiting, invitation, desk):
    permissions = Group.objects.get(name=EDITORS).permissions
    permissions.remove(permissions.get(codename="add_guestinvitation"))
    for url in addresses(waiting, invitation):
        assert desk.post(url, FORM, follow=True).redirect_chain[-1][0] == reverse(
            "wagtailadmin_home"
        )
    assert GuestInvitation.objects.count() == 1
    assert GuestInvitation.objects.get().revoked_at is None
    editing = desk.get(reverse("wagtailadmin_pages:edit", args=[waiting.pk]))
    assert guests_url(waiting) not in editing.content.decode()


def test_reviewer__may_ask_about_what_waits_for_a_review_and_nothing_else(
    waiting, editor, reviewer, client_of
):
    desk = client_of(reviewer)
    url = guests_url(waiting)
    assert desk.get(url).status_code == 302
    factories.submit(waiting, user=editor)
    assert desk.get(url).status_code == 200
    assert desk.post(url, FORM, follow=True).status_code == 200
    assert GuestInvitation.objects.get().invited_by == reviewer


@pytest.mark.parametrize("pk", ["x", "999999", "0"])
def test_unknown_objects__are_not_found(pk, waiting, desk):
    known = content_type_of(ConditionPage).pk
    unreviewed = content_type_of(Group).pk
    for type_pk in (known, unreviewed, 999_999):
        url = reverse("headhealth_admin:guest_invite", args=[type_pk, pk])
        assert desk.get(url).status_code == 404


def test_inviter__is_told_once_that_the_opinion_has_arrived(
    invitation, waiting, editor, settings, django_capture_on_commit_callbacks
):
    settings.WAGTAILADMIN_NOTIFICATION_USE_HTML = True
    with django_capture_on_commit_callbacks(execute=True):
        opinion = answered(invitation, remarks="Secret advice.")
    mail_opinion(opinion_pk=opinion.pk)
    (sent,) = mail.outbox
    assert sent.to == [editor.email]
    html, _kind = sent.alternatives[0]
    for text in (sent.body, html):
        assert "Dr Ada Guest has read “Migraine”" in text
        assert f"http://testserver{guests_url(waiting)}" in text
        assert "Secret advice." not in text


def test_owner__is_told_where_the_inviter_has_left(
    invitation, waiting, editor, publisher, django_capture_on_commit_callbacks
):
    ConditionPage.objects.filter(pk=waiting.pk).update(owner=publisher)
    editor.is_active = False
    editor.save()
    with django_capture_on_commit_callbacks(execute=True):
        answered(invitation)
    assert [sent.to for sent in mail.outbox] == [[publisher.email]]


def approval(client, task_state):
    page = task_state.workflow_state.content_object
    url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task_state.pk])
    return client.get(url).json()["html"]


def test_approve_form__shows_opinions_as_advice(waiting, invitation, editor, reviewer, client_of):
    answered(invitation, remarks="<b>Bold</b> advice.", comments={"overview": "Too short."})
    task_state = factories.submit(waiting.get_latest_revision_as_object(), user=editor)
    html = approval(client_of(reviewer), task_state)
    for said in (
        "What outside experts say",
        "It is no approval",
        "Dr Ada Guest, Consultant neurologist, City Hospital",
        "I do not agree with it",
        "&lt;b&gt;Bold&lt;/b&gt; advice.",
        "On “Overview”",
        "Too short.",
        "None at all.",
    ):
        assert said in html
    assert "About an older version" not in html


def test_approve_form__marks_opinions_on_older_versions(
    waiting, invitation, editor, reviewer, client_of
):
    answered(invitation)
    waiting.summary = "Changed since."
    task_state = factories.submit(waiting, user=editor)
    assert "About an older version" in approval(client_of(reviewer), task_state)


def test_approve_form__says_nothing_where_nobody_was_asked(waiting, editor, reviewer, client_of):
    task_state = factories.submit(waiting, user=editor)
    assert "outside experts" not in approval(client_of(reviewer), task_state)


def test_editor__shows_opinions_beside_the_draft(waiting, invitation, desk):
    answered(invitation, remarks="Mend the dose.")
    response = desk.get(reverse("wagtailadmin_pages:edit", args=[waiting.pk]))
    panel = soup(response).select_one(".hh-status").get_text()
    assert "What outside experts say" in panel and "Mend the dose." in panel


def test_agreement__lets_nobody_publish(waiting, invitation, publisher, client_of):
    answered(invitation, verdict="agree")
    before = MedicalReview.objects.count()
    draft = waiting.get_latest_revision_as_object()
    url = reverse("wagtailadmin_pages:edit", args=[waiting.pk])
    data = {**condition_form(draft), "action-publish": "1"}
    response = client_of(publisher).post(url, data, follow=True)
    assert "has not been approved by a medical reviewer" in response.content.decode()
    assert MedicalReview.objects.count() == before
    assert "Rest helps most people" not in Client().get(waiting.url).content.decode()


def test_editor__costs_the_same_for_any_number_of_opinions(waiting, editor, desk):
    url = reverse("wagtailadmin_pages:edit", args=[waiting.pk])

    def editing() -> int:
        desk.get(url)
        with CaptureQueriesContext(connection) as queries:
            desk.get(url)
        return len(queries)

    def one_more(name: str) -> None:
        answered(invite_guest(obj=waiting, user=editor, days=7, guest_name=name)[0])

    one_more("Ada")
    one = editing()
    for number in range(8):
        one_more(f"Guest {number}")
    assert editing() == one


def test_list__costs_the_same_for_any_number_of_invitations(waiting, editor, desk):
    def listing() -> int:
        desk.get(guests_url(waiting))
        with CaptureQueriesContext(connection) as queries:
            desk.get(guests_url(waiting))
        return len(queries)

    def one_more(name: str) -> None:
        invitation, _token = invite_guest(obj=waiting, user=editor, days=7, guest_name=name)
        answered(invitation)
        revoke_invitation(invitation, user=editor)

    one_more("Ada")
    one = listing()
    for number in range(8):
        one_more(f"Guest {number}")
    assert listing() == one
