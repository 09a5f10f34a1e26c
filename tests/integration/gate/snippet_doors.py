"""Doors in the snippet views of the admin."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.contrib.admin.utils import quote
from django.urls import reverse
from django.utils import timezone

from headhealth.models import Symptom
from tests.factories import checklist
from tests.integration.gate.content import REVIEWED, UNREVIEWED
from tests.integration.gate.door import NOT_APPROVED, decides, door
from tests.integration.gate.world import World

PUBLISH = {"action-publish": "1"}


def symptom_url(name: str, *args: Any) -> str:
    return reverse(Symptom.snippet_viewset.get_url_name(name), args=[quote(arg) for arg in args])


def symptom_form(**fields: str) -> dict[str, str]:
    return {"name": "Aura", "also_known_as": "", "description": UNREVIEWED, **fields}


def latest_version(world: World) -> Symptom:
    return world.symptom.get_latest_revision_as_object()


@door(35, explains=NOT_APPROVED)
def snippet_edit_and_publish(world: World) -> Any:
    return world.post(symptom_url("edit", world.symptom.pk), symptom_form(**PUBLISH))


@door(35, explains=NOT_APPROVED)
def snippet_edit_and_schedule(world: World) -> Any:
    tomorrow = timezone.localtime(timezone.localtime() + timedelta(days=1))
    form = symptom_form(**PUBLISH, go_live_at=tomorrow.strftime("%Y-%m-%d %H:%M"))
    response = world.post(symptom_url("edit", world.symptom.pk), form)
    world.wait()
    return response


@door(35, explains=NOT_APPROVED, targets=("draft",))
def snippet_create_and_publish(world: World) -> Any:
    return world.post(symptom_url("add"), symptom_form(**PUBLISH))


@door(35, explains=NOT_APPROVED)
def snippet_revert_and_publish(world: World) -> Any:
    symptom = latest_version(world)
    unreviewed = symptom.latest_revision
    symptom.description = REVIEWED
    symptom.save_revision(user=world.person("editor"))
    url = symptom_url("revisions_revert", symptom.pk, unreviewed.pk)
    return world.post(url, symptom_form(**PUBLISH))


@door(35, explains=decides())
def snippet_approve_on_the_dashboard(world: World) -> Any:
    state = world.submit(latest_version(world))
    url = symptom_url("workflow_action", world.symptom.pk, "approve", state.pk)
    return world.post(url, checklist(state))


@door(35, opens=False, explains={"author_reviewer": "wrote part of it"})
def snippet_approve_in_the_editor(world: World) -> Any:
    state = world.submit(latest_version(world))
    action = {
        "action-workflow-action": "1",
        "workflow-action-name": "approve",
        "workflow-action-extra-data": json.dumps(checklist(state)),
    }
    return world.post(symptom_url("edit", world.symptom.pk), symptom_form(**action))


@door(37, targets=("change",))
def snippet_translate(world: World) -> Any:
    """Stock Wagtail: born live, by an editor without publish permission."""
    args = ["headhealth", "symptom", quote(world.symptom.pk)]
    url = reverse("simple_translation:submit_snippet_translation", args=args)
    return world.post(url, {"locales": [world.french.pk]})


@door(37, explains=NOT_APPROVED)
def snippet_translate_then_publish(world: World) -> Any:
    snippet_translate(world)
    translation = world.symptom.get_translation(world.french)
    return world.post(symptom_url("edit", translation.pk), symptom_form(**PUBLISH))
