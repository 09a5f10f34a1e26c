"""The demonstration content: every state, every link, every page marked."""

from __future__ import annotations

from collections import Counter
from urllib.parse import urldefrag, urljoin

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.management import CommandError
from django.test import Client, override_settings
from wagtail.models import Page, Revision, Site, WorkflowState

from demo.models import HomePage
from headhealth.models import (
    ConditionPage,
    Contribution,
    GuestInvitation,
    GuestOpinion,
    MedicalReview,
    Symptom,
    SymptomListPage,
    TreatmentPage,
)
from headhealth.review.authority import may_be_public, open_withdrawal
from headhealth.review.version import version_of
from headhealth.rules.terms import index_letter
from tests.demo.loaded.conftest import load

HEALTH_PAGES = (ConditionPage, SymptomListPage, TreatmentPage)


def live_pages() -> list[Page]:
    return [page for model in HEALTH_PAGES for page in model.objects.live()]


def text_of(url: str) -> str:
    response = Client().get(url)
    assert response.status_code == 200, url
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def test_amount__is_what_the_demo_promises():
    conditions = ConditionPage.objects.live()
    assert conditions.count() >= 12
    assert len({index_letter(page.title) for page in conditions}) >= 8
    assert SymptomListPage.objects.live().count() >= 4
    assert TreatmentPage.objects.live().count() >= 8


def test_command__prints_the_accounts_and_the_password(loaded):
    assert "Loaded 31 new pages." in loaded
    assert all(name in loaded for name in ("editor", "reviewer", "reviewer2", "publisher"))
    assert Client().login(username="editor", password="demonstration")


def test_again__changes_nothing():
    models = (Page, Revision, MedicalReview, Contribution, GuestInvitation, GuestOpinion)
    before = [model.objects.count() for model in models]
    with override_settings(DEBUG=True):
        assert "Loaded 0 new pages." in load()
    after = [model.objects.count() for model in models]
    assert after == before


def test_again__keeps_what_an_editor_changed():
    page = ConditionPage.objects.get(slug="migraine")
    page.title = "Changed"
    page.save_revision(user=get_user_model().objects.get(username="editor"))
    with override_settings(DEBUG=True):
        load()
    assert page.get_latest_revision().as_object().title == "Changed"


def test_nobody_is_mailed():
    assert mail.outbox == []


def test_states__every_one_a_team_meets():
    states = Counter()
    for model in HEALTH_PAGES:
        for page in model.objects.all():
            workflow = page.current_workflow_state
            if page.live and page.urgent_update:
                states["urgent"] += 1
            elif workflow is not None:
                states[workflow.status] += 1
            elif open_withdrawal(page):
                states["withdrawn"] += 1
            elif page.approved_schedule:
                states["scheduled"] += 1
            elif page.live and page.has_unpublished_changes:
                states["live with a draft"] += 1
            elif page.live and page.review_line.is_overdue:
                states["overdue"] += 1
            else:
                states["live" if page.live else "draft"] += 1
    assert states[WorkflowState.STATUS_IN_PROGRESS] >= 1
    assert states[WorkflowState.STATUS_NEEDS_CHANGES] >= 1
    assert states["scheduled"] >= 1
    assert states["live with a draft"] >= 1
    assert states["overdue"] >= 1
    assert states["draft"] >= 1
    assert states["urgent"] >= 1
    assert states["withdrawn"] >= 1


def test_change_of_a_page_of_high_risk__waits_for_its_second_reviewer():
    page = ConditionPage.objects.get(slug="giant-cell-arteritis")
    review = MedicalReview.objects.get(task_number=page.current_workflow_task_state.pk)
    assert not review.is_final
    assert page.current_workflow_task_state.review_request.comment
    # Readers are told of the approvals of what they see, and of no other.
    text = text_of(page.url)
    assert "before the results of all tests" not in text
    client = Client()
    client.login(username="reviewer3", password="demonstration")
    home = client.get("/admin/").content.decode()
    assert "Giant cell arteritis" in home


def test_requested_changes__carry_a_comment():
    state = WorkflowState.objects.get(status=WorkflowState.STATUS_NEEDS_CHANGES)
    assert len(state.current_task_state.comment) > 40


def test_guest_readers__have_answered_about_what_waits_and_not_about_a_draft():
    opinion = GuestOpinion.objects.get()
    waiting = ConditionPage.objects.get(slug="asthma")
    assert waiting.current_workflow_state.status == WorkflowState.STATUS_IN_PROGRESS
    version = waiting.get_latest_revision_as_object()
    assert opinion.is_about(version_of(version))
    headings = {str(section.heading) for section in version.contents}
    assert {comment["heading"] for comment in opinion.section_comments} <= headings
    assert GuestInvitation.objects.unanswered().open().get().object_title == "Migraine"


def test_live_content__is_what_was_approved_by_somebody_else():
    editor = get_user_model().objects.get(username="editor")
    for obj in [*live_pages(), *Symptom.objects.filter(live=True)]:
        assert may_be_public(obj), obj
        authors = {editor, *(author.user for author in obj.named_authors())}
        reviewers = {review.reviewer_user for review in MedicalReview.objects.for_object(obj)}
        assert not authors & reviewers, obj


def test_overdue_pages__were_reviewed_in_the_past_as_a_whole():
    overdue = [page for page in live_pages() if page.review_line and page.review_line.is_overdue]
    for page in overdue:
        review = page.review_line.whole
        assert page.live_revision.created_at <= review.reviewed_at
        assert page.first_published_at.date() == review.reviewed_at.date()


def test_every_live_page__is_readable_marked_sourced_and_dated():
    for page in live_pages():
        text = text_of(page.url)
        assert "Demonstration content" in text, page
        assert page.summary.split(".")[0] in text, page
        assert "ast reviewed on" in text, page
        soup = BeautifulSoup(Client().get(page.url).content, "html.parser")
        assert soup.select("[id^=source-]"), page
        assert soup.select(".hh-care-card"), page
        assert soup.select("details.hh-faq__item"), page
        assert soup.select(".hh-citation"), page


def test_every_page_without_approval__is_closed_to_readers():
    for model in HEALTH_PAGES:
        for page in model.objects.not_live():
            expected = 410 if open_withdrawal(page) else 404
            assert Client().get(page.url).status_code == expected, page


def test_urgent_change_and_withdrawal__are_told_to_readers():
    urgent = TreatmentPage.objects.get(slug="paracetamol")
    assert "Updated urgently on" in text_of(urgent.url)
    response = Client().get(TreatmentPage.objects.get(slug="butterbur").url)
    assert "can harm the liver" in response.content.decode()


def test_every_internal_link__leads_somewhere():
    start = Site.objects.get(is_default_site=True).root_page.url
    seen, waiting, client = set(), [start], Client()
    while waiting:
        url = waiting.pop()
        if url in seen:
            continue
        seen.add(url)
        response = client.get(url)
        assert response.status_code == 200, url
        soup = BeautifulSoup(response.content, "html.parser")
        ids = {tag["id"] for tag in soup.select("[id]")}
        for link in soup.select("a[href]"):
            target, fragment = urldefrag(urljoin(url, link["href"]))
            if target == url and fragment:
                assert fragment in ids, (url, fragment)
            elif target.startswith("/") and not target.startswith(("/admin/", "/documents/")):
                waiting.append(target)
    assert {page.url for page in live_pages()} <= seen


def test_ids__are_unique_on_every_page():
    for page in live_pages():
        soup = BeautifulSoup(Client().get(page.url).content, "html.parser")
        repeated = [
            i for i, n in Counter(tag["id"] for tag in soup.select("[id]")).items() if n > 1
        ]
        assert not repeated, page


def test_home__is_the_root_of_the_site():
    home = HomePage.objects.get()
    assert Site.objects.get(is_default_site=True).root_page_id == home.pk
    assert "Pain in the back of the head" in text_of("/conditions/")


@pytest.mark.parametrize("options", [{}, {"with_accounts": False}])
def test_debug_off__refuses_the_accounts(options):
    with override_settings(DEBUG=False), pytest.raises(CommandError, match="DEBUG is off"):
        load(**options)


def test_debug_off__told_to__makes_a_password_that_nobody_knows():
    get_user_model().objects.filter(username="publisher").delete()
    with override_settings(DEBUG=False):
        output = load(with_accounts=True)
    password = output.rsplit(": ", 1)[1].strip()
    assert not Client().login(username="publisher", password="demonstration")
    assert Client().login(username="publisher", password=password)
