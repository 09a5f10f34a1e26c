"""Feedback as readers give it: links on the page, a form, a confirmation. No script anywhere."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, PageViewRestriction, Site

from headhealth.models import Feedback, MedicalReview
from headhealth.reader_forms.reader_form_view import TOO_MANY
from headhealth.reader_forms.spam_guard import SEND_AGAIN
from tests import factories
from tests.integration.reader_forms.filling_in import fill_in, held_by_browser, send, soup

SHOWN = 6
"""Queries of the form: the page as such and as its type, its restrictions, its language."""

LINKS = ".hh-report, .hh-feedback a"
LONG = "é" * 5001
MISTAKE = {"kind": "clinical_mistake", "comment": "The dose is wrong."}


def follow(client, page, text):
    """The address behind a feedback link of the public page."""
    links = soup(client.get(page.url)).select(LINKS)
    return next(link["href"] for link in links if text in " ".join(link.stripped_strings))


def test_page__has_links_and_no_form(live, client):
    response = client.get(live.url)
    assert "csrf" not in response.content.decode()
    assert not response.cookies
    assert soup(response).select("main form") == []
    links = [link["href"] for link in soup(response).select(LINKS)]
    url = reverse("headhealth:feedback_create", args=[live.pk])
    assert links == [
        f"{url}?section=overview",
        f"{url}?useful=yes",
        f"{url}?useful=no",
        f"{url}?section=",
    ]


def test_preview__has_no_links(draft):
    assert not soup(draft.make_preview_request()).select(LINKS)


@pytest.mark.parametrize(("answer", "is_useful"), [("Yes", True), ("No", False)])
def test_usefulness__is_stored_from_the_link_on_the_page(answer, is_useful, live, client):
    url = follow(client, live, answer)
    response = send(client, url, comment="Clear.")
    assert response.status_code == 302
    assert "Thank you" in client.get(response.url).content.decode()
    feedback = Feedback.objects.get()
    assert feedback.is_useful is is_useful
    assert feedback.comment == "Clear."
    assert feedback.page_id == live.pk
    assert feedback.page_title == "Migraine"
    assert feedback.state == "new"
    assert feedback.language == "en"
    assert feedback.review == MedicalReview.objects.get()
    assert timezone.now() - feedback.submitted_at < timedelta(minutes=1)


def test_mistake__is_stored_with_its_section(live, client):
    url = follow(client, live, "(Overview)")
    send(client, url, **MISTAKE, email="reader@example.org")
    feedback = Feedback.objects.get()
    assert (feedback.section_anchor, feedback.section_heading) == ("overview", "Overview")
    assert feedback.kind == "clinical_mistake"
    assert feedback.email == "reader@example.org"
    assert feedback.is_useful is None


def test_mistake__may_be_about_the_whole_page(live, client):
    send(client, follow(client, live, "on this page"), **MISTAKE)
    feedback = Feedback.objects.get()
    assert (feedback.section_anchor, feedback.section_heading) == ("", "")


def test_feedback__is_about_what_readers_see_and_not_about_the_draft(
    live, client, url, editor, reviewer
):
    live.summary = "Changed."
    factories.submit(live, user=editor)
    send(client, url, useful="yes")
    assert Feedback.objects.get().review == MedicalReview.objects.get()


def test_feedback__on_approved_but_scheduled_text_is_about_the_text_that_is_live(
    live, client, url, editor, reviewer
):
    shown = MedicalReview.objects.get()
    live.summary = "Changed."
    live.go_live_at = timezone.localtime() + timedelta(days=3)
    factories.approve(factories.submit(live, user=editor), user=reviewer)
    assert MedicalReview.objects.count() == 2
    send(client, url, useful="yes")
    assert Feedback.objects.get().review == shown


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        pytest.param({"kind": ""}, {"kind"}, id="no_kind"),
        pytest.param({"kind": "x"}, {"kind"}, id="unknown_kind"),
        pytest.param({"kind": "' OR 1=1 --"}, {"kind"}, id="sql"),
        pytest.param({"comment": ""}, {"comment"}, id="no_comment"),
        pytest.param({"comment": "  \n\t "}, {"comment"}, id="blanks"),
        pytest.param({"comment": LONG}, {"comment"}, id="huge"),
        pytest.param({"comment": "a\x00b"}, {"comment"}, id="nul"),
        pytest.param({"email": "me"}, {"email"}, id="no_address"),
        pytest.param({"email": "a@b.org\nBcc: c@d.org"}, {"email"}, id="header"),
        pytest.param({"email": "x" * 300 + "@example.org"}, {"email"}, id="long_address"),
        pytest.param({"section": ""}, {"section"}, id="no_section"),
        pytest.param({"section": "gone"}, {"section"}, id="unknown_section"),
        pytest.param({"section": "%00"}, {"section"}, id="percent_zero"),
        pytest.param({"section": "a\x00b"}, {"section"}, id="section_nul"),
        pytest.param(
            {"kind": "", "comment": "", "email": "x"}, {"kind", "comment", "email"}, id="all"
        ),
    ],
)
def test_mistake__says_at_the_field_what_is_wrong_and_keeps_the_rest(
    changes, wrong, client, mistake_url
):
    typed = {**MISTAKE, "email": "reader@example.org", **changes}
    response = send(client, mistake_url, **typed)
    assert response.status_code == 200
    assert not Feedback.objects.exists()
    page = soup(response)
    for name in wrong:
        error = page.select_one(f"#feedback-{name}_error")
        assert error.get_text(strip=True)
        described = page.select(f'[aria-describedby~="feedback-{name}_error"]')
        assert len(described) == 1
        targets = {link["href"].removeprefix("#") for link in page.select(".hh-form__errors a")}
        assert targets & {f"feedback-{name}", f"feedback-{name}_0"}
    assert len(page.select(".hh-form__field .hh-form__error")) == len(wrong)
    for target in targets:
        assert page.find(id=target)
    kept = held_by_browser(response)
    for name in {"kind", "comment", "email", "section"} - wrong:
        assert kept[name] == {"section": "overview", **typed}[name]
    if "comment" in typed and "\x00" not in typed["comment"]:
        assert kept["comment"].strip() == typed["comment"].strip()


@pytest.mark.parametrize(
    "comment",
    [
        pytest.param("<script>alert(1)</script>", id="script"),
        pytest.param("😀" * 2500, id="emoji"),
        pytest.param("\u202eאבג שלום", id="right_to_left"),
        pytest.param("{{ settings.SECRET_KEY }} %(a)s {0}", id="template"),
        pytest.param("a\r\nBcc: x@example.org", id="line_breaks"),
        pytest.param("\ufeff\u200b\ud7ff", id="odd_characters"),
        pytest.param("x" * 5000, id="longest"),
    ],
)
def test_mistake__takes_any_text(comment, client, mistake_url):
    assert send(client, mistake_url, **{**MISTAKE, "comment": comment}).status_code == 302
    assert Feedback.objects.get().comment == comment.strip()


def test_form__escapes_what_it_gives_back(client, mistake_url):
    response = send(
        client, mistake_url, kind="x", comment="</textarea><script>alert(1)</script>", email='"><b>'
    )
    assert b"<script>alert" not in response.content
    assert b"<b>" not in response.content


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("?useful=maybe", id="unknown_answer"),
        pytest.param("?useful=%00", id="nul"),
        pytest.param("?useful=" + "x" * 4000, id="long"),
        pytest.param("?section=%00", id="section_nul"),
        pytest.param("?section=%FF%FE", id="no_utf8"),
        pytest.param("?section=<script>", id="script"),
        pytest.param("?section=gone", id="section_that_is_gone"),
        pytest.param("?section=a&section=b", id="twice"),
        pytest.param("?useful[]=1&=&%", id="rubbish"),
    ],
)
def test_form__takes_any_query(query, client, url):
    response = client.get(url + query)
    assert response.status_code == 200
    page = soup(response)
    assert page.select("form.hh-form [type=radio][checked]") == []
    assert [o["value"] for o in page.select("option[selected]")] == []
    assert b"<script>" not in response.content


def test_stale_link__still_takes_a_report_about_the_page(client, url):
    """The section was renamed after the page was cached."""
    send(client, url + "?section=gone", **MISTAKE)
    assert Feedback.objects.get().section_anchor == ""


def test_double_click__stores_one(client, mistake_url):
    data = fill_in(client, mistake_url, **MISTAKE)
    responses = [client.post(mistake_url, data) for _ in range(3)]
    assert [response.status_code for response in responses] == [302] * 3
    assert Feedback.objects.count() == 1


def test_limit__keeps_what_was_typed(client, mistake_url, settings):
    settings.HEADHEALTH_SUBMISSIONS_PER_ADDRESS = {"feedback": 2}
    for _ in range(2):
        assert send(client, mistake_url, **MISTAKE).status_code == 302
    response = send(client, mistake_url, **MISTAKE)
    assert response.status_code == 429
    assert str(TOO_MANY) in soup(response).select_one(".hh-form__errors").get_text()
    assert held_by_browser(response)["comment"] == MISTAKE["comment"]
    assert Feedback.objects.count() == 2
    elsewhere = Client(REMOTE_ADDR="203.0.113.8")
    assert send(elsewhere, mistake_url, **MISTAKE).status_code == 302


def test_limit__counts_no_repetition_and_no_mistakes(client, mistake_url, settings):
    settings.HEADHEALTH_SUBMISSIONS_PER_ADDRESS = {"feedback": 1}
    data = fill_in(client, mistake_url, **MISTAKE)
    assert client.post(mistake_url, {**data, "kind": ""}).status_code == 200
    assert client.post(mistake_url, data).status_code == 302
    assert client.post(mistake_url, data).status_code == 302


@pytest.mark.parametrize(
    ("seconds", "typed"),
    [(0, {}), (60, {"website": "https://spam.example"}), (60, {"fg_token": "forged"})],
    ids=["too_fast", "trap", "forged"],
)
def test_spam__is_refused_with_what_was_typed(seconds, typed, client, mistake_url):
    response = send(client, mistake_url, seconds=seconds, **MISTAKE, **typed)
    assert response.status_code == 200
    assert str(SEND_AGAIN) in soup(response).select_one(".hh-form__errors").get_text()
    assert held_by_browser(response)["comment"] == MISTAKE["comment"]
    assert not Feedback.objects.exists()


def test_form__needs_the_csrf_token(mistake_url):
    strict = Client(enforce_csrf_checks=True)
    data = fill_in(strict, mistake_url, **MISTAKE)
    assert strict.post(mistake_url, data).status_code == 302
    assert Client(enforce_csrf_checks=True).post(mistake_url, data).status_code == 403


@pytest.mark.parametrize("step", ["form", "refused", "thanks"])
def test_responses__enter_no_cache_and_no_index(step, client, url):
    response = {
        "form": lambda: client.get(url),
        "refused": lambda: send(client, url),
        "thanks": lambda: client.get(url + "thanks/"),
    }[step]()
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    page = soup(response)
    assert page.select_one('meta[name="robots"][content="noindex"]')
    assert not page.select('link[rel="canonical"], meta[name="description"]')


# Which pages


@pytest.fixture(params=["feedback_create", "feedback_thanks"])
def path_of(request):
    return lambda pk: reverse(f"headhealth:{request.param}", args=[pk])


def test_drafts__are_not_found(draft, client, path_of):
    assert client.get(path_of(draft.pk)).status_code == 404
    assert client.post(path_of(draft.pk)).status_code in (404, 405)


def test_unpublished_page__is_not_found(live, client, path_of):
    live.unpublish()
    assert client.get(path_of(live.pk)).status_code == 404


@pytest.mark.parametrize("pk", [0, 999_999, 2**63, 10**40])
def test_unknown_pages__are_not_found(pk, client, path_of, db):
    assert client.get(path_of(pk)).status_code == 404


def test_pages_of_other_types__are_not_found(a_to_z, home, client, path_of):
    assert client.get(path_of(a_to_z.pk)).status_code == 404
    assert client.get(path_of(home.pk)).status_code == 404


def test_private_page__is_for_those_who_may_read_it(live, client, client_of, editor, path_of):
    PageViewRestriction.objects.create(page=live, restriction_type="login")
    response = client.get(path_of(live.pk))
    assert response.status_code == 404
    assert live.title not in response.content.decode()
    assert client_of(editor).get(path_of(live.pk)).status_code == 200


def test_page_of_another_site__is_not_found(live, client, path_of, home, settings):
    other_root = home.get_parent().add_child(instance=type(home)(title="Other", slug="other-root"))
    Site.objects.create(hostname="other.example.org", root_page=other_root)
    settings.ALLOWED_HOSTS = ["other.example.org"]
    there = {"headers": {"host": "other.example.org"}}
    assert client.get(path_of(live.pk), **there).status_code == 404


def test_page_in_french__has_its_form_in_french(live, client, editor, reviewer):
    french = Locale.objects.create(language_code="fr")
    translated = live.copy_for_translation(french, copy_parents=True)
    published = factories.published(translated, author=editor, approver=reviewer)
    response = client.get(published.url)
    assert response.status_code == 200
    link = soup(response).select_one(LINKS)["href"]
    assert link.startswith("/fr/feedback/")
    assert soup(client.get(link)).html["lang"] == "fr"
    send(client, link, **MISTAKE)
    assert Feedback.objects.get().language == "fr"


def test_alias__is_about_the_review_of_its_source(live, home, client):
    parent = factories.AToZPageFactory(parent=home, title="Also")
    alias = live.create_alias(parent=parent)
    assert client.get(alias.url).status_code == 200
    send(client, reverse("headhealth:feedback_create", args=[alias.pk]), useful="yes")
    feedback = Feedback.objects.get()
    assert feedback.page_id == alias.pk
    assert feedback.review == MedicalReview.objects.get()


def test_deleted_page__leaves_the_feedback(live, client, url, superuser, client_of):
    send(client, url, useful="no", comment="Too short.")
    client_of(superuser).post(reverse("wagtailadmin_pages:delete", args=[live.pk]))
    feedback = Feedback.objects.get()
    assert feedback.page is None
    assert feedback.page_title == "Migraine"


@pytest.mark.parametrize("sections", [1, 40])
def test_form__costs_the_same_for_any_page(
    sections, live, client, editor, reviewer, url, django_assert_num_queries
):
    live.body = [factories.text_section(heading=f"Part {n}") for n in range(sections)]
    factories.published(live, author=editor, approver=reviewer)
    client.get(url)
    for query in ("?useful=yes", "?section="):
        with django_assert_num_queries(SHOWN):
            client.get(url + query)
