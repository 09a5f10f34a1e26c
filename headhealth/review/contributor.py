"""People whose names stand on health content: authors and medical reviewers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.log_actions import get_active_log_context, log
from wagtail.models import RevisionMixin, TranslatableMixin
from wagtail.search import index

from headhealth.site_calendar import is_in_future, site_day

REGISTRATION_FIELDS = (
    "user_id", "name", "registration_body", "registration_number", "reviewer_from", "reviewer_until"
)  # fmt: skip
"""What a second person confirms. A change of any of these needs a new confirmation."""


class ContributorQuerySet(models.QuerySet):
    """Contributors by what they may do."""

    def reviewers_on(self, day: date) -> ContributorQuerySet:
        """Those who may review on ``day``: a user, a confirmed registration, and it is current."""
        return self.filter(
            Q(reviewer_until__isnull=True) | Q(reviewer_until__gte=day),
            user__is_active=True,
            reviewer_from__lte=day,
            registration_confirmed_at__isnull=False,
        ).exclude(registration_number="")

    def awaiting_confirmation(self) -> ContributorQuerySet:
        """Registrations that a second person still has to confirm."""
        return self.filter(
            user__isnull=False, reviewer_from__isnull=False, registration_confirmed_at__isnull=True
        )


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

    def __str__(self) -> str:
        return f"{self.name}, {self.credentials}" if self.credentials else self.name

    @property
    def is_registration_confirmed(self) -> bool:
        return self.registration_confirmed_at is not None

    @property
    def needs_confirmation(self) -> bool:
        """Whether this person is meant to review and a second person has not confirmed it yet."""
        return bool(self.user_id and self.reviewer_from and not self.is_registration_confirmed)

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
        if errors:
            raise ValidationError(errors)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A changed registration loses its confirmation in the same write."""
        if self._registration_differs_from_stored():
            self.registration_changed_by = get_active_log_context().user
            self.registration_confirmed_by = None
            self.registration_confirmed_at = None
            self._registration_changed = True
        super().save(*args, **kwargs)

    def save_revision(self, user: Any = None, **kwargs: Any) -> Any:
        """Routes without a log context (the API, commands) name the user here."""
        if getattr(self, "_registration_changed", False) and user is not None:
            self.registration_changed_by = user
            self.save(update_fields=["registration_changed_by"])
        self._registration_changed = False
        return super().save_revision(user=user, **kwargs)

    def _registration_differs_from_stored(self) -> bool:
        stored = (
            type(self)
            ._base_manager.filter(pk=self.pk)
            .values_list(*REGISTRATION_FIELDS, "registration_confirmed_at")
            .first()
        )
        if stored is None:
            return True
        *registration, confirmed_at = stored
        if confirmed_at is None and self.registration_confirmed_at is not None:
            # Only `confirm_registration` may say so, and it writes past this method.
            return True
        return registration != [getattr(self, name) for name in REGISTRATION_FIELDS]

    def why_not_confirm(self, user: Any) -> str:
        """Why ``user`` may not confirm it, for people; "" where nothing speaks against."""
        if not self.needs_confirmation:
            return str(_("There is no registration to confirm."))
        if user.pk in (self.user_id, self.registration_changed_by_id):
            return str(
                _(
                    "A registration is confirmed by somebody else than the reviewer and the one "
                    "who entered it."
                )
            )
        return ""

    def confirm_registration(self, *, user: Any) -> None:
        """Let the registration take effect.

        Raises ``PermissionDenied`` where ``user`` is the reviewer, or the one who entered or last
        changed the registration: it takes a second person.
        """
        if reason := self.why_not_confirm(user):
            raise PermissionDenied(reason)
        self.registration_confirmed_by = user
        self.registration_confirmed_at = timezone.now()
        type(self)._base_manager.filter(pk=self.pk).update(
            registration_confirmed_by=user, registration_confirmed_at=self.registration_confirmed_at
        )
        log(instance=self, action="headhealth.registration.confirm", user=user)


def registered_reviewer(user: Any) -> Contributor | None:
    """The contributor as whom ``user`` may review today, or None."""
    if not user or not user.is_active:
        return None
    return Contributor.objects.reviewers_on(site_day()).filter(user=user).first()
