"""Telling the people behind a page at once that a reader found a clinical mistake."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils import timezone
from wagtail.admin.mail import EmailNotificationMixin, Notifier
from wagtail.permissions import policy_registry
from wagtail.users.models import UserProfile

from headhealth.conf import app_settings
from headhealth.feedback.feedback import Feedback
from headhealth.review.contribution import Contribution


class MistakeNotifier(EmailNotificationMixin, Notifier):
    """Sends Wagtail's kind of notification: each person's language, the site's sender.

    Nobody can turn it off: a wrong dose may be on the page.
    """

    notification = "mistake_reported"

    def __init__(self) -> None:
        super().__init__(Feedback)

    def get_valid_recipients(self, instance: Feedback, **kwargs: Any) -> list[Any]:
        people = people_to_tell(instance.page)
        for user in people:
            # The mail is written in the language of the profile, which may not exist yet.
            UserProfile.get_for_user(user)
        return people

    def get_template_set(self, instance: Feedback, **kwargs: Any) -> dict[str, str]:
        base = f"headhealth/emails/{self.notification}"
        return {"subject": f"{base}_subject.txt", "text": f"{base}.txt", "html": f"{base}.html"}

    def get_context(self, instance: Feedback, **kwargs: Any) -> dict[str, Any]:
        return {
            "settings": settings,
            "feedback": instance,
            # One line, whatever the title holds: a header cannot be added to the mail.
            "title": " ".join(instance.page_title.split()),
            "quoted_lines": instance.comment.splitlines(),
            **kwargs,
        }


send_mistake_mail = MistakeNotifier()


def mail_clinical_mistake(*, feedback_pk: int) -> None:
    """Mail the page's editors about one report: once, and not too often a day for one page."""
    feedback = Feedback.objects.select_related("page").filter(pk=feedback_pk).first()
    if feedback is None or feedback.page is None:
        return
    mailed = Feedback.objects.filter(
        page=feedback.page, editors_mailed_at__gt=timezone.now() - timedelta(days=1)
    ).count()
    if mailed >= app_settings.MISTAKE_MAILS_PER_DAY:
        return
    # Only one worker gets a row, so a task that is run again sends nothing.
    if Feedback.objects.filter(pk=feedback.pk, editors_mailed_at=None).update(
        editors_mailed_at=timezone.now()
    ):
        is_last_today = mailed + 1 == app_settings.MISTAKE_MAILS_PER_DAY
        send_mistake_mail(instance=feedback, is_last_today=is_last_today)


def people_to_tell(page: Any) -> list[Any]:
    """Who wrote ``page``, owns it or is named as its author, and may deal with the report.

    Where that is nobody, the group of the setting ``MISTAKE_MAIL_GROUP``.
    """
    may_deal = (
        policy_registry.get_by_type(Feedback)
        .users_with_permission("change")
        .filter(is_active=True)
        .exclude(email="")
    )
    page = page.specific
    source = page.alias_of.specific if page.alias_of_id else page
    wrote = Contribution.objects.for_object(source).exclude(user=None).values("user")
    named = [author.user_id for author in source.named_authors() if author.user_id]
    behind = Q(pk__in=wrote) | Q(pk__in=named) | Q(pk=source.owner_id)
    ordered = may_deal.order_by(get_user_model()._meta.pk.name).distinct()
    return list(ordered.filter(behind)) or list(
        ordered.filter(groups__name=app_settings.MISTAKE_MAIL_GROUP)
    )
