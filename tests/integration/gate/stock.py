"""Wagtail as it comes: the same site with the gate taken out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import signals
from wagtail.models import Task, TaskState

from headhealth.admin.review_actions import ReviewActionMixin
from headhealth.models import MedicallyReviewedMixin, MedicalReviewTask
from headhealth.review.permission_tester import ReviewedPagePermissionTester

_OVERRIDES: dict[type, tuple[str, ...]] = {
    MedicallyReviewedMixin: (
        "save",
        "save_revision",
        "publish",
        "update_aliases",
        "get_workflow",
        "has_workflow",
    ),
    ReviewedPagePermissionTester: ("can_publish",),
    MedicalReviewTask: (
        "get_actions",
        "get_form_for_action",
        "get_template_for_action",
        "user_can_access_editor",
        "locked_for_user",
    ),
    ReviewActionMixin: ("dispatch", "get", "post", "get_context_data", "render_modal_form"),
}
_SIGNALS = (signals.pre_save, signals.post_save, signals.pre_delete, signals.m2m_changed)


@contextmanager
def without_the_gate(monkeypatch: Any) -> Iterator[None]:
    """Take away what the app puts over Wagtail's methods, and its receivers."""
    try:
        with monkeypatch.context() as patch:
            for owner, names in _OVERRIDES.items():
                for name in names:
                    patch.delattr(owner, name)
            patch.setattr(MedicalReviewTask, "on_action", _decide)
            for signal in _SIGNALS:
                kept = [receiver for receiver in signal.receivers if not _is_ours(receiver)]
                assert len(kept) < len(signal.receivers)
                patch.setattr(signal, "receivers", kept)
            _forget_receivers()
            yield
    finally:
        _forget_receivers()


def _forget_receivers() -> None:
    for signal in _SIGNALS:
        signal.sender_receivers_cache.clear()


def _decide(task: Task, state: TaskState, user: Any, action: str, **answers: Any) -> None:
    """Wagtail's own approval, which has no use for the answers of a checklist."""
    Task.on_action(task, state, user, action)


def _is_ours(receiver: Any) -> bool:
    """By the ``dispatch_uid`` under which ``headhealth.signal_connections`` connects."""
    uid = receiver[0][0]
    return isinstance(uid, str) and uid.startswith("hh_")
