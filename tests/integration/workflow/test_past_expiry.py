"""What has expired can be worked on again: saved, saved by itself, submitted and published."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from headhealth.models import ConditionPage, Symptom
from tests import factories
from tests.integration.admin.page_forms import condition_form
from tests.integration.gate.admin_doors import page_url
from tests.integration.gate.reading import told
from tests.integration.gate.snippet_doors import symptom_url

FORMAT = "%Y-%m-%d %H:%M"


@pytest.fixture(params=["page", "snippet"])
def expired(request: Any, draft: ConditionPage, editor: Any, reviewer: Any) -> Any:
    """It went live, and ended, as its schedule said."""
    obj = draft if request.param == "page" else factories.SymptomFactory(name="stiff neck")
    obj.go_live_at = timezone.now() + timedelta(minutes=1)
    obj.expire_at = timezone.now() + timedelta(minutes=2, seconds=13)
    factories.published(obj, author=editor, approver=reviewer)
    for minutes in (1.5, 3):
        with time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=False):
            call_command("publish_scheduled")
    obj = type(obj).objects.get(pk=obj.pk)
    assert obj.expired and not obj.live
    return obj


def form(obj: Any, **more: str) -> dict[str, Any]:
    dates = {
        name: timezone.localtime(getattr(obj, name)).strftime(FORMAT)
        for name in ("go_live_at", "expire_at")
    }
    if isinstance(obj, Symptom):
        return {"name": obj.name, "description": "It hurts.", **dates, **more}
    return {**condition_form(obj, summary="It hurts."), **dates, **more}


def edit_url(obj: Any) -> str:
    return symptom_url("edit", obj.pk) if isinstance(obj, Symptom) else page_url("edit", obj)


def latest(obj: Any) -> Any:
    return type(obj).objects.get(pk=obj.pk).get_latest_revision_as_object()


@pytest.mark.parametrize("how", ["save", "autosave", "submit"])
def test_date_that_is_over__stops_no_save(how, expired, editor, reviewer, superuser, client_of):
    with time_machine.travel(timezone.now() + timedelta(minutes=5)):
        data = form(expired, **({"action-submit": "true"} if how == "submit" else {}))
        headers = {"accept": "application/json"} if how == "autosave" else {}
        response = client_of(superuser).post(edit_url(expired), data, headers=headers, follow=True)
        assert response.status_code == 200, response.content[:500]
        saved = latest(expired)
        assert "It hurts." in (getattr(saved, "summary", ""), getattr(saved, "description", ""))
        assert saved.expire_at is None
        if how == "submit":
            factories.approve(saved.current_workflow_task_state, user=reviewer)
            call_command("publish_scheduled")
            assert type(expired).objects.get(pk=expired.pk).live


def test_date_that_is_typed_in__has_to_be_in_the_future(expired, superuser, client_of):
    with time_machine.travel(timezone.now() + timedelta(minutes=5)):
        past = timezone.localtime(timezone.now() - timedelta(days=1)).strftime(FORMAT)
        data = form(expired, expire_at=past, go_live_at="")
        response = client_of(superuser).post(edit_url(expired), data, follow=True)
        assert "Expiry date/time must be in the future." in response.content.decode()
        assert told(response)
        assert latest(expired).expire_at == expired.expire_at
