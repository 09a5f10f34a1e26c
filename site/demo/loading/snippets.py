"""The demo's sources and symptoms."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import cycle
from typing import Any

from demo.loading import editorial
from demo.loading.content_files import read_list
from headhealth.models import Source, Symptom


def load_sources(*, user: Any) -> dict[str, Source]:
    """Create the sources that are missing. Returns all by key."""
    existing = {(source.title, source.publisher): source for source in Source.objects.all()}
    sources = {}
    for entry in read_list("sources"):
        key = entry.pop("key")
        source = existing.get((entry["title"], entry["publisher"]))
        if source is None:
            source = Source(**{name: value for name, value in entry.items() if value is not None})
            source.full_clean()
            source.save()
            source.save_revision(user=user)
        sources[key] = source
    return sources


def load_symptoms(accounts: Mapping[str, Any]) -> dict[str, Symptom]:
    """Create, submit and approve the symptoms that are missing. Returns all by key."""
    existing = {symptom.name: symptom for symptom in Symptom.objects.all()}
    reviewers = cycle([accounts["reviewer"], accounts["reviewer2"]])
    symptoms = {}
    for entry in read_list("symptoms"):
        symptom = existing.get(entry["name"])
        if symptom is None:
            symptom = Symptom(
                name=entry["name"],
                also_known_as="\n".join(entry.get("also_known_as") or []),
                description=entry["description"].strip(),
                live=False,
            )
            symptom.save()
            task_state = editorial.submit(symptom, author=accounts["editor"])
            editorial.approve(task_state, reviewers=[next(reviewers)])
        symptoms[entry["key"]] = symptom
    return symptoms
