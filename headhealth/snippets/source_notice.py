"""What readers must know of a source that is not what it was: it was replaced or withdrawn."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from headhealth.rules.reasons import has_words
from headhealth.site_calendar import is_in_future
from headhealth.snippets.source import Source

REASON_LENGTH = 500


class NoticeKind(models.TextChoices):
    SUPERSEDED = "superseded", _("Superseded")
    RETRACTED = "retracted", _("Retracted")


class SourceNotice(models.Model):
    """While the row exists, the references of every page that cites the source say so.

    A row of its own: no version of the source that somebody goes back to, and no colleague who
    has its form open meanwhile, can take the notice away unawares. Readers see set phrases, the
    day and the other source. The reason is for colleagues.
    """

    source = models.OneToOneField(
        Source, primary_key=True, on_delete=models.CASCADE, related_name="notice"
    )
    kind = models.CharField(
        _("what happened"), max_length=16, choices=NoticeKind, default=NoticeKind.SUPERSEDED
    )
    happened_on = models.DateField(
        _("on"),
        null=True,
        blank=True,
        help_text=_("The day that the publisher gives. Readers see it."),
    )
    replacement = models.ForeignKey(
        Source,
        verbose_name=_("replaced by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("For a source that was superseded. Readers get a link to it."),
    )
    reason = models.TextField(
        _("reason"),
        max_length=REASON_LENGTH,
        blank=True,
        help_text=_("For colleagues and the history; readers do not see it."),
    )
    marked_at = models.DateTimeField(default=timezone.now, editable=False)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    # The reference index answers "what shows this source?"; this is not shown by itself.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("notice about a source")
        verbose_name_plural = _("notices about sources")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.source_id}: {self.get_kind_display()}"

    @property
    def is_retracted(self) -> bool:
        return self.kind == NoticeKind.RETRACTED

    def clean(self) -> None:
        super().clean()
        errors: dict[str, Any] = {}
        if self.is_retracted:
            if not self.happened_on:
                errors["happened_on"] = _("Say when it was withdrawn.")
            if not has_words(self.reason):
                errors["reason"] = _("Say why it was withdrawn. Use at least two words.")
            if self.replacement_id:
                errors["replacement"] = _("Only a source that was superseded is replaced.")
        elif self.replacement_id and self._leads_back():
            errors["replacement"] = _("This source is replaced by the one that you are marking.")
        if self.happened_on and is_in_future(self.happened_on):
            errors["happened_on"] = _("This day is in the future.")
        if errors:
            raise ValidationError(errors)

    def _leads_back(self) -> bool:
        """Whether the source comes up again among what replaces its replacement."""
        seen: set[int] = set()
        following = self.replacement_id
        while following and following not in seen:
            if following == self.source_id:
                return True
            seen.add(following)
            notices = SourceNotice.objects.filter(pk=following)
            following = notices.values_list("replacement_id", flat=True).first()
        return False


@transaction.atomic
def mark_source(
    source: Source,
    *,
    kind: str,
    user: Any,
    happened_on: date | None = None,
    replacement: Source | None = None,
    reason: str = "",
) -> SourceNotice:
    """Tell readers from now on what happened to ``source``. Replaces an earlier notice.

    Raises ``ValidationError``.
    """
    notice = SourceNotice(
        source=source,
        kind=kind,
        happened_on=happened_on,
        replacement=replacement,
        reason=reason,
        marked_by=user,
    )
    notice.full_clean(validate_unique=False)
    notice.save()
    day = happened_on.isoformat() if happened_on else None
    data = {"reason": reason, "happened_on": day, "replacement": notice.replacement_id}
    log(source, f"headhealth.source.{kind}", user=user, data=data)
    return notice


@transaction.atomic
def unmark_source(source: Source, *, user: Any) -> None:
    """Take the notice back, if there is one: readers see the source as any other."""
    if SourceNotice.objects.filter(pk=source.pk).delete()[0]:
        log(source, "headhealth.source.restored", user=user)
