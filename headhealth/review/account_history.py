"""Remembers by which addresses and names an account was known before they changed.

Written down as a contribution without changes, about the account itself: it links the account to
a keyed hash, it is kept for good, and the ledger vouches for it.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Q
from django.utils import timezone

from headhealth.review.account_hash import account_hash
from headhealth.review.contribution import Contribution
from headhealth.review.ledgered_record import record_act
from headhealth.review.registration_record import RegistrationRecord
from headhealth.review.reviewed_object import content_type_of


def remember_changed_account(
    sender: Any,
    instance: Any,
    raw: bool = False,
    using: str = DEFAULT_DB_ALIAS,
    update_fields: Any = None,
    **kwargs: Any,
) -> None:
    """For ``pre_save`` of an account: keep the hash that it is about to lose."""
    user_model = get_user_model()
    names = {user_model.get_email_field_name(), user_model.USERNAME_FIELD}
    is_written = update_fields is None or not names.isdisjoint(update_fields)
    if raw or instance._state.adding or not is_written:
        return
    stored = user_model._base_manager.using(using).filter(pk=instance.pk).first()
    if stored is not None and account_hash(stored) != account_hash(instance):
        _remember(stored)


def remember_deleted_account(
    sender: Any, instance: Any, using: str = DEFAULT_DB_ALIAS, **kwargs: Any
) -> None:
    """For ``pre_delete`` of an account: keep its last hash, by which it is known again."""
    stored = get_user_model()._base_manager.using(using).filter(pk=instance.pk).first()
    if stored is not None:
        _remember(stored)


def _remember(account: Any) -> None:
    """Of accounts that have or had a part in the work only: readers leave no trace."""
    key, digest = str(account.pk), account_hash(account)
    contributions = Contribution.objects.filter(account=key)
    registrations = RegistrationRecord.objects.filter(Q(account=key) | Q(made_by_account=key))
    if contributions.filter(account_hash=digest).exists():
        return
    if _has_rights(account) or contributions.exists() or registrations.exists():
        record_act(
            Contribution(
                content_type=content_type_of(type(account)),
                object_id=key,
                account=key,
                account_hash=digest,
                changes=[],
                contributed_at=timezone.now(),
            )
        )


def _has_rights(account: Any) -> bool:
    """Also where it is not active any more."""
    return account.is_superuser or any(
        given.exists() for given in (account.groups, account.user_permissions)
    )
