"""Telling whoever invited a guest reader that the opinion has arrived."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone
from wagtail.admin.mail import EmailNotificationMixin, Notifier
from wagtail.users.models import UserProfile

from headhealth.guest_reading.invitation import GuestInvitation
from headhealth.guest_reading.opinion import GuestOpinion


class OpinionNotifier(EmailNotificationMixin, Notifier):
    """Sends Wagtail's kind of notification. It does not say what the guest thinks of the text:

    mail is kept in places that nobody can clear, and the opinion belongs beside the text.
    """

    notification = "guest_answered"

    def __init__(self) -> None:
        super().__init__(GuestOpinion)

    def get_valid_recipients(self, instance: GuestOpinion, **kwargs: Any) -> list[Any]:
        people = [user for user in _people(instance) if user and user.is_active and user.email]
        for user in people[:1]:
            # The mail is written in the language of the profile, which may not exist yet.
            UserProfile.get_for_user(user)
        return people[:1]

    def get_template_set(self, instance: GuestOpinion, **kwargs: Any) -> dict[str, str]:
        base = f"headhealth/emails/{self.notification}"
        return {"subject": f"{base}_subject.txt", "text": f"{base}.txt", "html": f"{base}.html"}

    def get_context(self, instance: GuestOpinion, **kwargs: Any) -> dict[str, Any]:
        return {
            "settings": settings,
            "opinion": instance,
            # One line, whatever it holds: a header cannot be added to the mail.
            "title": " ".join(instance.object_title.split()),
            **kwargs,
        }


send_opinion_mail = OpinionNotifier()


def mail_opinion(*, opinion_pk: int) -> None:
    """Mail the inviter about one opinion, once."""
    opinion = (
        GuestOpinion.objects.select_related("invitation__invited_by").filter(pk=opinion_pk).first()
    )
    if opinion is None:
        return
    # Only one worker gets the row, so a task that is run again sends nothing.
    unmailed = GuestInvitation.objects.filter(pk=opinion.invitation_id, answer_mailed_at=None)
    if unmailed.update(answer_mailed_at=timezone.now()):
        send_opinion_mail(instance=opinion)


def _people(opinion: GuestOpinion) -> list[Any]:
    """The inviter; then, where that account has gone, the owner of the page."""
    model = opinion.content_type.model_class()
    obj = model and model._base_manager.filter(pk=opinion.object_id).first()
    return [opinion.invitation.invited_by, getattr(obj, "owner", None)]
