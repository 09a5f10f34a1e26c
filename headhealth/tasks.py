"""Work in the background: each task calls one service that may be called again."""

from __future__ import annotations

from django_tasks import task

from headhealth.feedback.mistake_mail import mail_clinical_mistake
from headhealth.guest_reading.opinion_mail import mail_opinion
from headhealth.review.review_clock import set_due_dates
from headhealth.search.index_upkeep import reindex_pages_that_list
from headhealth.workflow.urgent_mail import mail_urgent_publication


@task()
def mail_clinical_mistake_task(feedback_pk: int) -> None:
    mail_clinical_mistake(feedback_pk=feedback_pk)


@task()
def mail_guest_opinion_task(opinion_pk: int) -> None:
    mail_opinion(opinion_pk=opinion_pk)


@task()
def reindex_pages_of_symptom_task(symptom_pk: int) -> None:
    reindex_pages_that_list(symptom_pk=symptom_pk)


@task()
def set_due_dates_task() -> None:
    set_due_dates()


@task()
def mail_urgent_publication_task(publication_pk: int) -> None:
    mail_urgent_publication(publication_pk=publication_pk)
