"""The screen on which something is published urgently: who reaches it, and what it asks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from headhealth.admin.urgent_views import publish_urgently_url
from headhealth.models import ConditionPage, EmergencyPublication
from headhealth.workflow.emergency import publish_urgently
from tests import factories
from tests.integration.admin.page_forms import condition_form
from tests.integration.gate.reading import read, told
from tests.integration.gate.snippet_doors import symptom_form, symptom_url

REASON = "The dose on the page is ten times too high."
ITEM = "Publish urgently…"


@pytest.fixture
def changed(live: ConditionPage, editor: Any) -> ConditionPage:
    live.summary = "Take half of it."
    live.save_revision(user=editor)
    return stored(live)


def stored(page: Any) -> Any:
    return type(page)._default_manager.get(pk=page.pk)


def edit_url(page: Any) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def answers(obj: Any, **given: str) -> dict[str, str]:
    digest = factories.digest_shown(stored(obj).get_latest_revision_as_object())
    return {"reason": REASON, "understood": "on", "digest": digest, **given}


def item(response: Any) -> Any:
    """The item of the action menu, a link or a button; None where it is not offered."""
    soup = BeautifulSoup(response.content, "html.parser")
    return soup.find(lambda tag: tag.name in ("a", "button") and tag.get_text(strip=True) == ITEM)


def test_confirming__publishes_and_says_what_follows(changed, client_of, publisher):
    client = client_of(publisher)
    response = client.post(publish_urgently_url(changed), answers(changed))
    assert response.url == edit_url(changed)
    assert "says that it awaits its review, which is due by" in told(response)
    assert "Take half of it." in read(changed)
    assert EmergencyPublication.objects.get().reason == REASON


def test_screen__says_which_version_what_changes_and_what_happens(changed, client_of, publisher):
    text = told(client_of(publisher).get(publish_urgently_url(changed)))
    assert "the version that editor saved on" in text
    assert "Most headaches pass without treatment Take half of it" in text
    assert "Every medical reviewer is told by mail" in text
    assert "Its review is due by" in text
    assert not EmergencyPublication.objects.exists()


def test_screen__shows_what_differs_from_what_readers_see(changed, client_of, publisher):
    """Not from what was approved last, which they see no more."""
    user = publisher
    given = answers(changed)
    publish_urgently(obj=changed, user=user, reason=REASON, digest=given["digest"])
    page = stored(changed)
    page.title = "Migraine and aura"
    page.save_revision(user=user)
    text = told(client_of(user).get(publish_urgently_url(page)))
    assert "and aura" in text
    assert "Most headaches pass" not in text


def test_screen__of_a_new_page_says_that_all_is_new(draft, editor, client_of, publisher):
    draft.save_revision(user=editor)
    assert "all of it is new to them" in told(client_of(publisher).get(publish_urgently_url(draft)))


def test_screen__shows_what_a_reviewer_asked_for(changed, editor, reviewer, client_of, publisher):
    state = changed.get_workflow().start(changed, editor).current_task_state
    state.task.specific.on_action(state, reviewer, "reject", comment="Name the source.")
    assert "Name the source." in told(client_of(publisher).get(publish_urgently_url(changed)))


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"reason": ""}, "Say why it cannot wait."),
        ({"reason": "do it"}, "at least 10 characters"),
        ({"reason": "typographical"}, "Enter a reason of at least two words."),
        ({"reason": "do it " * 401}, "at most 2000 characters"),
        ({"understood": ""}, "Tick to confirm."),
        ({"digest": ""}, "The content changed"),
        ({"digest": "x\x00🤕"}, "The content changed"),
        ({"reason": "\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c"}, ""),
    ],
    ids=[
        "no reason",
        "too short",
        "one word",
        "too long",
        "not ticked",
        "no version",
        "odd",
        "controls",
    ],
)
def test_unusable_answers__publish_nothing(given, complaint, changed, client_of, publisher):
    response = client_of(publisher).post(publish_urgently_url(changed), answers(changed, **given))
    assert response.status_code == 200
    assert complaint in told(response)
    assert not EmergencyPublication.objects.exists()


def test_version_that_changed_meanwhile__is_shown_and_confirmed_anew(
    changed, client_of, publisher, editor
):
    client = client_of(publisher)
    given = answers(changed)
    page = changed.get_latest_revision_as_object()
    page.summary = "Take a third of it."
    page.save_revision(user=editor)
    response = client.post(publish_urgently_url(changed), given)
    text = told(response)
    assert "The content changed after you had opened this" in text
    assert "Take a third of it" in text
    soup = BeautifulSoup(response.content, "html.parser")
    # What was typed is kept; the tick was for another version.
    assert soup.find("textarea", {"name": "reason"}).text.strip() == REASON
    assert not soup.find("input", {"name": "understood"}).has_attr("checked")
    digest = soup.find("input", {"name": "digest"})["value"]
    client.post(publish_urgently_url(changed), {**given, "digest": digest})
    assert "Take a third of it." in read(changed)


def test_typed_text__is_saved_and_is_what_is_asked_about(live, client_of, publisher):
    client = client_of(publisher)
    form = condition_form(live, summary="Take half of it.", **{"action-publish-urgently": "1"})
    response = client.post(edit_url(live), form)
    assert response.url == publish_urgently_url(live)
    assert "Take half of it." not in read(live)
    assert "Take half of it" in told(client.get(response.url))


def test_text_that_cannot_be_saved__stays_in_the_editor(live, client_of, publisher):
    form = condition_form(live, title="", **{"action-publish-urgently": "1"})
    response = client_of(publisher).post(edit_url(live), form)
    assert response.status_code == 200
    assert "could not be saved" in told(response)


def test_menu__offers_it_last_and_to_those_who_may(changed, client_of, publisher, editor):
    response = client_of(publisher).get(edit_url(changed))
    button = item(response)
    assert (button.name, button["name"]) == ("button", "action-publish-urgently")
    assert button.find_all_next("button", {"name": "action-publish"}) == []
    assert item(client_of(editor).get(edit_url(changed))) is None


def test_menu__leads_there_where_a_review_locks_the_page(changed, client_of, publisher, editor):
    changed.get_workflow().start(changed, editor)
    response = client_of(publisher).get(edit_url(changed))
    link = item(response)
    assert (link.name, link["href"]) == ("a", publish_urgently_url(changed))
    # Beside the menu stands what a click does: nothing.
    assert told(response).index("Page locked") < told(response).index(ITEM)


@pytest.mark.parametrize("lock", ["schedule", "person"])
def test_menu__does_not_offer_what_is_refused_where_the_page_is_locked(
    lock, live, client_of, publisher, editor, reviewer
):
    """Once it is open for editing, what was typed is saved and asked about."""
    client, page = client_of(publisher), stored(live)
    if lock == "schedule":
        page.go_live_at = timezone.now() + timedelta(days=1)
        page = factories.published(page, author=editor, approver=reviewer)
        revision = page.scheduled_revision
        route = "revisions_unschedule"
        opening = reverse(f"wagtailadmin_pages:{route}", args=[page.pk, revision.pk])
    else:
        page.locked, page.locked_by, page.locked_at = True, editor, timezone.now()
        page.save()
        opening = reverse("wagtailadmin_pages:unlock", args=[page.pk])
    response = client.get(edit_url(page))
    assert item(response) is None
    # What the message about the lock offers.
    assert opening in response.content.decode()
    assert client.get(publish_urgently_url(page)).url == edit_url(page)
    client.post(opening)
    assert item(client.get(edit_url(page))).name == "button"
    form = condition_form(page, summary="Take half.", **{"action-publish-urgently": "1"})
    screen = client.post(edit_url(page), {**form, "go_live_at": ""}).url
    assert "Take half" in told(client.get(screen))
    client.post(screen, answers(page))
    assert "Take half." in read(page)


def test_screen__says_that_a_scheduled_page_has_to_be_taken_out_of_its_schedule(
    live, client_of, publisher, editor, reviewer
):
    live.summary, live.go_live_at = "Take half.", timezone.now() + timedelta(days=1)
    page = factories.published(live, author=editor, approver=reviewer)
    response = client_of(publisher).get(publish_urgently_url(page))
    assert "Cancel its schedule, take the day out, and save it." in told(response)


def test_menu__has_nothing_for_what_does_not_exist_yet(a_to_z, client_of, publisher):
    add = reverse("wagtailadmin_pages:add", args=["headhealth", "conditionpage", a_to_z.pk])
    assert item(client_of(publisher).get(add)) is None


def test_nothing_new__is_said_in_the_editor(live, client_of, publisher):
    response = client_of(publisher).get(publish_urgently_url(live))
    assert response.url == edit_url(live)
    assert "Readers see this version already." in told(response)


@pytest.mark.parametrize("user", ["editor", "reviewer"])
def test_screen__is_not_for_everybody(user, changed, client_of, request):
    client = client_of(request.getfixturevalue(user))
    for response in (
        client.get(publish_urgently_url(changed)),
        client.post(publish_urgently_url(changed), answers(changed)),
    ):
        assert response.status_code == 302
        assert response.url == reverse("wagtailadmin_home")
    assert not EmergencyPublication.objects.exists()


@pytest.mark.parametrize(
    "address",
    ["headhealth/conditionpage/999999", "headhealth/conditionpage/x", "no/such/1",
     "headhealth/source/1", "wagtailcore/page/1", "headhealth/conditionpage/🤕"],
)  # fmt: skip
def test_unknown_address__is_not_found(address, client_of, superuser, db):
    response = client_of(superuser).get(f"/admin/headhealth/urgent/{address}/")
    assert response.status_code == 404


def test_snippet__is_saved_asked_about_and_published(db, client_of, publisher, editor, reviewer):
    symptom = factories.published(factories.SymptomFactory(name="Aura"))
    client = client_of(publisher)
    form = symptom_form(description="Lights that move.", **{"action-publish-urgently": "1"})
    response = client.post(symptom_url("edit", symptom.pk), form)
    assert response.url == publish_urgently_url(symptom)
    assert "Lights that move" in told(client.get(response.url))
    client.post(response.url, answers(symptom))
    assert stored(symptom).description == "Lights that move."
    button = item(client.get(symptom_url("edit", symptom.pk)))
    assert button.name == "a"


def test_reviewer__is_told_in_the_review(changed, client_of, publisher, reviewer):
    publish_urgently(obj=changed, user=publisher, reason=REASON, digest=answers(changed)["digest"])
    state = stored(changed).current_workflow_task_state
    for action in ("approve", "reject"):
        url = reverse("wagtailadmin_pages:workflow_action", args=[changed.pk, action, state.pk])
        text = told(client_of(reviewer).get(url, headers={"x-requested-with": "XMLHttpRequest"}))
        assert "readers see it already" in text
        assert REASON in text
