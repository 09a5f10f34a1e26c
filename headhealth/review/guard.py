"""The choke point of the publishing gate.

Every way in which Wagtail makes content public ends in ``Model.save()``; the receivers here are
connected to ``pre_save`` of every reviewed model, the base ``Page`` and ``Revision``, those of
``headhealth.review.part_guard`` to what is part of such an object. The other layers of the gate
give better messages; this one holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from wagtail.models import AbstractPage

from headhealth.review.authority import may_be_public
from headhealth.review.pending_write import PendingWrite
from headhealth.review.review_required import alias_needs_own_review, unreviewed
from headhealth.review.reviewed_object import reviewed_model_of
from headhealth.review.write_scope import current_write
from headhealth.rules.publishing import Verdict


def guard_live_content(
    sender: Any, instance: Any, raw: bool = False, update_fields: Any = None, **kwargs: Any
) -> None:
    """Let a write of a reviewed object pass, hold it as a draft, or raise ``ReviewRequired``."""
    if raw:
        _hold_loaded_row(instance)
        return
    model = reviewed_model_of(instance)
    if model is None:
        return
    scope = current_write(instance)
    if scope is not None and scope.instance is not instance:
        # Another write of the same row within this one, by a receiver say, is judged by itself.
        scope = None
    write = PendingWrite(
        model, instance, _field_names(instance, scope.update_fields if scope else update_fields)
    )
    if write.touches_public_state():
        verdict = write.verdict
        if verdict is Verdict.REFUSE:
            raise (alias_needs_own_review if write.loses_alias else unreviewed)(instance)
        if verdict is Verdict.HOLD_AS_DRAFT:
            _hold_as_draft(instance)
    if not instance.live:
        # Copying a page "as live" sets this after its row was held as a draft.
        instance.live_revision = None
    if scope:
        scope.is_checked = True


def guard_schedule(sender: Any, instance: Any, update_fields: Any = None, **kwargs: Any) -> None:
    """A revision may be scheduled to go live only when it is what was last approved."""
    is_scheduled = instance.approved_go_live_at is not None and (
        update_fields is None or "approved_go_live_at" in update_fields
    )
    if is_scheduled and instance.content_type.model_class() is not None:
        obj = instance.as_object()
        if reviewed_model_of(obj) is not None and not may_be_public(obj):
            raise unreviewed(obj)


def _hold_loaded_row(instance: Any) -> None:
    """``loaddata`` must not end half-way: what it would make public unapproved lands as a draft."""
    try:
        model = reviewed_model_of(instance)
    except ContentType.DoesNotExist:
        # The type of a base row is loaded after it. So is the specific row, which is judged.
        return
    if model is None:
        return
    is_specific_page = type(instance) is model and isinstance(instance, AbstractPage)
    if not is_specific_page:
        if PendingWrite(model, instance).verdict is not Verdict.ALLOW:
            _hold_as_draft(instance)
        return
    # A fixture's specific row carries none of the base fields, `live` among them: they are in the
    # base row, which was loaded before.
    write = PendingWrite(model, instance, {field.name for field in model._meta.local_fields})
    if write.stored is not None and write.verdict is not Verdict.ALLOW:
        model._base_manager.filter(pk=instance.pk).update(live=False, has_unpublished_changes=True)


def _hold_as_draft(instance: Any) -> None:
    instance.live = False
    instance.has_unpublished_changes = True
    instance.live_revision = None
    instance.first_published_at = None
    instance.last_published_at = None


def _field_names(instance: models.Model, update_fields: Iterable[str] | None) -> set[str] | None:
    """Field names for ``update_fields``, which may name a column (``alias_of_id``) instead."""
    if update_fields is None:
        return None
    names = {field.attname: field.name for field in instance._meta.concrete_fields}
    return {names.get(name, name) for name in update_fields}
