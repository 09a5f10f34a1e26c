"""What a guest reader meets at the address of the link."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale

from headhealth.guest_reading.invite import invite_guest, renew_link, revoke_invitation
from headhealth.models import ConditionPage, GuestInvitation, GuestOpinion
from tests import factories
from tests.integration.reader_forms.filling_in import held_by_browser, soup

AGREES = {"verdict": "agree", "conflict_statement": "None.", "comment-overview": "Well put."}


@pytest.fixture
def url(token):
    return reverse("headhealth:guest_reading", args=[token])


@pytest.fixture
def check_url(token):
    return reverse("headhealth:guest_reading_check", args=[token])


@pytest.fixture
def guest():
    """A browser that nobody has logged in with, and whose posts are checked as a site's are."""
    return Client(enforce_csrf_checks=True)


def typed(guest, url, **texts):
    """What the browser sends of the form with these texts typed into it."""
    response = guest.get(url)
    assert response.status_code == 200
    return {**held_by_browser(response, "hh-guest__form"), **texts}


def send(guest, url, check_url, **texts):
    """Fill in the form, check it and send it."""
    response = guest.post(url, {**typed(guest, url), **texts, "check": "1"})
    assert response.url == check_url
    return guest.post(check_url, held_by_browser(guest.get(check_url), "hh-guest__send"))


def words(response):
    return " ".join(soup(response).select_one("main").get_text(" ").split())


def test_link__shows_exactly_that_version(guest, url, live):
    text = words(guest.get(url))
    assert "Rest helps most people with migraine." in text
    assert "Take one tablet." in text
    assert "Dr Ada Guest" in text
    assert "Is the dose right?" in text
    body = soup(guest.get(url)).select_one(".hh-guest__form").get_text()
    assert "Most headaches pass" not in body


def test_link__shows_that_version_when_the_draft_has_gone_on(guest, url, waiting, editor):
    waiting.summary = "Something newer."
    waiting.save_revision(user=editor, overwrite_revision=waiting.get_latest_revision())
    text = words(guest.get(url))
    assert "Rest helps most people with migraine." in text
    assert "Something newer." not in text


def test_link__says_what_changed_since_the_approval(guest, url):
    changes = soup(guest.get(url)).select_one(".hh-guest__changes")
    assert "Dr Reviewer approved" in changes.get_text()
    assert changes.select_one("ins") and changes.select_one("del")


def test_link__says_so_where_nothing_was_ever_approved(guest, draft, editor):
    draft.save_revision(user=editor)
    _invitation, token = invite_guest(obj=draft, user=editor, days=7, guest_name="Ada")
    text = words(guest.get(reverse("headhealth:guest_reading", args=[token])))
    assert "never been published" in text


def test_link__says_so_where_nothing_has_changed(guest, live, editor):
    _invitation, token = invite_guest(obj=live, user=editor, days=7, guest_name="Ada")
    text = words(guest.get(reverse("headhealth:guest_reading", args=[token])))
    assert "nothing has changed since" in text


def test_link__says_until_when_in_a_form_that_machines_read(guest, url, invitation):
    moment = soup(guest.get(url)).select_one("main time")["datetime"]
    # HTML knows thousandths of a second at most.
    assert moment == timezone.localtime(invitation.expires_at).strftime("%Y-%m-%dT%H:%M:%S%z")


def test_link__is_kept_nowhere_and_told_to_nobody(guest, url):
    response = guest.get(url)
    assert "no-store" in response["Cache-Control"] and "private" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response["X-Robots-Tag"]
    assert not response.cookies


def test_link__is_noted_as_opened_by_reading_it(guest, url, invitation):
    guest.head(url)
    assert GuestInvitation.objects.get().first_opened_at is None
    guest.get(url)
    assert GuestInvitation.objects.get().first_opened_at is not None


def test_links_that_lead_away__open_a_window_of_their_own(guest, live, editor):
    live.body = [
        factories.text_section(
            "Overview", '<p>See <a href="https://example.org/?a=1&amp;b=2">this</a> &amp; that.</p>'
        )
    ]
    live.save_revision(user=editor)
    _invitation, token = invite_guest(obj=live, user=editor, days=7, guest_name="Ada")
    response = guest.get(reverse("headhealth:guest_reading", args=[token]))
    link = soup(response).select_one("a[href^='https://example.org']")
    assert link["href"] == "https://example.org/?a=1&b=2"
    assert link["target"] == "_blank"
    assert "noreferrer" in link["rel"]
    for anchor in soup(response).select("form a[href^='#']"):
        assert not anchor.has_attr("target")


@pytest.fixture
def ended(invitation, token, waiting, editor):
    """Ways in which a link ends, and what to call before it is followed."""
    return {
        "revoked": lambda: revoke_invitation(invitation, user=editor),
        "renewed": lambda: renew_link(invitation, days=7),
        "page deleted": lambda: ConditionPage.objects.get(pk=waiting.pk).delete(),
    }


def without_token(response, token):
    return response.content.replace(token.encode(), b"")


@pytest.mark.parametrize("way", ["revoked", "renewed", "page deleted", "expired", "cut off"])
def test_every_link_that_does_not_work__gets_the_same_answer(way, guest, token, ended):
    made_up = guest.get(reverse("headhealth:guest_reading", args=["made-up"]))
    days = 15 if way == "expired" else 0
    if way in ended:
        ended[way]()
    tried = token[:-3] if way == "cut off" else token
    with time_machine.travel(timezone.now() + timedelta(days=days)):
        for name in ("guest_reading", "guest_reading_check"):
            response = guest.get(reverse(f"headhealth:{name}", args=[tried]))
            assert response.status_code == made_up.status_code == 410
            assert without_token(response, tried) == without_token(made_up, "made-up")
    assert b"Migraine" not in made_up.content
    assert "no-store" in made_up["Cache-Control"]
    assert made_up["Referrer-Policy"] == "no-referrer"


def test_draft__is_there_with_the_same_link(guest, url):
    data = typed(guest, url, **{"comment-treatments": "One is not enough.", "remarks": "Good."})
    response = guest.post(url, {**data, "save": "treatments"})
    assert response.status_code == 302
    assert response.url.endswith("#hh-at-treatments")
    assert "Saved at" in words(guest.get(response.url))
    held = held_by_browser(Client().get(url), "hh-guest__form")
    assert held["comment-treatments"] == "One is not enough."
    assert held["remarks"] == "Good."


def test_opinion__is_checked_then_sent_and_can_be_read_again(guest, url, check_url):
    response = guest.post(url, {**typed(guest, url, **AGREES), "check": "1"})
    assert response.url == check_url
    shown = words(guest.get(check_url))
    assert "I agree with it as it is" in shown and "Well put." in shown
    assert not GuestOpinion.objects.exists()
    response = guest.post(check_url, held_by_browser(guest.get(check_url), "hh-guest__send"))
    assert "Thank you for your opinion" in words(guest.get(response.url))
    for address in (url, check_url):
        text = words(guest.get(address))
        assert "Thank you" not in text
        assert "Well put." in text
    assert GuestOpinion.objects.get().section_comments[0]["heading"] == "Overview"


def test_opinion__needs_a_verdict_and_interests_and_keeps_what_was_typed(guest, url, check_url):
    data = typed(guest, url, remarks="Typed.")
    response = guest.post(url, {**data, "check": "1"})
    assert "Choose one of the answers." in words(response)
    assert "State your interests" in words(response)
    held = held_by_browser(response, "hh-guest__form")
    assert held["remarks"] == "Typed."
    # What was typed is saved all the same, and the form goes on from there.
    assert GuestInvitation.objects.get().draft["remarks"] == "Typed."
    assert guest.post(url, {**held, **AGREES, "check": "1"}).url == check_url
    assert guest.get(check_url).status_code == 200


def test_check__is_not_shown_before_there_is_an_opinion(guest, url, check_url):
    assert guest.get(check_url).url == url
    assert guest.post(check_url, {"draft_number": "0"}).url == url
    assert not GuestOpinion.objects.exists()


def test_opinion__sent_twice_is_given_once(guest, url, check_url):
    guest.post(url, {**typed(guest, url, **AGREES), "check": "1"})
    data = held_by_browser(guest.get(check_url), "hh-guest__send")
    for _time in range(2):
        response = guest.post(check_url, data)
        assert "Thank you" in words(guest.get(response.url))
    assert GuestOpinion.objects.count() == 1


@pytest.mark.parametrize("number", ["", "0", "-1", "x", "9" * 30, "²", "\0"])
def test_opinion__is_not_sent_from_a_page_that_showed_another(number, guest, url, check_url):
    guest.post(url, {**typed(guest, url, **AGREES), "check": "1"})
    response = guest.post(check_url, {"draft_number": number})
    assert response.status_code == 409
    assert "This is the newest" in words(response)
    assert not GuestOpinion.objects.exists()


def test_two_windows__neither_writes_over_the_other(guest, url):
    first = typed(guest, url, remarks="From the first.")
    second = typed(guest, url, remarks="From the second.", **{"comment-overview": "Also."})
    guest.post(url, {**first, "save": ""})
    response = guest.post(url, {**second, "save": ""})
    assert response.status_code == 409
    text = words(response)
    assert "Saved in the other window: “From the first.”" in text
    held = held_by_browser(response, "hh-guest__form")
    assert (held["remarks"], held["comment-overview"]) == ("From the second.", "Also.")
    assert GuestInvitation.objects.get().draft["remarks"] == "From the first."
    # Saved again, knowing both, it is taken.
    assert guest.post(url, {**held, "save": ""}).status_code == 302
    assert GuestInvitation.objects.get().draft["remarks"] == "From the second."


def test_too_much_text__is_refused_and_kept_in_the_form(guest, url):
    long = "wörd " * 1001
    response = guest.post(url, {**typed(guest, url, **{"comment-overview": long}), "save": ""})
    assert response.status_code == 200
    assert "Use at most 5000 characters. This is 5004." in words(response)
    assert held_by_browser(response, "hh-guest__form")["comment-overview"] == long
    assert GuestInvitation.objects.get().draft == {}


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("a\0b", "ab"),
        ("👩🏽‍⚕️ fine", "👩🏽‍⚕️ fine"),
        ("one\r\ntwo", "one\ntwo"),
        ("‮turned", "turned"),
        ("اسم", "اسم"),
    ],
    ids=["html", "NUL", "emoji", "line breaks", "override", "Arabic"],
)
def test_odd_text__is_kept_as_text(sent, kept, guest, url, check_url):
    send(guest, url, check_url, **{**AGREES, "comment-overview": sent})
    assert GuestOpinion.objects.get().section_comments[0]["text"] == kept
    response = guest.get(url)
    assert b"<script>alert" not in response.content
    assert kept.replace("\n", "") in soup(response).get_text()


def test_comment_on_no_section__is_shown_back_and_not_lost(guest, url):
    data = typed(guest, url, **{"comment-gone": "On what is gone.", "remarks": "Kept."})
    response = guest.post(url, {**data, "save": ""})
    assert response.status_code == 200
    assert "belongs to no section" in words(response)
    copies = [box.get_text() for box in soup(response).select("textarea[readonly]")]
    assert copies == ["On what is gone."]
    assert held_by_browser(response, "hh-guest__form")["remarks"] == "Kept."


@pytest.mark.parametrize("way", ["revoked", "renewed", "page deleted"])
def test_what_was_typed__can_be_copied_when_the_link_has_ended(way, guest, url, ended):
    data = typed(guest, url, **{"comment-overview": "Hours of work."})
    ended[way]()
    response = guest.post(url, {**data, "save": ""})
    assert response.status_code == 410
    assert [box.get_text() for box in soup(response).select("textarea")] == ["Hours of work."]
    assert b"Migraine" not in response.content


def test_what_was_typed__can_be_copied_when_the_opinion_was_sent(guest, url, check_url):
    other_window = typed(guest, url, **{"comment-overview": "Too late."})
    send(guest, url, check_url, **AGREES)
    response = guest.post(url, {**other_window, "save": ""})
    assert response.status_code == 409
    assert "This was not sent" in words(response)
    assert soup(response).select_one("textarea").get_text() == "Too late."
    assert GuestOpinion.objects.get().section_comments[0]["text"] == "Well put."


def test_flood__is_held_back_with_what_was_typed(guest, url, settings):
    settings.HEADHEALTH_SUBMISSIONS_PER_ADDRESS = {"guest_reading": 1}
    assert guest.post(url, {**typed(guest, url), "save": ""}).status_code == 302
    response = guest.post(url, {**typed(guest, url, remarks="More."), "save": ""})
    assert response.status_code == 429
    assert held_by_browser(response, "hh-guest__form")["remarks"] == "More."


def test_sections_with_one_heading__are_commented_on_apart(guest, live, editor):
    live.body = [
        factories.text_section("Overview", "<p>First.</p>"),
        factories.text_section("Overview", "<p>Second.</p>"),
        factories.text_section("Opening", "<p>Third.</p>"),
    ]
    live.save_revision(user=editor)
    _invitation, token = invite_guest(obj=live, user=editor, days=7, guest_name="Ada")
    url = reverse("headhealth:guest_reading", args=[token])
    names = ["comment-opening", "comment-overview", "comment-overview-2", "comment-opening-2"]
    data = typed(guest, url)
    assert [name for name in data if name.startswith("comment-")] == names
    guest.post(url, {**data, "comment-overview-2": "On the second.", "save": ""})
    section = soup(guest.get(url)).select_one("#hh-at-overview-2")
    assert "Second." in section.get_text()
    assert section.select_one("textarea").get_text().strip() == "On the second."


def test_snippet__is_read_field_by_field(guest, editor, reviewer):
    symptom = factories.published(
        factories.SymptomFactory(name="stiff neck"), author=editor, approver=reviewer
    )
    symptom.description = "You cannot bend <it>."
    symptom.save_revision(user=editor)
    _invitation, token = invite_guest(obj=symptom, user=editor, days=7, guest_name="Ada")
    url = reverse("headhealth:guest_reading", args=[token])
    text = words(guest.get(url))
    assert "You cannot bend <it>." in text
    data = typed(guest, url, **{"comment-description": "Neither can I."})
    assert guest.post(url, {**data, "save": "description"}).status_code == 302
    assert "Neither can I." in words(guest.get(url))


def test_french_page__is_read_in_french(guest, live, editor):
    french = Locale.objects.create(language_code="fr")
    page = live.copy_for_translation(french, copy_parents=True)
    page.save_revision(user=editor)
    _invitation, token = invite_guest(obj=page, user=editor, days=7, guest_name="Ada")
    response = guest.get(reverse("headhealth:guest_reading", args=[token]))
    assert soup(response).html["lang"] == "fr"


def test_page__costs_the_same_for_any_number_of_sections(guest, live, editor):
    counts = []
    for sections in (1, 30):
        live.body = [factories.text_section(f"Part {n}") for n in range(sections)]
        live.save_revision(user=editor)
        _invitation, token = invite_guest(obj=live, user=editor, days=7, guest_name="Ada")
        url = reverse("headhealth:guest_reading", args=[token])
        guest.get(url)
        with CaptureQueriesContext(connection) as queries:
            guest.get(url)
        counts.append(len(queries))
    assert counts[0] == counts[1]
