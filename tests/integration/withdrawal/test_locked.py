"""What is locked for editing can be taken away from readers all the same, and stays away."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.models import APIToken

from headhealth.models import ContentWithdrawal
from headhealth.withdrawal.withdraw import withdraw
from tests import factories
from tests.integration.gate.snippet_doors import symptom_url
from tests.integration.reader_forms.filling_in import soup

REASON = "The dose is dangerous."
LOCKS = ["schedule", "schedule that is due", "person", "review"]


def stored(obj: Any) -> Any:
    return type(obj)._default_manager.get(pk=obj.pk)


def locked(obj: Any, lock: str, editor: Any, reviewer: Any) -> Any:
    """``obj``, which is live, as ``lock`` keeps everybody from editing it."""
    if lock == "review":
        factories.submit(obj, user=editor)
    elif lock == "person":
        obj.locked, obj.locked_by, obj.locked_at = True, editor, timezone.now()
        obj.save()
    else:
        tomorrow = timezone.now() + timedelta(days=1)
        obj.go_live_at = tomorrow
        factories.published(obj, author=editor, approver=reviewer)
        if lock == "schedule that is due":
            stored(obj).revisions.filter(approved_go_live_at=tomorrow).update(
                approved_go_live_at=timezone.now() - timedelta(hours=1)
            )
    obj = stored(obj)
    assert obj.live
    assert obj.get_lock() is not None
    return obj


def unpublish(page: Any, user: Any, client: Client) -> Any:
    return client.post(
        reverse("wagtailadmin_pages:unpublish", args=[page.pk]), {"reason": REASON}, follow=True
    )


def bulk(page: Any, user: Any, client: Client, **answers: str) -> Any:
    action = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
    return client.post(f"{action}?id={page.pk}&next=/admin/", {"reason": REASON, **answers})


def bulk_from_above(page: Any, user: Any, client: Client) -> Any:
    return bulk(page.get_parent(), user, client, include_descendants="on")


def unpublish_from_above(page: Any, user: Any, client: Client) -> Any:
    url = reverse("wagtailadmin_pages:unpublish", args=[page.get_parent().pk])
    return client.post(url, {"reason": REASON, "include_descendants": "on"})


def code(page: Any, user: Any, client: Client) -> Any:
    withdraw(page, reason=REASON, user=user)


def comes_back(obj: Any) -> bool:
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        call_command("publish_scheduled")
    return stored(obj).live


@pytest.mark.parametrize("lock", LOCKS)
@pytest.mark.parametrize("door", [unpublish, bulk, bulk_from_above, unpublish_from_above, code])
def test_page__is_withdrawn(door, lock, live, editor, reviewer, publisher, client_of, client):
    page = locked(live, lock, editor, reviewer)
    door(page, publisher, client_of(publisher))
    assert client.get(page.url).status_code == 410
    assert ContentWithdrawal.objects.for_object(page).count() == 1
    assert not comes_back(page)


@pytest.mark.parametrize("lock", LOCKS)
def test_page__is_unpublished_without_a_reason_by_the_api(
    lock, live, editor, reviewer, publisher, client
):
    page = locked(live, lock, editor, reviewer)
    token = APIToken.create_token(user=publisher, name="unpublish")[1]
    response = client.post(
        reverse("wagtailapi_v3:pages_actions_unpublish", kwargs={"page_id": page.pk}),
        headers={"authorization": f"Bearer {token}"},
        content_type="application/json",
    )
    assert response.status_code == 200
    assert not stored(page).live
    assert not comes_back(page)


@pytest.mark.parametrize("lock", LOCKS)
def test_editor__offers_it_to_those_who_may(lock, live, editor, reviewer, publisher, client_of):
    page = locked(live, lock, editor, reviewer)
    address = reverse("wagtailadmin_pages:unpublish", args=[page.pk])
    for user, is_offered in ((publisher, True), (editor, False), (reviewer, False)):
        html = client_of(user).get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content
        assert (address in html.decode()) == is_offered


def said(client: Client, address: str) -> str:
    return " ".join(soup(client.get(address)).select_one("main").get_text(" ").split())


def is_cancelled(obj: Any) -> str:
    """What is said of the schedule of ``obj``."""
    revision = stored(obj).revisions.get(approved_go_live_at__isnull=False)
    date = date_format(timezone.localtime(revision.approved_go_live_at), "j F Y, H:i")
    return (
        f"The version that was to be published on {date} will not be published: unpublishing "
        "cancels its schedule. The draft keeps that day, and is scheduled for it again when "
        "somebody publishes or approves it."
    )


def test_confirmation__says_that_the_schedule_is_cancelled(
    live, editor, reviewer, publisher, client_of
):
    client = client_of(publisher)
    address = reverse("wagtailadmin_pages:unpublish", args=[live.pk])
    assert "schedule" not in said(client, address)
    locked(live, "schedule", editor, reviewer)
    assert is_cancelled(live) in said(client, address)


@pytest.mark.parametrize("door", ["unpublish", "bulk", "snippet"])
def test_confirmation__says_that_a_review_goes_on(
    door, live, editor, reviewer, publisher, client_of
):
    """It publishes again what was taken away. Only a reason keeps it away until then."""
    client, obj = client_of(publisher), live
    address = reverse("wagtailadmin_pages:unpublish", args=[live.pk])
    if door == "bulk":
        action = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
        address = f"{action}?id={live.pk}&next=/admin/"
    elif door == "snippet":
        obj = factories.published(factories.SymptomFactory(name="Aura"), approver=reviewer)
        address = symptom_url("unpublish", obj.pk)
    text = said(client, address)
    assert "It is in review" not in text
    assert ("comes back only after a new review of the whole page" in text) is (door != "snippet")
    locked(obj, "review", editor, reviewer)
    assert "It is in review, and unpublishing does not end that: when it is approved" in said(
        client, address
    )


def test_confirmation_of_a_snippet__says_that_the_schedule_is_cancelled(
    editor, reviewer, publisher, client_of
):
    symptom = factories.published(factories.SymptomFactory(name="Aura"), approver=reviewer)
    client = client_of(publisher)
    address = symptom_url("unpublish", symptom.pk)
    assert "schedule" not in said(client, address)
    locked(symptom, "schedule", editor, reviewer)
    assert is_cancelled(symptom) in said(client, address)


def test_confirmation_of_a_draft__says_nothing_of_its_schedule(
    editor, reviewer, publisher, client_of
):
    """Nothing is done to what is not live."""
    symptom = factories.SymptomFactory(name="Aura", live=False)
    symptom.go_live_at = timezone.now() + timedelta(days=1)
    factories.published(symptom, author=editor, approver=reviewer)
    client = client_of(publisher)
    address = symptom_url("unpublish", symptom.pk)
    assert "cancels its schedule" not in said(client, address)
    client.post(address)
    assert comes_back(symptom)


def test_confirmation_of_several__says_which_schedules_are_cancelled(
    a_to_z, live, editor, reviewer, publisher, client_of
):
    others = [
        factories.published(
            factories.ConditionPageFactory(parent=a_to_z, title=title),
            author=editor,
            approver=reviewer,
        )
        for title in ("Gout", "Mumps")
    ]
    client = client_of(publisher)
    action = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
    address = f"{action}?{'&'.join(f'id={page.pk}' for page in (live, *others))}"
    with CaptureQueriesContext(connection) as before:
        assert "schedule" not in said(client, address)
    locked(others[0], "schedule", editor, reviewer)
    with CaptureQueriesContext(connection) as after:
        answer = client.get(address)
    told = [" ".join(item.get_text(" ").split()) for item in soup(answer).select("main li")]
    assert f"Gout {is_cancelled(others[0])}" in told
    assert {live.title, "Mumps"} <= set(told)
    for captured in (before, after):
        assert sum("approved_go_live_at" in query["sql"] for query in captured) == 1


@pytest.mark.parametrize("lock", [*LOCKS, "no record"])
def test_lists__offer_it_to_those_who_may(lock, live, editor, reviewer, publisher, client_of):
    """Whatever was approved of the page, or was not."""
    if lock == "no record":
        page = factories.ConditionPageFactory(parent=live.get_parent(), title="Raw", live=False)
        type(page).objects.filter(pk=page.pk).update(live=True)
        page = stored(page)
    else:
        page = locked(live, lock, editor, reviewer)
    page.summary = "Nobody approved this."
    page.save_revision(user=editor)
    address = reverse("wagtailadmin_pages:unpublish", args=[page.pk])
    action = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
    explorer = reverse("wagtailadmin_explore", args=[page.get_parent().pk])
    for user, is_offered in ((publisher, True), (editor, False), (reviewer, False)):
        client = client_of(user)
        assert (address in client.get(explorer).content.decode()) == is_offered
        asked = soup(client.get(f"{action}?id={page.pk}"))
        assert bool(asked.select("main form")) == is_offered


@pytest.mark.parametrize("lock", LOCKS)
@pytest.mark.parametrize("user", ["editor", "reviewer"])
def test_page__is_not_for_everybody_to_withdraw(
    user, lock, live, editor, reviewer, client_of, request
):
    user = request.getfixturevalue(user)
    page = locked(live, lock, editor, reviewer)
    for door in (unpublish, bulk, bulk_from_above):
        door(page, user, client_of(user))
    assert stored(page).live


@pytest.mark.parametrize("lock", LOCKS)
def test_snippet__is_unpublished(lock, editor, reviewer, publisher, client_of):
    symptom = factories.published(factories.SymptomFactory(name="Aura"), approver=reviewer)
    symptom = locked(symptom, lock, editor, reviewer)
    client = client_of(publisher)
    address = symptom_url("unpublish", symptom.pk)
    menu = BeautifulSoup(client.get(symptom_url("edit", symptom.pk)).content, "html.parser")
    assert menu.select(f'footer a[href="{address}"]')
    client.post(address)
    assert not stored(symptom).live
    assert not comes_back(symptom)


@pytest.mark.parametrize("lock", LOCKS)
def test_snippet__is_withdrawn(lock, editor, reviewer, publisher):
    symptom = factories.published(factories.SymptomFactory(name="Aura"), approver=reviewer)
    symptom = locked(symptom, lock, editor, reviewer)
    withdraw(symptom, reason=REASON, user=publisher)
    assert not stored(symptom).live
    assert not comes_back(symptom)


def test_confirmation_of_several__tells_drafts_from_what_is_not_allowed(
    live, a_to_z, publisher, editor, client_of
):
    draft = factories.ConditionPageFactory(parent=a_to_z, title="Vertigo")
    action = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
    url = f"{action}?id={live.pk}&id={draft.pk}&next=/admin/"
    text = said(client_of(publisher), url)
    assert "These pages are not published: Vertigo" in text
    assert "You don't have permission" not in text
    text = said(client_of(editor), url)
    assert "These pages are not published: Vertigo" in text
    assert "You don't have permission to unpublish this page Migraine" in text
