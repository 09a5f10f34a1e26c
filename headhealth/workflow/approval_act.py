"""The act of approving, as it is entered in the ledger: all that an audit needs to judge it later.

Tasks, accounts, registrations and revisions may be gone by then.
"""

from __future__ import annotations

from typing import Any

from wagtail.models import TaskState

from headhealth.review.contributions import authors_of
from headhealth.review.contributor import Contributor
from headhealth.review.identity import identity_of_contributor, identity_of_review, identity_of_user
from headhealth.workflow.approval_progress import ApprovalProgress


def approval_act(
    *,
    task_state: TaskState,
    progress: ApprovalProgress,
    reviewer: Contributor,
    answers: dict[str, Any],
) -> dict[str, Any]:
    """Task and round, answers, registration of that day, authors, and who else approved."""
    obj = progress.version.obj
    workflow_state = task_state.workflow_state
    rounds = TaskState.objects.filter(workflow_state=workflow_state, task=task_state.task_id)
    return {
        "task": {
            "state": task_state.pk,
            "id": task_state.task_id,
            "name": task_state.task.name,
            "workflow_state": workflow_state.pk,
            "workflow": workflow_state.workflow.name,
            "round": rounds.filter(pk__lte=task_state.pk).count(),
        },
        "checklist": answers,
        "registration": {
            "contributor": reviewer.pk,
            "account": reviewer.user_id,
            "name": reviewer.name,
            "body": reviewer.registration_body,
            "number": reviewer.registration_number,
            "from": reviewer.reviewer_from,
            "until": reviewer.reviewer_until,
            "confirmed_at": reviewer.registration_confirmed_at,
            "confirmed_by": reviewer.registration_confirmed_by_id,
        },
        "reviewer": identity_of_contributor(reviewer),
        "authors": [
            *(_named(str(user), identity_of_user(user)) for user in authors_of(obj)),
            *(_named(each.name, identity_of_contributor(each)) for each in obj.named_authors()),
        ],
        "reviewers_needed": progress.needed,
        "given_before": [
            {"record": review.pk, **_named(review.reviewer_name, identity_of_review(review))}
            for review in progress.others(reviewer)
        ],
    }


def _named(name: str, identity: list[str]) -> dict[str, Any]:
    return {"name": name, "identity": identity}
