"""How a registration is changed and confirmed: each act is recorded."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import router, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import get_active_log_context, log
from wagtail.models import RevisionMixin

from headhealth.review.object_lock import for_update
from headhealth.review.registration import Registration
from headhealth.review.registration_confirmers import who_may_confirm, why_not_by
from headhealth.review.registration_history import (
    REGISTRATION_FIELDS,
    newest_record,
    record_registration,
)
from headhealth.review.registration_record import RegistrationEvent
from headhealth.review.review_ledger import hold_ledger

_SUSPENDED = _(
    "Another contributor has the same registration, so neither may approve content. Remove it from "
    "the one that it does not belong to, then save this one and have it confirmed."
)
_FOLLOWING = (
    "registration_key", "registration_suspended", "registration_changed_by",
    "registration_confirmed_by", "registration_confirmed_at",
)  # fmt: skip
"""Fields that follow from a change of the registration."""
_WRITTEN_ALONE = frozenset({*REGISTRATION_FIELDS, "user", *_FOLLOWING})


class RecordedRegistration(RevisionMixin, Registration):
    """Abstract: a registration that one person enters and a second person confirms."""

    class Meta:
        abstract = True

    def save(self, *args: Any, update_fields: Any = None, **kwargs: Any) -> None:
        """Save; a changed registration loses its confirmation in the same write, and is recorded.

        An unchanged one is recorded where a named person saves it after a script: that person
        takes responsibility for it.
        """
        if update_fields is not None and _WRITTEN_ALONE.isdisjoint(update_fields):
            super().save(*args, update_fields=update_fields, **kwargs)
            return
        user = get_active_log_context().user
        using = kwargs.get("using") or router.db_for_write(type(self), instance=self)
        with transaction.atomic(using=using):
            rows = type(self)._base_manager.using(using).filter(pk=self.pk)
            before = for_update(rows).first()
            # What follows from the save in pages that name this person is written after that, as
            # an approval does.
            hold_ledger(using)
            self._take_key(before)
            is_changed = before is None or self._differs_from(before)
            if is_changed:
                self.registration_changed_by = user
                self.registration_confirmed_by = None
                self.registration_confirmed_at = None
                if update_fields is not None:
                    update_fields = {*update_fields, *_FOLLOWING}
            super().save(*args, update_fields=update_fields, **{**kwargs, "using": using})
            if is_changed or (user is not None and self._lacks_responsible()):
                self._record(RegistrationEvent.ENTERED, user)

    def save_revision(self, user: Any = None, **kwargs: Any) -> Any:
        """Record ``user`` as the one who entered it, where the save before had no log context.

        The API and commands name the user only here."""
        if self.__dict__.pop("_entered_by_script", False) and user is not None:
            self.registration_changed_by = user
            super().save(update_fields=["registration_changed_by"])
            self._record(RegistrationEvent.ENTERED, user)
        return super().save_revision(user=user, **kwargs)

    def why_not_confirm(self, user: Any) -> str:
        """The reason why ``user`` may not confirm it, and who may; "" if they may."""
        if self.registration_suspended:
            return str(_SUSPENDED)
        if not self.reviewer_from:
            return str(_("This contributor is not entered as a medical reviewer."))
        if not self.user_id:
            return str(_("This contributor has no user account to approve content with."))
        if not self.needs_confirmation:
            return str(_("This registration is confirmed already."))
        if self._lacks_responsible():
            return str(
                _(
                    "A script entered this registration. Open the contributor, check the "
                    "registration and save it; another person can then confirm it."
                )
            )
        reason = why_not_by(self, user)
        return f"{reason} {who_may_confirm(self)}" if reason else ""

    def confirm_registration(self, *, user: Any, seen: str | None = None) -> None:
        """Let the registration take effect.

        Raises ``PermissionDenied`` where ``user`` is the reviewer, or ever entered or changed any
        part of the registration: it takes a second person. ``seen`` is the key of the newest
        record that ``user`` was shown, where they were shown one.
        """
        using = router.db_for_write(type(self), instance=self)
        with transaction.atomic(using=using):
            rows = type(self)._base_manager.using(using).filter(pk=self.pk)
            stored = for_update(rows).get()
            newest = newest_record(stored)
            is_older = seen is not None and newest is not None and seen != str(newest.pk)
            if is_older or stored._differs_from(self):
                raise PermissionDenied(
                    _("The registration was changed while you were reading it. Check it again.")
                )
            if reason := stored.why_not_confirm(user):
                raise PermissionDenied(reason)
            self._record(RegistrationEvent.CONFIRMED, user)
            confirmed = {
                "registration_confirmed_by": user,
                "registration_confirmed_at": timezone.now(),
            }
            rows.update(**confirmed)
        for name, value in confirmed.items():
            setattr(self, name, value)
        log(instance=self, action="headhealth.registration.confirm", user=user)

    def _differs_from(self, other: Registration) -> bool:
        names = (*REGISTRATION_FIELDS, "registration_suspended")
        return any(getattr(self, name) != getattr(other, name) for name in names) or (
            # Only `confirm_registration` may say so, and it writes past `save()`.
            self.registration_confirmed_at is not None and other.registration_confirmed_at is None
        )

    def _lacks_responsible(self) -> bool:
        """Whether the newest record names no person: a script wrote it, or there is none."""
        newest = newest_record(self)
        return newest is None or not newest.has_maker

    def _record(self, event: RegistrationEvent, user: Any) -> None:
        stored = type(self)._base_manager.get(pk=self.pk)
        record_registration(stored, event=event, user=user)
        self._entered_by_script = user is None
