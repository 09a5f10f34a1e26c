"""What the action menus of the page and snippet editors offer for reviewed content."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _
from wagtail.admin.action_menu import (
    ActionMenuItem,
    CancelWorkflowMenuItem,
    PublishMenuItem,
    SubmitForModerationMenuItem,
)
from wagtail.locks import WorkflowLock
from wagtail.snippets.action_menu import UnpublishMenuItem

from headhealth.admin.review_status import withdrawal_of
from headhealth.admin.urgent_views import publish_urgently_url
from headhealth.review.reviewed_object import reviewed_classes
from headhealth.workflow.emergency import may_publish_urgently
from headhealth.workflow.medical_review_task import APPROVE_LABEL


class PublishAfterReviewMenuItem(PublishMenuItem):
    """Publish, for those who could if the content were approved: pressing it explains."""

    order = 30

    def is_shown(self, context: Any) -> bool:
        page = context.get("page")
        return (
            page is not None
            and not context["locked_for_user"]
            and page.permissions_for_user(context["request"].user).has_publish_permission()
        )


class SubmitForReviewMenuItem(SubmitForModerationMenuItem):
    """Submit, also where no workflow is assigned to that part of the tree."""

    order = 60

    def is_shown(self, context: Any) -> bool:
        return context["view"] == "create"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context = ActionMenuItem.get_context_data(self, parent_context)
        workflow = _page_class(parent_context).get_default_workflow()
        context["label"] = _("Submit to %(workflow_name)s") % {"workflow_name": workflow}
        return context


class CancelAnyReviewMenuItem(CancelWorkflowMenuItem):
    """Cancel, for superusers, who are no reviewers and so could not end a review otherwise."""

    order = 40

    def is_shown(self, context: Any) -> bool:
        page = context.get("page")
        if page is None or not context["request"].user.is_superuser:
            return False
        state = page.current_workflow_state
        return bool(state and state.is_active)


class UnpublishSnippetMenuItem(UnpublishMenuItem):
    """Unpublish, also where the snippet is locked. Pages have it in their header.

    After “Locked”, so that it is not the button in front.
    """

    order = 10_010

    def is_shown(self, context: Any) -> bool:
        return "instance" in context and super().is_shown({**context, "locked_for_user": False})


class PublishUrgentlyMenuItem(ActionMenuItem):
    """Asks, on a screen of its own. What was typed is saved as a draft on the way there.

    The last of the menu wherever it stands, so that it is never what a click beside it does. Not
    where a schedule or another person locks the content, which the screen would refuse: the message
    about the lock has a button for those who may end it.
    """

    name = "action-publish-urgently"
    label = _("Publish urgently…")
    icon_name = "warning"
    order = 20_000

    def is_shown(self, context: Any) -> bool:
        obj = context.get("page") or context.get("instance")
        return (
            obj is not None
            and obj.pk is not None
            and context["view"] != "create"
            and not getattr(obj, "alias_of_id", None)
            and withdrawal_of(obj) is None
            and may_publish_urgently(obj, context["request"].user)
            and (not context["locked_for_user"] or isinstance(obj.get_lock(), WorkflowLock))
        )

    def get_url(self, parent_context: Any) -> str | None:
        """Where the form cannot be sent, as it is locked, there is nothing to save first."""
        if not parent_context.get("locked_for_user"):
            return None
        return publish_urgently_url(parent_context.get("page") or parent_context["instance"])


def adjust_page_action_menu(menu_items: list[Any], request: Any, context: dict[str, Any]) -> None:
    """For the hook ``construct_page_action_menu``: one item of each kind, ours where it differs."""
    page_class = _page_class(context)
    if page_class not in reviewed_classes():
        return
    names = {item.name for item in menu_items}
    if context["view"] == "create":
        menu_items[:] = [item for item in menu_items if item.name != "action-submit"]
        if page_class.get_default_workflow():
            menu_items.append(SubmitForReviewMenuItem())
    for item in (PublishAfterReviewMenuItem(), CancelAnyReviewMenuItem()):
        if item.name not in names and item.is_shown(context):
            menu_items.append(item)
    menu_items.sort(key=lambda item: item.order)
    put_review_first(menu_items, context["request"], context)


def put_review_first(menu_items: list[Any], request: Any, context: dict[str, Any]) -> None:
    """For the hook ``construct_snippet_action_menu``: reviewing is what a reviewer comes for.

    Publishing urgently is for the day that nobody hopes for, and comes last.

    Wagtail offers “Save draft” first, which makes the reviewer an author, and adds “and Publish” to
    the name of the action, which is one sentence already.
    """
    obj = context.get("page") or context.get("instance")
    if obj is None or type(obj) not in reviewed_classes():
        return
    if withdrawal_of(obj) is not None:
        # The status panel says why, and what to do instead.
        menu_items[:] = [item for item in menu_items if item.name != "action-publish"]
    for item in menu_items:
        if item.name == "approve" and str(item.label).startswith(str(APPROVE_LABEL)):
            item.label = APPROVE_LABEL
            item.order = -1
    if context["locked_for_user"] and (unpublish := UnpublishSnippetMenuItem()).is_shown(context):
        menu_items.append(unpublish)
    if (urgently := PublishUrgentlyMenuItem()).is_shown(context):
        menu_items.append(urgently)
    menu_items.sort(key=lambda item: item.order)


def _page_class(context: dict[str, Any]) -> type:
    """The type of the page in the editor; on the create view only the address names it."""
    if context.get("page") is not None:
        return type(context["page"])
    route = context["request"].resolver_match.kwargs
    return apps.get_model(route["content_type_app_name"], route["content_type_model_name"])
