"""Which reviews wait for a decision, and whom they wait for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from wagtail.admin.utils import get_user_display_name

from headhealth.reminders.clock_matters import Reminders, edit_path
from headhealth.reminders.matter import Content, Matter, MatterKind
from headhealth.reminders.people import People, is_reachable
from headhealth.reminders.stages import WAITING
from headhealth.review.contributions import about, authoring_of_all
from headhealth.review.emergency_publication import EmergencyPublication
from headhealth.review.medical_review import MedicalReview
from headhealth.review.person import known_by, people_of
from headhealth.review.policies import Policies
from headhealth.review.reviewed_object import content_type_of, reviewed_model_of
from headhealth.site_calendar import site_day
from headhealth.workflow.review_request import ReviewRequest

_Key = tuple[int, str]


def waiting_matters(*, now: datetime, people: People) -> Reminders:
    """The reviews that are told today. Those who lead are told too of those that are late.

    Who has said that they are looking at one is the only reviewer who is told, until it is late.
    Not told are those who cannot approve it: who wrote in it, or has approved it already.
    """
    today = site_day(now)
    policies = Policies()
    told = []
    for review_request in ReviewRequest.objects.waiting():
        stage = WAITING.newest(review_request.due_on, today)
        if stage is not None and (obj := review_request.reviewed_object) is not None:
            told.append((review_request, obj, stage))
    barred = _barred([obj for _request, obj, _stage in told])
    owners = people.by_key(getattr(obj, "owner_id", None) for _request, obj, _stage in told)
    reminders: Reminders = []
    for review_request, obj, stage in told:
        looking = [claim.user for claim in review_request.open_claims]
        matter = Matter(
            kind=MatterKind.WAITING,
            content=Content(
                *_key(obj), str(obj), edit_path(obj), owners.get(getattr(obj, "owner_id", None))
            ),
            counted_from=review_request.due_on,
            stage=stage,
            days_late=(today - review_request.due_on).days,
            claimed_by=", ".join(map(get_user_display_name, looking)),
        )
        reviewers = people.reviewers(review_request.task_state.task)
        asked = looking or reviewers
        if matter.is_late:
            asked = [*looking, *reviewers]
        free = [
            user for user in asked if str(user.pk) not in barred[_key(obj)] and is_reachable(user)
        ]
        if matter.is_late or not free:
            free += people.leading(policies.of(obj))
        reminders.append((matter, list(dict.fromkeys(free))))
    return reminders


def _key(obj: Any) -> _Key:
    return content_type_of(reviewed_model_of(obj) or type(obj)).pk, str(obj.pk)


def _barred(objects: Iterable[Any]) -> dict[_Key, set[Any]]:
    """Map each object to the keys, as text, of the users who may not approve it: they wrote in the
    waiting version, published it urgently, or have already approved it."""
    newest = {_key(obj): obj.latest_revision_id for obj in objects}
    found: dict[_Key, set[Any]] = defaultdict(set)
    authoring = authoring_of_all(newest)
    wrote = [(key, each) for key, contributions in authoring.items() for each in contributions]
    people = people_of([known_by(account=each.account) for _key, each in wrote])
    for (key, _each), person in zip(wrote, people, strict=True):
        found[key].update(person.accounts)
    urgent = EmergencyPublication.objects.open().filter(about(newest), published_by__isnull=False)
    for type_id, object_id, user in urgent.values_list("content_type", "object_id", "published_by"):
        found[type_id, object_id].add(str(user))
    approved = MedicalReview.objects.unrevoked().filter(about(newest), is_final=False)
    for review in approved.only("content_type", "object_id", "reviewer_user", "revision_number"):
        key = (review.content_type_id, review.object_id)
        if newest[key] == review.revision_number:
            found[key].add(str(review.reviewer_user_id))
    return found
