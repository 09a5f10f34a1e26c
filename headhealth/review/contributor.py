"""People whose names stand on health content: authors and medical reviewers."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.models import TranslatableMixin
from wagtail.search import index

from headhealth.review.recorded_registration import RecordedRegistration
from headhealth.review.registration import Registration
from headhealth.review.registration_history import newest_record
from headhealth.review.vouching import vouched_or_none
from headhealth.site_calendar import is_in_future, site_day


class Contributor(RecordedRegistration, index.Indexed, TranslatableMixin, ClusterableModel):
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
    conflict_statement = models.TextField(
        _("conflict of interest statement"),
        blank=True,
        help_text=_("Shown to readers. Say so when there is nothing to declare."),
    )
    conflict_declared_on = models.DateField(_("conflict declared on"), null=True, blank=True)

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
    exclude_fields_in_copy = [field.name for field in Registration._meta.local_fields]

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

    def clean(self) -> None:
        super().clean()
        errors = self.registration_errors()
        if self.conflict_declared_on and is_in_future(self.conflict_declared_on):
            errors["conflict_declared_on"] = _("This day is in the future.")
        if errors:
            raise ValidationError(errors)


def registered_reviewer(user: Any) -> Contributor | None:
    """The contributor as whom ``user`` may review today, or None."""
    if not user or not user.is_active:
        return None
    reviewers = Contributor.objects.reviewers_on(site_day()).filter(user=user)
    reviewer = next((each for each in reviewers if vouched_or_none(newest_record(each))), None)
    if reviewer is not None:
        # Asking for the account costs no query.
        reviewer.user = user
    return reviewer


def remembered_reviewer(user: Any) -> Contributor | None:
    """The same, kept with the account for as long as a request lasts.

    For what screens offer: lists ask for each row. An act asks again.
    """
    if not hasattr(user, "_headhealth_reviewer"):
        user._headhealth_reviewer = registered_reviewer(user)
    reviewer: Contributor | None = user._headhealth_reviewer
    return reviewer
