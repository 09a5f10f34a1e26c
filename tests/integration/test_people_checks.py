"""The system checks tell a site that its people cannot review, before one of them waits."""

from __future__ import annotations

from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command

from headhealth.checks.people_checks import check_people
from headhealth.models import Contributor, MedicalReviewTask
from headhealth.workflow.defaults import grant_feature_permissions

pytestmark = pytest.mark.django_db
CODES = ["headhealth.W001", "headhealth.W013", "headhealth.W014"]


def printed():
    """By ``check`` with the database."""
    errors = StringIO()
    call_command("check", databases=["default"], stderr=errors, stdout=StringIO())
    return errors.getvalue()


def test_site_with_a_reviewer__is_told_nothing(reviewer):
    text = printed()
    assert [code for code in CODES if code in text] == []


def test_w001__no_active_review_task(reviewer):
    MedicalReviewTask.objects.update(active=False)
    text = printed()
    assert "headhealth.W001" in text
    assert "headhealth.W013" not in text
    assert check_people(None) == []


@pytest.mark.parametrize("lacks", ["account", "group", "registration"])
def test_w013__nobody_may_approve(lacks, reviewer):
    if lacks == "account":
        reviewer.is_active = False
        reviewer.save()
    elif lacks == "group":
        reviewer.groups.clear()
    else:
        contributor = Contributor.objects.get(user=reviewer)
        contributor.registration_number = "7654321"
        contributor.save()
    text = printed()
    assert "Nobody may approve" in text
    assert "“Medical reviewers”" in text


def test_w014__group_that_existed_before(reviewer):
    group = Group.objects.get(name="Publishers")
    group.permissions.clear()
    grant_feature_permissions("feedback")
    text = printed()
    assert "headhealth.W014" in text
    assert "“Publishers” lacks permissions of headhealth" in text
    group.delete()
    assert "headhealth.W014" not in printed()


def test_other_database__is_not_asked(reviewer, django_assert_num_queries):
    MedicalReviewTask.objects.update(active=False)
    with django_assert_num_queries(0):
        assert check_people(None, databases=["other"]) == []


def test_database_without_tables__is_told_nothing(monkeypatch, reviewer):
    monkeypatch.setattr(MedicalReviewTask._meta, "db_table", "not_there")
    assert check_people(None, databases=["default"]) == []
    assert Group.objects.exists()
