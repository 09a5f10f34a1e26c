"""After a migration that rewrote content: reviews go on covering what they approved."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.log_actions import log
from wagtail.models import Revision

from headhealth.review.audit.coverage import Shortfall
from headhealth.review.audit.finding import FindingCode, subject_of
from headhealth.review.audit.live_findings import finding_about
from headhealth.review.audit.schedules import scheduled_contents, scheduled_revisions
from headhealth.review.covering.adopt_content import adopt
from headhealth.review.covering.uncovered import Case, Choice, Place, chosen_models, live_place
from headhealth.review.ledgered_record import record_act
from headhealth.review.medical_review import MedicalReview
from headhealth.review.rebaseline import Rebaseline
from headhealth.review.recorded_name import recorded_name
from headhealth.review.review_clock import ReviewClock
from headhealth.review.reviewed_object import content_type_of, reviewed_model_by_type
from headhealth.review.rewritten import changed_entries
from headhealth.review.stored_lines import line_changes
from headhealth.review.version import Version

LOG_ACTION = "headhealth.review.rebaseline"


def rewritten_places(choice: Choice | None = None) -> list[Place]:
    """Where a migration may have rewritten approved content: live, or waiting for its hour."""
    places = []
    for model, keys in chosen_models(choice):
        places += [live_place(model, keys), _scheduled_place(model, keys)]
    return places


def _scheduled_place(model: type[models.Model], keys: Collection[Any] | None) -> Place:
    types = [key for key, each in reviewed_model_by_type().items() if each is model]
    rows = scheduled_revisions().filter(content_type__in=types)
    if keys is not None:
        rows = rows.filter(object_id__in=[str(key) for key in keys])
    return Place(model, rows, partial(scheduled_contents, model))


@dataclass(frozen=True)
class RebaselineReviews:
    """Decides for ``cover`` on content that its review no longer covers.

    Content that says the same, in the same places and order, is rebaselined. Any difference may
    have been written past the gate: only objects that ``accepted`` names, as model and key, then
    stay public, unreviewed, and a review is asked for.
    """

    user: Any
    reason: str
    migration: str = ""
    accepted: Collection[tuple[type[models.Model], str]] = ()
    is_dry_run: bool = False

    def __call__(self, shortfall: Shortfall, row: Any) -> Case:
        content, review = shortfall.content, shortfall.record
        model = type(content.version.obj)
        subject = subject_of(self._object(row, content.version.obj))
        if shortfall.code is not FindingCode.CONTENT_CHANGED or not isinstance(
            review, MedicalReview
        ):
            return Case(subject, False, finding_about(shortfall, subject).text)
        if not shortfall.is_vouched_for:
            return Case(subject, False, _not_vouched_for(subject, review))
        before = review.latest_form.snapshot
        changes = line_changes(model, before, content.version.snapshot)
        if others := changed_entries(model, before, content.version.snapshot):
            is_accepted = (model, str(content.version.obj.pk)) in self.accepted
            if not is_accepted or isinstance(row, Revision):
                text = self._says_something_else(subject, model, len(others))
                return Case(subject, False, text, changes)
            if not self.is_dry_run:
                self._ask_for_review(content.version, row)
            text = _("%(subject)s: stays public, unreviewed, and a review is asked for.")
            return Case(subject, True, text % {"subject": subject}, changes)
        if not self.is_dry_run:
            self._record(shortfall, review, row)
        told = {"subject": subject, "reviewer": review.reviewer_name, "id": review.pk}
        text = _("%(subject)s: covered by the approval of %(reviewer)s (%(id)d).") % told
        return Case(subject, True, text, changes)

    def _object(self, row: Any, obj: models.Model) -> models.Model:
        if isinstance(row, Revision):
            stored = type(obj)._base_manager.filter(pk=obj.pk).first()
            return stored or row.as_object()
        return row

    def _says_something_else(self, subject: Any, model: type[models.Model], count: int) -> str:
        return ngettext(
            "%(subject)s: %(count)d line says something else than was approved, or stands "
            "elsewhere. A migration that renames leaves words, places and order; so read the "
            "differences, then have it reviewed. With --accept-text-changes=%(target)s it stays "
            "public as what nobody has reviewed.",
            "%(subject)s: %(count)d lines say something else than was approved, or stand "
            "elsewhere. A migration that renames leaves words, places and order; so read the "
            "differences, then have it reviewed. With --accept-text-changes=%(target)s it stays "
            "public as what nobody has reviewed.",
            count,
        ) % {
            "subject": subject,
            "count": count,
            "target": f"{model._meta.label}:{subject.object_id}",
        }

    def _ask_for_review(self, version: Version, row: Any) -> None:
        """Adopt what it says now, which no reviewer has approved, and ask for a review of it."""
        adopt(version, row, user=self.user, reason=self.reason)
        ReviewClock.objects.for_object(row).update(review_asked_at=timezone.now())

    def _record(self, shortfall: Shortfall, review: MedicalReview, row: Any) -> None:
        content = shortfall.content
        obj = self._object(row, content.version.obj)
        revision = row if isinstance(row, Revision) else getattr(row, "live_revision", None)
        record_act(
            Rebaseline(
                content_type=content_type_of(type(content.version.obj)),
                object_id=str(content.version.obj.pk),
                object_title=str(obj)[:255],
                revision=revision,
                revision_number=revision.pk if revision else 0,
                digest=content.version.digest,
                snapshot=content.version.snapshot,
                # What was approved is what they were then: that has not been looked at anew.
                dependencies=review.dependencies,
                review=review,
                old_digest=review.latest_form.digest,
                changes_words=False,
                migration=self.migration,
                reason=self.reason,
                rebaselined_by=self.user,
                rebaselined_by_name=recorded_name(self.user),
                rebaselined_at=timezone.now(),
            )
        )
        if not isinstance(row, Revision):
            review.note_published()
        log(
            instance=obj,
            action=LOG_ACTION,
            user=self.user,
            revision=revision,
            data={"reason": self.reason, "migration": self.migration},
        )


def _not_vouched_for(subject: Any, review: MedicalReview) -> str:
    return _(
        "%(subject)s: the ledger does not vouch for the record %(id)d of its approval, see what "
        "audit_live_pages says of that: have the content reviewed again."
    ) % {"subject": subject, "id": review.pk}
