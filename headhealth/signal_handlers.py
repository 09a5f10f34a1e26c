"""Connects signals; each handler calls one service."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models.signals import (
    class_prepared,
    m2m_changed,
    post_delete,
    post_init,
    post_migrate,
    post_save,
    pre_delete,
    pre_migrate,
    pre_save,
)
from wagtail.models import (
    DraftStateMixin,
    Site,
    Task,
    TaskState,
    WorkflowState,
)
from wagtail.signals import (
    page_published,
    post_page_move,
    published,
    task_submitted,
    unpublished,
    workflow_rejected,
    workflow_submitted,
)

from headhealth.feedback.feedback import Feedback, FeedbackKind
from headhealth.guest_reading.opinion import GuestOpinion
from headhealth.re_review.ask import go_on_asking
from headhealth.review.account_history import (
    remember_changed_account,
    remember_deleted_account,
)
from headhealth.review.acts import guard_record, guard_record_deletion, recorded
from headhealth.review.audit.migrated_content import end_migrating, is_last
from headhealth.review.contribution_notes import note_submission
from headhealth.review.emergency_publication import EmergencyPublication
from headhealth.review.guard import after_save, before_save
from headhealth.review.guarded_tables import writes_parts
from headhealth.review.medical_review import MedicalReview
from headhealth.review.migration_watch import begin_migrating
from headhealth.review.model_tables import is_historical
from headhealth.review.outdated import compare_when_committed, follow_change
from headhealth.review.part_guard import (
    guard_part_deletion,
    guard_relation,
    note_part_deletion,
)
from headhealth.review.record_tables import record_model
from headhealth.review.review_clock import ReviewClock, set_clock, stop_clock
from headhealth.review.review_ledger import EntryKind
from headhealth.review.review_policy import ReviewPolicy, TypeInterval
from headhealth.review.reviewed_object import (
    reviewed_classes,
    reviewed_model_of,
    reviewed_models,
)
from headhealth.review.seen_parts import is_file, is_showable
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
from headhealth.workflow.cancellation import cancel_reviews_of_task
from headhealth.workflow.medical_review_task import MedicalReviewTask
from headhealth.workflow.notifications import (
    notify_of_requested_changes,
    notify_reviewers_of_submission,
    notify_superusers_of_submission,
)


def connect() -> None:
    """Called once, from ``ready()``, when every model of the site is known."""
    pre_save.connect(before_save, dispatch_uid="hh_guard_before")
    _connect_first(post_save, after_save, "hh_guard_after")
    for model in apps.get_models(include_auto_created=True):
        on_model_defined(model)
    class_prepared.connect(on_model_defined, dispatch_uid="hh_guard_later")
    for model in (Task, MedicalReviewTask):
        # The admin disables tasks through the base class.
        post_save.connect(on_task_saved, sender=model, dispatch_uid=f"hh_task_{model._meta}")
    for signal, notifier, sender, name in (
        (
            task_submitted,
            notify_reviewers_of_submission,
            TaskState,
            "group_approval_task_submitted",
        ),
        (
            workflow_submitted,
            notify_superusers_of_submission,
            WorkflowState,
            "workflow_state_submitted",
        ),
        (workflow_rejected, notify_of_requested_changes, WorkflowState, "workflow_state_rejected"),
    ):
        # In the place of Wagtail's own, which are connected before or after this.
        uid = f"{name}_email_notification"
        signal.disconnect(sender=sender, dispatch_uid=uid)
        signal.connect(notifier, sender=sender, dispatch_uid=uid)
    task_submitted.connect(on_task_submitted, dispatch_uid="hh_submitted")
    page_published.connect(on_page_published, dispatch_uid="hh_withdrawal_end")
    post_save.connect(on_feedback_saved, sender=Feedback, dispatch_uid="hh_feedback")
    post_save.connect(on_opinion_saved, sender=GuestOpinion, dispatch_uid="hh_guest_opinion")
    post_save.connect(on_source_saved, sender=Source, dispatch_uid="hh_source_address")
    for name, signal in (
        ("published", published),
        ("unpublished", unpublished),
        ("deleted", post_delete),
    ):
        signal.connect(on_symptom_changed, sender=Symptom, dispatch_uid=f"hh_symptom_{name}")
    for model in reviewed_classes():
        for name, signal, receiver in (
            ("published", published, on_live_content_changed),
            ("unpublished", unpublished, on_live_content_changed),
            ("deleted", post_delete, on_content_deleted),
        ):
            signal.connect(receiver, sender=model, dispatch_uid=f"hh_clock_{name}_{model._meta}")
    pre_save.connect(guard_record, dispatch_uid="hh_record")
    for model in apps.get_models():
        if issubclass(model, get_user_model()):
            uid = f"hh_account_{model._meta}"
            pre_save.connect(remember_changed_account, sender=model, dispatch_uid=uid)
            pre_delete.connect(remember_deleted_account, sender=model, dispatch_uid=uid)
    recorded.connect(on_review_recorded, sender=MedicalReview, dispatch_uid="hh_clock_review")
    post_save.connect(on_urgent_publication, EmergencyPublication, dispatch_uid="hh_urgent")
    for model in filter(is_file, apps.get_models()):
        post_init.connect(on_file_loaded, sender=model, dispatch_uid=f"hh_loaded_{model._meta}")
        pre_save.connect(on_file_saving, sender=model, dispatch_uid=f"hh_file_{model._meta}")
    for model in filter(is_showable, apps.get_models()):
        is_published = issubclass(model, DraftStateMixin)
        for name, signal, on_shown in (
            ("published", published if is_published else post_save, on_shown_changed),
            *([("unpublished", unpublished, on_shown_changed)] if is_published else []),
            ("deleted", post_delete, on_shown_deleted),
        ):
            signal.connect(on_shown, sender=model, dispatch_uid=f"hh_shown_{name}_{model._meta}")
    post_page_move.connect(on_page_moved, dispatch_uid="hh_clock_moved")
    for model in (ReviewPolicy, TypeInterval):
        for name, signal in (("saved", post_save), ("deleted", post_delete)):
            uid = f"hh_policy_{name}_{model._meta}"
            signal.connect(on_policy_changed, sender=model, dispatch_uid=uid)
    post_migrate.connect(
        on_migrated, sender=apps.get_app_config("headhealth"), dispatch_uid="hh_upkeep"
    )
    pre_migrate.connect(on_migrating, dispatch_uid="hh_migrated_content")
    post_migrate.connect(on_migrated_all, dispatch_uid="hh_migrated_content")


def _connect_first(signal: Any, receiver: Any, uid: str) -> None:
    """Connect ``receiver`` before those of the apps that stand before this one.

    One of them that raises would keep the guard from a row that may be committed; one that changes
    the object in memory would hide from it what was written.
    """
    signal.connect(receiver, dispatch_uid=uid)
    with signal.lock:
        signal.receivers.insert(0, signal.receivers.pop())
        signal.sender_receivers_cache.clear()


def on_model_defined(sender: Any, **kwargs: Any) -> None:
    """Let the guards hear what deletes rows by way of ``sender``, and what changes its relations.

    By sender: a receiver of all deletions would end the fast deletes of every model of the site.
    Those of a migration come and go with each of its states.
    """
    if is_historical(sender):
        return
    uid = f"hh_guard_row_{sender._meta}"
    if writes_parts(sender):
        pre_delete.connect(guard_part_deletion, sender=sender, dispatch_uid=uid)
        post_delete.connect(note_part_deletion, sender=sender, dispatch_uid=uid)
        m2m_changed.connect(guard_relation, sender=sender, dispatch_uid=uid)
    if record_model(sender) is not None:
        uid = f"hh_record_row_{sender._meta}"
        pre_delete.connect(guard_record_deletion, sender=sender, dispatch_uid=uid)


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


def on_live_content_changed(sender: Any, instance: Any, **kwargs: Any) -> None:
    if set_clock(instance):
        go_on_asking(instance)
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
