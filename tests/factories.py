"""Factories for people and content. Pages are added with ``parent.add_child`` and are drafts."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any
from uuid import uuid4

import factory
import wagtail_factories
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.log_actions import LogContext
from wagtail.models import TaskState
from wagtail.rich_text import RichText

from headhealth.feedback.feedback import FeedbackKind
from headhealth.models import (
    AToZPage,
    ConditionPage,
    Contributor,
    Feedback,
    MedicalReview,
    ReaderComment,
    Source,
    Symptom,
    SymptomListPage,
    TreatmentPage,
)
from headhealth.review.content_digest import digest_of
from headhealth.review.content_snapshot import content_snapshot
from headhealth.review.identity import identities_of
from headhealth.review.ledgered_record import record_act
from headhealth.review.person import known_by_contributor
from headhealth.review.reviewed_object import content_type_of
from headhealth.review.shown_to_reviewers import shown_digest
from headhealth.review.version import version_of
from headhealth.site_calendar import site_day
from headhealth.workflow.defaults import EDITORS, PUBLISHERS, REVIEWERS

PASSWORD = "password"


class UserFactory(factory.django.DjangoModelFactory):
    """A user; traits give the groups that the app brings along."""

    class Meta:
        model = get_user_model()
        django_get_or_create = ["username"]
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.org")
    password = factory.django.Password(PASSWORD)

    class Params:
        superuser = factory.Trait(is_superuser=True)

    @factory.post_generation
    def groups(self, create: bool, names: list[str] | None, **kwargs: Any) -> None:
        if create and names:
            self.groups.set(Group.objects.filter(name__in=names))


class ContributorFactory(factory.django.DjangoModelFactory):
    """An author. With the trait ``reviewer``, one who may approve; give the user."""

    class Meta:
        model = Contributor

    name = factory.Sequence(lambda n: f"Dr Contributor {n}")
    credentials = "MBBS"

    class Params:
        reviewer = factory.Trait(
            registration_body="General Medical Council",
            registration_number=factory.Sequence(lambda n: f"TEST-{n}"),
            reviewer_from=date(2020, 1, 1),
        )

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Contributor:
        # Who enters a registration cannot confirm it.
        with LogContext(user=UserFactory(username="records_officer")):
            contributor = super()._create(model_class, *args, **kwargs)
        if contributor.needs_confirmation:
            contributor.confirm_registration(user=UserFactory(username="registrar"))
        return contributor


class SourceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Source

    title = factory.Sequence(lambda n: f"Guideline {n}")
    publisher = "NICE"
    year = 2024
    url = "https://example.org/guideline"


class SymptomFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Symptom

    name = factory.Sequence(lambda n: f"symptom {n}")
    description = "What it feels like."
    live = False


class AToZPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = AToZPage

    title = "Conditions A to Z"
    listed_type = "headhealth.ConditionPage"


class _HealthPageFactory(wagtail_factories.PageFactory):
    live = False
    has_unpublished_changes = True
    summary = "Most headaches pass without treatment."


def text_section(heading: str = "Overview", text: str = "<p>It is common.</p>") -> tuple[str, Any]:
    """One block of a condition's body."""
    return (
        "text_section",
        {"heading": heading, "aspect": "overview", "text": RichText(text)},
    )


class ConditionPageFactory(_HealthPageFactory):
    class Meta:
        model = ConditionPage

    title = factory.Sequence(lambda n: f"Headache {n}")
    body = factory.LazyFunction(lambda: [text_section()])


class SymptomListPageFactory(_HealthPageFactory):
    class Meta:
        model = SymptomListPage

    title = factory.Sequence(lambda n: f"Head symptoms {n}")


class TreatmentPageFactory(_HealthPageFactory):
    class Meta:
        model = TreatmentPage

    title = factory.Sequence(lambda n: f"Rest {n}")
    how_it_works = "<p>The body recovers.</p>"
    who_it_is_for = "<p>Most adults.</p>"
    benefits = "<p>Pain eases.</p>"
    risks = "<p>Few.</p>"
    without_treatment = "<p>It often passes.</p>"
    daily_life = "<p>You can work.</p>"
    alternatives = "<p>Paracetamol.</p>"


class FeedbackFactory(factory.django.DjangoModelFactory):
    """A report of a clinical mistake; give the page."""

    class Meta:
        model = Feedback

    submission_id = factory.LazyFunction(uuid4)
    page_title = factory.LazyAttribute(lambda feedback: feedback.page.title)
    language = "en"
    kind = FeedbackKind.CLINICAL_MISTAKE
    comment = "The dose is wrong."

    class Params:
        useful = factory.Trait(kind="", is_useful=True, comment="Clear.")

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Feedback:
        page = kwargs.pop("page")
        return super()._create(model_class, *args, page_id=page.pk, **kwargs)


class ReaderCommentFactory(factory.django.DjangoModelFactory):
    """A comment that waits; give the page. With the trait ``approved``, one that readers see."""

    class Meta:
        model = ReaderComment

    submission_id = factory.LazyFunction(uuid4)
    name = factory.Sequence(lambda n: f"Reader {n}")
    email = factory.Sequence(lambda n: f"reader{n}@secret.example")
    text = factory.Sequence(lambda n: f"A dark room helps me, number {n}.")

    class Params:
        approved = factory.Trait(state="approved", moderated_at=factory.LazyFunction(timezone.now))


def editor(**kwargs: Any) -> Any:
    """A member of the medical editors."""
    return UserFactory(**{"username": "editor", "groups": [EDITORS], **kwargs})


def publisher(**kwargs: Any) -> Any:
    """A user who may publish by Wagtail's permissions and is no medical reviewer."""
    return UserFactory(**{"username": "publisher", "groups": [PUBLISHERS], **kwargs})


def superuser(**kwargs: Any) -> Any:
    return UserFactory(**{"username": "admin", "superuser": True, **kwargs})


def reviewer(**kwargs: Any) -> Any:
    """A user with a current, confirmed registration in the reviewers' group."""
    user = UserFactory(**{"username": "reviewer", "groups": [REVIEWERS], **kwargs})
    if not user.contributors.exists():
        ContributorFactory(user=user, name=f"Dr {user.username.title()}", reviewer=True)
    return user


def submit(obj: Any, *, user: Any) -> TaskState:
    """Save what ``obj`` holds as ``user`` and submit it. Returns the waiting task state."""
    obj.save_revision(user=user)
    return obj.get_workflow().start(obj, user).current_task_state


def latest(obj: Any) -> Any:
    """``obj`` with the content of its latest revision."""
    return getattr(obj, "specific", obj).get_latest_revision().as_object()


def digest_shown(obj: Any) -> str:
    """What a form about ``obj``, as it is in memory, says that its user saw."""
    return shown_digest(version_of(obj))


def checklist(task_state: TaskState, **answers: Any) -> dict[str, Any]:
    """A complete approval form for what ``task_state`` waits for."""
    obj = task_state.workflow_state.content_object
    return {
        "scope": "whole",
        "sources_checked_on": timezone.localdate().isoformat(),
        "red_flags_covered": "on",
        "plain_language": "on",
        "comment": "",
        "digest": digest_shown(latest(obj)),
        **answers,
    }


def approve(task_state: TaskState, *, user: Any, **answers: Any) -> None:
    """Approve as ``user`` through the task, as the admin does."""
    data = checklist(task_state, **answers)
    task_state.task.specific.on_action(task_state, user, "approve", **data)


def content_fields_of(obj: Any) -> dict[str, Any]:
    """What every record about the content of ``obj``, as it is, holds."""
    model = type(obj)
    snapshot = content_snapshot(obj)
    return {
        "content_type": content_type_of(model),
        "object_id": str(obj.pk),
        "object_title": str(obj),
        "revision_number": obj.live_revision_id or 0,
        "digest": digest_of(model, snapshot),
        "snapshot": snapshot,
    }


def review_fields(obj: Any) -> dict[str, Any]:
    """What a record of a whole-page review of ``obj``, as it is, consists of."""
    return {
        **content_fields_of(obj),
        "reviewer_name": "Dr Record",
        "scope": "whole",
        "sources_checked_on": timezone.localdate(),
        "red_flags_covered": True,
        "plain_language": True,
        "reviewed_at": timezone.now(),
    }


def reviewed(obj: Any, *, is_public: bool = True, **fields: Any) -> MedicalReview:
    """A record of a whole-page review of ``obj``, as it is, written as by the act of approving.

    By somebody who is registered, unless ``fields`` name another ``reviewer``. It is public where
    ``obj`` is live with that content, unless ``is_public`` is off.
    """
    contributor = fields.get("reviewer") or reviewer(username="recorder").contributors.get()
    known = {
        "reviewer": contributor,
        "reviewer_user": contributor.user,
        "registration_body": contributor.registration_body,
        "registration_number": contributor.registration_number,
    }
    record = MedicalReview(**{**review_fields(obj), **known, **fields})
    record.sources_checked_on = site_day(record.reviewed_at)
    answers = ("scope", "sources_checked_on", "red_flags_covered", "plain_language")
    record_act(
        record,
        task={"state": 0, "id": 0},
        checklist={name: getattr(record, name) for name in answers},
        registration={
            "contributor": contributor.pk,
            "account": contributor.user_id,
            "body": contributor.registration_body,
            "number": contributor.registration_number,
            "from": contributor.reviewer_from,
            "until": contributor.reviewer_until,
            "confirmed_at": contributor.registration_confirmed_at,
            "confirmed_by": contributor.registration_confirmed_by_id,
        },
        reviewer=identities_of([known_by_contributor(contributor)])[0],
        authors=[],
        reviewers_needed=1,
        given_before=[],
    )
    stored = is_public and type(obj)._base_manager.filter(pk=obj.pk, live=True).first()
    if record.is_final and stored and record.lets_through(version_of(stored)):
        record.note_published()
    return record


def published(obj: Any, *, author: Any = None, approver: Any = None) -> Any:
    """Write, submit and approve ``obj``, by others too where it takes several reviewers.

    Returns it as it is live.
    """
    task_state = submit(obj, user=author or editor())
    approve(task_state, user=approver or reviewer())
    waiting = TaskState.objects.filter(pk=task_state.pk, status=TaskState.STATUS_IN_PROGRESS)
    for number in count(1):
        if not waiting.exists():
            break
        approve(task_state, user=reviewer(username=f"co_reviewer{number}"))
    return type(obj)._default_manager.get(pk=obj.pk)
