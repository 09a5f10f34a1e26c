"""The explorer shows when pages are due, wherever their children are health content."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from headhealth.models import ReviewClock
from headhealth.review.reviewed_object import content_type_of
from headhealth.site_calendar import site_day
from tests import factories
from tests.integration.reader_forms.filling_in import soup


def due_in(days: int, **fields: Any) -> dict[str, Any]:
    due_on = site_day() + timedelta(days=days)
    reviewed_on = due_on - timedelta(days=700)
    return {
        "due_on": due_on,
        "due_soon_on": due_on - timedelta(days=60),
        "reviewed_on": reviewed_on,
        **fields,
    }


def clock(page: Any, **fields: Any) -> None:
    """Give ``page`` a clock, as publishing it would."""
    ReviewClock.objects.create(
        content_type=content_type_of(type(page)),
        object_id=str(page.pk),
        title=page.title,
        tier=page.risk_tier,
        **fields,
    )


@pytest.fixture
def shelf(a_to_z, editor):
    """Pages of two types in several states, and a draft, which is due at no time."""
    late = factories.ConditionPageFactory(parent=a_to_z, title="Late", risk_tier="high")
    fine = factories.TreatmentPageFactory(parent=a_to_z, title="Fine")
    soon = factories.ConditionPageFactory(parent=a_to_z, title="Soon")
    factories.ConditionPageFactory(parent=a_to_z, title="Draft", risk_tier="high")
    clock(late, **due_in(-3))
    clock(fine, **due_in(500, is_changed_since=True))
    clock(soon, **due_in(20))
    return a_to_z


@pytest.fixture
def explore(shelf, client_of, editor):
    def listing(**query: Any) -> Any:
        return client_of(editor).get(reverse("wagtailadmin_explore", args=[shelf.pk]), query)

    return listing


def titles(response: Any) -> list[str]:
    return [page.title for page in response.context["object_list"]]


def row(response: Any, title: str) -> str:
    """What the list says of a page."""
    rows = [" ".join(tag.get_text(" ").split()) for tag in soup(response).select("main tbody tr")]
    return next(text for text in rows if title in text)


def test_explorer__shows_when_each_page_is_due(explore):
    response = explore()
    assert "Overdue" in row(response, "Late") and "3 days late" in row(response, "Late")
    assert "Due soon" in row(response, "Soon") and "in 20 days" in row(response, "Soon")
    assert "Up to date Changed since review" in row(response, "Fine")
    assert "late" not in row(response, "Draft") and "review" not in row(response, "Draft")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"ordering": "review_due_on"}, ["Late", "Soon", "Fine", "Draft"]),
        ({"ordering": "-review_due_on"}, ["Fine", "Soon", "Late", "Draft"]),
        ({"review_state": "overdue"}, ["Late"]),
        ({"review_state": ["due-soon", "changed"], "ordering": "title"}, ["Fine", "Soon"]),
        ({"review_state": "in-review"}, []),
        ({"risk_tier": "high", "ordering": "title"}, ["Draft", "Late"]),
        ({"review_due_to": "2999-01-01", "ordering": "review_due_on"}, ["Late", "Soon", "Fine"]),
        ({"review_due_from": "2999-01-01"}, []),
        ({"q": "Late", "review_state": "overdue"}, ["Late"]),
        ({"q": "Soon", "review_state": "overdue"}, []),
        ({"q": "Late", "ordering": "review_due_on"}, ["Late"]),
        ({"q": "Late", "risk_tier": "high", "ordering": "-review_due_on"}, ["Late"]),
        ({"review_state": "x", "risk_tier": "x", "review_due_from": "9999-99-99"}, None),
    ],
    ids=str,
)
def test_explorer__is_sorted_and_narrowed(query, found, explore):
    response = explore(**query)
    assert response.status_code == 200
    assert found is None or titles(response) == found


def test_list_of_one_type__has_the_same(shelf, client_of, editor):
    url = reverse("wagtailadmin_pages:type_use", args=["headhealth", "conditionpage"])
    response = client_of(editor).get(url, {"review_state": ["overdue", "due-soon"]})
    assert sorted(titles(response)) == ["Late", "Soon"]
    assert "3 days late" in row(response, "Late")


def test_explorer__above_other_pages_is_wagtails_own(shelf, home, client_of, superuser):
    response = client_of(superuser).get(reverse("wagtailadmin_explore", args=[home.pk]))
    assert "review_state" not in response.content.decode()
