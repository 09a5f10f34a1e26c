"""For a site that installs the app over content it has: what is live stays, as never reviewed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import AbstractPage

from headhealth.review.adoption import Adoption
from headhealth.review.audit.coverage import Shortfall
from headhealth.review.audit.finding import FindingCode, subject_of
from headhealth.review.audit.live_findings import finding_about
from headhealth.review.contribution import Contribution
from headhealth.review.covering.ledger_objects import LedgerObjects
from headhealth.review.covering.uncovered import Case, Choice, Place, chosen_models, live_place
from headhealth.review.earlier_contributions import record_earlier_contributions
from headhealth.review.ledgered_record import record_act
from headhealth.review.recorded_name import recorded_name
from headhealth.review.review_clock import set_clock
from headhealth.review.review_ledger import EntryKind
from headhealth.review.reviewed_object import content_type_of
from headhealth.review.rewritten import changed_entries
from headhealth.review.shown_content import shown_content
from headhealth.review.stored_lines import line_changes
from headhealth.review.text_keys import TextKey, text_keys
from headhealth.review.version import Version

LOG_ACTION = "headhealth.review.adopt"

_ENDING = (EntryKind.APPROVAL, EntryKind.EMERGENCY, EntryKind.WITHDRAWAL)
"""What ends an adoption, and leaves nothing to adopt."""


def adoptable_places(choice: Choice | None = None, under: Any = None) -> list[Place]:
    """Live content of the chosen models; below the page ``under``, itself included, if given."""
    places = []
    for model, keys in chosen_models(choice):
        place = live_place(model, keys)
        if under is None:
            places.append(place)
        elif issubclass(model, AbstractPage):
            below = place.rows.filter(path__startswith=under.path)
            places.append(Place(model, below, place.contents))
    return places


@dataclass(frozen=True)
class AdoptContent:
    """Decides for ``cover`` on live content without cover: adopts what nobody ever reviewed.

    What was adopted before is adopted again where a migration rewrote it and left its words.
    """

    user: Any
    reason: str
    is_dry_run: bool = False

    def __call__(self, shortfall: Shortfall, row: Any) -> Case:
        content, subject = shortfall.content, subject_of(row)
        changes: list[str] = []
        if shortfall.code is FindingCode.CONTENT_CHANGED and isinstance(shortfall.record, Adoption):
            snapshots = (type(row), shortfall.record.snapshot, content.version.snapshot)
            changes = line_changes(*snapshots)
            may = shortfall.is_vouched_for and not changed_entries(*snapshots)
        else:
            may = shortfall.code is FindingCode.NEVER_REVIEWED and shortfall.record is None
        if not may:
            return Case(subject, False, finding_about(shortfall, subject).text, changes)
        if row in (self._once_public if shortfall.record else self._once_public_or_adopted):
            text = _(
                "As the ledger says, %(subject)s was approved, published urgently, withdrawn or "
                "adopted before, and the record of that is gone: restore the record from a backup, "
                "or unpublish the content, and submit it for medical review."
            )
            return Case(subject, False, text % {"subject": subject})
        if refusal := _why_written_under_review(row, content.version):
            return Case(subject, False, refusal % {"subject": subject})
        if not self.is_dry_run:
            if shortfall.record is None:
                record_earlier_contributions(row)
            adopt(content.version, row, user=self.user, reason=self.reason)
        return Case(subject, True, _("%(subject)s: adopted.") % {"subject": subject}, changes)

    @cached_property
    def _once_public(self) -> LedgerObjects:
        return LedgerObjects(_ENDING)

    @cached_property
    def _once_public_or_adopted(self) -> LedgerObjects:
        return LedgerObjects([*_ENDING, EntryKind.ADOPTION])


def adopt(version: Version, row: Any, *, user: Any, reason: str) -> None:
    """Let exactly ``version``, which ``row`` shows readers, stay public until its next review.

    ``user`` answers for it. Readers are told of no review.
    """
    revision = getattr(row, "live_revision", None)
    record_act(
        Adoption(
            content_type=content_type_of(type(row)),
            object_id=str(row.pk),
            object_title=str(row)[:255],
            revision=revision,
            revision_number=revision.pk if revision else 0,
            digest=version.digest,
            snapshot=version.snapshot,
            dependencies=shown_content(row),
            reason=reason,
            adopted_by=user,
            adopted_by_name=recorded_name(user),
            adopted_at=timezone.now(),
        )
    )
    set_clock(row)
    log(instance=row, action=LOG_ACTION, user=user, revision=revision, data={"reason": reason})


def _why_written_under_review(row: Any, version: Version) -> str:
    """Why what ``row`` shows is not from before its medical review; "" where it may be.

    When it was first published, only the row says, which whoever writes past the gate can change.
    So what it shows is compared with what was saved since.
    """
    # What a script wrote may have come with the site's own data.
    contributions = Contribution.objects.for_object(row).exclude(account="")
    # Those of an adoption before: authors of what it found, who need not have edited since.
    contributions = contributions.exclude(changes__isnull=True, digest="")
    saves = list(contributions.in_order())
    if not saves:
        return ""
    if row.first_published_at is not None and row.first_published_at > saves[0].contributed_at:
        # Whatever it holds now: text that nobody wrote through the gate is no better.
        return _(
            "%(subject)s was written since it is under medical review, and went live past the "
            "gate: unpublish it, and submit it for medical review."
        )
    if row.first_published_at and _brought(row, saves).isdisjoint(_keys(version)):
        return ""
    return _(
        "%(subject)s was edited since it is under medical review, and it is not certain that what "
        "it shows is from before: submit it for medical review."
    )


def _brought(row: Any, contributions: Sequence[Contribution]) -> set[str]:
    """The texts and choices that came with ``contributions``, in their order, and their places.

    Without what was there before: in an earlier version, or where one of them took it away first.
    """
    first = contributions[0]
    revisions = row.revisions.filter(created_at__lte=first.contributed_at).order_by("-pk")
    known: set[str] = set()
    for number, content in enumerate(revisions.values_list("content", flat=True).iterator()):
        version = Version(row, type(row), content)
        # The newest of them is the one that the first contribution left.
        if number or version.digest != first.digest:
            known |= _keys(version)
    brought: set[str] = set()
    for save in (save for each in contributions for save in each.saves):
        # What the same save took away elsewhere only moved.
        known |= _parts(key for change in save for key in change.removed)
        brought |= _parts(key for change in save for key in change.added) - known
    return brought


def _keys(version: Version) -> set[str]:
    return _parts(text_keys(version.entries))


def _parts(keys: Iterable[TextKey]) -> set[str]:
    """The values of ``keys``, and the places where they stand."""
    return {part for key in keys for part in key if part}
