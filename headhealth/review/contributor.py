"""People whose names stand on health content: authors and medical reviewers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, router, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.log_actions import get_active_log_context, log
from wagtail.models import RevisionMixin, TranslatableMixin
from wagtail.search import index

from headhealth.review.object_lock import for_update
from headhealth.review.person import known_by_contributor, person_of
from headhealth.review.registration_history import (
    REGISTRATION_FIELDS,
    is_confirmed,
    newest_record,
    record_registration,
    registration_history,
)
from headhealth.review.registration_record import RegistrationEvent
from headhealth.review.review_ledger import hold_ledger
from headhealth.review.vouching import vouched_or_none
from headhealth.rules.registrations import registration_key
from headhealth.site_calendar import is_in_future, site_day


class ContributorQuerySet(models.QuerySet):
    """Contributors by what they may do."""

    def reviewers_on(self, day: date) -> ContributorQuerySet:
        """Those who may review on ``day``: a user, a confirmed registration, and it is current."""
        return self.filter(
            Q(reviewer_until__isnull=True) | Q(reviewer_until__gte=day),
            is_confirmed(),
            user__is_active=True,
            reviewer_from__lte=day,
            registration_suspended=False,
        ).exclude(registration_key="")

    def with_confirmation(self) -> ContributorQuerySet:
        """For lists: ``is_registration_confirmed`` of each takes no query."""
        return self.annotate(_is_confirmed=is_confirmed())


_TAKEN = _(
    "Another contributor has this registration. Translate that contributor instead, or correct the "
    "number."
)
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


class Contributor(index.Indexed, RevisionMixin, TranslatableMixin, ClusterableModel):
    """An author or reviewer. An author need not have an account; a medical reviewer must."""

    name = models.CharField(_("name"), max_length=255)
    credentials = models.CharField(
        _("credentials"),
        max_length=255,
        blank=True,
        help_text=_("Degrees and titles as readers should see them, for example “MBBS, MRCGP”."),
    )
    role = models.CharField(
        _("role"), max_length=255, blank=True, help_text=_("For example “Consultant neurologist”.")
    )
    affiliation = models.CharField(_("affiliation"), max_length=255, blank=True)
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
    conflict_statement = models.TextField(
        _("conflict of interest statement"),
        blank=True,
        help_text=_("Shown to readers. Say so when there is nothing to declare."),
    )
    conflict_declared_on = models.DateField(_("conflict declared on"), null=True, blank=True)
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

    objects = ContributorQuerySet.as_manager()

    seen_fields = [
        "name",
        "credentials",
        "role",
        "affiliation",
        "conflict_statement",
        "conflict_declared_on",
    ]
    """What readers see of an author."""

    search_fields = [
        index.SearchField("name", boost=2),
        index.AutocompleteField("name"),
        index.SearchField("role"),
        index.SearchField("affiliation"),
        index.FilterField("locale"),
    ]

    # A translated biography is the same person once more: the registration stays with the original.
    exclude_fields_in_copy = [
        "user",
        "registration_body",
        "registration_number",
        "registration_key",
        "registration_suspended",
        "reviewer_from",
        "reviewer_until",
        "registration_changed_by",
        "registration_confirmed_by",
        "registration_confirmed_at",
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("contributor")
        verbose_name_plural = _("contributors")
        ordering = ["name"]
        permissions = [
            ("confirm_reviewer_registration", _("Can confirm a medical reviewer's registration")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["locale", "registration_key"],
                condition=~Q(registration_key="") & Q(registration_suspended=False),
                name="hh_one_registration",
                violation_error_message=_("Another contributor has this registration."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.credentials}" if self.credentials else self.name

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

    def clean(self) -> None:
        super().clean()
        errors = {}
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
        if self.conflict_declared_on and is_in_future(self.conflict_declared_on):
            errors["conflict_declared_on"] = _("This day is in the future.")
        if self._is_taken():
            errors["registration_number"] = _TAKEN
        if errors:
            raise ValidationError(errors)

    def save(self, *args: Any, update_fields: Any = None, **kwargs: Any) -> None:
        """A changed registration loses its confirmation in the same write, and is recorded.

        So is an unchanged one that a named person saves after a script: that person takes
        responsibility for it.
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
        """Routes without a log context (the API, commands) name the user here."""
        if self.__dict__.pop("_entered_by_script", False) and user is not None:
            self.registration_changed_by = user
            super().save(update_fields=["registration_changed_by"])
            self._record(RegistrationEvent.ENTERED, user)
        return super().save_revision(user=user, **kwargs)

    def why_not_confirm(self, user: Any) -> str:
        """Why ``user`` may not confirm it, for people; "" where nothing speaks against."""
        if self.registration_suspended:
            return str(_SUSPENDED)
        if not self.needs_confirmation:
            return str(_("There is no registration to confirm."))
        if self._lacks_responsible():
            return str(
                _(
                    "This registration was entered by a script. Somebody has to open the "
                    "contributor, check the registration and save it; another person can then "
                    "confirm it."
                )
            )
        person = person_of(user)
        if person.is_same_as(known_by_contributor(self)) or any(
            person.has_account(record.made_by_account, record.made_by_hash)
            for record in registration_history(self)
            if record.event == RegistrationEvent.ENTERED
        ):
            return str(
                _(
                    "A registration is confirmed by somebody else than the reviewer and everybody "
                    "who entered or changed any part of it."
                )
            )
        return ""

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

    def _take_key(self, before: Contributor | None) -> None:
        """Work out the key, and raise ``ValidationError`` where somebody else has it.

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

    def _others_with_registration(self) -> models.QuerySet:
        """Contributors with the same registration: in this language, or as another person."""
        others = type(self)._base_manager.exclude(pk=self.pk)
        if not self.registration_key:
            return others.none()
        return others.filter(
            Q(locale=self.locale_id) | ~Q(translation_key=self.translation_key),
            registration_key=self.registration_key,
        )

    def _differs_from(self, other: Contributor) -> bool:
        names = (*REGISTRATION_FIELDS, "registration_suspended")
        return any(getattr(self, name) != getattr(other, name) for name in names) or (
            # Only `confirm_registration` may say so, and it writes past `save()`.
            self.registration_confirmed_at is not None and other.registration_confirmed_at is None
        )

    def _lacks_responsible(self) -> bool:
        """Whether nobody is known who answers for the registration as it stands."""
        newest = newest_record(self)
        return newest is None or not newest.has_maker

    def _record(self, event: RegistrationEvent, user: Any) -> None:
        stored = type(self)._base_manager.get(pk=self.pk)
        record_registration(stored, event=event, user=user)
        self._entered_by_script = user is None


def registered_reviewer(user: Any) -> Contributor | None:
    """The contributor as whom ``user`` may review today, or None."""
    if not user or not user.is_active:
        return None
    reviewers = Contributor.objects.reviewers_on(site_day()).filter(user=user)
    return next((each for each in reviewers if vouched_or_none(newest_record(each))), None)
