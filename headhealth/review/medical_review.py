"""The append-only record of medical approvals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import takewhile
from typing import Any

from django.conf import settings
from django.db import models, router, transaction
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import get_text_list
from django.utils.translation import gettext_lazy as _

from headhealth.review.content_withdrawal import ContentWithdrawal
from headhealth.review.contributor import Contributor
from headhealth.review.ledgered_record import record_act
from headhealth.review.publishing_record import PublishingRecord, PublishingRecordQuerySet
from headhealth.review.rebaseline import Rebaseline
from headhealth.review.review_ledger import EntryKind
from headhealth.review.reviewed_object import content_type_of
from headhealth.review.shown_content import shown_content
from headhealth.review.version import Version
from headhealth.review.vouching import vouched, vouched_or_none
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
        """Those that approve what they are about: not taken back, and by as many as it takes."""
        return self.unrevoked().complete()

    def complete(self) -> MedicalReviewQuerySet:
        """Those that were given by as many as it takes, also if they were revoked since."""
        return self.filter(is_final=True)

    def standing(self) -> MedicalReviewQuerySet:
        """Those that count and still let content be public.

        A withdrawal of the content, or the revocation of a later approval of it, ends all before.
        """
        revoked = MedicalReview.objects.complete().filter(revoked_at__isnull=False)
        return self.counting().not_followed_by(revoked, ContentWithdrawal.objects.all())

    def newest_first(self) -> MedicalReviewQuerySet:
        return self.order_by("-reviewed_at", "-pk")


class MedicalReview(PublishingRecord):
    """One approval: who approved exactly what, when, and what they checked.

    The record outlives the page, its revisions and the reviewer's account: it holds a snapshot of
    the content and the reviewer's details as they were that day. Of an object only the newest
    counts that is final and not revoked, until the object is withdrawn. The ledger vouches for it.
    """

    reviewer = models.ForeignKey(
        Contributor,
        verbose_name=_("reviewer"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="medical_reviews",
    )
    reviewer_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reviewer's account"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    reviewer_name = models.CharField(_("reviewer's name"), max_length=255)
    reviewer_credentials = models.CharField(_("credentials"), max_length=255, blank=True)
    registration_body = models.CharField(_("registration body"), max_length=255)
    registration_number = models.CharField(_("registration number"), max_length=64)
    conflict_statement = models.TextField(_("conflict of interest statement"), blank=True)

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
    revoked_at = models.DateTimeField(_("revoked at"), null=True, editable=False)

    objects = MedicalReviewQuerySet.as_manager()

    given_with: Sequence[MedicalReview] = ()
    """What others gave for the same version before this one completed it, the first one first.

    Where it was looked up: ``joint_approval.final_with_others``.
    """

    ledger_kind = EntryKind.APPROVAL
    ledger_events = {EntryKind.REVOCATION: "revoked_at"}

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
        """Itself or its rebaselines, whichever are about ``version``."""
        yield from (each for each in (self, *self.forms) if each.is_about(version))

    def has_approved(self, version: Version) -> bool:
        """Whether the reviewer approved what ``version`` says, whatever its form is now."""
        return self.is_about(version) or any(form.is_about(version) for form in self.same_forms)

    @cached_property
    def forms(self) -> list[Rebaseline]:
        """What migrations have made of what it approved, the newest last."""
        return vouched(self.rebaselines.entered().order_by("place"))

    @property
    def same_forms(self) -> list[Rebaseline]:
        """Those that say the same; nobody reviewed what follows on other words."""
        return list(takewhile(lambda form: not form.changes_words, self.forms))

    @property
    def latest_form(self) -> MedicalReview | Rebaseline:
        """The record with what it approved in the form that the newest migration gave it."""
        return next(reversed(self.same_forms), self)

    @property
    def authority_id(self) -> Any:
        return self.reviewer_user_id

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
    def signature(self) -> str:
        """The reviewer's name and credentials as they were that day."""
        return ", ".join(filter(None, [self.reviewer_name, self.reviewer_credentials]))

    @property
    def reviewed_by(self) -> str:
        """Names and credentials of all who approved this version."""
        return get_text_list([review.signature for review in self.together], str(_("and")))

    @property
    def reviewer_names(self) -> str:
        """The names alone."""
        return get_text_list([review.reviewer_name for review in self.together], str(_("and")))

    def is_by_same_person(self, other: MedicalReview) -> bool:
        """Whether both were given by one person, by account, contributor or registration."""
        return any(
            mine is not None and mine == theirs
            for mine, theirs in zip(self.person, other.person, strict=True)
        )

    @property
    def person(self) -> tuple[Any, ...]:
        """All that tells who gave it; what is not known is None."""
        registration = (self.registration_body, self.registration_number)
        return (self.reviewer_user_id, self.reviewer_id, registration)


def newest_review(obj: models.Model) -> MedicalReview | None:
    """The record by which ``obj`` may be public: the newest that counts, if it stands.

    None, too, where the ledger does not vouch for it: then nothing of before counts either.
    """
    if obj.pk is None:
        return None
    reviews = MedicalReview.objects.for_object(obj).standing()
    return vouched_or_none(reviews.order_by("-place").first())


def last_review(obj: models.Model) -> MedicalReview | None:
    """The newest review of ``obj`` that counts, whether or not it was withdrawn since."""
    return MedicalReview.objects.for_object(obj).counting().newest_first().first()


def covered_digests(reviews: Iterable[MedicalReview]) -> dict[Any, set[str]]:
    """By key of a review: what it approved, and what migrations have made of that.

    Not what says something else since: that may be public, and nobody has reviewed it.
    """
    digests = defaultdict(set, {review.pk: {review.digest} for review in reviews})
    changed = set()
    forms = Rebaseline.objects.filter(review__in=list(digests)).entered().order_by("place")
    for form in vouched(forms.defer("snapshot", "dependencies")):
        if form.changes_words:
            changed.add(form.review_id)
        elif form.review_id not in changed:
            digests[form.review_id].add(form.digest)
    return digests


def record_medical_review(
    *,
    version: Version,
    revision: Any,
    reviewer: Contributor,
    scope: str,
    sources_checked_on: Any,
    red_flags_covered: bool,
    plain_language: bool,
    comment: str = "",
    change_note: str = "",
    is_correction: bool = False,
    task_number: int | None = None,
    is_final: bool = True,
    reviewers_needed: int | None = None,
    act: Mapping[str, Any],
) -> MedicalReview:
    """Write down that ``reviewer`` approved ``version``, which ``revision`` holds.

    What the content shows of other things is written down with it. The caller has made sure that
    the reviewer may. ``is_final`` is off where others still have to approve the same content in
    the task with ``task_number``; ``reviewers_needed`` is how many it takes. ``act`` is what an
    audit needs to judge it again.
    """
    obj = version.obj
    return record_act(
        MedicalReview(
            content_type=content_type_of(version.model),
            object_id=str(obj.pk),
            object_title=str(obj)[:255],
            revision=revision,
            revision_number=revision.pk,
            digest=version.digest,
            snapshot=version.snapshot,
            dependencies=shown_content(obj),
            reviewer=reviewer,
            reviewer_user=reviewer.user,
            reviewer_name=reviewer.name,
            reviewer_credentials=reviewer.credentials,
            registration_body=reviewer.registration_body,
            registration_number=reviewer.registration_number,
            conflict_statement=reviewer.conflict_statement,
            scope=scope,
            sources_checked_on=sources_checked_on,
            red_flags_covered=red_flags_covered,
            plain_language=plain_language,
            comment=comment,
            change_note=change_note,
            is_correction=is_correction,
            task_number=task_number,
            is_final=is_final,
            reviewers_needed=reviewers_needed,
            reviewed_at=timezone.now(),
        ),
        **act,
    )
