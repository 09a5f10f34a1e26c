"""Why a medical reviewer may not review, which they are told before they try."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from headhealth.review.contributor import registered_reviewer
from headhealth.review.registration_standing import why_no_approvals
from headhealth.workflow.medical_review_task import MedicalReviewTask


def why_not_reviewing(user: Any) -> str:
    """Return what keeps ``user`` from reviewing, and what to do about it, as sentences.

    "" for those who may review, and for those who are no medical reviewers: neither a member of a
    group that reviews nor registered.
    """
    tasks = MedicalReviewTask.objects.filter(active=True)
    if tasks.filter(groups__in=user.groups.all()).exists():
        return why_no_approvals(user)
    if registered_reviewer(user) is None:
        return ""
    groups = Group.objects.filter(medicalreviewtask__in=tasks).distinct().order_by("name")
    names = [f"“{name}”" for name in groups.values_list("name", flat=True)]
    return _(
        "You cannot approve content now. You are registered as a medical reviewer, but your "
        "account is in no group that reviews. Ask an administrator to add it to %(groups)s."
    ) % {"groups": get_text_list(names, _("or")) or _("one")}
