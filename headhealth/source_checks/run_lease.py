"""One run at a time, on whatever machines: two would ask one host at once."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

LASTS = timedelta(minutes=3)
"""Far longer than a run needs between two renewals. A run that was killed blocks no longer."""


class SourceCheckLease(models.Model):
    """The one row says who may check sources, and until when. See ``RunLease``."""

    holder = models.UUIDField(null=True)
    until = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.holder} until {self.until}"


class RunLease:
    """The right of one run, which has to be renewed while it goes on."""

    _KEY = 1

    def __init__(self) -> None:
        self._holder = uuid.uuid4()

    def take(self) -> bool:
        """Whether nobody else has it."""
        SourceCheckLease.objects.get_or_create(pk=self._KEY, defaults={"until": timezone.now()})
        return self.renew()

    def renew(self) -> bool:
        """Go on for a while. False where another run has it, as this one had stopped too long."""
        now = timezone.now()
        # One statement: of two runs that try at once, one finds the row as it expects.
        free = SourceCheckLease.objects.filter(
            Q(holder=self._holder) | Q(until__lte=now), pk=self._KEY
        )
        return bool(free.update(holder=self._holder, until=now + LASTS))

    def give_back(self) -> None:
        SourceCheckLease.objects.filter(pk=self._KEY, holder=self._holder).update(
            holder=None, until=timezone.now()
        )
