"""When live content was last reviewed and is due again, kept where lists can filter and sort by it.

All of it follows from the review records, the live content and the policy. It is worked out anew
whenever one of them changes, and no record is touched by that.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import connections, models, router, transaction
from django.db.models import CharField, Exists, F, OuterRef, Q
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractPage, WorkflowState

from headhealth.review.dependency import forget_dependencies, keep_dependencies
from headhealth.review.emergency_publication import EmergencyPublication
from headhealth.review.medical_review import MedicalReview, ReviewScope
from headhealth.review.model_tables import plain_name, table_of
from headhealth.review.object_lock import for_update
from headhealth.review.page_deputy import PageDeputy
from headhealth.review.policies import Policies, policy_for
from headhealth.review.publishing_authority import publishing_authority
from headhealth.review.review_policy import ReviewPolicy
from headhealth.review.reviewed_object import (
    ReviewedObjectQuerySet,
    ReviewedObjectRecord,
    content_type_of,
    record_type,
    reviewed_models,
    reviewed_types,
)
from headhealth.review.vouching import first_vouched
from headhealth.rules.review_schedule import (
    ReviewState,
    RiskTier,
    next_review_due,
    review_state,
)
from headhealth.site_calendar import site_day

EMERGENCIES_FIRST = F("emergency_due_at").asc(nulls_last=True)
CHUNK = 500
"""Rows that are read and written at once."""


class ReviewClockQuerySet(ReviewedObjectQuerySet):
    """Clocks by what is due."""

    def in_state(self, state: ReviewState) -> ReviewClockQuerySet:
        """Those whose ``state`` is this one today."""
        return self.filter(is_in_state(state, site_day()))

    def with_open_reviews(self) -> ReviewClockQuerySet:
        """Each says in ``is_in_review`` whether a new version of it waits for its reviewers."""
        waiting = WorkflowState.objects.alias(kind=record_type("content_type")).filter(
            kind=OuterRef("content_type"),
            object_id=OuterRef("object_id"),
            status=WorkflowState.STATUS_IN_PROGRESS,
        )
        return self.annotate(is_in_review=Exists(waiting))

    def looked_after_by(self, user: Any) -> ReviewClockQuerySet:
        """Those whose owner or deputy ``user`` is."""
        deputised = PageDeputy.objects.filter(user=user).annotate(key=Cast("page", CharField()))
        return self.filter(
            Q(owner=user)
            | Q(
                content_type__in=reviewed_types(AbstractPage),
                object_id__in=deputised.values("key"),
            )
        )

    def needing_review(self) -> ReviewClockQuerySet:
        """Those that are due soon or late, and those that need a review whenever they are due."""
        return self.filter(
            Q(due_on=None)
            | Q(due_soon_on__lte=site_day())
            | Q(emergency_due_at__isnull=False)
            | Q(outdated_since__isnull=False)
            | Q(review_asked_at__isnull=False)
        )

    def most_urgent_first(self) -> ReviewClockQuerySet:
        """Emergencies, then what was never reviewed, then by the due day."""
        return self.order_by(EMERGENCIES_FIRST, F("due_on").asc(nulls_first=True), "pk")


def is_in_state(state: ReviewState, today: date) -> Q:
    """The condition under which the ``state`` of a clock is this one."""
    return {
        ReviewState.NEVER: Q(due_on=None),
        ReviewState.OVERDUE: Q(due_on__lt=today),
        ReviewState.DUE_SOON: Q(due_on__gte=today, due_soon_on__lte=today),
        ReviewState.CURRENT: Q(due_soon_on__gt=today),
    }[state]


class ReviewClock(ReviewedObjectRecord):
    """One live object of health content."""

    title = models.CharField(_("title"), max_length=255)
    tier = models.CharField(_("risk tier"), max_length=16)
    locale = models.ForeignKey(
        "wagtailcore.Locale",
        verbose_name=_("locale"),
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    reviewer_name = models.CharField(_("reviewer"), max_length=255, blank=True)
    reviewed_on = models.DateField(_("last reviewed"), null=True)
    due_on = models.DateField(_("next review due"), null=True)
    due_soon_on = models.DateField(_("due soon from"), null=True)
    is_changed_since = models.BooleanField(
        _("changed since review"),
        default=False,
        help_text=_("Changes went live after the last review of the whole page."),
    )

    outdated_since = models.DateTimeField(
        _("approval out of date since"),
        null=True,
        help_text=_("Something that it shows was changed or replaced after the approval."),
    )
    review_asked_at = models.DateTimeField(
        _("review asked for at"),
        null=True,
        help_text=_("Somebody asked for a new review before it was due."),
    )
    emergency_due_at = models.DateTimeField(
        _("review of an emergency due at"),
        null=True,
        help_text=_("It was published urgently, and nobody has reviewed it yet."),
    )

    is_in_review: bool
    """Set by ``with_open_reviews``."""

    objects = ReviewClockQuerySet.as_manager()

    class Meta:
        verbose_name = _("review clock")
        verbose_name_plural = _("review clocks")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["content_type", "object_id"], name="hh_one_clock")
        ]
        indexes = [models.Index(fields=["due_on", "id"], name="hh_clock_due_idx")]

    def __str__(self) -> str:
        return self.title

    @property
    def state(self) -> ReviewState:
        return review_state(self.due_on, self.due_soon_on, site_day())


def set_clock(obj: Any) -> bool:
    """Work out the clock of ``obj`` from its reviews. Says whether it had none before.

    What is not live has none, nor has an alias: what it shows is due with its source.
    """
    if obj.live and not getattr(obj, "alias_of_id", None):
        clock, is_new = ReviewClock.objects.update_or_create(
            content_type=content_type_of(type(obj)), object_id=str(obj.pk), defaults=_reading(obj)
        )
        if clock.review_asked_at is not None and _is_answered(clock, obj):
            clock.review_asked_at = None
            clock.save(update_fields=["review_asked_at"])
        return is_new
    stop_clock(obj)
    return False


def _is_answered(clock: ReviewClock, obj: Any) -> bool:
    """Whether somebody has reviewed the whole of what is live since a review was asked for."""
    return (
        MedicalReview.objects.for_object(obj)
        .counting()
        .filter(
            scope=ReviewScope.WHOLE,
            reviewed_at__gt=clock.review_asked_at,
            published_at__isnull=False,
        )
        .exists()
    )


def stop_clock(obj: Any) -> None:
    """``obj`` is not live any more, or was deleted."""
    forget_dependencies(obj)
    ReviewClock.objects.for_object(obj).delete()


def set_clocks() -> None:
    """Work out the clocks of all live objects: those of before there were clocks.

    A model whose table is not made yet, as the migrations of its app are still to come, has none.
    """
    for model in reviewed_models():
        tables = connections[router.db_for_read(model)].introspection.table_names()
        if table_of(model) not in map(plain_name, tables):
            continue
        for obj in model._default_manager.filter(live=True).iterator(CHUNK):
            set_clock(obj)


def set_due_dates() -> None:
    """Follow a change of policy: the days of reviews stay, what is due when is worked out anew.

    Memory is bounded: so many objects at once, with no more of them than the policy asks for.
    """
    policies = Policies()
    for model in reviewed_models():
        last: int | None = 0
        while last is not None:
            last = _set_due_dates_after(last, model, policies)


@transaction.atomic
def _set_due_dates_after(last: int, model: type[models.Model], policies: Policies) -> int | None:
    """The key of the last clock that was set; None where there are no more.

    They are held meanwhile: a review that is recorded now sets its clock afterwards.
    """
    clocks = ReviewClock.objects.filter(content_type=content_type_of(model), pk__gt=last)
    chunk = list(for_update(clocks.order_by("pk"))[:CHUNK])
    names = {field.name for field in model._meta.fields} & {"risk_tier", "url_path"}
    objects = model._default_manager.only("pk", *names)
    found = objects.in_bulk([clock.object_id for clock in chunk])
    for clock in chunk:
        obj = found.get(model._meta.pk.to_python(clock.object_id))
        if obj is not None:
            for name, value in _due(obj, clock.reviewed_on, policies.of).items():
                setattr(clock, name, value)
    ReviewClock.objects.bulk_update(chunk, ["due_on", "due_soon_on"])
    return chunk[-1].pk if chunk else None


def _reading(obj: Any) -> dict[str, Any]:
    found = publishing_authority(obj)
    authority, shown = found
    emergency = authority if isinstance(authority, EmergencyPublication) else None
    whole: MedicalReview | None
    if isinstance(authority, MedicalReview) and authority.scope == ReviewScope.WHOLE:
        whole = authority
    else:
        whole = first_vouched(each for each in shown if each.scope == ReviewScope.WHOLE)
    reviewed_on = whole.reviewed_on if whole else None
    return {
        "title": str(obj)[:255],
        "tier": getattr(obj, "risk_tier", RiskTier.ROUTINE),
        "locale_id": getattr(obj, "locale_id", None),
        "owner_id": getattr(obj, "owner_id", None),
        "reviewer_name": whole.reviewer_name if whole else "",
        "reviewed_on": reviewed_on,
        "is_changed_since": whole is not None and authority is not whole,
        "outdated_since": keep_dependencies(obj, found.dependencies),
        "emergency_due_at": emergency.review_due_at if emergency else None,
        **_due(obj, reviewed_on),
    }


def _due(
    obj: Any, reviewed_on: date | None, policy_of: Callable[[Any], ReviewPolicy] = policy_for
) -> dict[str, date | None]:
    if reviewed_on is None:
        return {"due_on": None, "due_soon_on": None}
    policy = policy_of(obj)
    due_on = next_review_due(reviewed_on, policy.interval_months(obj))
    return {"due_on": due_on, "due_soon_on": due_on - timedelta(days=policy.due_soon_days)}
