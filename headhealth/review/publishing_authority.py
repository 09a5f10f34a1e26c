"""By which record what is live is public."""

from __future__ import annotations

from typing import Any, NamedTuple

from headhealth.review.adoption import Adoption
from headhealth.review.content_withdrawal import ContentWithdrawal
from headhealth.review.emergency_publication import EmergencyPublication
from headhealth.review.medical_review import MedicalReview
from headhealth.review.newest_review import standing_reviews, that_were_public
from headhealth.review.publishing_record import PublishingRecord
from headhealth.review.unreviewed_record import unreviewed_record
from headhealth.review.version import Version
from headhealth.review.vouching import first_vouched


class PublishingAuthority(NamedTuple):
    """``record`` lets the live content be public; ``reviews`` are the approvals of what is live and
    of before, newest first, whether or not the ledger vouches for them."""

    record: PublishingRecord | None
    reviews: list[MedicalReview]

    @property
    def dependencies(self) -> list[dict[str, Any]]:
        """What the record says that it shows, as a reviewer last saw it.

        An urgent publication is no review: what changed before it is still to be reviewed.
        """
        recorded = (self.record and self.record.dependencies) or []
        if not isinstance(self.record, EmergencyPublication) or not self.reviews:
            return recorded
        seen = {(each["type"], each["id"]): each for each in self.reviews[0].dependencies or ()}
        return [seen.get((each["type"], each["id"]), each) for each in recorded]


def publishing_authority(obj: Any) -> PublishingAuthority:
    """Follows the records alone: whether ``obj`` holds what they say is for the audit to judge."""
    reviews = that_were_public(standing_reviews(obj))
    emergency = unreviewed_record(EmergencyPublication, obj)
    if emergency is not None:
        before = [each for each in reviews if each.place < emergency.place]
        return PublishingAuthority(emergency, before)
    adoption = unreviewed_record(Adoption, obj)
    if adoption is not None:
        # What is live is nobody's approved version, whatever was approved before.
        return PublishingAuthority(adoption, [])
    # Newer ones are of a version that waits for its day. Where none is of the live revision, what
    # is live was published again: the guard let it pass as what the newest one approved.
    numbers = [each.revision_number for each in reviews]
    live = obj.live_revision_id
    shown = reviews[numbers.index(live) if live in numbers else 0 :]
    return PublishingAuthority(first_vouched(shown), shown)


def is_public_by_record(obj: Any, version: Version) -> bool:
    """Whether a record that counts lets ``version``, which ``obj`` shows readers, be public.

    Whatever was approved since and is not public, unless that was revoked, or the object withdrawn.
    """
    record = publishing_authority(obj).record
    if record is None or not record.lets_through(version):
        return False
    # Approvals that were ended are no authority.
    return isinstance(record, MedicalReview) or _is_since_end(record)


def _is_since_end(record: PublishingRecord) -> bool:
    records: Any = type(record).objects
    ends = MedicalReview.objects.revoked(), ContentWithdrawal.objects.all()
    return records.not_followed_by(*ends).filter(pk=record.pk).exists()
