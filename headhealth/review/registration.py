"""The professional registration by which a person may review."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from headhealth.review.registration_history import is_confirmed
from headhealth.rules.registrations import bare_number, padded_keys, registration_key

_TAKEN = _(
    "Another contributor has this registration. Translate that contributor instead, or correct the "
    "number."
)


class RegistrationQuerySet(models.QuerySet):
    """Contributors by their registrations."""

    def reviewers_on(self, day: date) -> RegistrationQuerySet:
        """Select those who may review on ``day``: active, confirmed and current."""
        return self.filter(
            Q(reviewer_until__isnull=True) | Q(reviewer_until__gte=day),
            is_confirmed(),
            user__is_active=True,
            reviewer_from__lte=day,
            registration_suspended=False,
        ).exclude(registration_key="")

    def with_confirmation(self) -> RegistrationQuerySet:
        """For lists: ``is_registration_confirmed`` of each takes no query."""
        return self.annotate(_is_confirmed=is_confirmed())


class Registration(models.Model):
    """Abstract: an entry in a professional register, the account behind it, and its days."""

    registration_body = models.CharField(
        _("registration body"),
        max_length=255,
        blank=True,
        help_text=_("Who keeps the professional register, for example “General Medical Council”."),
    )
    registration_number = models.CharField(_("registration number"), max_length=64, blank=True)
    registration_key = models.CharField(
        _("registration key"), max_length=64, blank=True, editable=False
    )
    registration_suspended = models.BooleanField(
        _("registration suspended"),
        default=False,
        editable=False,
        help_text=_("Set where another contributor has the same registration."),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user account"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="contributors",
        help_text=_("Needed for a medical reviewer. An author can do without."),
    )
    reviewer_from = models.DateField(
        _("medical reviewer from"),
        null=True,
        blank=True,
        help_text=_("Leave empty for people who do not review."),
    )
    reviewer_until = models.DateField(
        _("medical reviewer until"),
        null=True,
        blank=True,
        help_text=_("The last day on which this person may approve content."),
    )
    registration_changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("registration changed by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    registration_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("registration confirmed by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    registration_confirmed_at = models.DateTimeField(
        _("registration confirmed at"), null=True, editable=False
    )

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_registration_confirmed(self) -> bool:
        """Whether a second person confirmed the registration exactly as it stands."""
        known = self.__dict__.get("_is_confirmed")
        if known is None:
            return type(self)._base_manager.filter(is_confirmed(), pk=self.pk).exists()
        return known

    @property
    def needs_confirmation(self) -> bool:
        """Whether this person is meant to review and a second person has not confirmed it yet."""
        return bool(self.user_id and self.reviewer_from and not self.is_registration_confirmed)

    @property
    def registration_status(self) -> str:
        """For lists; "" for people who do not review."""
        if self.registration_suspended:
            return str(_("Suspended: another contributor has the same registration"))
        if self.needs_confirmation:
            return str(_("Waiting for confirmation"))
        return str(_("Confirmed")) if self.reviewer_from else ""

    def registration_errors(self) -> dict[str, Any]:
        """Errors in the registration, by field, for a ``ValidationError``."""
        errors: dict[str, Any] = {}
        if self.reviewer_from:
            if not self.user_id:
                errors["user"] = _("A medical reviewer needs a user account.")
            if not self.registration_body:
                errors["registration_body"] = _("Name the register this reviewer is on.")
            if not self.registration_number:
                errors["registration_number"] = _("Give the number on that register.")
        elif self.reviewer_until:
            errors["reviewer_from"] = _("Give the first day as well as the last.")
        if self.reviewer_from and self.reviewer_until and self.reviewer_until < self.reviewer_from:
            errors["reviewer_until"] = _("The last day must not be before the first.")
        if self._is_taken():
            errors["registration_number"] = _TAKEN
        return errors

    def _take_key(self, before: Self | None) -> None:
        """Work out the key, and raise ``ValidationError`` where another contributor has it.

        Contributors who had one registration before this was checked are suspended until it is
        sorted out.
        """
        self.registration_key = registration_key(self.registration_body, self.registration_number)
        is_taken = self._others_with_registration().exists()
        is_suspended = (
            before is not None
            and before.registration_suspended
            and before.registration_key == self.registration_key
        )
        if is_taken and not is_suspended:
            raise ValidationError({"registration_number": _TAKEN})
        self.registration_suspended = is_taken

    def _is_taken(self) -> bool:
        try:
            self._take_key(type(self)._base_manager.filter(pk=self.pk).first())
        except ValidationError:
            return True
        return False

    def others_with_number(self) -> list[Self]:
        """Other people with this number, at whatever body: perhaps one that is spelt otherwise."""
        key = bare_number(self.registration_number)
        others = type(self)._base_manager.exclude(translation_key=self.translation_key)
        return [each for each in others if key and bare_number(each.registration_number) == key]

    def _others_with_registration(self) -> models.QuerySet:
        """Contributors with the same registration: in this language, or as another person."""
        others = type(self)._base_manager.exclude(pk=self.pk)
        return others.filter(
            Q(locale=self.locale_id) | ~Q(translation_key=self.translation_key),
            registration_key__in=padded_keys(self.registration_body, self.registration_number),
        )
