"""What a guest writes: a draft that can be taken up again, and then the opinion, once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from headhealth.guest_reading.invitation import GuestInvitation
from headhealth.guest_reading.opinion import GuestOpinion, Verdict
from headhealth.review.ledgered_record import record_act


class LinkEnded(Exception):
    """The link was revoked, or its time ended, while the guest was writing."""


class WrittenElsewhere(Exception):
    """Another window has saved a newer draft, which this one has not seen."""


class NotComplete(Exception):
    """The draft does not say yet what an opinion has to say."""


@dataclass(frozen=True)
class Answer:
    """What a guest has written so far. ``comments`` has a text for each section, by its key."""

    verdict: str = ""
    conflict_statement: str = ""
    remarks: str = ""
    comments: dict[str, str] = field(default_factory=dict)

    @classmethod
    def drafted_in(cls, invitation: GuestInvitation) -> Answer:
        return cls(**invitation.draft)

    @property
    def is_complete(self) -> bool:
        return bool(self.verdict and self.conflict_statement)

    @property
    def verdict_label(self) -> str:
        return str(Verdict(self.verdict).label) if self.verdict else ""

    def section_comments(self, headings: Mapping[str, str]) -> list[dict[str, str]]:
        """The comments in the order of ``headings``, which are those of the sections by key."""
        return [
            {"section": key, "heading": heading, "text": self.comments[key]}
            for key, heading in headings.items()
            if self.comments.get(key)
        ]


def save_draft(invitation: GuestInvitation, *, answer: Answer, number: int) -> int:
    """Keep ``answer`` for the guest to go on with. Returns the number of the draft.

    ``number`` is that of the draft that the guest's window began with. Raises
    ``WrittenElsewhere`` where there is a newer one, ``LinkEnded`` where it is too late.
    """
    with transaction.atomic():
        locked = _locked(invitation)
        if locked.is_answered:
            raise LinkEnded
        if locked.draft_number != number and Answer.drafted_in(locked) != answer:
            raise WrittenElsewhere
        GuestInvitation.objects.filter(pk=locked.pk).update(
            draft=asdict(answer),
            draft_number=locked.draft_number + 1,
            draft_saved_at=timezone.now(),
        )
    invitation.refresh_from_db(fields=["draft", "draft_number", "draft_saved_at"])
    return invitation.draft_number


def give_opinion(
    invitation: GuestInvitation, *, number: int, headings: Mapping[str, str]
) -> tuple[GuestOpinion, bool]:
    """Turn the draft with that ``number`` into the opinion. Returns it, and whether it is new.

    Sent twice it is given once. ``headings`` are those of the sections by key, as the guest saw
    them. Raises as ``save_draft`` does, and ``NotComplete``.
    """
    with transaction.atomic():
        locked = _locked(invitation)
        if locked.is_answered:
            return locked.opinion, False
        if locked.draft_number != number:
            raise WrittenElsewhere
        answer = Answer.drafted_in(locked)
        if not answer.is_complete:
            raise NotComplete
        opinion = record_act(
            GuestOpinion(
                invitation=locked,
                **{name: getattr(locked, name) for name in _COPIED},
                verdict=answer.verdict,
                conflict_statement=answer.conflict_statement,
                remarks=answer.remarks,
                section_comments=answer.section_comments(headings),
                given_at=timezone.now(),
            )
        )
    return opinion, True


_COPIED = (
    "content_type",
    "object_id",
    "object_title",
    "revision",
    "revision_number",
    "digest",
    "snapshot",
    "guest_name",
    "guest_credentials",
    "invited_by_name",
)
"""What the opinion is about, and whose it is: as the invitation says."""


def _locked(invitation: GuestInvitation) -> Any:
    """The invitation as it is now; two windows take turns."""
    rows = GuestInvitation.objects.select_for_update(of=("self",)).select_related("opinion")
    locked = rows.get(pk=invitation.pk)
    if not locked.is_open:
        raise LinkEnded
    return locked
