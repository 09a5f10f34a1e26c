"""Telling every reviewer, and those who lead, at once what was published without a review."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Q
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.mail import EmailNotificationMixin, Notifier
from wagtail.users.models import UserProfile

from headhealth.review.contributor import Contributor
from headhealth.review.emergency_publication import EmergencyPublication
from headhealth.review.policies import policy_for
from headhealth.review.review_policy import ReviewPolicy
from headhealth.site_calendar import site_day
from headhealth.workflow.defaults import PUBLISHERS


class UrgentPublicationNotifier(EmailNotificationMixin, Notifier):
    """Sends Wagtail's kind of notification: each person's language, the site's sender.

    Nobody can turn it off: readers see what no reviewer has read.
    """

    notification = "published_urgently"

    def __init__(self) -> None:
        super().__init__(EmergencyPublication)

    def get_valid_recipients(self, instance: EmergencyPublication, **kwargs: Any) -> list[Any]:
        people = people_to_tell(instance, kwargs["obj"])
        for user in people:
            # The mail is written in the language of the profile, which may not exist yet.
            UserProfile.get_for_user(user)
        return people

    def get_template_set(self, instance: EmergencyPublication, **kwargs: Any) -> dict[str, str]:
        base = f"headhealth/emails/{self.notification}"
        return {"subject": f"{base}_subject.txt", "text": f"{base}.txt", "html": f"{base}.html"}

    def get_context(
        self, instance: EmergencyPublication, obj: Any = None, **kwargs: Any
    ) -> dict[str, Any]:
        return {
            "settings": settings,
            "publication": instance,
            # One line, whatever the title holds: a header cannot be added to the mail.
            "title": " ".join(instance.object_title.split()),
            "quoted_lines": instance.reason.splitlines(),
            "edit_url": AdminURLFinder().get_edit_url(obj) or "",
            "public_url": getattr(obj, "full_url", None) or "",
        }


send_urgent_mail = UrgentPublicationNotifier()


def mail_urgent_publication(*, publication_pk: int) -> None:
    """Mail about one publication. Nothing is sent where its object is gone already."""
    publication = EmergencyPublication.objects.get(pk=publication_pk)
    model: Any = publication.content_type.model_class()
    obj = model._base_manager.filter(pk=publication.object_id).first() if model else None
    if obj is not None:
        send_urgent_mail(instance=publication, obj=obj)


def people_to_tell(publication: EmergencyPublication, obj: Any) -> list[Any]:
    """All who may review today and those who lead, without the one who published."""
    reviewers = Contributor.objects.reviewers_on(site_day()).values("user")
    leading = leading_group(policy_for(obj))
    users = get_user_model()._default_manager.filter(Q(pk__in=reviewers) | leading, is_active=True)
    users = users.exclude(email="").exclude(pk=publication.published_by_id)
    return list(users.order_by(get_user_model()._meta.pk.name).distinct())


def leading_group(policy: ReviewPolicy) -> Q:
    """The condition for users who lead, by the policy: its group, else the publishers."""
    if policy.escalation_group_id:
        return Q(groups=policy.escalation_group_id)
    return Q(groups__name=PUBLISHERS)
