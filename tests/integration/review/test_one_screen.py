"""A screen looks records up once; no decision goes by what a screen remembers."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.template import engines
from django.template.response import SimpleTemplateResponse
from django.test import RequestFactory
from django.urls import reverse
from django.views import View
from wagtail.models import Page

from headhealth.admin.one_screen_view import OneScreenMixin
from headhealth.models import ConditionPage, MedicalReview
from headhealth.review.authority import record_that_allows
from headhealth.review.one_screen import afresh, once, one_screen
from headhealth.review.review_required import ReviewRequired
from headhealth.review.version import latest_version, version_of
from tests import factories


class Counter:
    """Says how often it was asked."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, *about: Any) -> int:
        self.times += 1
        return self.times


def test_once__asks_once_for_each_object_of_a_screen(live: ConditionPage):
    count, same = Counter(), ConditionPage.objects.get(pk=live.pk)
    with one_screen({}):
        assert [once(count, live), once(count, same), once(count, live, 1)] == [1, 1, 2]
        assert once(count, ConditionPage()) == 3
        assert once(count, ConditionPage()) == 4
        assert afresh(count, live) == 5
    assert [once(count, live), once(count, live)] == [6, 7]
    with one_screen({}):
        assert once(count, live) == 8


class Screen(OneScreenMixin, View):
    """Asks while it responds, and while it is rendered."""

    def get(self, request: Any) -> HttpResponse:
        once(request.count)
        template = engines["django"].from_string("{{ count }}{{ broken }}")
        shown = {"count": partial(once, request.count), "broken": request.breaks}
        return SimpleTemplateResponse(template, shown)

    def post(self, request: Any) -> HttpResponse:
        return HttpResponse(f"{once(request.count)} {once(request.count)}")


def respond(method: str = "get", breaks: Any = "") -> tuple[Any, Counter]:
    request = getattr(RequestFactory(), method)("/")
    request.count, request.breaks = Counter(), breaks
    return Screen.as_view()(request), request.count


def test_view__shares_what_it_looks_up_until_it_is_rendered():
    response, count = respond()
    assert once(count) == 2, "not while Django goes on to render it"
    response.render()
    assert response.content == b"1"
    assert once(count) == 3


def test_view_that_cannot_be_rendered__leaves_nothing_behind():
    def breaks() -> None:
        raise ValueError

    response, count = respond(breaks=breaks)
    with pytest.raises(ValueError):
        response.render()
    assert once(count) == 2


def test_what_is_sent_to_a_view__is_judged_afresh():
    assert respond("post")[0].content == b"1 2"


def test_publishing_on_a_screen__goes_by_what_is_stored(live: ConditionPage, publisher: Any):
    with one_screen({}):
        assert live.permissions_for_user(publisher).can_publish()
        MedicalReview.objects.get().revoke()
        # What was offered stays offered until the next screen. The act is refused.
        assert live.permissions_for_user(publisher).can_publish()
        assert record_that_allows(version_of(live)) is None
        with pytest.raises(ReviewRequired):
            live.get_latest_revision().publish(user=publisher)
        live.live = False
        live.save()
        live.live = True
        with pytest.raises(ReviewRequired):
            live.save()
    assert not live.permissions_for_user(publisher).can_publish()


def test_approving_on_a_screen__goes_by_who_wrote_it_since(draft: Page, editor: Any, reviewer: Any):
    task_state = factories.submit(draft, user=editor)
    task = task_state.task.specific
    with one_screen({}):
        offered = [name for name, *_ in task.get_actions(draft, reviewer)]
        assert offered == ["reject", "approve"]
        draft.summary = "Words of the reviewer."
        draft.save_revision(user=reviewer)
        with pytest.raises(PermissionDenied, match="you wrote part of it"):
            factories.approve(task_state, user=reviewer)
    assert not MedicalReview.objects.exists()


def test_next_screen__shows_what_changed(live: ConditionPage, publisher: Any, client_of: Any):
    client, url = client_of(publisher), reverse("wagtailadmin_pages:edit", args=[live.pk])
    approver = MedicalReview.objects.get().reviewer_name
    assert approver in client.get(url).content.decode()
    MedicalReview.objects.get().revoke()
    assert approver not in client.get(url).content.decode()


def test_latest_version__is_that_of_the_stored_revision(live: ConditionPage, editor: Any):
    stale = ConditionPage.objects.get(pk=live.pk)
    live.summary = "Newer."
    live.save_revision(user=editor)
    assert latest_version(stale).snapshot["summary"] == "Newer."
    assert latest_version(stale).digest == version_of(factories.latest(live)).digest
