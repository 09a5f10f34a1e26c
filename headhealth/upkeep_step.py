"""Which steps of ``headhealth.upkeep`` this database has behind it."""

from __future__ import annotations

from django.db import models

DEFAULTS = "defaults"
"""The step that installs the app."""


class UpkeepStep(models.Model):
    """One step that was done, for good."""

    name = models.CharField(max_length=64, primary_key=True)
    done_at = models.DateTimeField(null=True, help_text="Empty: before steps were recorded.")

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
