"""Contributions from before saves kept their changes: who may have written what."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.models import Revision

from headhealth.review.contribution import Contribution
from headhealth.review.contribution_notes import digest_of_revision, note_changes, owner_of
from headhealth.review.version import version_of


def readmit_earlier_authors(obj: models.Model, revision: Any) -> None:
    """Make those who wrote an old revision authors again, from before saves kept their changes."""
    legacy = Contribution.objects.for_object(obj).filter(changes=None)
    earlier = list(legacy.filter(contributed_at__lte=revision.created_at).select_related("user"))
    writers = {each.user for each in earlier} | ({revision.user} if earlier else set())
    for user in writers - {None}:
        note_changes(obj, user, digest_of_revision(revision), None)


def record_earlier_contributions(obj: Any) -> None:
    """Note who wrote ``obj`` before contributions were: its owner, and all who saved a revision.

    Revisions are purged, so that these need not be all: somebody unknown is noted with them.
    """
    oldest = Contribution.objects.for_object(obj).in_order().first()
    # Before all that has been noted since.
    moment = oldest.contributed_at - timedelta(seconds=1) if oldest else timezone.now()
    revisions = Revision.objects.for_instance(obj).filter(created_at__lte=moment)
    owner = owner_of(obj)
    user_ids = [owner and owner.pk, *revisions.values_list("user", flat=True)]
    known = get_user_model()._base_manager.in_bulk({pk for pk in user_ids if pk is not None})
    for user in known.values():
        note_changes(obj, user, "", None, moment)
    latest = obj.latest_revision
    # The newest of them, so that a save which changes nothing is told from a contribution.
    digest = digest_of_revision(latest) if latest else version_of(obj).digest
    if not Contribution.objects.for_object(obj).filter(account="", digest=digest).exists():
        unknown = gettext("somebody unknown, before the first review")
        note_changes(obj, None, digest, None, moment, name=unknown)
