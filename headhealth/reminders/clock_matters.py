"""What the clocks of live content say should be told today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.urls import NoReverseMatch
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import AbstractPage

from headhealth.reminders.matter import Content, Matter, MatterKind
from headhealth.reminders.people import People
from headhealth.reminders.recipients import people_to_remind
from headhealth.reminders.stages import EMERGENCY, NEVER, due_stages, unsettled_stages
from headhealth.review.page_deputy import PageDeputy
from headhealth.review.policies import Policies
from headhealth.review.review_clock import CHUNK, ReviewClock
from headhealth.review.review_policy import ReviewPolicy
from headhealth.rules.reminder_stages import ReminderStages
from headhealth.site_calendar import site_day

Reminders = list[tuple[Matter, list[Any]]]
"""What is told, and the users who are told."""

POLICY_FIELDS = {"risk_tier", "url_path", "owner"}
"""What of an object the policy and its owner hang on."""


def clock_matters(*, now: datetime, people: People) -> Iterator[Reminders]:
    """What is due, late or unsettled, so many at a time: memory and queries are bounded by that."""
    policies = Policies()
    clocks = ReviewClock.objects.filter(_may_be_told(now, policies.all())).order_by("pk")
    last = 0
    while chunk := list(clocks.filter(pk__gt=last)[:CHUNK]):
        last = chunk[-1].pk
        yield list(_reminders(chunk, now, policies, people))


def _may_be_told(now: datetime, known: list[ReviewPolicy]) -> Q:
    today = site_day(now)
    horizon = max(due_stages(policy).until(today) for policy in known)
    return (
        Q(due_on=None)
        | Q(due_on__lte=horizon)
        | Q(outdated_since__isnull=False)
        | Q(review_asked_at__isnull=False)
        | Q(emergency_due_at__lte=now)
    )


def _reminders(
    clocks: list[ReviewClock],
    now: datetime,
    policies: Policies,
    people: People,
) -> Iterator[tuple[Matter, list[Any]]]:
    objects = _objects(clocks)
    pages = [obj.pk for obj in objects.values() if isinstance(obj, AbstractPage)]
    deputies = dict(PageDeputy.objects.filter(page__in=pages).values_list("page", "user"))
    owners = [getattr(obj, "owner_id", None) for obj in objects.values()]
    users = people.by_key([*owners, *deputies.values()])
    for clock in clocks:
        obj = objects.get(clock.pk)
        if obj is None:
            continue
        policy = policies.of(obj)
        owner = users.get(getattr(obj, "owner_id", None))
        deputy = users.get(deputies.get(obj.pk)) if isinstance(obj, AbstractPage) else None
        content = Content(
            clock.content_type_id, clock.object_id, clock.title, edit_path(obj), owner
        )
        for kind, counted_from, stages in _due_of(clock, now, policy):
            today = site_day(now)
            stage = stages.newest(counted_from, today)
            if stage is not None:
                days = (today - counted_from).days
                matter = Matter(kind, content, counted_from, stage, days)
                yield (
                    matter,
                    people_to_remind(
                        matter=matter, owner=owner, deputy=deputy, policy=policy, people=people
                    ),
                )


def _due_of(
    clock: ReviewClock, now: datetime, policy: ReviewPolicy
) -> Iterator[tuple[MatterKind, date, ReminderStages]]:
    """The matters of one clock, with the day that each is counted from."""
    if clock.emergency_due_at is not None:
        if clock.emergency_due_at <= now:
            yield MatterKind.EMERGENCY, site_day(clock.emergency_due_at), EMERGENCY
    elif clock.due_on is None:
        yield MatterKind.NEVER, site_day(now).replace(day=1), NEVER
    if clock.due_on is not None:
        yield MatterKind.DUE, clock.due_on, due_stages(policy)
    for kind, moment in (
        (MatterKind.OUTDATED, clock.outdated_since),
        (MatterKind.ASKED, clock.review_asked_at),
    ):
        if moment is not None:
            yield kind, site_day(moment), unsettled_stages(policy)


def _objects(clocks: list[ReviewClock]) -> dict[int, Any]:
    """By clock: its object with little of it, by one query for each type."""
    by_type: dict[int, list[ReviewClock]] = defaultdict(list)
    for clock in clocks:
        by_type[clock.content_type_id].append(clock)
    objects: dict[int, Any] = {}
    for type_id, of_type in by_type.items():
        model: Any = ContentType.objects.get_for_id(type_id).model_class()
        if model is None:
            continue
        names = {field.name for field in model._meta.fields} & POLICY_FIELDS
        found = model._base_manager.only("pk", *names).in_bulk([each.object_id for each in of_type])
        for clock in of_type:
            objects[clock.pk] = found.get(model._meta.pk.to_python(clock.object_id))
    return objects


def edit_path(obj: Any) -> str:
    """Where ``obj`` is edited in the admin, or ""."""
    try:
        return AdminURLFinder().get_edit_url(obj) or ""
    except NoReverseMatch:  # The admin has no addresses here.
        return ""
