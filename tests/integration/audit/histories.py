"""What may happen to a page that is live, beside its first approval."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from wagtail.models import Revision

from headhealth.models import ConditionPage
from headhealth.review.newest_review import newest_review
from headhealth.workflow.emergency import publish_urgently
from tests import factories


def approve_next(page, editor, reviewer, **changes):
    page = type(page).objects.get(pk=page.pk)
    for name, value in changes.items():
        setattr(page, name, value)
    return factories.published(page, author=editor, approver=reviewer)


def scheduled(editor, reviewer, summary, days):
    page = ConditionPage.objects.get()
    page.summary, page.go_live_at = summary, timezone.now() + timedelta(days=days)
    factories.published(page, author=editor, approver=reviewer)
    return newest_review(page)


def cancel_schedule():
    Revision.objects.filter(approved_go_live_at__isnull=False).update(approved_go_live_at=None)


def published_urgently(page, editor, publisher, summary="Take half of it."):
    page = type(page).objects.get(pk=page.pk)
    page.summary = summary
    page.save_revision(user=editor)
    page = type(page).objects.get(pk=page.pk)
    latest = page.get_latest_revision_as_object()
    reason = "The dose on the page is ten times too high."
    digest = factories.digest_shown(latest)
    return publish_urgently(obj=page, user=publisher, reason=reason, digest=digest)
