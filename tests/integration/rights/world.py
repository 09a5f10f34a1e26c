"""Three parts of a tree that different people are responsible for, with records about each.

Tree A and tree B on one site, and a private part of another site. Who works in A has nothing to do
with the rest; the app's own reviewers review everything but A.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.utils import timezone
from wagtail.models import (
    GroupPagePermission,
    Page,
    PageViewRestriction,
    Site,
    TaskState,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from headhealth.evidence.chosen_objects import key_of_object
from headhealth.evidence.link_token import make_link
from headhealth.guest_reading.invite import invite_guest
from headhealth.models import (
    ConditionPage,
    MedicalReviewTask,
    ReReviewRequest,
    ReviewClock,
    Withdrawal,
)
from headhealth.re_review.ask import request_reviews
from headhealth.workflow.claims import claim_review
from headhealth.workflow.defaults import EDITORS, PUBLISHERS, REVIEWERS
from headhealth.workflow.review_request import ReviewRequest
from tests import factories

PLACES = {"a": "Alphalgia", "b": "Betalgia", "hidden": "Gammalgia"}
"""By place: the title of its page, which no other text has."""

OF_A = ("editor_a", "publisher_a", "viewer_a", "reviewer_a")
NOBODY = ("anonymous", "no_admin")
ROLES = (*NOBODY, *OF_A, "reviewer", "superuser")


@dataclass
class Place:
    """A live page with a draft in review, and one record of each kind about it."""

    page: ConditionPage
    task_state: TaskState
    request: ReviewRequest
    claim: Any
    feedback: Any
    comment: Any
    withdrawal: Withdrawal
    invitation: Any
    link: Any
    re_review: ReReviewRequest
    owner: Any


def build() -> tuple[dict[str, Any], dict[str, Place]]:
    """The people by role, and the places."""
    root = Page.get_first_root_node()
    home = Site.objects.get(is_default_site=True).root_page
    other = root.add_child(instance=Page(title="Other home", slug="other"))
    Site.objects.create(hostname="other.example", root_page=other)
    parents = {
        "a": factories.AToZPageFactory(parent=home, title="Tree one", slug="tree-one"),
        "b": factories.AToZPageFactory(parent=home, title="Tree two", slug="tree-two"),
        "hidden": factories.AToZPageFactory(parent=other, title="Tree three", slug="tree-three"),
    }
    PageViewRestriction.objects.create(page=parents["hidden"], restriction_type="login")
    pages = {
        name: factories.published(factories.ConditionPageFactory(parent=parents[name], title=title))
        for name, title in PLACES.items()
    }
    people = _people(parents["a"])
    places = {}
    for name, page in pages.items():
        reviewer = people["reviewer_a" if name == "a" else "reviewer"]
        places[name] = _records(page, people["superuser"], reviewer)
    return people, places


def _people(tree: Page) -> dict[str, Any]:
    superuser = factories.superuser()
    reviewers = _group("Reviewers of A", REVIEWERS, [], tree)
    task = MedicalReviewTask.objects.create(name="Review of A")
    task.groups.set([reviewers])
    workflow = Workflow.objects.create(name="Review of A")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    WorkflowPage.objects.create(workflow=workflow, page=tree)
    _group("Editors of A", EDITORS, ["add_page", "change_page"], tree)
    publishing = ["add_page", "change_page", "publish_page"]
    _group("Publishers of A", PUBLISHERS, publishing, tree)
    viewers = _group("Viewers of A", None, ["change_page"], tree)
    viewers.permissions.set(
        Permission.objects.filter(
            codename__in=["access_admin", "view_evidence", "view_evidencelink"]
        )
    )
    return {
        "no_admin": factories.UserFactory(username="no_admin"),
        "editor_a": factories.UserFactory(username="editor_a", groups=["Editors of A"]),
        "publisher_a": factories.UserFactory(username="publisher_a", groups=["Publishers of A"]),
        "viewer_a": factories.UserFactory(username="viewer_a", groups=["Viewers of A"]),
        "reviewer_a": factories.reviewer(username="reviewer_a", groups=["Reviewers of A"]),
        "reviewer": factories.reviewer(),
        "superuser": superuser,
    }


def _group(name: str, like: str | None, page_permissions: list[str], tree: Page) -> Group:
    group = Group.objects.create(name=name)
    if like:
        group.permissions.set(Group.objects.get(name=like).permissions.all())
    for codename in page_permissions:
        permission = Permission.objects.get(
            content_type__app_label="wagtailcore", codename=codename
        )
        GroupPagePermission.objects.create(group=group, page=tree, permission=permission)
    return group


def _records(page: ConditionPage, superuser: Any, reviewer: Any) -> Place:
    owner = factories.UserFactory(username=f"owner-of-{page.slug}")
    Page.objects.filter(pk=page.pk).update(owner=owner)
    clocks = ReviewClock.objects.for_object(page)
    # Before the draft, so that it is asked for and nothing is submitted: it is not worked on.
    re_review = request_reviews(
        clocks=clocks,
        reason=f"New evidence on {page.title}.",
        cause=f"About {page.title}",
        user=superuser,
        submission_id=uuid.uuid4(),
    )
    page = ConditionPage.objects.get(pk=page.pk)
    page.summary = f"What to do about {page.title}."
    task_state = factories.submit(page, user=owner)
    request = ReviewRequest.objects.get(task_state=task_state)
    link, _token = make_link(
        keys=[key_of_object(page)],
        title=page.title,
        for_whom="Ms Assessor",
        days=7,
        user=superuser,
    )
    invitation, _token = invite_guest(obj=page, user=superuser, days=7, guest_name="Dr Guest")
    return Place(
        page=page,
        task_state=task_state,
        request=request,
        claim=claim_review(review_request=request, user=reviewer),
        feedback=factories.FeedbackFactory(page=page),
        comment=factories.ReaderCommentFactory(page=page, text=f"I have {page.title}."),
        withdrawal=Withdrawal.objects.create(
            site=page.get_site(),
            path=f"{page.url_path}gone/",
            page_title=page.title,
            page=page,
            reason="It was wrong.",
            withdrawn_at=timezone.now(),
        ),
        invitation=invitation,
        link=link,
        re_review=re_review,
        owner=owner,
    )
