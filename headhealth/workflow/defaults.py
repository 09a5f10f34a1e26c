"""The groups, the workflow and its task that the app brings along.

Created once, when the app's first migration is applied: what an administrator changes or removes
afterwards stays changed or removed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import router, transaction
from django.utils.translation import gettext as _
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowTask,
)
from wagtail.snippets.models import create_extra_permissions

from headhealth.review.review_workflow import medical_workflows
from headhealth.workflow.medical_review_task import MedicalReviewTask

EDITORS = "Medical editors"
REVIEWERS = "Medical reviewers"
PUBLISHERS = "Publishers"

_SNIPPETS = ("symptom", "source", "contributor")
_WRITE = ("add", "change", "view")
_EDITOR_PERMISSIONS = [f"headhealth.{verb}_{name}" for name in _SNIPPETS for verb in _WRITE]
_REVIEWER_PERMISSIONS = [f"headhealth.view_{name}" for name in _SNIPPETS]
_PUBLISHER_PERMISSIONS = [
    *_EDITOR_PERMISSIONS,
    *(f"headhealth.{verb}_withdrawal" for verb in ("view", "change", "delete")),
    *(f"headhealth.delete_{name}" for name in _SNIPPETS),
    "headhealth.publish_symptom",
    "headhealth.lock_symptom",
    "headhealth.unlock_symptom",
    "headhealth.confirm_reviewer_registration",
]
_GROUPS: dict[str, tuple[list[str], list[str]]] = {
    EDITORS: (_EDITOR_PERMISSIONS, ["add_page", "change_page"]),
    # Reviewers reach a page through the review task: they need no rights of their own.
    REVIEWERS: (_REVIEWER_PERMISSIONS, []),
    PUBLISHERS: (
        _PUBLISHER_PERMISSIONS,
        ["add_page", "change_page", "publish_page", "lock_page", "unlock_page", "bulk_delete_page"],
    ),
}
_MEDIA_PERMISSIONS = [
    "wagtailimages.add_image",
    "wagtailimages.change_image",
    "wagtailimages.choose_image",
    "wagtaildocs.add_document",
    "wagtaildocs.change_document",
    "wagtaildocs.choose_document",
]


@transaction.atomic
def create_defaults(*, using: str) -> None:
    """Create what is missing; leave everything that exists as it is.

    Does nothing on a database that does not hold the site's content.
    """
    if router.db_for_write(MedicalReviewTask) != using:
        return
    # Django and Wagtail create permissions in receivers of their own, which may run after this.
    app_config = apps.get_app_config("headhealth")
    create_permissions(app_config, verbosity=0, using=using)
    create_extra_permissions(app_config, using=using)
    for name, (permissions, page_permissions) in _GROUPS.items():
        group, is_new = Group.objects.get_or_create(name=name)
        if is_new:
            _grant(group, permissions, page_permissions)
    _create_workflow()


def _grant(group: Group, permissions: Iterable[str], page_permissions: Iterable[str]) -> None:
    group.permissions.set(_permissions(["wagtailadmin.access_admin", *permissions]))
    root = Page.get_first_root_node()
    for permission in _permissions(f"wagtailcore.{codename}" for codename in page_permissions):
        if root is not None:
            GroupPagePermission.objects.create(group=group, page=root, permission=permission)
    collection = Collection.get_first_root_node()
    if page_permissions and collection is not None:
        for permission in _permissions(_MEDIA_PERMISSIONS):
            GroupCollectionPermission.objects.create(
                group=group, collection=collection, permission=permission
            )


def _permissions(names: Iterable[str]) -> list[Any]:
    """Permissions by ``app_label.codename``; those of apps that are not installed are left out."""
    found: list[Any] = []
    for name in names:
        app_label, codename = name.split(".")
        found += Permission.objects.filter(content_type__app_label=app_label, codename=codename)
    return found


def _create_workflow() -> None:
    if medical_workflows().exists():
        return
    task = MedicalReviewTask.objects.create(name=_("Medical review"))
    task.groups.set(Group.objects.filter(name=REVIEWERS))
    workflow = Workflow.objects.create(name=_("Medical review"))
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
