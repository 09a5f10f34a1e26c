"""The act of approving, as it is entered in the ledger: all that an audit needs to judge it later.

Tasks, accounts, registrations and revisions may be gone by then.
"""

from __future__ import annotations

from typing import Any

from wagtail.models import TaskState

from headhealth.review.contributions import authoring
from headhealth.review.contributor import Contributor
from headhealth.review.identity import identities_of
from headhealth.review.person import known_by, known_by_contributor, known_by_review
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
    given = progress.others(reviewer)
    wrote = {
        each.account: each
        for each in authoring(obj, latest=progress.version)
        if each.is_by_somebody
    }
    authors = [
        (each.user_name, known_by(account=each.account, digest=each.account_hash))
        for each in wrote.values()
    ]
    authors += [(each.name, known_by_contributor(each)) for each in obj.named_authors()]
    reviewers = [(review.reviewer_name, known_by_review(review)) for review in given]
    named = [*authors, *reviewers]
    own, *others = identities_of(
        [known_by_contributor(reviewer), *(person for _name, person in named)]
    )
    identified = [
        {"name": name, "identity": identity}
        for (name, _person), identity in zip(named, others, strict=True)
    ]
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
        "reviewer": own,
        "authors": identified[: len(authors)],
        "reviewers_needed": progress.needed,
        "given_before": [
            {"record": review.pk, **person}
            for review, person in zip(given, identified[len(authors) :], strict=True)
        ],
    }
