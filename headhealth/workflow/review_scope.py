"""How much of a version a review can be about."""

from __future__ import annotations

from django.utils.translation import gettext as _

from headhealth.review.authority import open_withdrawal
from headhealth.review.dependency import Dependency
from headhealth.review.medical_review import MedicalReview
from headhealth.review.newest_review import newest_review
from headhealth.review.one_screen import Read, afresh
from headhealth.review.version import Version


def why_whole(version: Version, read: Read = afresh) -> str:
    """Why a review of ``version`` covers the whole of it; "" where one of its changes will do.

    Changes are those since the last approval, of its own text or of what it shows. Screens pass
    ``once`` as ``read``.
    """
    approved = read(newest_review, version.obj)
    if approved is None:
        return _why_nothing_is_approved(version)
    if approved.lets_through(version) and not _is_outdated(version):
        return _("This is the version that was approved last, so the review covers all of it.")
    return ""


def _why_nothing_is_approved(version: Version) -> str:
    if open_withdrawal(version.obj) is not None:
        return _("It was withdrawn, so the review covers all of it.")
    if MedicalReview.objects.for_object(version.obj).complete().exists():
        return _("No approval of this counts any more, so the review covers all of it.")
    return _("The first review covers all of it.")


def _is_outdated(version: Version) -> bool:
    shown = Dependency.objects.for_object(version.obj)
    return shown.exclude(changed_at=None).exists()
