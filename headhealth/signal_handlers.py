"""What follows a signal: each handler calls one service."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from wagtail.models import (
    Site,
    Task,
    TaskState,
)

from headhealth.feedback.feedback import Feedback, FeedbackKind
from headhealth.guest_reading.opinion import GuestOpinion
from headhealth.re_review.ask import go_on_asking
from headhealth.review.audit.migrated_content import end_migrating, is_last
from headhealth.review.contribution_notes import note_submission
from headhealth.review.emergency_publication import EmergencyPublication
from headhealth.review.medical_review import MedicalReview
from headhealth.review.migration_watch import begin_migrating
from headhealth.review.outdated import compare_when_committed, follow_change
from headhealth.review.review_clock import ReviewClock, set_clock, stop_clock
from headhealth.review.review_ledger import EntryKind
from headhealth.review.reviewed_object import (
    reviewed_model_of,
    reviewed_models,
)
from headhealth.review.seen_parts import is_file
from headhealth.review.stored_file import correct_file_hash, note_loaded_file, note_other_file
from headhealth.review.version import version_of
from headhealth.snippets.source import Source
from headhealth.snippets.symptom import Symptom
from headhealth.source_checks.record_answer import forget_other_addresses
from headhealth.tasks import (
    mail_clinical_mistake_task,
    mail_guest_opinion_task,
    mail_urgent_publication_task,
    reindex_pages_of_symptom_task,
    set_due_dates_task,
)
from headhealth.upkeep import run_upkeep
from headhealth.withdrawal.withdraw import end_withdrawals
from headhealth.workflow.cancellation import cancel_reviews_of_task, keep_review
from headhealth.workflow.medical_review_task import MedicalReviewTask


def on_task_saved(sender: Any, instance: Task, **kwargs: Any) -> None:
    if not instance.active and isinstance(instance.specific, MedicalReviewTask):
        cancel_reviews_of_task(task=instance)


def on_task_submitted(sender: Any, instance: TaskState, user: Any = None, **kwargs: Any) -> None:
    """Not where an approval of the task before leads on to this one: nobody submits then."""
    state = instance.workflow_state
    earlier = state.task_states.exclude(pk=instance.pk).order_by("-pk").first()
    is_led_on = earlier is not None and earlier.status in (
        TaskState.STATUS_APPROVED,
        TaskState.STATUS_SKIPPED,
    )
    obj = state.content_object
    if not is_led_on and obj is not None and reviewed_model_of(obj) is not None:
        note_submission(getattr(obj, "specific", obj), user)


def on_page_published(sender: Any, instance: Any, **kwargs: Any) -> None:
    end_withdrawals(instance)


def on_content_published(sender: Any, instance: Any, **kwargs: Any) -> None:
    if set_clock(instance):
        go_on_asking(instance)
    compare_when_committed(instance)
    keep_review(instance)


def on_content_unpublished(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Whatever ``instance`` says in memory, which may have been read before."""
    stop_clock(instance)
    compare_when_committed(instance)


def on_content_deleted(sender: Any, instance: Any, **kwargs: Any) -> None:
    stop_clock(instance)


def on_review_recorded(sender: Any, record: MedicalReview, kind: str, **kwargs: Any) -> None:
    """Publishing sets the clock, and follows an approval; taking one back changes it immediately.

    So does approving what was published urgently, whatever tasks of the workflow still follow.
    """
    is_awaited = kind == record.ledger_kind and not _is_clocked_as_urgent(record)
    if is_awaited or kind == EntryKind.PUBLICATION:
        return
    model = record.content_type.model_class()
    if model in reviewed_models():
        for obj in model._base_manager.filter(pk=record.object_id):
            is_approved = kind == record.ledger_kind and record.is_final
            if is_approved and obj.live and record.lets_through(version_of(obj)):
                # Readers have had it since it was published urgently.
                record.note_published()
            set_clock(obj)
            compare_when_committed(obj)


def _is_clocked_as_urgent(review: MedicalReview) -> bool:
    return ReviewClock.objects.filter(
        content_type=review.content_type_id,
        object_id=review.object_id,
        emergency_due_at__isnull=False,
    ).exists()


def on_urgent_publication(
    sender: Any, instance: EmergencyPublication, created: bool, **kwargs: Any
) -> None:
    """A mail that cannot be sent keeps nothing from readers."""
    if created and not kwargs.get("raw"):
        task = partial(mail_urgent_publication_task.enqueue, instance.pk)
        transaction.on_commit(task, robust=True)


def on_file_loaded(sender: Any, instance: Any, **kwargs: Any) -> None:
    note_loaded_file(instance)


def on_file_saving(
    sender: Any, instance: Any, raw: bool = False, update_fields: Any = None, **kwargs: Any
) -> None:
    if not raw:
        note_other_file(instance, update_fields)


def on_shown_changed(sender: Any, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    if raw:
        return
    if is_file(sender):
        correct_file_hash(instance)
    follow_change(instance)


def on_shown_deleted(sender: Any, instance: Any, **kwargs: Any) -> None:
    follow_change(instance, is_deleted=True)


def on_page_moved(sender: Any, **kwargs: Any) -> None:
    """Into another site, perhaps."""
    if Site.objects.count() > 1:
        transaction.on_commit(set_due_dates_task.enqueue)


def on_policy_changed(sender: Any, **kwargs: Any) -> None:
    transaction.on_commit(set_due_dates_task.enqueue)


def on_symptom_changed(sender: Any, instance: Symptom, **kwargs: Any) -> None:
    transaction.on_commit(partial(reindex_pages_of_symptom_task.enqueue, instance.pk))


def on_source_saved(
    sender: Any, instance: Source, created: bool, raw: bool = False, **kwargs: Any
) -> None:
    if not created and not raw:
        forget_other_addresses(instance)


def on_migrated(
    sender: Any, using: str, plan: Any = None, stdout: Any = None, **kwargs: Any
) -> None:
    run_upkeep(using, plan, stdout.write if stdout else print)


def on_migrating(sender: Any, using: str, plan: Any = None, **kwargs: Any) -> None:
    begin_migrating(using, plan)


def on_migrated_all(sender: Any, using: str, stdout: Any = None, **kwargs: Any) -> None:
    """Run once, after the ``post_migrate`` receivers of all apps."""
    if is_last(sender):
        end_migrating(using, stdout)


def on_feedback_saved(sender: Any, instance: Feedback, created: bool, **kwargs: Any) -> None:
    is_from_reader = created and not kwargs.get("raw")
    if is_from_reader and instance.kind == FeedbackKind.CLINICAL_MISTAKE:
        transaction.on_commit(partial(mail_clinical_mistake_task.enqueue, instance.pk))


def on_opinion_saved(sender: Any, instance: GuestOpinion, created: bool, **kwargs: Any) -> None:
    if created and not kwargs.get("raw"):
        transaction.on_commit(partial(mail_guest_opinion_task.enqueue, instance.pk))
