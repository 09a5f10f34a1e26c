"""An address whose page was withdrawn, and why."""

from __future__ import annotations

from datetime import date

import swapper
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from headhealth.rules.reasons import has_words
from headhealth.site_calendar import site_day

REASON_LENGTH = 500
PATH_LENGTH = 600
"""Characters. PostgreSQL cannot index much more; a longer address stays a plain 404."""


class Withdrawal(models.Model):
    """While the row exists, its address answers 410 with the reason, if nothing else is there.

    It outlives the page. ``path`` is as readers ask for it: decoded, from the root of the host.
    """

    site = models.ForeignKey(
        "wagtailcore.Site", verbose_name=_("site"), on_delete=models.CASCADE, related_name="+"
    )
    path = models.CharField(_("address"), max_length=PATH_LENGTH)
    page_title = models.CharField(_("page"), max_length=255)
    page = models.ForeignKey(
        swapper.get_model_name("wagtailcore", "Page"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    reason = models.TextField(
        _("reason, for readers"),
        max_length=REASON_LENGTH,
        help_text=_(
            "Why the page was taken away, in plain words: it is shown at its address. It is not "
            "medically reviewed, so give no health advice here."
        ),
    )
    replacement = models.ForeignKey(
        swapper.get_model_name("wagtailcore", "Page"),
        verbose_name=_("page to read instead"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Readers see it while it is published and everybody may read it."),
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), default=timezone.now, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("withdrawn by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    # The reference index answers "what shows this page?"; this is not shown on a page.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("withdrawn page")
        verbose_name_plural = _("withdrawn pages")
        ordering = ["-withdrawn_at", "-pk"]
        default_permissions = ("view", "change", "delete")
        constraints = [
            models.UniqueConstraint(fields=["site", "path"], name="hh_withdrawal_address")
        ]

    def clean(self) -> None:
        super().clean()
        check_reason(self.reason)

    @property
    def withdrawn_on(self) -> date:
        """The day in the site's time zone."""
        return site_day(self.withdrawn_at)

    def __str__(self) -> str:
        return self.page_title


def check_reason(reason: str) -> None:
    """Raise ``ValidationError`` for the field ``reason`` where it says nothing."""
    if not has_words(reason):
        message = _("Say why the page is taken away. Use at least two words.")
        raise ValidationError({"reason": message})
