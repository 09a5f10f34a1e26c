"""The groups, the workflow and its task that the app brings along.

Created once, when the app is installed, and permissions of later features once with them: what an
administrator changes or removes afterwards stays changed or removed.
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
_EDITOR_PERMISSIONS = [
    *(f"headhealth.{verb}_{name}" for name in _SNIPPETS for verb in _WRITE),
    "headhealth.change_readercomment",
    "headhealth.view_readercomment",
]
_REVIEWER_PERMISSIONS = [f"headhealth.view_{name}" for name in _SNIPPETS]
_PUBLISHER_PERMISSIONS = [
    *_EDITOR_PERMISSIONS,
    *(f"headhealth.delete_{name}" for name in _SNIPPETS),
    "headhealth.publish_symptom",
    "headhealth.lock_symptom",
    "headhealth.unlock_symptom",
    "headhealth.confirm_reviewer_registration",
    "headhealth.delete_readercomment",
    "headhealth.change_commentsettings",
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
_FEEDBACK_PERMISSIONS = ["headhealth.view_feedback", "headhealth.change_feedback"]
FEATURE_PERMISSIONS: dict[str, dict[str, list[str]]] = {
    "feedback": {
        EDITORS: _FEEDBACK_PERMISSIONS,
        REVIEWERS: _FEEDBACK_PERMISSIONS,
        PUBLISHERS: [*_FEEDBACK_PERMISSIONS, "headhealth.delete_feedback"],
    },
    "withdrawal": {
        PUBLISHERS: [f"headhealth.{verb}_withdrawal" for verb in ("view", "change", "delete")],
    },
    "review-policy": {
        EDITORS: ["headhealth.view_reviewclock"],
        REVIEWERS: ["headhealth.view_reviewclock"],
        PUBLISHERS: ["headhealth.view_reviewclock", "headhealth.change_reviewpolicy"],
    },
    "urgent-changes": {
        EDITORS: ["headhealth.view_emergencypublication"],
        REVIEWERS: ["headhealth.view_emergencypublication"],
        PUBLISHERS: [f"headhealth.{verb}_emergencypublication" for verb in ("add", "view")],
    },
    "guest-reading": {
        EDITORS: ["headhealth.add_guestinvitation"],
        REVIEWERS: ["headhealth.add_guestinvitation"],
        PUBLISHERS: ["headhealth.add_guestinvitation"],
    },
    "re-reviews": {
        EDITORS: ["headhealth.view_rereviewrequest"],
        REVIEWERS: ["headhealth.view_rereviewrequest", "headhealth.add_rereviewrequest"],
        PUBLISHERS: ["headhealth.view_rereviewrequest", "headhealth.add_rereviewrequest"],
    },
    "evidence": {
        REVIEWERS: ["headhealth.view_evidence"],
        PUBLISHERS: [
            "headhealth.view_evidence",
            "headhealth.view_evidencelink",
            "headhealth.add_evidencelink",
            "headhealth.change_publisherstatements",
        ],
    },
}
"""What groups get with a later feature of the app: an installation that has them already, too."""

_MEDIA_PERMISSIONS = [
    "wagtailimages.add_image",
    "wagtailimages.change_image",
    "wagtailimages.choose_image",
    "wagtaildocs.add_document",
    "wagtaildocs.change_document",
    "wagtaildocs.choose_document",
]


@transaction.atomic
def create_defaults() -> None:
    """Create what is missing; leave everything that exists as it is."""
    _create_permissions()
    for name, (permissions, page_permissions) in _GROUPS.items():
        group, is_new = Group.objects.get_or_create(name=name)
        if is_new:
            later = [each for of in FEATURE_PERMISSIONS.values() for each in of.get(name, ())]
            _grant(group, [*permissions, *later], page_permissions)
    _create_workflow()


@transaction.atomic
def grant_feature_permissions(feature: str) -> None:
    """Give the app's groups, where they still exist, what ``feature`` brought.

    To be done once: who takes a permission away afterwards has it their way.
    """
    _create_permissions()
    permissions_of = FEATURE_PERMISSIONS[feature]
    for group in Group.objects.filter(name__in=permissions_of):
        group.permissions.add(*_permissions(permissions_of[group.name]))


def _create_permissions() -> None:
    """Django and Wagtail do so in receivers of their own, which may run later."""
    using = router.db_for_write(Permission)
    app_config = apps.get_app_config("headhealth")
    create_permissions(app_config, verbosity=0, using=using)
    create_extra_permissions(app_config, using=using)


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
