"""Installing the app is enough: groups, workflow and task are there, once."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group

from headhealth.models import MedicalReviewTask
from headhealth.workflow.defaults import (
    EDITORS,
    PUBLISHERS,
    REVIEWERS,
    create_defaults,
    grant_feature_permissions,
)

pytestmark = pytest.mark.django_db


def codenames(group_name):
    group = Group.objects.get(name=group_name)
    on_pages = group.page_permissions.values_list("permission__codename", flat=True)
    return {*group.permissions.values_list("codename", flat=True), *on_pages}


def test_groups__have_what_their_members_need():
    assert {"access_admin", "add_page", "change_page", "add_symptom"} <= codenames(EDITORS)
    assert {"access_admin", "publish_page", "publish_symptom"} <= codenames(PUBLISHERS)
    assert "confirm_reviewer_registration" in codenames(PUBLISHERS)


def test_editors_and_reviewers__cannot_publish():
    assert not {"publish_page", "publish_symptom"} & (codenames(EDITORS) | codenames(REVIEWERS))


def test_workflow__has_the_task_with_the_reviewers():
    task = MedicalReviewTask.objects.get()
    assert list(task.groups.values_list("name", flat=True)) == [REVIEWERS]
    assert [workflow.name for workflow in task.active_workflows] == ["Medical review"]


def test_create_defaults__again_changes_nothing():
    group = Group.objects.get(name=EDITORS)
    group.permissions.clear()
    create_defaults()
    assert not group.permissions.exists()
    assert MedicalReviewTask.objects.count() == 1


FEEDBACK = {"view_feedback", "change_feedback"}


def test_groups__have_the_permissions_of_later_features():
    assert all(FEEDBACK <= codenames(name) for name in (EDITORS, REVIEWERS, PUBLISHERS))
    assert "delete_feedback" in codenames(PUBLISHERS) - codenames(EDITORS)


def test_later_feature__gives_its_permissions_to_the_groups_that_are_there():
    Group.objects.get(name=EDITORS).permissions.clear()
    Group.objects.filter(name=REVIEWERS).delete()
    grant_feature_permissions("feedback")
    assert codenames(EDITORS) == FEEDBACK | {"add_page", "change_page"}
    assert not Group.objects.filter(name=REVIEWERS).exists()
