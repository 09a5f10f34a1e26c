"""What live objects show, by the records that let them be public, for many objects at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import models

from headhealth.review.adoption import Adoption
from headhealth.review.audit.live_objects import alias_sources, live_rows
from headhealth.review.emergency_publication import EmergencyPublication
from headhealth.review.medical_review import MedicalReview
from headhealth.review.publishing_record import PublishingRecord
from headhealth.review.reviewed_object import content_type_of

Dependencies = list[dict[str, Any]]
RecordKey = tuple[type[PublishingRecord], int]
LiveVersion = tuple[str, int | None]
"""Key of an object, and number of its live revision."""


def showing_objects(model: type[models.Model]) -> models.QuerySet:
    """Live objects of ``model``, with no more than their keys.

    What an alias shows is checked with its source, while that is live.
    """
    rows = live_rows(model)
    if not hasattr(model, "alias_of"):
        return rows.only("pk", "live_revision")
    return rows.exclude(alias_of__live=True).only("pk", "live_revision", "alias_of")


def recorded_dependencies(
    model: type[models.Model], objects: Sequence[Any]
) -> Mapping[Any, Dependencies]:
    """What the record of the live version of each object says it shows, by key of the object.

    The newest record where none is of that version. The same few queries for any number.
    """
    sources = alias_sources(model, objects)
    wanted = {obj.pk: sources.get(obj.pk, (str(obj.pk), obj.live_revision_id)) for obj in objects}
    newest = _newest_records(model, MedicalReview.objects.standing(), wanted.values())
    others = [version for version in wanted.values() if version not in newest]
    if others:
        for records in (EmergencyPublication.objects.entered(), Adoption.objects.open()):
            newest = _newest_records(model, records, others) | newest
    chosen = {
        pk: record
        for pk, version in wanted.items()
        if (record := newest.get(version) or newest.get((version[0], None)))
    }
    texts = _dependencies(chosen.values())
    return {pk: texts.get(record) or [] for pk, record in chosen.items()}


def _newest_records(
    model: type[models.Model], records: Any, versions: Iterable[LiveVersion]
) -> dict[LiveVersion, RecordKey]:
    """By object and version, and by object alone. One query."""
    keys = {key for key, _revision in versions}
    about = records.filter(content_type=content_type_of(model), object_id__in=keys)
    newest: dict[LiveVersion, RecordKey] = {}
    in_order = about.order_by("place").values_list("object_id", "revision_number", "pk")
    for key, revision, pk in in_order:
        newest[key, revision] = newest[key, None] = records.model, pk
    return newest


def _dependencies(records: Iterable[RecordKey]) -> dict[RecordKey, Dependencies | None]:
    by_model = defaultdict(list)
    for model, pk in records:
        by_model[model].append(pk)
    return {
        (model, pk): dependencies
        for model, pks in by_model.items()
        for pk, dependencies in model.objects.filter(pk__in=pks).values_list("pk", "dependencies")
    }
