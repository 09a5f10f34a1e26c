"""Work in the background: each task calls one service that may be called again."""

from __future__ import annotations

from django_tasks import task

from headhealth.feedback.mistake_mail import mail_clinical_mistake


@task()
def mail_clinical_mistake_task(feedback_pk: int) -> None:
    mail_clinical_mistake(feedback_pk=feedback_pk)
