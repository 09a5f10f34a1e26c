"""Records by which content is public that no medical reviewer has approved."""

from __future__ import annotations

from itertools import chain
from typing import Any, TypeVar

from headhealth.review.medical_review import MedicalReview
from headhealth.review.publishing_record import PublishingRecord
from headhealth.review.reviewed_object import alias_source
from headhealth.review.version import Version, version_of
from headhealth.review.vouching import vouched, vouched_or_none

Record = TypeVar("Record", bound=PublishingRecord)


def unreviewed_record(
    model: type[Record], obj: Any, version: Version | None = None
) -> Record | None:
    """The newest record of ``model`` that lets through what ``obj`` holds, until that is approved.

    ``version`` is that content, where it is known. An alias has its source's. An approval of
    something else that waits for its day ends nothing: readers still see unreviewed text.
    """
    source = alias_source(obj)
    records: Any = model.objects
    entered = records.for_object(source).entered().order_by("-place")
    if not entered.exists():
        return None
    version = version or version_of(obj)
    # Snapshots are read only where no digest is that of the version.
    alike = entered.filter(digest=version.digest).defer("snapshot", "dependencies")
    for record in chain(alike, entered.exclude(digest=version.digest)):
        if record.lets_through(version):
            later = MedicalReview.objects.for_object(source).counting().entered()
            later = later.filter(place__gt=record.place)
            is_reviewed = any(each.lets_through(version) for each in vouched(later))
            return None if is_reviewed else vouched_or_none(record)
    return None
