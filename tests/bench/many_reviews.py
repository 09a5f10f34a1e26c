"""A review of each condition, in the ledger; and who looks after it, and when it is due."""

from __future__ import annotations

from datetime import timedelta
from itertools import cycle
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from wagtail.models import Revision

from headhealth.models import ConditionPage
from headhealth.review.review_clock import set_clocks
from tests import factories

OWNERS = 20
PERIOD = timedelta(days=416)
_CHUNK = 500


def make_many_reviews(pages: list[ConditionPage]) -> None:
    """One review of each page, by which it is live, each a little older than the one before.

    They spread over ``PERIOD`` and the pages over all risk tiers, so that some are overdue.
    """
    _publish(pages)
    reviewer = factories.reviewer(username="many_reviewer").contributors.get()
    now = timezone.now()
    for start in range(0, len(pages), _CHUNK):
        with transaction.atomic():
            for number, page in enumerate(pages[start : start + _CHUNK], start):
                fields = {
                    "revision": page.live_revision,
                    "reviewer": reviewer,
                    "reviewer_user": reviewer.user,
                    "reviewed_at": now - number * PERIOD / len(pages),
                }
                factories.reviewed(page, **fields)
    with transaction.atomic():
        set_clocks()


def _publish(pages: list[ConditionPage]) -> None:
    """A revision of each, which is live and the owner's."""
    base = ConditionPage._meta.get_parent_list()[0]
    types = ContentType.objects.get_for_models(ConditionPage, base)
    now = timezone.now()
    revisions = Revision.objects.bulk_create(
        (
            Revision(
                content_type=types[ConditionPage],
                base_content_type=types[base],
                object_id=str(page.pk),
                content=page.serializable_data(),
                object_str=page.title,
                created_at=now,
            )
            for page in pages
        ),
        _CHUNK,
    )
    owners = cycle([factories.editor(username=f"owner{number}") for number in range(OWNERS)])
    for page, revision, owner in zip(pages, revisions, owners, strict=False):
        page.live_revision = page.latest_revision = revision
        page.owner = owner
    parent: Any = base
    parent._default_manager.bulk_update(
        pages, ["live_revision", "latest_revision", "owner"], _CHUNK
    )
