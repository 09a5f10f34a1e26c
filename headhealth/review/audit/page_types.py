"""Finds health pages that the database shows readers as pages of another type."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import models
from django.db.models import CharField, Q
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from wagtail.models import AbstractPage, Page

from headhealth.review.adoption import Adoption
from headhealth.review.audit.chunks import chunks
from headhealth.review.audit.finding import Finding, FindingCode, Step, subject_of
from headhealth.review.emergency_publication import EmergencyPublication
from headhealth.review.medical_review import MedicalReview
from headhealth.review.reviewed_object import content_type_of, reviewed_types

PUBLISHED_BY = (MedicalReview, EmergencyPublication, Adoption)


def check_types(model: type[Page], own_rows: models.QuerySet) -> Iterator[Step]:
    """Find live pages that are health pages of ``model``, but have the content type of another.

    ``own_rows`` are the rows of ``model`` without those of reviewed models derived from it. Where
    the row is gone too, the records of the review tell what the page was.
    """
    for pages in chunks(_pages_of_another_type(model, own_rows)):
        yield Step("live objects", 0, [_finding(page, model) for page in pages])


def _pages_of_another_type(model: type[Page], own_rows: models.QuerySet) -> models.QuerySet:
    kind = content_type_of(model)
    pages = Page._base_manager.filter(live=True).exclude(content_type=kind)
    of_no_review = ~Q(content_type__in=reviewed_types(AbstractPage))
    recorded = Q()
    for record in PUBLISHED_BY:
        about = record.objects.filter(content_type=kind)
        recorded |= Q(record_key__in=about.values("object_id"))
    keyed = pages.alias(record_key=Cast("pk", CharField()))
    return keyed.filter(Q(pk__in=own_rows.values("pk")) | (of_no_review & recorded))


def _finding(page: Page, model: type[Page]) -> Finding:
    subject = subject_of(page)
    return Finding(
        FindingCode.TYPE_CHANGED,
        _(
            "%(subject)s was reviewed as “%(type)s” and is live as a page of another type, which "
            "may show readers what nobody has reviewed: unpublish it, or restore it from a backup, "
            "and find out who wrote to the database."
        )
        % {"subject": subject, "type": model._meta.verbose_name},
        subject,
    )
