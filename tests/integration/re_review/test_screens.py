"""The screens on which reviews of many pages are asked for."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.urls import reverse
from wagtail.images import get_image_model

from headhealth.models import ConditionPage, ReReviewRequest, ReviewClock
from headhealth.re_review.ask import work_on
from tests import factories
from tests.integration.re_review.many_pages import pages_citing

JSON = {"accept": "application/json"}


@pytest.fixture
def pages(a_to_z: Any, source: Any, editor: Any) -> list[ConditionPage]:
    return pages_citing(source, 3, parent=a_to_z, owner=editor)


@pytest.fixture
def desk(publisher: Any, client_of: Any) -> Any:
    return client_of(publisher)


def url(name: str, *args: Any) -> str:
    return reverse(f"headhealth_admin:re_review_{name}", args=args)


def text(response: Any) -> str:
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def form(**values: Any) -> dict[str, Any]:
    return {"reason": "It was retracted.", "submission_id": uuid.uuid4(), **values}


def asked_of(response: Any) -> ReReviewRequest:
    asked = ReReviewRequest.objects.get()
    assert (response.status_code, response.url) == (302, url("show", asked.pk))
    return asked


# From a source


def test_retracted_source__leads_to_the_question(pages, source, desk):
    mark = {"kind": "retracted", "happened_on": "2026-01-05", "reason": "Invented data."}
    page = text(
        desk.post(reverse("headhealth_admin:source_mark", args=[source.pk]), mark, follow=True)
    )
    assert "Ask for review of the 3 pages that cite it" in page
    question = desk.get(
        url("ask"), {"shows": f"headhealth.source:{source.pk}", "reason": "Invented data."}
    )
    said = text(question)
    assert "3 pages and snippets are to be reviewed again" in said
    assert "What shows the source “Old guideline (NICE, 2024)”" in said
    assert "Condition 0002" in said
    assert "Invented data." in said


def test_question__asks_for_what_cites_the_source(pages, source, desk, home):
    factories.ConditionPageFactory(parent=home.get_children().first(), title="Another")
    shows = f"{url('ask')}?shows=headhealth.source:{source.pk}"
    asked = asked_of(desk.post(shows, form()))
    assert (asked.reason, asked.requested_by_name) == ("It was retracted.", "publisher")
    assert sorted(asked.items.values_list("title", flat=True)) == [page.title for page in pages]


def test_sent_twice__is_one_request(pages, source, desk):
    shows, sent = f"{url('ask')}?shows=headhealth.source:{source.pk}", form()
    assert desk.post(shows, sent).url == desk.post(shows, sent).url
    assert ReReviewRequest.objects.count() == 1


@pytest.mark.parametrize(
    "values", [{"reason": " "}, {"submission_id": "x"}, {"reason": "x" * 2000}]
)
def test_bad_answers__ask_for_nothing(values, pages, source, desk):
    response = desk.post(f"{url('ask')}?shows=headhealth.source:{source.pk}", form(**values))
    assert "error" in text(response)
    assert not ReReviewRequest.objects.exists()


@pytest.mark.parametrize(
    "named",
    ["", "x", "headhealth.source", "headhealth.source:0", "headhealth.source:x", "x.y:1",
     "auth.user:1", "headhealth.source:9999999999999999999999"],
)  # fmt: skip
def test_unknown_thing__is_not_found(named, pages, desk):
    assert desk.get(url("ask"), {"shows": named}).status_code == 404


def test_nothing_that_shows_it__says_so(desk):
    image = get_image_model().objects.create(title="Neck", file="x.png", width=1, height=1)
    page = text(desk.get(url("ask"), {"shows": f"wagtailimages.image:{image.pk}"}))
    assert "There is nothing live here that is medically reviewed." in page


def test_list_of_uses__has_the_button_and_its_own_name(pages, source, desk):
    page = text(desk.get(reverse(source.snippet_viewset.get_url_name("usage"), args=[source.pk])))
    assert f"re-reviews/ask/?shows=headhealth.source%3A{source.pk}" in page
    assert "Usage" not in page
    assert "Where it is cited" in page


# From the report, and from the explorer


def test_report__asks_for_what_it_lists(pages, desk):
    ReviewClock.objects.for_object(pages[1]).update(tier="high")
    report = text(desk.get(reverse("headhealth_review_report"), {"tier": "high"}))
    assert "re-reviews/ask/?tier=high" in report
    asked = asked_of(desk.post(f"{url('ask')}?tier=high", form()))
    assert [item.title for item in asked.items.all()] == ["Condition 0001"]


def test_search_in_the_report__counts_too(pages, desk):
    asked = asked_of(desk.post(f"{url('ask')}?q=0002", form()))
    assert [item.title for item in asked.items.all()] == ["Condition 0002"]


def bulk(pages: Any) -> str:
    query = "&".join(f"id={key}" for key in pages)
    return reverse("wagtail_bulk_action", args=["wagtailcore", "page", "ask_for_review"]) + (
        f"?{query}"
    )


def test_explorer__asks_for_the_ticked_pages(pages, a_to_z, desk):
    keys = [pages[0].pk, pages[2].pk, a_to_z.pk]
    said = text(desk.get(bulk(keys)))
    assert "2 of the pages that you chose are to be reviewed again" in said
    assert "1 other is left out" in said
    asked = asked_of(desk.post(bulk(keys), form()))
    assert [item.title for item in asked.items.all()] == ["Condition 0000", "Condition 0002"]


def test_explorer__all_of_a_listing(pages, a_to_z, desk):
    address = f"{bulk(['all'])}&childOf={a_to_z.pk}"
    assert "3 of the pages" in text(desk.get(address))
    assert asked_of(desk.post(address, form())).items.count() == 3


# The page of a request


@pytest.fixture
def asked(pages: Any, ask: Any) -> ReReviewRequest:
    return ask()


def test_progress__is_told_to_a_script(asked, desk, monkeypatch):
    monkeypatch.setattr("headhealth.admin.re_review_views.SECONDS", 0)
    answer = desk.post(url("work", asked.pk), headers=JSON).json()
    assert answer == {"total": 3, "done": 1, "left": 2, "text": "1 of 3 done"}
    page = text(desk.get(url("show", asked.pk)))
    assert '<progress class="hh-work__bar" max="3" value="1"' in page
    assert "1 of 3 done" in page


def test_without_script__a_form_goes_on(asked, desk):
    assert desk.post(url("work", asked.pk)).url == url("show", asked.pk)
    page = text(desk.get(url("show", asked.pk)))
    assert "Reviews were asked for of 3 pages." in page
    assert "0 have been reviewed since." in page
    assert 'data-controller="hh-re-review"' not in page


def test_failure__is_shown_and_tried_again(asked, desk):
    work_on(asked, seconds=60)
    asked.items.filter(title="Condition 0001").update(state="failed", error="The disk is full.")
    page = text(desk.get(url("show", asked.pk), {"state": "failed"}))
    assert "The disk is full." in page
    assert "Condition 0002" not in page
    assert "Try 1 again that failed" in page
    desk.post(url("retry", asked.pk))
    work_on(asked, seconds=60)
    assert asked.progress.failed == 0


def test_withdrawal__asks_once_more(asked, desk, pages):
    work_on(asked, seconds=60)
    assert "3 pages that nobody has reviewed yet" in text(desk.get(url("withdraw", asked.pk)))
    desk.post(url("withdraw", asked.pk))
    assert "Withdrawing" in text(desk.get(url("show", asked.pk)))
    desk.post(url("work", asked.pk))
    assert "The request was withdrawn for 3 pages." in text(desk.get(url("show", asked.pk)))
    assert not pages[0].workflow_in_progress
    assert "withdrawn before" in text(desk.post(url("withdraw", asked.pk), follow=True))


def test_list__shows_how_many_were_reviewed(asked, desk):
    page = text(desk.get(url("list")))
    assert "What cites “Old guideline”" in page
    assert "0 of 3" in page
    assert "Requests for review" in text(desk.get(reverse("wagtailadmin_home")))


def test_empty_list__says_how_to_ask(desk):
    assert "Nobody has asked for a review yet." in text(desk.get(url("list")))
    searched = text(desk.get(url("list"), {"q": "metformin"}))
    assert "No request for review has these words." in searched


def test_editors__see_it_and_cannot_ask(asked, editor, client_of, source):
    desk = client_of(editor)
    page = text(desk.get(url("show", asked.pk)))
    assert "Continue" not in page
    assert "Withdraw" not in page
    for address in (url("ask"), bulk([1])):
        assert desk.get(address).status_code == 302
    for name in ("work", "retry", "withdraw"):
        assert desk.post(url(name, asked.pk)).status_code == 302
    assert asked.progress.waiting == 3


def test_reviewers__may_ask(asked, reviewer, client_of):
    client_of(reviewer).post(url("work", asked.pk))
    assert asked.progress.asked == 3
