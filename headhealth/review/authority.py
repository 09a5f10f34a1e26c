"""By what right content is public."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import models

from headhealth.review.adoption import open_adoption
from headhealth.review.content_digest import content_digest
from headhealth.review.content_withdrawal import ContentWithdrawal, newest_withdrawal
from headhealth.review.emergency_publication import open_emergency
from headhealth.review.medical_review import newest_review
from headhealth.review.publishing_record import PublishingRecord


def authorities(obj: models.Model) -> Iterator[PublishingRecord]:
    """The records by which ``obj`` may be public with what each of them let through.

    The newest approval that counts comes first: it takes one query. After it comes what went out
    in an emergency since then, and what a site had before anybody reviewed it.
    """
    for find in (newest_review, open_emergency, open_adoption):
        if (record := find(obj)) is not None:
            yield record


def authority_for(obj: models.Model, digest: str | None = None) -> PublishingRecord | None:
    """The record that lets exactly the content of ``obj`` be public; None where there is none.

    ``digest`` is that of the content in memory, where it is known.
    """
    digest = digest or content_digest(obj)
    return next((each for each in authorities(obj) if each.approves(obj, digest)), None)


def is_approved(obj: models.Model) -> bool:
    """Whether the content of ``obj``, as it is in memory, may be public."""
    return authority_for(obj) is not None


def open_withdrawal(obj: models.Model) -> ContentWithdrawal | None:
    """The newest withdrawal of ``obj`` while no approval has followed it; else None."""
    withdrawal = newest_withdrawal(obj)
    return withdrawal if withdrawal is not None and newest_review(obj) is None else None
