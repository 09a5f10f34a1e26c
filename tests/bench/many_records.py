"""As many words of readers as there are conditions; written as rows."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import uuid4

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.models import ReferenceIndex

from headhealth.models import ConditionPage, Feedback, ReaderComment, Symptom
from headhealth.pages.shown_objects import SYMPTOMS

_CHUNK = 500


def make_many_records(pages: list[ConditionPage]) -> None:
    """For each page: what readers wrote, and that it names the one symptom."""
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
    type(rows[0])._default_manager.bulk_create(rows, _CHUNK)
