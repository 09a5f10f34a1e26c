"""Whether the address of a source still leads to it, as the checks say by now."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from headhealth.snippets.source import Source
from headhealth.source_checks.answer import Problem


class LinkState(models.TextChoices):
    """A source without a ``SourceLink`` was not checked."""

    WORKS = "works", _("Works")
    MOVED = "moved", _("Moved")
    GONE = "gone", _("Gone")
    BROKEN = "broken", _("Broken")
    UNANSWERED = "unanswered", _("No answer so far")
    UNTOLD = "untold", _("Cannot be told")


FINDINGS = (LinkState.MOVED, LinkState.GONE, LinkState.BROKEN)
"""What a colleague can do something about."""


class SourceLink(models.Model):
    """The newest check of a source, and what follows from it and those before.

    Bookkeeping, in a row of its own: it is written without touching the source, so without a
    revision, and no version of the source that somebody goes back to can bring an old state back.
    """

    source = models.OneToOneField(
        Source, primary_key=True, on_delete=models.CASCADE, related_name="link"
    )
    address = models.CharField(max_length=1000)
    """As it was asked."""
    state = models.CharField(max_length=16, choices=LinkState, db_index=True)
    status = models.PositiveSmallIntegerField(null=True)
    problem = models.CharField(max_length=16, choices=Problem, blank=True)
    moved_to = models.TextField(blank=True)
    checked_at = models.DateTimeField(db_index=True)
    failed_on = models.DateField(null=True)
    """The day of the newest check that failed, if nothing else came after it."""
    failing_days = models.PositiveSmallIntegerField(default=0)
    """On how many different days it failed since it last answered."""
    resting_host = models.CharField(max_length=255, blank=True)
    rests_until = models.DateTimeField(null=True)
    """Until then ``resting_host`` wants no requests, for this source or any other."""

    # Nothing that Wagtail's reference index could follow.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("link of a source")
        verbose_name_plural = _("links of sources")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.address}: {self.get_state_display()}"


class SourceCheck(models.Model):
    """What one check found. The newest few of each source are kept."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="checks")
    address = models.CharField(max_length=1000)
    checked_at = models.DateTimeField()
    state = models.CharField(max_length=16, choices=LinkState)
    status = models.PositiveSmallIntegerField(null=True)
    problem = models.CharField(max_length=16, choices=Problem, blank=True)
    moved_to = models.TextField(blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("check of a source")
        verbose_name_plural = _("checks of sources")
        default_permissions = ()
        ordering = ["-checked_at", "-pk"]
        indexes = [
            models.Index(fields=["source", "-checked_at", "-id"], name="hh_source_check_idx")
        ]

    def __str__(self) -> str:
        return f"{self.address}: {self.get_state_display()}"
