"""The database ends what a person does, as another person saves the same: they can try again."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import OperationalError
from django.urls import reverse
from wagtail.models import TaskState

from headhealth.admin.urgent_views import publish_urgently_url
from headhealth.models import ConditionPage, EmergencyPublication, MedicalReview
from headhealth.review.one_act import ActInterrupted, one_act
from tests import factories
from tests.integration.admin.page_forms import condition_form
from tests.integration.bad_input.reading import messages_in

BUSY = "Another person is saving this at the same time."


class Deadlock(Exception):
    """As psycopg raises it."""

    sqlstate = "40P01"


def deadlock(*args: Any, **kwargs: Any) -> None:
    raise OperationalError("deadlock detected") from Deadlock()


@pytest.fixture
def ends(monkeypatch: Any) -> Any:
    """Lets the database end what calls the function of that name, at every attempt."""
    return lambda name: monkeypatch.setattr(f"headhealth.{name}", deadlock)


@pytest.fixture
def waiting(draft: ConditionPage, editor: Any) -> TaskState:
    return factories.submit(draft, user=editor)


def url_of(view: str, page: Any, *args: Any) -> str:
    return reverse(f"wagtailadmin_pages:{view}", args=[page.pk, *args])


def test_approval__keeps_the_answers(waiting, draft, reviewer, client_of, ends):
    ends("workflow.approval.record_medical_review")
    answers = factories.checklist(waiting, comment="Well written.")
    response = client_of(reviewer).post(
        url_of("workflow_action", draft, "approve", waiting.pk),
        answers,
        headers={"x-requested-with": "XMLHttpRequest"},
    )
    html = response.json()["html"]
    assert BUSY in html
    assert "Well written." in html
    assert not MedicalReview.objects.exists()


def test_approval_in_the_editor__stays_there(waiting, draft, reviewer, client_of, ends):
    ends("workflow.approval.record_medical_review")
    answers = json.dumps(factories.checklist(waiting))
    form = condition_form(
        draft,
        **{
            "action-workflow-action": "1",
            "workflow-action-name": "approve",
            "workflow-action-extra-data": answers,
        },
    )
    response = client_of(reviewer).post(url_of("edit", draft), form, follow=True)
    assert f"{BUSY} Nothing was approved or published. Try again." in messages_in(response)
    assert response.redirect_chain == [(url_of("edit", draft), 302)]
    assert not MedicalReview.objects.exists()


def test_saving_a_draft__keeps_what_was_typed(draft, editor, client_of, ends):
    ends("review.medically_reviewed.note_revision")
    url, form = url_of("edit", draft), condition_form(draft, summary="Typed.")
    response = client_of(editor).post(url, form)
    assert response.status_code == 409
    assert f"{BUSY} Nothing was changed. Try again." in messages_in(response)
    assert "Typed." in response.content.decode()
    assert not draft.revisions.exists()


def test_publishing_in_the_editor__saves_nothing(live, publisher, client_of, ends):
    ends("review.write_scope._judge")
    revisions = live.revisions.count()
    form = condition_form(live, slug="elsewhere", **{"action-publish": "1"})
    response = client_of(publisher).post(url_of("edit", live), form)
    assert response.status_code == 409
    html = response.content.decode()
    assert f"{BUSY} Nothing was changed. Try again." in html
    assert "elsewhere" in html
    assert live.revisions.count() == revisions


def test_autosave__is_told(draft, editor, client_of, ends):
    ends("review.medically_reviewed.note_revision")
    response = client_of(editor).post(
        url_of("edit", draft),
        condition_form(draft, summary="Typed."),
        headers={"accept": "application/json"},
    )
    assert response.json()["error_message"].startswith(BUSY)


@pytest.mark.parametrize("view", ["unpublish", "delete"])
def test_taking_away__keeps_the_reason(view, live, superuser, client_of, ends):
    ends("withdrawal.withdraw.record_act")
    response = client_of(superuser).post(url_of(view, live), {"reason": "It is wrong."})
    assert response.status_code == 409
    assert BUSY in messages_in(response)
    assert "It is wrong." in response.content.decode()
    assert ConditionPage.objects.get(pk=live.pk).live


def test_new_address_of_an_a_to_z__can_be_tried_again(a_to_z, superuser, client_of, monkeypatch):
    monkeypatch.setattr(type(a_to_z), "save_revision", deadlock)
    form = {"title": a_to_z.title, "slug": "renamed", "listed_type": a_to_z.listed_type}
    counts = {f"comments-{name}_FORMS": 0 for name in ("TOTAL", "INITIAL")}
    response = client_of(superuser).post(url_of("edit", a_to_z), {**form, **counts})
    assert response.status_code == 409
    assert BUSY in messages_in(response)


def test_urgent_publication__keeps_the_reason(live, editor, superuser, client_of, ends):
    live.summary = "Take half of it."
    live.save_revision(user=editor)
    url = publish_urgently_url(live)
    client = client_of(superuser)
    digest = client.get(url).context["form"].initial["digest"]
    ends("workflow.emergency.record_act")
    reason = "The dose is ten times too high."
    answers = {"reason": reason, "digest": digest, "understood": "on"}
    html = client.post(url, answers).content.decode()
    assert BUSY in html
    assert reason in html
    assert not EmergencyPublication.objects.exists()


# What only asks meets nobody


def test_reason_of_a_refusal__waits_for_no_act(waiting, draft, editor, client_of, ends):
    ends("workflow.approval.lock_with_dependents")
    url = url_of("workflow_action", draft, "approve", waiting.pk)
    response = client_of(editor).get(url, headers={"x-requested-with": "XMLHttpRequest"})
    assert "no current, confirmed registration" in response.json()["html"]


def test_claim__waits_for_no_act(waiting, reviewer, client_of, ends):
    ends("workflow.approval.lock_with_dependents")
    url = reverse("headhealth_admin:review_claim", args=[waiting.review_request.pk])
    response = client_of(reviewer).post(url, headers={"accept": "application/json"})
    assert response.status_code == 200
    assert waiting.review_request.claims.get().user == reviewer


# The second attempt


@pytest.mark.usefixtures("committed")
def test_act__has_a_second_attempt():
    attempts = []

    @one_act
    def act(ends_by: int) -> str:
        attempts.append(len(attempts))
        if len(attempts) <= ends_by:
            deadlock()
        return "done"

    assert act(1) == "done"
    assert len(attempts) == 2
    attempts.clear()
    with pytest.raises(ActInterrupted, match=BUSY):
        act(2)
    assert len(attempts) == 2


@pytest.mark.django_db
def test_act_within_a_transaction__has_none():
    """What that transaction holds is what the others wait for."""
    attempts = []

    @one_act
    def act() -> None:
        attempts.append(1)
        deadlock()

    with pytest.raises(ActInterrupted):
        act()
    assert len(attempts) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("attribute", ["sqlstate", "pgcode"], ids=["psycopg", "psycopg2"])
@pytest.mark.parametrize("code", ["40P01", "40001"])
def test_interruption__by_whatever_driver(attribute, code):
    fault = type("Fault", (Exception,), {attribute: code})

    @one_act
    def act() -> None:
        raise OperationalError("deadlock detected") from fault()

    with pytest.raises(ActInterrupted):
        act()


@pytest.mark.django_db
def test_another_fault__is_no_interruption():
    @one_act
    def act() -> None:
        raise OperationalError("the disk is full") from ValueError()

    with pytest.raises(OperationalError, match="disk"):
        act()
