"""One mail to the moderators about all comments that came in since the last."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext, override
from wagtail.admin.mail import send_mail
from wagtail.admin.utils import get_admin_base_url
from wagtail.permissions import policy_registry
from wagtail.users.models import UserProfile

from headhealth.comments.reader_comment import CommentState, ReaderComment

TEMPLATE = "headhealth/emails/waiting_comments.txt"


def mail_waiting_comments(*, dry_run: bool = False) -> tuple[int, int]:
    """Tell the moderators if comments wait that no mail was about.

    Returns how many comments those are and to how many people a mail goes. It says how many wait
    and where, not who wrote what: mail is kept in places that the site cannot clear. A mail that
    fails is an error, and all are sent again with the next call.
    """
    new = list(ReaderComment.objects.waiting().filter(mailed_at=None).values_list("pk", flat=True))
    recipients = list(moderators()) if new else []
    if recipients and not dry_run:
        _send(recipients, ReaderComment.objects.waiting().count())
        ReaderComment.objects.filter(pk__in=new).update(mailed_at=timezone.now())
    return len(new), len(recipients)


def moderators() -> QuerySet[Any]:
    """Who may decide about comments and can be written to."""
    users = policy_registry.get_by_type(ReaderComment).users_with_permission("change")
    users = users.filter(is_active=True).exclude(email="")
    if not getattr(settings, "WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS", True):
        users = users.filter(is_superuser=False)
    return users.distinct()


def _send(recipients: Iterable[Any], waiting: int) -> None:
    for user in recipients:
        with override(UserProfile.get_for_user(user).get_preferred_language()):
            subject = ngettext(
                "%(count)s reader comment waits for a moderator",
                "%(count)s reader comments wait for a moderator",
                waiting,
            ) % {"count": waiting}
            queue = reverse("reader_comments:index", query={"state": CommentState.WAITING.value})
            context = {"waiting": waiting, "url": f"{get_admin_base_url() or ''}{queue}"}
            send_mail(subject, render_to_string(TEMPLATE, context), [user.email])
