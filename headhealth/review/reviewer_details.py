"""The reviewer, as the record of an approval keeps them."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from headhealth.review.contributor import Contributor


class ReviewerDetails(models.Model):
    """Abstract: who reviewed, with the name and registration of that day."""

    reviewer = models.ForeignKey(
        Contributor,
        verbose_name=_("reviewer"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="medical_reviews",
    )
    reviewer_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reviewer's account"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    reviewer_name = models.CharField(_("reviewer's name"), max_length=255)
    reviewer_credentials = models.CharField(_("credentials"), max_length=255, blank=True)
    registration_body = models.CharField(_("registration body"), max_length=255)
    registration_number = models.CharField(_("registration number"), max_length=64)
    conflict_statement = models.TextField(_("conflict of interest statement"), blank=True)

    class Meta:
        abstract = True

    @property
    def authority_id(self) -> Any:
        return self.reviewer_user_id

    @property
    def signature(self) -> str:
        """The reviewer's name and credentials as they were that day."""
        return ", ".join(filter(None, [self.reviewer_name, self.reviewer_credentials]))

    def is_by_same_person(self, other: Self) -> bool:
        """Whether both were given by one person, by account, contributor or registration."""
        return any(
            mine is not None and mine == theirs
            for mine, theirs in zip(self.person, other.person, strict=True)
        )

    @property
    def person(self) -> tuple[Any, ...]:
        """The keys of who gave it: account, contributor, registration. Unknown ones are None."""
        registration = (self.registration_body, self.registration_number)
        return (self.reviewer_user_id, self.reviewer_id, registration)
