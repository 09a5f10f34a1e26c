"""How often a site has its health content reviewed, and what readers are told when it is late."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Orderable

from headhealth.review.policy_fields import DaysField, MonthsField, ReviewersField
from headhealth.review.policy_notices import OverdueNotice, TakedownNotice, set_sentence
from headhealth.review.reviewed_object import content_type_of, reviewed_types
from headhealth.rules.review_schedule import RiskTier

NOTICE_LENGTH = 32
"""Characters of the name of a set sentence."""

LONGEST_EMERGENCY = 24 * 14
"""Hours that what was published urgently may wait for its review, whatever the policy."""


@register_setting(icon="calendar-check", order=600)
class ReviewPolicy(ClusterableModel, BaseSiteSetting):
    """The publisher's promise of how old a review may get.

    Three years is the longest interval public publishers use; content that can do more harm (doses,
    emergencies) goes out of date sooner.
    """

    routine_months = MonthsField(_("routine"), default=36)
    elevated_months = MonthsField(_("elevated"), default=12)
    high_months = MonthsField(_("high"), default=6)
    due_soon_days = models.PositiveSmallIntegerField(
        _("due soon"),
        default=60,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text=_("So many days before its review is due, a page is shown as due soon."),
    )
    reminder_days = DaysField(
        _("reminders before"),
        default="60, 30, 7",
        help_text=_("So many days before a review is due, its owner is reminded."),
    )
    late_reminder_days = DaysField(
        _("reminders after"),
        default="1, 14, 30",
        help_text=_("So many days after a review was due, its owner is reminded again."),
    )
    escalates_after_days = models.PositiveSmallIntegerField(
        _("escalate after"),
        default=14,
        validators=[MaxValueValidator(365)],
        help_text=_(
            "So many days after the due day, those who lead are told too. They are told at once "
            "where neither owner nor deputy has an active account."
        ),
    )
    escalation_group = models.ForeignKey(
        Group,
        verbose_name=_("those who lead"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Who is told where owners do not act. Left empty: the group “Publishers”."),
    )
    takedown_after_days = models.PositiveSmallIntegerField(
        _("take down after"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(3650)],
        help_text=_(
            "So many days after the due day, a page that nobody reviewed is unpublished. Left "
            "empty: it stays, and says that it is late."
        ),
    )
    takedown_notice = models.CharField(
        _("reason for readers"),
        max_length=NOTICE_LENGTH,
        choices=TakedownNotice,
        default=TakedownNotice.MAY_BE_OUTDATED,
        help_text=_("Shown at the address of a page that was taken down because it was overdue."),
    )

    routine_reviewers = ReviewersField(_("routine"), default=1)
    elevated_reviewers = ReviewersField(_("elevated"), default=1)
    high_reviewers = ReviewersField(_("high"), default=2)
    task_days = models.PositiveSmallIntegerField(
        _("days a review may wait"),
        default=14,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text=_("After so many days, a review that nobody decided is late."),
    )

    emergency_hours = models.PositiveSmallIntegerField(
        _("hours until its review is due"),
        default=24,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_EMERGENCY)],
        help_text=_("What was published urgently is reviewed afterwards, within so many hours."),
    )
    takes_down_emergencies = models.BooleanField(
        _("take down"),
        default=False,
        help_text=_(
            "Unpublish what was published urgently where its review is late. If not ticked, those "
            "who lead are told, and readers go on seeing that it awaits its review."
        ),
    )

    tells_readers = models.BooleanField(
        _("tell readers"),
        default=True,
        help_text=_(
            "Whether a page says, under its title and in its review line, that it is late."
        ),
    )
    overdue_notice = models.CharField(
        _("overdue message"),
        max_length=NOTICE_LENGTH,
        choices=OverdueNotice,
        default=OverdueNotice.OVERDUE,
        help_text=_("Shown under the title of an overdue page."),
    )

    panels = [
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [
                        FieldPanel("routine_months"),
                        FieldPanel("elevated_months"),
                        FieldPanel("high_months"),
                    ]
                ),
                InlinePanel("type_intervals", label=_("page type with an interval of its own")),
            ],
            heading=_("Months between reviews of the whole page"),
            help_text=_(
                "By how much harm out-of-date content can do. Where the type of a page has an "
                "interval too, the shorter one counts. Dates follow at once; no review is changed."
            ),
        ),
        MultiFieldPanel(
            [
                FieldPanel("due_soon_days"),
                FieldRowPanel([FieldPanel("reminder_days"), FieldPanel("late_reminder_days")]),
                FieldPanel("tells_readers"),
                FieldPanel("overdue_notice", widget=forms.RadioSelect),
            ],
            heading=_("When a review is due"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("escalates_after_days"),
                FieldPanel("escalation_group"),
                FieldPanel("takedown_after_days"),
                FieldPanel("takedown_notice", widget=forms.RadioSelect),
            ],
            heading=_("When nothing happens"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [
                        FieldPanel("routine_reviewers"),
                        FieldPanel("elevated_reviewers"),
                        FieldPanel("high_reviewers"),
                    ]
                ),
                FieldPanel("task_days"),
            ],
            heading=_("Different reviewers who approve the same version"),
            help_text=_(
                "By risk tier. The version is published when the last of them approves it. "
                "Approvals of before are not changed."
            ),
        ),
        MultiFieldPanel(
            [FieldPanel("emergency_hours"), FieldPanel("takes_down_emergencies")],
            heading=_("Urgent changes"),
        ),
    ]

    class Meta:
        verbose_name = _("review policy")
        verbose_name_plural = _("review policies")

    @cached_property
    def months_by_type(self) -> Mapping[int, int]:
        """The intervals of types of content, by content type."""
        return dict(self.type_intervals.values_list("content_type", "months"))

    @property
    def overdue_sentence(self) -> str:
        """The sentence for readers of an overdue page, always one of the set sentences."""
        return set_sentence(OverdueNotice, self.overdue_notice, OverdueNotice.OVERDUE)

    @property
    def takedown_sentence(self) -> str:
        """The sentence for readers of an overdue page that was taken down."""
        default = TakedownNotice.MAY_BE_OUTDATED
        return set_sentence(TakedownNotice, self.takedown_notice, default)

    def interval_months(self, obj: models.Model) -> int:
        """Months between reviews of the whole of ``obj``: its tier's, or its type's if shorter."""
        by_tier = {
            RiskTier.ROUTINE: self.routine_months,
            RiskTier.ELEVATED: self.elevated_months,
            RiskTier.HIGH: self.high_months,
        }
        months = by_tier[getattr(obj, "risk_tier", RiskTier.ROUTINE)]
        return min(months, self.months_by_type.get(content_type_of(type(obj)).pk, months))

    def reviewers_needed(self, obj: models.Model) -> int:
        """How many different reviewers approve the same content of ``obj``, by its tier."""
        return self.reviewers_of_tier(getattr(obj, "risk_tier", RiskTier.ROUTINE))

    def reviewers_of_tier(self, tier: str) -> int:
        by_tier = {
            RiskTier.ROUTINE: self.routine_reviewers,
            RiskTier.ELEVATED: self.elevated_reviewers,
            RiskTier.HIGH: self.high_reviewers,
        }
        return by_tier[RiskTier(tier)]


def _reviewed_types() -> dict[str, Any]:
    return {"pk__in": reviewed_types()}


class TypeInterval(Orderable):
    """The interval of one type of content."""

    policy = ParentalKey(ReviewPolicy, on_delete=models.CASCADE, related_name="type_intervals")
    content_type = models.ForeignKey(
        ContentType,
        verbose_name=_("type"),
        on_delete=models.CASCADE,
        related_name="+",
        limit_choices_to=_reviewed_types,
    )
    months = MonthsField(_("months"))

    panels = [FieldRowPanel([FieldPanel("content_type"), FieldPanel("months")])]

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "content_type"],
                name="hh_one_interval_of_a_type",
                violation_error_message=_("This type has an interval already."),
            )
        ]
