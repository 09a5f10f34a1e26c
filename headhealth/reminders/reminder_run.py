"""When reminders were sent, and what became of them."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

RESTS = timedelta(days=3)
"""A daily job that has not run for so long does not run any more."""
KEPT = timedelta(days=366)


class ReminderRun(models.Model):
    """One run of ``send_review_reminders``, dry runs apart."""

    started_at = models.DateTimeField(_("started at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, db_index=True)
    mails = models.PositiveIntegerField(_("mails sent"), default=0)
    matters = models.PositiveIntegerField(
        _("reminders in them"), default=0, help_text=_("Several people may get one of the same.")
    )
    failures = models.PositiveIntegerField(_("mails that failed"), default=0)
    problems = models.TextField(
        _("problems"), blank=True, help_text=_("What failed and why, a line for each.")
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("run of reminders")
        verbose_name_plural = _("runs of reminders")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.started_at}: {self.mails}"

    @property
    def is_stale(self) -> bool:
        """Whether another should have run since."""
        return self.finished_at is not None and timezone.now() - self.finished_at > RESTS


def newest_run() -> ReminderRun | None:
    """The newest that came to its end; one that was killed did not do its work."""
    return ReminderRun.objects.exclude(finished_at=None).order_by("-finished_at", "-pk").first()
