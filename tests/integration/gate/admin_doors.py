"""Doors in the page views of the admin."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Site

from headhealth.models import ConditionPage
from tests.factories import checklist
from tests.integration.admin.page_forms import condition_form
from tests.integration.gate.content import UNREVIEWED
from tests.integration.gate.door import NOT_APPROVED, decides, door
from tests.integration.gate.world import World

PUBLISH = {"action-publish": "1"}


def page_url(name: str, page: Page, *args: Any) -> str:
    return reverse(f"wagtailadmin_pages:{name}", args=[page.pk, *args])


def publish_form(page: ConditionPage, **fields: Any) -> dict[str, Any]:
    return condition_form(page, **{"summary": UNREVIEWED, **PUBLISH, **fields})


def _in_a_day() -> str:
    return timezone.localtime(timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%d %H:%M")


@door(1, explains=NOT_APPROVED)
def edit_and_publish(world: World) -> Any:
    return world.post(page_url("edit", world.page), publish_form(world.version))


@door(1, explains=NOT_APPROVED)
def edit_and_schedule(world: World) -> Any:
    form = publish_form(world.version, go_live_at=_in_a_day())
    response = world.post(page_url("edit", world.page), form)
    world.wait()
    return response


@door(1, explains=NOT_APPROVED, targets=("draft",))
def publish_without_a_change(world: World) -> Any:
    return world.post(page_url("edit", world.page), condition_form(world.version, **PUBLISH))


@door(2, explains=NOT_APPROVED, targets=("draft",))
def create_and_publish(world: World) -> Any:
    url = reverse("wagtailadmin_pages:add", args=["headhealth", "conditionpage", world.a_to_z.pk])
    return world.post(url, publish_form(ConditionPage(title="New", slug="new", summary="")))


@door(2, explains=NOT_APPROVED, targets=("draft",))
def create_and_schedule(world: World) -> Any:
    url = reverse("wagtailadmin_pages:add", args=["headhealth", "conditionpage", world.a_to_z.pk])
    form = publish_form(ConditionPage(title="New", slug="new"), go_live_at=_in_a_day())
    response = world.post(url, form)
    world.wait()
    return response


@door(3, explains=decides())
def approve_on_the_dashboard(world: World) -> Any:
    state = world.submit()
    return world.post(
        page_url("workflow_action", world.page, "approve", state.pk), checklist(state)
    )


@door(3, explains=decides())
def approve_in_the_modal(world: World) -> Any:
    """The same with the header that the modal sends."""
    state = world.submit()
    url = page_url("workflow_action", world.page, "approve", state.pk)
    return world.post(url, checklist(state), headers={"x-requested-with": "XMLHttpRequest"})


@door(3, targets=("draft",))
def approve_through_the_address_of_a_plain_page(world: World) -> Any:
    """Stock Wagtail takes the task state from the address, whatever page it belongs to."""
    state, plain = world.submit(), world.plain_page_in_review()
    return world.post(page_url("workflow_action", plain, "approve", state.pk), checklist(state))


@door(3, explains=decides(*["This review belongs to something else"] * 2))
def approve_through_the_address_of_another_page(world: World) -> Any:
    state, clinic = world.submit(), world.clinic
    world.submit(clinic)
    return world.post(page_url("workflow_action", clinic, "approve", state.pk), checklist(state))


@door(4, explains={"author_reviewer": "wrote part of it"}, opens=False)
def approve_in_the_editor(world: World) -> Any:
    """Without the gate this opens for reviewers only: the editor is locked for others."""
    return _decide_in_the_editor(world, world.submit())


@door(4, explains={"author_reviewer": "wrote part of it"})
def approve_in_the_editor_with_an_edit(world: World) -> Any:
    """The form brings a text that the submitted version does not have."""
    page = world.as_reviewed()
    return _decide_in_the_editor(world, world.submit(page))


def _decide_in_the_editor(world: World, state: Any) -> Any:
    asked = state.task.specific.get_form_for_action("approve").base_fields
    answers = {name: answer for name, answer in checklist(state).items() if name in asked}
    form = condition_form(
        world.version,
        summary=UNREVIEWED,
        **{
            "action-workflow-action": "1",
            "workflow-action-name": "approve",
            "workflow-action-extra-data": json.dumps(answers),
        },
    )
    return world.post(page_url("edit", world.page), form)


@door(5, explains=NOT_APPROVED)
def revert_and_publish(world: World) -> Any:
    unreviewed = world.page.latest_revision
    world.as_reviewed()
    url = page_url("revisions_revert", world.page, unreviewed.pk)
    return world.post(url, publish_form(unreviewed.as_object()))


@door(9, explains=NOT_APPROVED)
def bulk_publish(world: World) -> Any:
    return bulk(world, "publish", world.page)


@door(9, explains=NOT_APPROVED)
def bulk_publish_in_review(world: World) -> Any:
    """The lock of the workflow is not consulted there."""
    world.submit()
    return bulk(world, "publish", world.page)


@door(9, targets=("draft",))
def bulk_publish_with_descendants(world: World) -> Any:
    world.alias.delete()  # Wagtail fails at the draft alias, before it publishes anything.
    return bulk(world, "publish", world.a_to_z, include_descendants="on")


def bulk(world: World, action: str, page: Page, **data: str) -> Any:
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    return world.post(f"{url}?id={page.pk}&next={reverse('wagtailadmin_home')}", data)


@door(16, explains=NOT_APPROVED)
def promote_tab(world: World) -> Any:
    form = condition_form(world.version, search_description=UNREVIEWED, **PUBLISH)
    return world.post(page_url("edit", world.page), form)


@door(17, opens=False)
def private_then_public(world: World) -> Any:
    """Privacy shows what is live, and only what is reviewed is live."""
    PageViewRestriction.objects.create(page=world.page, restriction_type="login")
    world.post(page_url("edit", world.page), publish_form(world.version))
    return world.post(page_url("set_privacy", world.page), {"restriction_type": "none"})


@door(40, targets=("draft",), opens=False)
def make_it_the_root_of_the_site(world: World) -> Any:
    """The root is shown when it is live, like any page."""
    site = Site.objects.get()
    form = {"hostname": site.hostname, "port": site.port, "root_page": world.page.pk}
    response = world.post(
        reverse("wagtailsites:edit", args=[site.pk]), {**form, "is_default_site": "on"}
    )
    assert world.anonymous.get("/", follow=True).status_code in (200, 404)
    return response


@door(40, opens=False)
def redirect_to_it(world: World) -> Any:
    """A redirect leads to the address of a page, which shows what is live."""
    form = {"old_path": "/old", "is_permanent": "on", "redirect_page": world.page.pk}
    response = world.post(reverse("wagtailredirects:add"), form)
    assert UNREVIEWED not in world.anonymous.get("/old", follow=True).content.decode()
    return response


@door(45, opens=False)
def autosave_into_what_is_scheduled(world: World) -> Any:
    """An approved version waits for its day; autosave asks to overwrite that revision."""
    world.schedule_approved()
    scheduled = world.page.latest_revision
    form = {
        **condition_form(world.version, summary=UNREVIEWED),
        "overwrite_revision_id": scheduled.pk,
    }
    response = world.post(
        page_url("edit", world.page), form, headers={"accept": "application/json"}
    )
    world.wait()
    return response
