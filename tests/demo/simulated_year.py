"""A year of the demo library: what falls due, who is told, and what people do about it.

The clock is moved a day at a time. Each day the commands run that cron runs, and the demo's people
do what people do: some act on what they are told, some leave, most forget. The dice always fall
the same way.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import StringIO
from typing import Any

from django.contrib.auth import get_user_model
from django.core import mail
from django.core.management import call_command
from wagtail.models import TaskState

from demo.loading import editorial
from headhealth.models import ReviewClock
from headhealth.site_calendar import site_day
from headhealth.workflow.medical_review_task import MedicalReviewTask

ACTS = 0.08
"""How likely somebody who was told is to do something about it, each day."""
DECIDES = 0.25
"""How likely a reviewer is to decide what waits, each day."""
SENDS_BACK = 0.15


@dataclass
class Month:
    """What the month brought, and what there is at its end."""

    first_day: date
    brought: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    longest_silence: int = 0
    """Days for which something that was late went without a mail to anybody who is there."""


class Year:
    """Runs it. ``is_neglected`` names the pages that nobody ever acts on by themselves."""

    def __init__(self, *, neglected: set[str]) -> None:
        self.dice = random.Random(2026)
        self.neglected = neglected
        self.told: dict[str, date] = {}
        """By title: the last day on which somebody who is there was told of it."""
        self.late_since: dict[str, date] = {}
        self.months: list[Month] = []

    @property
    def month(self) -> Month:
        today = site_day()
        if not self.months or self.months[-1].first_day.month != today.month:
            self.months.append(Month(today))
        return self.months[-1]

    def run_cron(self) -> None:
        """What a server does each morning; notes who was told of what."""
        live = _live_titles()
        output = StringIO()
        commands = ["publish_scheduled", "apply_review_policy", "continue_re_reviews"]
        for command in (*commands, "send_review_reminders"):
            call_command(command, stdout=output)
        self.month.brought["taken down"] += len(live - _live_titles())
        self._read_mail()

    def people_act(self) -> None:
        """Owners submit what is due again as it is; reviewers decide."""
        for clock in ReviewClock.objects.exclude(title__in=self.neglected).order_by("pk"):
            if clock.title in self.told and self._is_unsettled(clock):
                if self.dice.random() < ACTS:
                    self._submit(self._object(clock))
        for state in self._waiting():
            if self.dice.random() < DECIDES:
                self._decide(state)

    def note_what_is_late(self) -> None:
        """How long each thing that is late has gone unsaid, counted to today."""
        today = site_day()
        late = {clock.title for clock in ReviewClock.objects.all() if is_late(clock, today)}
        self.late_since = {title: self.late_since.get(title, today) for title in late}
        for title, since in self.late_since.items():
            silent = (today - max(since, self.told.get(title, since))).days
            self.month.longest_silence = max(self.month.longest_silence, silent)

    def close_month(self) -> None:
        today = site_day()
        left = self.month.left
        for clock in ReviewClock.objects.all():
            left[clock.state] += 1
            left["out of date"] += clock.outdated_since is not None
            left["asked for"] += clock.review_asked_at is not None
            left["urgent"] += clock.emergency_due_at is not None
            left["late"] += is_late(clock, today)
        left["waiting"] = len(self._waiting())

    def table(self) -> str:
        """The months as lines of text."""
        columns = {
            "mails": lambda month: month.brought["mails"],
            "submitted": lambda month: month.brought["submitted"],
            "approved": lambda month: month.brought["approved"],
            "sent back": lambda month: month.brought["sent back"],
            "taken down": lambda month: month.brought["taken down"],
            "waiting": lambda month: month.left["waiting"],
            "due soon": lambda month: month.left["due-soon"],
            "overdue": lambda month: month.left["overdue"],
            "out of date": lambda month: month.left["out of date"],
            "asked for": lambda month: month.left["asked for"],
            "urgent": lambda month: month.left["urgent"],
            "late, all": lambda month: month.left["late"],
            "days silent": lambda month: month.longest_silence,
        }
        lines = ["month    " + "".join(f"{name:>12}" for name in columns)]
        for month in self.months:
            values = "".join(f"{value(month):>12}" for value in columns.values())
            lines.append(f"{month.first_day:%Y-%m}  {values}")
        return "\n".join(lines)

    def total(self, name: str) -> int:
        return sum(month.brought[name] for month in self.months)

    def _read_mail(self) -> None:
        titles = _live_titles()
        active = set(
            get_user_model()._default_manager.filter(is_active=True).values_list("email", flat=True)
        )
        for message in mail.outbox:
            self.month.brought["mails"] += 1
            self.month.brought[f"mails to {message.to[0]}"] += 1
            text = " ".join(str(message.body).split())
            if active & set(message.to):
                self.told |= {title: site_day() for title in titles if title in text}
        mail.outbox.clear()

    def _object(self, clock: ReviewClock) -> Any:
        return clock.content_type.model_class().objects.get(pk=clock.object_id)

    def _is_unsettled(self, clock: ReviewClock) -> bool:
        soon = clock.due_on is None or clock.due_on <= site_day() + timedelta(days=30)
        return soon or bool(clock.outdated_since or clock.review_asked_at)

    def _submit(self, obj: Any) -> None:
        if obj.current_workflow_state is None:
            obj.get_workflow().start(obj, self._who_looks_after(obj))
            self.month.brought["submitted"] += 1

    def _who_looks_after(self, obj: Any) -> Any:
        owner = getattr(obj, "owner", None)
        people = get_user_model()._default_manager
        if owner is not None and owner.is_active:
            return owner
        return people.get(username="publisher")

    def _waiting(self) -> list[TaskState]:
        tasks = MedicalReviewTask.objects.values("pk")
        states = TaskState.objects.filter(task__in=tasks, status=TaskState.STATUS_IN_PROGRESS)
        return list(states.order_by("pk"))

    def _decide(self, state: TaskState) -> None:
        obj = getattr(state.workflow_state.content_object, "specific", None)
        obj = obj or state.workflow_state.content_object
        task = state.task.specific
        able = [
            reviewer
            for reviewer in self.reviewers()
            if "approve" in {name for name, _label, _modal in task.get_actions(obj, reviewer)}
        ]
        if not able:
            return
        if self.dice.random() < SENDS_BACK:
            editorial.request_changes(state, reviewer=able[0], comment="Say it more plainly.")
            self.month.brought["sent back"] += 1
            obj.current_workflow_state.cancel()
        else:
            editorial.approve(state, reviewers=able)
            self.month.brought["approved"] += 1

    def reviewers(self) -> list[Any]:
        """Afresh each time: a user object remembers what it was asked once."""
        names = ["reviewer", "reviewer2", "reviewer3"]
        return list(get_user_model()._default_manager.filter(username__in=names).order_by("pk"))


def _live_titles() -> set[str]:
    """Of what is live; no two pages of the demo have the same."""
    return set(ReviewClock.objects.values_list("title", flat=True))


def is_late(clock: ReviewClock, today: date) -> bool:
    """Whether somebody should have done something about it by now."""
    return bool(
        clock.due_on is None
        or clock.due_on < today
        or clock.outdated_since
        or clock.review_asked_at
        or (clock.emergency_due_at and site_day(clock.emergency_due_at) < today)
    )
