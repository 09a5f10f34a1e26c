"""What live objects show, by the records that let them be public, for many objects at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

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

    Where none is of that version, it was published again: then that of the last act by which
    readers got anything. With an urgent publication come the things of the approval before it,
    which is what a reviewer last saw of them. The same few queries for any number.
    """
    sources = alias_sources(model, objects)
    wanted = {obj.pk: sources.get(obj.pk, (str(obj.pk), obj.live_revision_id)) for obj in objects}
    acts = [_acts(model, MedicalReview.objects.standing(), wanted.values())]
    others = [version for version in wanted.values() if version not in acts[0].by_version]
    if others:
        acts.append(_acts(model, EmergencyPublication.objects.entered(), others))
        acts.append(_acts(model, Adoption.objects.entered(), others))
    chosen = {pk: _records_of(acts, version) for pk, version in wanted.items()}
    texts = _dependencies({record for records in chosen.values() for record in records})
    return {
        pk: [each for record in records for each in texts.get(record) or ()]
        for pk, records in chosen.items()
    }


class _Act(NamedTuple):
    place: int
    record: RecordKey
    is_public: bool
    """Its content has been public."""


class _Acts(NamedTuple):
    """Of one kind: the newest of each version, and all of each object in their order."""

    by_version: dict[LiveVersion, _Act]
    by_object: dict[str, list[_Act]]


def _records_of(acts: Sequence[_Acts], version: LiveVersion) -> list[RecordKey]:
    act = _act_of_version(acts, version) or _last_act(acts, version[0])
    if act is None:
        return []
    if act.record[0] is not EmergencyPublication:
        return [act.record]
    approvals = [each for each in acts[0].by_object[version[0]] if each.place < act.place]
    # As in ``that_were_public``: before publications were entered, each approval was one.
    before = [each for each in approvals if each.is_public] or approvals
    return [act.record, *(each.record for each in before[-1:])]


def _act_of_version(acts: Iterable[_Acts], version: LiveVersion) -> _Act | None:
    return next((each.by_version[version] for each in acts if version in each.by_version), None)


def _last_act(acts: Iterable[_Acts], key: str) -> _Act | None:
    found = (act for each in acts for act in each.by_object[key] if act.is_public)
    return max(found, key=lambda act: act.place, default=None)


def _acts(
    model: type[models.Model], records: models.QuerySet, versions: Iterable[LiveVersion]
) -> _Acts:
    """One query."""
    keys = {key for key, _revision in versions}
    about = records.filter(content_type=content_type_of(model), object_id__in=keys)
    # Other records than approvals are made as their content becomes public.
    moment = "published_at" if records.model is MedicalReview else "place"
    acts = _Acts({}, defaultdict(list))
    rows = about.order_by("place").values_list(
        "object_id", "revision_number", "place", "pk", moment
    )
    for key, revision, place, pk, published in rows:
        act = _Act(place, (records.model, pk), is_public=bool(published))
        acts.by_version[key, revision] = act
        acts.by_object[key].append(act)
    return acts


def _dependencies(records: Iterable[RecordKey]) -> dict[RecordKey, Dependencies | None]:
    by_model = defaultdict(list)
    for model, pk in records:
        by_model[model].append(pk)
    return {
        (model, pk): dependencies
        for model, pks in by_model.items()
        for pk, dependencies in model.objects.filter(pk__in=pks).values_list("pk", "dependencies")
    }
