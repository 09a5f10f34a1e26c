"""One reader's feedback about a page, and where it stands in the queue."""

from __future__ import annotations

from typing import Any

import swapper
from django.conf import settings
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from headhealth.reader_forms.reader_submission import ReaderSubmission
from headhealth.review.medical_review import MedicalReview


class FeedbackKind(models.TextChoices):
    """What a reader reports as wrong."""

    CLINICAL_MISTAKE = "clinical_mistake", _("A medical fact is wrong")
    OUT_OF_DATE = "out_of_date", _("It is out of date")
    HARD_TO_UNDERSTAND = "hard_to_understand", _("It is hard to understand")
    BROKEN_LINK = "broken_link", _("A link does not work")
    OTHER = "other", _("Something else")


class FeedbackState(models.TextChoices):
    """Where a feedback stands in the queue."""

    NEW = "new", _("New")
    IN_WORK = "in_work", _("In work")
    RESOLVED = "resolved", _("Resolved")
    SPAM = "spam", _("Spam")


OPEN_STATES = (FeedbackState.NEW, FeedbackState.IN_WORK)


class FeedbackQuerySet(models.QuerySet):
    """Feedback by what is left to do about it."""

    def new(self) -> FeedbackQuerySet:
        return self.filter(state=FeedbackState.NEW)

    def open_reports(self) -> FeedbackQuerySet:
        """Reports of something wrong that nobody has closed."""
        return self.filter(state__in=OPEN_STATES).exclude(kind="")

    def with_change_since(self) -> FeedbackQuerySet:
        """Adds ``has_changed``: whether the page was published under another review since then.

        No page is loaded for it. An alias is judged by the reviews of its source.
        """
        page_id = Coalesce(OuterRef("page__alias_of_id"), OuterRef("page_id"))
        reviews = MedicalReview.objects.counting().newest_first()
        newest = reviews.filter(
            content_type=OuterRef("page__content_type"),
            object_id=Cast(page_id, models.CharField()),
        ).values("pk")[:1]
        return self.annotate(newest_review_id=Subquery(newest)).annotate(
            has_changed=Case(
                When(
                    Q(page__last_published_at__gt=F("submitted_at"))
                    & ~Q(newest_review_id=Coalesce(F("review_id"), Value(0))),
                    then=Value(True),
                ),
                default=Value(False),
            )
        )


class Feedback(ReaderSubmission):
    """What one reader said about one page: useful or not, or what is wrong, in which section.

    Stays when the page, the section or the review is deleted; what identifies the reader is deleted
    after a set time.
    """

    page = models.ForeignKey(
        swapper.get_model_name("wagtailcore", "Page"),
        verbose_name=_("page"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    page_title = models.CharField(_("page title"), max_length=255)
    section_anchor = models.CharField(_("section address"), max_length=255, blank=True)
    section_heading = models.CharField(_("section"), max_length=255, blank=True)
    review = models.ForeignKey(
        MedicalReview,
        verbose_name=_("medical review"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Of the version that the reader saw."),
    )
    language = models.CharField(_("language"), max_length=35)

    is_useful = models.BooleanField(_("useful"), null=True)
    kind = models.CharField(_("kind"), max_length=32, choices=FeedbackKind, blank=True)
    comment = models.TextField(_("comment"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True)

    state = models.CharField(
        _("state"),
        max_length=16,
        choices=FeedbackState,
        default=FeedbackState.NEW,
        db_index=True,
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("assigned to"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    notes = models.TextField(
        _("notes"), blank=True, help_text=_("For colleagues. The reader does not see them.")
    )
    editors_mailed_at = models.DateTimeField(_("editors mailed at"), null=True, editable=False)

    objects = FeedbackQuerySet.as_manager()

    # It is about a page and does not use it: deleting the page needs no warning.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        ordering = ["-submitted_at", "-pk"]
        default_permissions = ("view", "change", "delete")

    def __str__(self) -> str:
        return _("%(subject)s: %(title)s") % {"subject": self.subject, "title": self.page_title}

    @property
    def subject(self) -> Any:
        """What it says, in a few words."""
        if self.kind:
            return self.get_kind_display()
        return _("Useful") if self.is_useful else _("Not useful")

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES
