"""Which sources are to be checked, and in which order."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from headhealth.site_calendar import site_day
from headhealth.snippets.source import Source
from headhealth.source_checks.source_link import LinkState, SourceLink


def due_sources(*, older_than_days: int) -> QuerySet[Source]:
    """Sources that were never checked, then those whose check is oldest.

    Those that gave no answer are asked again the next day, as only several such days say that a
    link is broken.
    """
    now = timezone.now()
    failed_before_today = Q(link__state=LinkState.UNANSWERED, link__failed_on__lt=site_day(now))
    is_old = Q(link__checked_at__lte=now - timedelta(days=older_than_days))
    return (
        Source.objects.filter(Q(link=None) | is_old | failed_before_today)
        .exclude(url="", doi="", pmid="")
        .order_by(F("link__checked_at").asc(nulls_first=True), "pk")
    )


def resting_hosts() -> set[str]:
    """Hosts that an earlier run was asked to leave alone for now."""
    rows = SourceLink.objects.filter(rests_until__gt=timezone.now())
    return set(rows.values_list("resting_host", flat=True))
