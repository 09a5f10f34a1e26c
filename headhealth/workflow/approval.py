"""Approving health content: every rule is checked here, whatever route the request took."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.models import AbstractGroupApprovalTask, TaskState, WorkflowState

from headhealth.review.contributions import is_author, is_noted
from headhealth.review.contributor import Contributor, registered_reviewer
from headhealth.review.dependency import Dependency
from headhealth.review.medical_review import MedicalReview, ReviewScope
from headhealth.review.object_lock import lock_with_dependents
from headhealth.review.record_medical_review import record_medical_review
from headhealth.review.registration_standing import why_not_registered
from headhealth.review.same_for_readers import NotRendered, same_data, same_for_readers
from headhealth.review.shown_to_reviewers import shown_digest
from headhealth.review.stored import unknown_places, walk
from headhealth.review.urgent_review import has_published_urgently
from headhealth.review.version import Version, version_of
from headhealth.workflow.approval_act import approval_act
from headhealth.workflow.approval_progress import ApprovalProgress
from headhealth.workflow.change_notes import suggested_change_note
from headhealth.workflow.content_findings import content_errors
from headhealth.workflow.review_forms import ApprovalForm
from headhealth.workflow.review_lock import lock_review
from headhealth.workflow.review_request import ReviewClaim
from headhealth.workflow.review_scope import why_whole

REVIEW_FINISHED = gettext_lazy(
    "This review is already finished: another person decided or cancelled it. If it was submitted "
    "again, open it from your dashboard."
)

CONTENT_CHANGED = gettext_lazy(
    "The content changed while you were reading it, or something that it shows did: an image, a "
    "document or a source, for example. Look at it as it is now and review it again."
)


AUTHOR_UNKNOWN = gettext_lazy(
    "It is not known who wrote this version: it was stored without a save. Ask an editor to open "
    "it and save it."
)


class ApprovalRefused(PermissionDenied):
    """The approval did not happen; the text tells the reviewer why and what to do."""


def object_under_review(task_state: TaskState) -> Any:
    """The task state's own object with the content of its latest revision."""
    stored = task_state.workflow_state.content_object
    revision = getattr(stored, "specific", stored).get_latest_revision()
    obj = revision.as_object()
    # Asking it for its latest revision costs no query.
    obj.latest_revision = revision
    return obj


def approve(
    *, task_state: TaskState, user: Any, checklist: Mapping[str, Any]
) -> tuple[MedicalReview, str]:
    """Record that ``user`` approves what ``task_state`` is waiting for.

    Returns the record and the reviewer's comment. ``checklist`` is the data of an
    ``ApprovalForm``. Raises ``ApprovalRefused`` and changes nothing where any rule is not met.
    Where the record is final, the caller goes on to approve the task state, which publishes. Else
    the task goes on waiting for the other reviewers.
    """
    with transaction.atomic():
        task_state = _lock(task_state)
        version = version_of(object_under_review(task_state))
        obj = version.obj
        reviewer = _entitled_reviewer(task_state, version, user)
        progress = ApprovalProgress(task_state, version)
        _check_not_done(progress, reviewer)
        answers = _answers(checklist)
        _check_version(version, answers)
        revision = obj.get_latest_revision()
        _check_reading(version, since=task_state.revision_id, until=revision.pk)
        _check_known(version.model, revision.content)
        _check_noted(version)
        _check_content(obj)
        _check_scope(version, progress.others(reviewer), answers)
        if not answers["change_note"]:
            is_outdated = Dependency.objects.for_object(obj).exclude(changed_at=None).exists()
            answers["change_note"] = suggested_change_note(
                version, progress.last, is_outdated=is_outdated
            )
        review = record_medical_review(
            version=version,
            revision=revision,
            reviewer=reviewer,
            task_number=task_state.pk,
            is_final=progress.is_completed_by(reviewer),
            reviewers_needed=progress.needed,
            act=approval_act(
                task_state=task_state, progress=progress, reviewer=reviewer, answers=answers
            ),
            **answers,
        )
        ReviewClaim.objects.filter(review_request__task_state=task_state, user=user).delete()
        # The revision that is published is the one that was approved, not the one submitted.
        TaskState.objects.filter(pk=task_state.pk).update(revision=revision)
    return review, answers["comment"]


def why_not_decide(task_state: TaskState, user: Any) -> str:
    """Why ``user`` may not decide on ``task_state``, for people; "" where nothing speaks against.

    The reasons in the order in which ``approve`` checks them. It locks nothing, so the answer may
    be another when they decide.
    """
    try:
        waiting = _waiting(task_state)
        version = version_of(object_under_review(waiting))
        reviewer = _entitled_reviewer(waiting, version, user)
        _check_not_done(ApprovalProgress(waiting, version), reviewer)
        _check_known(version.model, version.obj.get_latest_revision().content)
        _check_noted(version)
    except ApprovalRefused as refusal:
        return str(refusal)
    return ""


def _lock(task_state: TaskState) -> TaskState:
    """Lock the object and then the task.

    What publishing writes is locked as well, before the task. The second of two approvals of one
    task waits, and then finds it finished.
    """
    workflow_state = WorkflowState.objects.filter(current_task_state=task_state.pk).first()
    obj = workflow_state and workflow_state.content_object
    if obj is None:
        raise ApprovalRefused(str(REVIEW_FINISHED))
    lock_with_dependents(obj)
    lock_review(workflow_state)
    return _waiting(task_state)


def _waiting(task_state: TaskState) -> TaskState:
    """The task as it is stored, if somebody is to decide on it."""
    stored = (
        TaskState.objects.select_related("workflow_state")
        .filter(
            pk=task_state.pk,
            status=TaskState.STATUS_IN_PROGRESS,
            workflow_state__status=WorkflowState.STATUS_IN_PROGRESS,
        )
        .first()
    )
    state = stored and stored.workflow_state
    if state is None or state.current_task_state_id != stored.pk or state.content_object is None:
        raise ApprovalRefused(str(REVIEW_FINISHED))
    return stored


def _entitled_reviewer(task_state: TaskState, version: Version, user: Any) -> Contributor:
    obj = version.obj
    reviewer = registered_reviewer(user)
    if reviewer is None:
        raise ApprovalRefused(
            _(
                "You cannot approve this: you have no current, confirmed registration as a "
                "medical reviewer. %(reason)s"
            )
            % {"reason": why_not_registered(user)}
        )
    task = task_state.task.specific
    # Asked afresh: the task's own answer is kept with the user for as long as a request lasts.
    if isinstance(task, AbstractGroupApprovalTask) and not (
        task.groups.filter(pk__in=user.groups.all()).exists()
    ):
        raise ApprovalRefused(
            _("You cannot approve this: you do not belong to the reviewers of this task.")
        )
    if is_author(obj, user):
        raise ApprovalRefused(
            _(
                "You cannot approve this: you wrote part of it. Another medical reviewer has to "
                "approve it."
            )
        )
    if has_published_urgently(obj, user):
        raise ApprovalRefused(
            _(
                "You cannot approve this: you published it urgently. Another medical reviewer has "
                "to review it."
            )
        )
    return reviewer


def _check_not_done(progress: ApprovalProgress, reviewer: Contributor) -> None:
    if progress.has_done_all(reviewer):
        raise ApprovalRefused(
            ngettext(
                "You have approved this version already. It waits for %(count)d other reviewer.",
                "You have approved this version already. It waits for %(count)d other reviewers.",
                progress.missing,
            )
            % {"count": progress.missing}
        )


def _answers(checklist: Mapping[str, Any]) -> dict[str, Any]:
    form = ApprovalForm(data=checklist)
    if not form.is_valid():
        problems = " ".join(
            f"{form.fields[name].label}: {' '.join(map(str, errors))}"
            for name, errors in form.errors.items()
        )
        raise ApprovalRefused(
            _("The checklist is not complete. %(problems)s") % {"problems": problems}
        )
    return form.cleaned_data


def _check_version(version: Version, answers: dict[str, Any]) -> None:
    if answers.pop("digest") != shown_digest(version):
        raise ApprovalRefused(str(CONTENT_CHANGED))


def _check_reading(version: Version, *, since: int | None, until: int) -> None:
    """Refuse if the reviewer may have read another revision that has this digest but differs."""
    if since == until:
        return
    between = version.obj.revisions.filter(pk__gte=since or 0, pk__lt=until)
    try:
        for revision in between.iterator():
            read = Version(version.obj, version.model, revision.content)
            if (
                not same_data(version.model, read.snapshot, version.snapshot)
                and read.digest == version.digest
                and not same_for_readers(version.obj, read.snapshot, version.snapshot)
            ):
                raise ApprovalRefused(str(CONTENT_CHANGED))
    except NotRendered as problem:
        raise ApprovalRefused(str(problem)) from problem


def _check_scope(version: Version, others: list[MedicalReview], answers: dict[str, Any]) -> None:
    """“Last reviewed” says that all read the whole, and each record says what it stands for."""
    partly = only_changes(others)
    if answers["scope"] == ReviewScope.CHANGES and not partly and (reason := why_whole(version)):
        raise ApprovalRefused(reason)
    if answers["scope"] == ReviewScope.WHOLE and partly:
        raise ApprovalRefused(
            _(
                "%(reviewer)s reviewed only the changes, so the approval that you complete is one "
                "of the changes."
            )
            % {"reviewer": partly.reviewer_name}
        )


def only_changes(reviews: list[MedicalReview]) -> MedicalReview | None:
    """The first of ``reviews`` whose reviewer did not read the whole, or None."""
    return next((review for review in reviews if review.scope == ReviewScope.CHANGES), None)


def _check_known(model: type[models.Model], stored: Mapping[str, Any]) -> None:
    """Refuse content that Wagtail does not read: the reviewer was not shown it, and a later release
    may show it to readers."""
    if places := unknown_places(walk(model, stored)):
        raise ApprovalRefused(
            _(
                "This version holds content that this site cannot show (%(places)s). Open it in "
                "the editor and save it, which removes that content, then review it again."
            )
            % {"places": get_text_list(places, _("and"))}
        )


def _check_noted(version: Version) -> None:
    """Refuse text that no save brought, so that its authors are not known."""
    if not is_noted(version):
        raise ApprovalRefused(str(AUTHOR_UNKNOWN))


def _check_content(obj: models.Model) -> None:
    if errors := content_errors(obj):
        raise ApprovalRefused(
            _("This breaks rules that published content has to keep: %(problems)s")
            % {"problems": " ".join(f"{error.label}: {error.message}" for error in errors)}
        )
