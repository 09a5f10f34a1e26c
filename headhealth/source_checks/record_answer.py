"""Keeping what a check found."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from headhealth.conf import app_settings
from headhealth.site_calendar import site_day
from headhealth.snippets.source import Source
from headhealth.source_checks.answer import Answer, Outcome
from headhealth.source_checks.source_link import LinkState, SourceCheck, SourceLink

_STATES = {
    Outcome.WORKS: LinkState.WORKS,
    Outcome.MOVED: LinkState.MOVED,
    Outcome.GONE: LinkState.GONE,
    Outcome.UNTOLD: LinkState.UNTOLD,
}


@transaction.atomic
def record_answer(
    *, source_pk: int, address: str, answer: Answer, at: datetime | None = None
) -> LinkState | None:
    """Keep ``answer`` as the newest check of a source, and in its history.

    Returns the state of the link from now on. None, and nothing is kept, where the source was
    deleted or got another address while the old one was asked.
    """
    at = at or timezone.now()
    source = Source._base_manager.select_for_update().filter(pk=source_pk).first()
    if source is None or source.address != address:
        return None
    link = SourceLink.objects.filter(pk=source.pk).first() or SourceLink(source=source)
    _count_failing_days(link, answer, at)
    link.state = _STATES.get(answer.outcome) or (
        LinkState.BROKEN
        if link.failing_days >= app_settings.SOURCE_BROKEN_AFTER_DAYS
        else LinkState.UNANSWERED
    )
    link.address, link.checked_at = address, at
    link.status, link.problem, link.moved_to = answer.status, answer.problem, answer.moved_to
    link.resting_host = answer.resting_host
    link.rests_until = at + timedelta(seconds=answer.rest_seconds) if answer.resting_host else None
    link.save()
    _add_to_history(link)
    return LinkState(link.state)


def forget_other_addresses(source: Source) -> None:
    """What is known of another address says nothing about the one that the source has now."""
    SourceLink.objects.filter(pk=source.pk).exclude(address=source.address).delete()


def _count_failing_days(link: SourceLink, answer: Answer, at: datetime) -> None:
    """Days, not checks: a site that is down for an afternoon fails ten times and works tomorrow."""
    if answer.outcome is not Outcome.FAILS:
        link.failed_on, link.failing_days = None, 0
    elif link.failed_on != (day := site_day(at)):
        link.failed_on = day
        link.failing_days += 1


def _add_to_history(link: SourceLink) -> None:
    checks = SourceCheck.objects.filter(source_id=link.pk)
    SourceCheck.objects.create(
        source_id=link.pk,
        address=link.address,
        checked_at=link.checked_at,
        state=link.state,
        status=link.status,
        problem=link.problem,
        moved_to=link.moved_to,
    )
    kept = checks.values_list("pk", flat=True)[: app_settings.SOURCE_CHECKS_KEPT]
    checks.exclude(pk__in=list(kept)).delete()
