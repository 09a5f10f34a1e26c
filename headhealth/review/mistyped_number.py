"""Registration numbers that were a slip: they do not join the person who has them by right."""

from __future__ import annotations

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from headhealth.review.registration_record import RegistrationEvent, RegistrationRecord


def is_mistyped() -> ExpressionWrapper:
    """For a query of registration records: a second person confirmed another number in its place.

    Of the same contributor with the same account at the same body, where nobody has two numbers.
    The number itself was never confirmed, so that nothing was approved under it. A slip in more
    than the number is kept: a person may have two accounts, and be on two registers.
    """
    confirmed = RegistrationRecord.objects.entered().filter(event=RegistrationEvent.CONFIRMED)
    corrected = confirmed.filter(
        content_type=OuterRef("content_type"),
        object_id=OuterRef("object_id"),
        account=OuterRef("account"),
        registration_body=OuterRef("registration_body"),
        pk__gt=OuterRef("pk"),
    ).exclude(registration_key=OuterRef("registration_key"))
    used = RegistrationRecord.objects.filter(
        event=RegistrationEvent.CONFIRMED,
        translation_key=OuterRef("translation_key"),
        registration_key=OuterRef("registration_key"),
    )
    return ExpressionWrapper(Q(Exists(corrected), ~Exists(used)), output_field=BooleanField())
