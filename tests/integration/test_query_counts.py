"""How many queries readers, editors and reviewers cost, beside stock Wagtail's where there is one.

Counted with several languages switched on, which costs up to three more than a site in one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowTask

from headhealth.models import ConditionPage
from headhealth.review.review_clock import ReviewClock, set_clocks, set_due_dates
from headhealth.site_calendar import site_day
from tests import factories
from tests.integration.admin.page_forms import condition_form
from tests.integration.pages.reading import PAGE_TYPES, page_maker, public, symptom_entry
from tests.testapp.models import StockConditionPage

READ = 8
"""Site, active language, the page with its ancestors, its specific row, view restrictions, the
page's language, its reviews, and the policy they are under; of a page that has none, whether it was
published urgently. With the page cache on, a worker remembers half of them, the policy too."""
MANY = 30
EDITING = 14
SAVING = 15
REVIEWING = 25
ON_DASHBOARD = 10
"""More than stock Wagtail's, at most. What the records say is read once for a screen; the ledger
is asked about each record, and people are looked up by all their accounts and registrations."""


def queries(request: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        response = request()
    assert response.status_code in (200, 302)
    return len(captured)


def reading(client: Client, page: Page) -> int:
    """The queries of a reader's request when the process is warm."""
    client.get(page.url)
    return queries(lambda: client.get(page.url))


def section(number: int, text: str = "<p>Words.</p>") -> tuple[str, Any]:
    return factories.text_section(f"Heading {number}", text)


# What readers see


@pytest.fixture
def make(home: Page) -> dict[str, Callable[..., Any]]:
    """By kind: a function that makes a public page of it."""
    return {kind: page_maker(home, kind) for kind in PAGE_TYPES}


@pytest.mark.parametrize("kind", PAGE_TYPES)
def test_reviewed_page__has_a_known_cost(kind, make, client):
    page = make[kind]()
    type(page).objects.filter(pk=page.pk).update(live=False)
    page = factories.published(type(page).objects.get(pk=page.pk))
    assert page.review_line
    # The symptoms of a symptom list; the conditions that show a treatment.
    # The ledger is asked about the review.
    assert reading(client, page) == READ + 1 + (kind != "condition")


@pytest.mark.parametrize("length", [5, 100])
def test_condition__costs_the_same_with_any_number_of_blocks(length, make, client):
    page = make["condition"](body=[section(number) for number in range(length)])
    assert reading(client, page) == READ


@pytest.mark.parametrize("length", [1, 100])
def test_symptom_list__costs_the_same_with_any_number_of_entries(length, make, client):
    page = make["symptom_list"](entries=[symptom_entry() for _ in range(length)])
    assert reading(client, page) == READ + 1


@pytest.fixture
def shown(make: dict[str, Callable[..., Any]]) -> dict[str, list[Any]]:
    """Many public things of every kind that a page can show."""
    conditions = [make["condition"]() for _ in range(5)]
    sources = [factories.SourceFactory() for _ in range(MANY)]
    marks = [f'<a linktype="source" id="{source.pk}">[x]</a>' for source in sources]
    links = [f'<a linktype="page" id="{page.pk}">x</a>' for page in conditions]
    return {
        "citations": [section(n, f"<p>It is so. {mark}</p>") for n, mark in enumerate(marks)],
        "links": [section(n, f"<p>{links[n % 5]}</p>") for n in range(MANY)],
        "sources": [("source", source) for source in sources],
        "authors": [("contributor", factories.ContributorFactory()) for _ in range(MANY)],
        "conditions": [("page", page) for page in conditions],
        "treatments": [
            ("page", make["treatment"](how_it_works=f"<p>{link}</p>", benefits=f"<p>{link}</p>"))
            for link in links
        ],
        "symptoms": [
            {"symptom": public(factories.SymptomFactory()), "note": ""} for _ in range(MANY)
        ],
    }


def causes(pages: list[Any]) -> list[Any]:
    items = [{"name": "x", "page": page, "text": "<p>x</p>"} for _kind, page in pages]
    return [("causes", {"heading": "Causes", "aspect": "causes", "intro": "", "causes": items})]


def treatments(chosen: list[Any]) -> list[Any]:
    section_value = {"heading": "Treatments", "aspect": "treatments", "intro": ""}
    return [("treatment_section", {**section_value, "treatments": chosen})]


def symptoms(chosen: list[Any]) -> list[Any]:
    section_value = {"heading": "Symptoms", "aspect": "symptoms", "intro": ""}
    return [("symptom_list", {**section_value, "entries": chosen})]


ON_A_CONDITION = {
    "citations": (lambda items: {"body": items}, 1),
    # The pages, and the active language.
    "links": (lambda items: {"body": items}, 2),
    "sources": (lambda items: {"sources": items}, 1),
    "authors": (lambda items: {"authors": items}, 1),
    # Chosen pages cost one more for all of them: which are private.
    "conditions": (lambda items: {"related_pages": items, "body": causes(items)}, 3),
    "treatments": (lambda items: {"body": treatments(items)}, 4),
    "symptoms": (lambda items: {"body": symptoms(items)}, 1),
}
"""What a condition shows, and what that costs however much of it there is."""


@pytest.mark.parametrize("name", ON_A_CONDITION)
def test_condition__costs_as_much_with_one_as_with_many(name, shown, make, client):
    fields, cost = ON_A_CONDITION[name]
    for amount in (1, MANY):
        page = make["condition"](**fields(shown[name][:amount]))
        assert reading(client, page) == READ + cost


@pytest.mark.parametrize("amount", [1, MANY])
def test_treatment__costs_as_much_with_one_as_with_many(amount, shown, make, client):
    citations, links = (
        "".join(value["text"].source for _kind, value in shown[name][:amount])
        for name in ("citations", "links")
    )
    page = make["treatment"](
        how_it_works=citations,
        benefits=links,
        risks=links,
        **{name: shown[name][:amount] for name in ("sources", "authors", "conditions")},
    )
    assert reading(client, page) == READ + 7


# What editors and reviewers see


@pytest.fixture
def pair(a_to_z: Any, home: Page, editor: Any) -> tuple[Page, Page]:
    """A condition article of ours, and the same as a page type that is stock Wagtail's."""
    content = {
        "summary": "Most headaches pass.",
        "body": [section(number) for number in range(5)],
        "live": False,
    }
    ours = a_to_z.add_child(instance=ConditionPage(title="Ours", slug="ours", **content))
    stock = home.add_child(instance=StockConditionPage(title="Stock", slug="stock", **content))
    for page in (ours, stock):
        page.save_revision(user=editor)
    return ours, stock


@pytest.fixture
def stock_reviewer(home: Page) -> Any:
    """May approve the stock page, and nothing else, as our reviewers may ours."""
    group = Group.objects.create(name="Stock reviewers")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    task = GroupApprovalTask.objects.create(name="Approval")
    task.groups.add(group)
    workflow = Workflow.objects.create(name="Approval")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    workflow.workflow_pages.create(page=home)
    return factories.UserFactory(username="stock_reviewer", groups=[group.name])


def put_live(pair: tuple[Page, Page], editor: Any) -> tuple[Page, Page]:
    """Both public, with a newer draft."""
    ours, stock = pair
    factories.published(ours, author=editor)
    stock.get_latest_revision().publish()
    fresh = tuple(type(page).objects.get(pk=page.pk) for page in pair)
    for page in fresh:
        page.summary = "Changed."
        page.save_revision(user=editor)
    return fresh


def submit(pair: tuple[Page, Page], editor: Any) -> tuple[Page, Page]:
    for page in pair:
        page.get_workflow().start(page, editor)
    return pair


def editing(client: Client, page: Page) -> int:
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    client.get(url)
    return queries(lambda: client.get(url))


@pytest.mark.parametrize("user", ["editor", "publisher", "superuser"])
@pytest.mark.parametrize("state", [None, put_live, submit], ids=["draft", "live", "in_review"])
def test_editor__costs_hardly_more_than_stock_wagtails(state, user, pair, request, client_of):
    editor = request.getfixturevalue("editor")
    ours, stock = state(pair, editor) if state else pair
    client = client_of(request.getfixturevalue(user))
    assert editing(client, ours) <= editing(client, stock) + EDITING


def test_editor__costs_a_reviewer_hardly_more_than_stock_wagtails(
    pair, editor, reviewer, stock_reviewer, client_of
):
    ours, stock = submit(pair, editor)
    stock_cost = editing(client_of(stock_reviewer), stock)
    assert editing(client_of(reviewer), ours) <= stock_cost + REVIEWING


@pytest.mark.parametrize("headers", [{}, {"accept": "application/json"}], ids=["save", "autosave"])
@pytest.mark.parametrize("state", [None, put_live], ids=["draft", "live"])
def test_saving__costs_hardly_more_than_stock_wagtails(state, headers, pair, editor, client_of):
    client = client_of(editor)

    def saving(page: Page) -> int:
        url = reverse("wagtailadmin_pages:edit", args=[page.pk])
        form = condition_form(page, summary="First.")
        response = client.post(url, form, headers=headers)
        if headers:
            form["overwrite_revision_id"] = response.json()["revision_id"]
        return queries(lambda: client.post(url, {**form, "summary": "Second."}, headers=headers))

    ours, stock = state(pair, editor) if state else pair
    assert saving(ours) <= saving(stock) + SAVING


@pytest.mark.parametrize("user", ["editor", "publisher", "superuser"])
def test_explorer__lists_50_reviewed_pages_like_any(user, a_to_z, home, editor, request, client_of):
    plain = home.add_child(instance=StockConditionPage(title="Plain", summary="x"))
    for number in range(50):
        ours = a_to_z.add_child(instance=ConditionPage(title=f"{number}", summary="x", live=False))
        stock = plain.add_child(
            instance=StockConditionPage(title=f"{number}", summary="x", live=False)
        )
        for page in (ours, stock):
            page.save_revision(user=editor, clean=False)
            if number % 2:
                type(page).objects.filter(pk=page.pk).update(live=True)
    set_clocks()
    client = client_of(request.getfixturevalue(user))

    def listing(parent: Page) -> int:
        url = reverse("wagtailadmin_explore", args=[parent.pk])
        client.get(url)
        return queries(lambda: client.get(url))

    # One for the clocks of all of them.
    assert listing(a_to_z) <= listing(plain) + 1


def test_change_of_policy__costs_the_same_for_any_number(a_to_z):
    def following(count: int) -> int:
        pages = [factories.ConditionPageFactory(parent=a_to_z) for _ in range(count)]
        ConditionPage.objects.filter(pk__in=[page.pk for page in pages]).update(live=True)
        set_clocks()
        ReviewClock.objects.update(reviewed_on=site_day(), due_on=None)
        with CaptureQueriesContext(connection) as captured:
            set_due_dates()
        assert not ReviewClock.objects.filter(due_on=None).exists()
        return len(captured)

    following(1)
    assert following(1) == following(10)


def test_dashboard__costs_a_reviewer_the_same_for_any_number(
    a_to_z, home, editor, reviewer, stock_reviewer, client_of
):
    """Stock Wagtail's costs more queries for each review."""

    def dashboard(user: Any) -> int:
        client, url = client_of(user), reverse("wagtailadmin_home")
        client.get(url)
        return queries(lambda: client.get(url))

    def add_waiting(count: int) -> None:
        for _ in range(count):
            ours = factories.ConditionPageFactory(parent=a_to_z)
            stock = home.add_child(instance=StockConditionPage(title=ours.title, live=False))
            for page in (ours, stock):
                page.save_revision(user=editor, clean=False)
                page.get_workflow().start(page, editor)

    add_waiting(2)
    few = dashboard(reviewer)
    assert few <= dashboard(stock_reviewer) + ON_DASHBOARD
    add_waiting(18)
    assert dashboard(reviewer) == few < dashboard(stock_reviewer)
