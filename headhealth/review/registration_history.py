"""Writes and reads the records of registrations."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, DateField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.db.models.functions import Cast
from django.utils import timezone

from headhealth.review.account_hash import account_hash
from headhealth.review.ledgered_record import record_act
from headhealth.review.recorded_name import recorded_name
from headhealth.review.registration_record import RegistrationEvent, RegistrationRecord
from headhealth.review.reviewed_object import content_type_of

REGISTRATION_FIELDS = (
    "user_id", "name", "registration_body", "registration_number", "reviewer_from", "reviewer_until"
)  # fmt: skip
"""Fields that a second person confirms. Changing any of them needs a new confirmation."""


def record_registration(contributor: Any, *, event: RegistrationEvent, user: Any) -> None:
    """Record the act of ``user``; None for a script. ``contributor`` is as it is stored."""
    account = contributor.user
    record = RegistrationRecord(
        content_type=content_type_of(type(contributor)),
        object_id=str(contributor.pk),
        event=event,
        translation_key=contributor.translation_key,
        account=str(account.pk) if account else "",
        account_hash=account_hash(account) if account else "",
        registration_key=contributor.registration_key,
        **{name: getattr(contributor, name) for name in REGISTRATION_FIELDS},
        made_by=user,
        made_by_name=recorded_name(user),
        made_by_account=str(user.pk) if user else "",
        made_by_hash=account_hash(user) if user else "",
        made_at=timezone.now(),
    )
    record_act(record)


def registration_history(contributor: Any) -> list[RegistrationRecord]:
    """Records of the registration, in every language, the oldest first."""
    records = RegistrationRecord.objects.filter(translation_key=contributor.translation_key)
    return list(records.order_by("pk"))


def newest_record(contributor: Any) -> RegistrationRecord | None:
    return RegistrationRecord.objects.for_object(contributor).order_by("-pk").first()


def is_confirmed() -> Exists:
    """For a query of contributors: their newest record confirms exactly what they say.

    A column of the contributor can be written by anybody who may write to the table.
    """
    same_record = {"content_type": OuterRef("content_type"), "object_id": OuterRef("object_id")}
    later = RegistrationRecord.objects.filter(**same_record, pk__gt=OuterRef("pk"))
    confirmed = {name: OuterRef(name) for name in REGISTRATION_FIELDS if name != "reviewer_until"}
    records = (
        RegistrationRecord.objects.entered()
        .annotate(until=ExpressionWrapper(OuterRef("reviewer_until"), output_field=DateField()))
        .filter(
            Q(reviewer_until=F("until")) | Q(reviewer_until=None, until=None),
            ~Exists(later),
            content_type__app_label="headhealth",
            content_type__model="contributor",
            object_id=Cast(OuterRef("pk"), CharField()),
            registration_key=OuterRef("registration_key"),
            event=RegistrationEvent.CONFIRMED,
            **confirmed,
        )
    )
    return Exists(records)
