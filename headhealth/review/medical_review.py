"""The append-only record of medical approvals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import takewhile

from django.db import models, router, transaction
from django.utils.functional import cached_property
from django.utils.text import get_text_list
from django.utils.translation import gettext_lazy as _

from headhealth.review.content_withdrawal import ContentWithdrawal
from headhealth.review.publishing_record import PublishingRecord, PublishingRecordQuerySet
from headhealth.review.rebaseline import Rebaseline
from headhealth.review.review_ledger import EntryKind
from headhealth.review.reviewer_details import ReviewerDetails
from headhealth.review.version import Version
from headhealth.review.vouching import vouched
from headhealth.site_calendar import site_day

CHANGE_NOTE_LENGTH = 200
"""Characters: what stays one or two lines on a phone."""


class ReviewScope(models.TextChoices):
    """How much of the content the reviewer read."""

    WHOLE = "whole", _("The whole page")
    CHANGES = "changes", _("Only these changes")


class MedicalReviewQuerySet(PublishingRecordQuerySet):
    """Reviews, newest first where order matters."""

    def unrevoked(self) -> MedicalReviewQuerySet:
        return self.filter(revoked_at__isnull=True)

    def counting(self) -> MedicalReviewQuerySet:
        """Select those that approve their content: not revoked, and by as many as it takes."""
        return self.unrevoked().complete()

    def complete(self) -> MedicalReviewQuerySet:
        """Select those given by as many as it takes, also if they were revoked since."""
        return self.filter(is_final=True)

    def standing(self) -> MedicalReviewQuerySet:
        """Select those that count and still let content be public.

        A withdrawal of the content, or the revocation of a later approval of it, ends all before.
        """
        ends = MedicalReview.objects.revoked(), ContentWithdrawal.objects.all()
        return self.counting().not_followed_by(*ends)

    def revoked(self) -> MedicalReviewQuerySet:
        """Select complete ones that were revoked: each ends all approvals before it."""
        return self.complete().filter(revoked_at__isnull=False)

    def newest_first(self) -> MedicalReviewQuerySet:
        return self.order_by("-reviewed_at", "-pk")


class MedicalReview(ReviewerDetails, PublishingRecord):
    """One approval: who approved exactly what, when, and what they checked.

    The record outlives the page, its revisions and the reviewer's account: it holds a snapshot of
    the content and the reviewer's details as they were that day. Of an object only the newest
    counts that is final and not revoked, until the object is withdrawn. The ledger vouches for it.
    """

    scope = models.CharField(_("scope"), max_length=16, choices=ReviewScope)
    sources_checked_on = models.DateField(_("sources checked on"))
    red_flags_covered = models.BooleanField(_("red flags covered"))
    plain_language = models.BooleanField(_("plain language"))
    comment = models.TextField(_("comment"), blank=True)
    change_note = models.CharField(
        _("what changed"),
        max_length=CHANGE_NOTE_LENGTH,
        blank=True,
        help_text=_("One line in the page's public change log."),
    )
    is_correction = models.BooleanField(_("corrects a mistake"), default=False)

    task_number = models.PositiveBigIntegerField(
        _("review task number"),
        null=True,
        help_text=_("The task in which it was given; several reviewers of one version share it."),
    )
    is_final = models.BooleanField(
        _("completes the approval"),
        default=True,
        help_text=_("Off while other reviewers still have to approve the same content."),
    )

    reviewers_needed = models.PositiveSmallIntegerField(
        _("reviewers needed"),
        null=True,
        help_text=_("How many it took when it was given. Older records do not say."),
    )

    reviewed_at = models.DateTimeField(_("reviewed at"))
    published_at = models.DateTimeField(
        _("published at"),
        null=True,
        editable=False,
        help_text=_("When readers first got what it approved, or when an update noticed that."),
    )
    revoked_at = models.DateTimeField(_("revoked at"), null=True, editable=False)

    objects = MedicalReviewQuerySet.as_manager()

    given_with: Sequence[MedicalReview] = ()
    """What others gave for the same version before this one completed it, the first one first.

    Where it was looked up: ``joint_approval.final_with_others``.
    """

    ledger_kind = EntryKind.APPROVAL
    ledger_events = {
        EntryKind.PUBLICATION: "published_at",
        EntryKind.REVOCATION: "revoked_at",
    }

    class Meta:
        verbose_name = _("medical review")
        verbose_name_plural = _("medical reviews")
        ordering = ["-reviewed_at", "-pk"]
        get_latest_by = ["reviewed_at", "pk"]
        default_permissions = ("view",)
        indexes = [
            models.Index(
                fields=["content_type", "object_id", "-reviewed_at"], name="hh_review_object_idx"
            ),
            # What counts, newest first: lists of what was reviewed last stop after a few rows.
            models.Index(
                fields=["-reviewed_at", "-id"],
                condition=models.Q(revoked_at__isnull=True),
                name="hh_review_newest_idx",
            ),
        ]

    def __str__(self) -> str:
        return _("%(title)s, approved by %(reviewer)s") % {
            "title": self.object_title,
            "reviewer": self.reviewer_name,
        }

    def note_published(self) -> bool:
        """Record that it is public: from then on, what was approved before covers nothing."""
        return self.published_at is None and self.record_event(EntryKind.PUBLICATION)

    def revoke(self) -> None:
        """Take the approval back, once and for good. What is live stays live until it changes.

        An approval that others gave together with it ends as well.
        """
        with transaction.atomic(using=router.db_for_write(type(self), instance=self)):
            self.record_event(EntryKind.REVOCATION)
            for completed in () if self.is_final else self._completed():
                completed.record_event(EntryKind.REVOCATION)

    def _completed(self) -> MedicalReviewQuerySet:
        """The final approvals that this one has helped to complete."""
        given = MedicalReview.objects.counting().filter(
            content_type=self.content_type_id,
            object_id=self.object_id,
            task_number=self.task_number,
            digest=self.digest,
        )
        return given.exclude(task_number=None)

    def lets_through(self, version: Version) -> bool:
        """Whether it allows ``version`` to be public, also as migrations have rewritten that."""
        return self.is_about(version) or any(form.is_about(version) for form in self.forms)

    def grounds(self, version: Version) -> Iterator[PublishingRecord]:
        """The records about ``version`` among itself and its rebaselines."""
        yield from (each for each in (self, *self.forms) if each.is_about(version))

    def has_approved(self, version: Version) -> bool:
        """Whether the reviewer approved what ``version`` says, whatever its form is now."""
        return self.is_about(version) or any(form.is_about(version) for form in self.same_forms)

    @cached_property
    def forms(self) -> list[Rebaseline]:
        """Rebaselines, the newest last: forms that migrations gave to what it approved."""
        # Most have none, which is far cheaper to ask.
        if not self.rebaselines.exists():
            return []
        return vouched(self.rebaselines.entered().order_by("place"))

    @property
    def same_forms(self) -> list[Rebaseline]:
        """The first ``forms`` up to one with other words, which no reviewer has read."""
        return list(takewhile(lambda form: not form.changes_words, self.forms))

    @property
    def latest_form(self) -> MedicalReview | Rebaseline:
        """The record with what it approved in the form that the newest migration gave it."""
        return next(reversed(self.same_forms), self)

    @property
    def public_note(self) -> str:
        """What changed, for readers. Records from before there was a note say what was read."""
        if self.change_note:
            return self.change_note
        if self.scope == ReviewScope.WHOLE:
            return str(_("The whole page was reviewed"))
        return str(_("Changes were reviewed"))

    @property
    def reviewed_on(self) -> date:
        """The day of the review in the site's time zone."""
        return site_day(self.reviewed_at)

    @property
    def together(self) -> list[MedicalReview]:
        """The records of all who approved this version, in the order in which they did."""
        return [*self.given_with, self]

    @property
    def reviewed_by(self) -> str:
        """Names and credentials of all who approved this version."""
        return get_text_list([review.signature for review in self.together], str(_("and")))

    @property
    def reviewer_names(self) -> str:
        """The names alone."""
        return get_text_list([review.reviewer_name for review in self.together], str(_("and")))
