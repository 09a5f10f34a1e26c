"""Connects signals, each to its handler."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
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
from wagtail.models import AbstractPage, DraftStateMixin, Task, TaskState, WorkflowState
from wagtail.signals import (
    page_published,
    page_unpublished,
    post_page_move,
    published,
    task_submitted,
    unpublished,
    workflow_rejected,
    workflow_submitted,
)

from headhealth.feedback.feedback import Feedback
from headhealth.guest_reading.opinion import GuestOpinion
from headhealth.review.account_history import (
    remember_changed_account,
    remember_deleted_account,
)
from headhealth.review.acts import guard_record, guard_record_deletion, recorded
from headhealth.review.emergency_publication import EmergencyPublication
from headhealth.review.guard import after_save, before_save
from headhealth.review.guarded_tables import writes_parts
from headhealth.review.medical_review import MedicalReview
from headhealth.review.model_tables import is_historical
from headhealth.review.part_guard import (
    guard_part_deletion,
    guard_relation,
    note_part_deletion,
)
from headhealth.review.record_tables import record_model
from headhealth.review.review_policy import ReviewPolicy, TypeInterval
from headhealth.review.reviewed_object import reviewed_classes
from headhealth.review.seen_parts import is_file, is_showable
from headhealth.signal_handlers import (
    on_content_deleted,
    on_content_published,
    on_content_unpublished,
    on_feedback_saved,
    on_file_loaded,
    on_file_saving,
    on_migrated,
    on_migrated_all,
    on_migrating,
    on_opinion_saved,
    on_page_moved,
    on_page_published,
    on_policy_changed,
    on_review_recorded,
    on_shown_changed,
    on_shown_deleted,
    on_source_saved,
    on_symptom_changed,
    on_task_saved,
    on_task_submitted,
    on_urgent_publication,
)
from headhealth.snippets.source import Source
from headhealth.snippets.symptom import Symptom
from headhealth.workflow.medical_review_task import MedicalReviewTask
from headhealth.workflow.notifications import (
    notify_of_requested_changes,
    notify_reviewers_of_submission,
    notify_superusers_of_submission,
)


def connect() -> None:
    """Called once, from ``ready()``, when every model of the site is known."""
    _connect_gate()
    _connect_workflow()
    _connect_records()
    _connect_clocks()
    _connect_shown_things()
    _connect_reader_parts()
    _connect_migrations()


def _connect_gate() -> None:
    pre_save.connect(before_save, dispatch_uid="hh_guard_before")
    _connect_first(post_save, after_save, "hh_guard_after")
    for model in apps.get_models(include_auto_created=True):
        on_model_defined(model)
    class_prepared.connect(on_model_defined, dispatch_uid="hh_guard_later")


def _connect_workflow() -> None:
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
    post_save.connect(on_urgent_publication, EmergencyPublication, dispatch_uid="hh_urgent")


def _connect_records() -> None:
    """The records of acts, and the accounts of those who act."""
    pre_save.connect(guard_record, dispatch_uid="hh_record")
    for model in apps.get_models():
        if issubclass(model, get_user_model()):
            uid = f"hh_account_{model._meta}"
            pre_save.connect(remember_changed_account, sender=model, dispatch_uid=uid)
            pre_delete.connect(remember_deleted_account, sender=model, dispatch_uid=uid)


def _connect_clocks() -> None:
    """What moves the day on which a review is due."""
    for model in reviewed_classes():
        for name, signal, receiver in (
            ("published", published, on_content_published),
            # A page is unpublished as its base row, whose class the other signal names.
            (
                "unpublished",
                page_unpublished if issubclass(model, AbstractPage) else unpublished,
                on_content_unpublished,
            ),
            ("deleted", post_delete, on_content_deleted),
        ):
            signal.connect(receiver, sender=model, dispatch_uid=f"hh_clock_{name}_{model._meta}")
    recorded.connect(on_review_recorded, sender=MedicalReview, dispatch_uid="hh_clock_review")
    post_page_move.connect(on_page_moved, dispatch_uid="hh_clock_moved")
    for model in (ReviewPolicy, TypeInterval):
        for name, signal in (("saved", post_save), ("deleted", post_delete)):
            uid = f"hh_policy_{name}_{model._meta}"
            signal.connect(on_policy_changed, sender=model, dispatch_uid=uid)


def _connect_shown_things() -> None:
    """What reviewed content shows of other things: sources, images, snippets."""
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


def _connect_reader_parts() -> None:
    """What readers and guests send, and what readers are told."""
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


def _connect_migrations() -> None:
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
