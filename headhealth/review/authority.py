"""Records that allow content to be public."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import models

from headhealth.review.adoption import open_adoption
from headhealth.review.content_withdrawal import ContentWithdrawal, newest_withdrawal
from headhealth.review.emergency_publication import open_emergency
from headhealth.review.lost_records import is_last_known
from headhealth.review.newest_review import newest_review
from headhealth.review.one_screen import Read, afresh
from headhealth.review.publishing_record import PublishingRecord
from headhealth.review.same_for_readers import same_for_readers
from headhealth.review.version import Version, version_of


def records_that_allow(obj: models.Model, read: Read = afresh) -> Iterator[PublishingRecord]:
    """The records that count for ``obj``; each lets through the content that it is about.

    The newest approval comes first: it takes one query. Then the urgent publication since that
    approval, then the adoption of content that the site had before medical review.
    """
    for find in (newest_review, open_emergency, open_adoption):
        if (record := read(find, obj)) is not None:
            yield record


def record_that_allows(
    version: Version, obj: models.Model | None = None, read: Read = afresh
) -> PublishingRecord | None:
    """The record that allows ``version`` to be public; None if there is none.

    Its content has the fingerprint that the record lets through, and reads the same. Nothing is
    allowed where the record of a later act is gone. ``obj`` is the object whose records count,
    where it is not that of ``version``. Raises ``NotRendered`` where the code of today cannot show
    what is to be compared. Screens pass ``once`` as ``read``.
    """
    records = records_that_allow(version.obj if obj is None else obj, read)
    record = next((record for record in records if _is_as_recorded(version, record)), None)
    return record if record is not None and read(is_last_known, record) else None


def _is_as_recorded(version: Version, record: PublishingRecord) -> bool:
    return any(
        same_for_readers(version.obj, ground.snapshot, version.snapshot)
        for ground in record.grounds(version)
    )


def may_be_public(obj: models.Model) -> bool:
    """Whether a record allows the content that ``obj`` holds in memory to be public."""
    return record_that_allows(version_of(obj)) is not None


def open_withdrawal(obj: models.Model) -> ContentWithdrawal | None:
    """The newest withdrawal of ``obj`` while no approval has followed it; else None."""
    withdrawal = newest_withdrawal(obj)
    return withdrawal if withdrawal is not None and newest_review(obj) is None else None
