"""As many reviews, and as many words of readers, as there are conditions; written as rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet
from django.utils import timezone
from wagtail.models import ReferenceIndex, Revision

from headhealth.models import ConditionPage, Feedback, MedicalReview, ReaderComment, Symptom
from headhealth.pages.shown_objects import SYMPTOMS

_CHUNK = 500


def make_many_records() -> None:
    """For each live condition that no review is of: one record of every kind."""
    pages = list(ConditionPage.objects.filter(live=True, live_revision=None).order_by("pk"))
    _review(pages)
    _name_symptom(pages, Symptom.objects.order_by("pk")[0])
    _add(
        Feedback(
            page_id=page.pk,
            page_title=page.title,
            submission_id=uuid4(),
            language="en",
            kind="clinical_mistake",
            comment="The dose is wrong.",
        )
        for page in pages
    )
    _add(
        ReaderComment(
            page_id=page.pk,
            submission_id=uuid4(),
            name="A reader",
            email="reader@example.org",
            text="A dark room helps me.",
        )
        for page in pages
    )


def _review(pages: list[ConditionPage]) -> None:
    """One review of each, on different days, by which the page is live."""
    kind = ContentType.objects.get_for_model(ConditionPage)
    base = ContentType.objects.get_for_model(ConditionPage._meta.get_parent_list()[0])
    now = timezone.now()
    _add(
        Revision(
            content_type=kind,
            base_content_type=base,
            object_id=str(page.pk),
            content={},
            object_str=page.title,
            created_at=now,
        )
        for page in pages
    )
    revisions = {
        revision.object_id: revision
        for revision in Revision.objects.filter(content={}).defer("content")
    }
    for page in pages:
        page.live_revision = page.latest_revision = revisions[str(page.pk)]
    parent = ConditionPage._meta.get_parent_list()[0]
    parent._default_manager.bulk_update(pages, ["live_revision", "latest_revision"], _CHUNK)
    _add(
        MedicalReview(
            content_type=kind,
            object_id=str(page.pk),
            object_title=page.title,
            revision=page.live_revision,
            revision_number=page.live_revision_id,
            digest="",
            snapshot={},
            reviewer_name="Dr Record",
            scope="whole",
            sources_checked_on=now.date(),
            red_flags_covered=True,
            plain_language=True,
            reviewed_at=now - timedelta(hours=number),
        )
        for number, page in enumerate(pages)
    )


def _name_symptom(pages: list[ConditionPage], symptom: Symptom) -> None:
    """All of them show the symptom, for all that the reference index knows."""
    types = ContentType.objects.get_for_models(ConditionPage, Symptom)
    base = ContentType.objects.get_for_model(ConditionPage._meta.get_parent_list()[0])
    path = "body.{}.entries.{}.symptom"
    _add(
        ReferenceIndex(
            content_type=types[ConditionPage],
            base_content_type=base,
            object_id=str(page.pk),
            to_content_type=types[Symptom],
            to_object_id=str(symptom.pk),
            model_path=SYMPTOMS,
            content_path=(content_path := path.format(uuid4(), uuid4())),
            content_path_hash=ReferenceIndex._get_content_path_hash(content_path),
        )
        for page in pages
    )


def _add(rows: Iterable[Model]) -> None:
    rows = list(rows)
    # Past the managers, which write reviews one by one.
    QuerySet[Any](type(rows[0])).bulk_create(rows, _CHUNK)
