"""One run of a job at a time, on whatever machines."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

LASTS = timedelta(minutes=3)
"""Far longer than a run needs between two renewals. A run that was killed blocks no longer."""


class JobLease(models.Model):
    """Says of one job who may do it, and until when. See ``RunLease``."""

    job = models.CharField(max_length=64, primary_key=True)
    holder = models.UUIDField(null=True)
    until = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.job}: {self.holder} until {self.until}"


class RunLease:
    """The right of one run to do ``job``, which has to be renewed while it goes on."""

    def __init__(self, job: str) -> None:
        self._job = job
        self._holder = uuid.uuid4()

    def take(self) -> bool:
        """Whether nobody else has it."""
        JobLease.objects.get_or_create(job=self._job, defaults={"until": timezone.now()})
        return self.renew()

    def renew(self) -> bool:
        """Go on for a while. False where another run has it, as this one had stopped too long."""
        now = timezone.now()
        # One statement: of two runs that try at once, one finds the row as it expects.
        free = JobLease.objects.filter(Q(holder=self._holder) | Q(until__lte=now), job=self._job)
        return bool(free.update(holder=self._holder, until=now + LASTS))

    def give_back(self) -> None:
        JobLease.objects.filter(job=self._job, holder=self._holder).update(
            holder=None, until=timezone.now()
        )
