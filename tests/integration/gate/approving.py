"""The routes by which a reviewer approves a page."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from wagtail.models import TaskState

from headhealth.models import MedicalReview
from tests.integration.admin.page_forms import condition_form
from tests.integration.gate.admin_doors import page_url
from tests.integration.gate.reading import told
from tests.integration.gate.world import World

ROUTES = pytest.mark.parametrize("route", ["dashboard", "modal", "editor", "code"])


def approve(world: World, state: TaskState, answers: dict[str, Any], route: str) -> str:
    """Approve the target page by one of the routes there are. Returns what the reviewer is told."""
    if route == "code":
        try:
            state.task.specific.on_action(state, world.user, "approve", **answers)
        except PermissionDenied as refusal:
            return str(refusal)
        return ""
    if route == "editor":
        form = condition_form(
            world.version,
            **{
                "action-workflow-action": "1",
                "workflow-action-name": "approve",
                "workflow-action-extra-data": json.dumps(answers),
            },
        )
        return told(world.post(page_url("edit", world.page), form))
    headers = {"x-requested-with": "XMLHttpRequest"} if route == "modal" else {}
    url = page_url("workflow_action", world.page, "approve", state.pk)
    return told(world.post(url, answers, headers=headers)).replace("\\u201c", "“")


def reviews(world: World) -> int:
    return MedicalReview.objects.for_object(world.page).count()
