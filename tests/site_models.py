"""Models that a site might define, each for one test: none has a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.checks import CheckMessage
from django.db import models
from django.test.utils import isolate_apps
from modelcluster.fields import ParentalKey
from wagtail.models import Page

from headhealth.models import MedicallyReviewedMixin

isolated = isolate_apps("tests.testapp", "wagtail")
"""Decorates a test that defines models."""


def leaflet(**fields: Any) -> Any:
    """A reviewed page type with these fields."""
    return made("Leaflet", MedicallyReviewedMixin, Page, **fields)


def row(
    name: str = "Dose", /, *bases: type, of: Any, ordering: Sequence[str] = ("pk",), **fields: Any
) -> Any:
    """The model of child rows of ``of``, with these fields."""
    key = {"leaflet": ParentalKey(of, related_name=f"{name.lower()}s")}
    return made(name, *(bases or (models.Model,)), ordering=ordering, **key | fields)


def sign() -> Any:
    """Another model, which relations lead to."""
    return made("Sign", models.Model)


def made(name: str, /, *bases: type, ordering: Sequence[str] = ("pk",), **fields: Any) -> Any:
    options = {"app_label": "testapp"} | ({} if Page in bases else {"ordering": ordering})
    return type(name, bases, {"__module__": __name__, "Meta": type("Meta", (), options), **fields})


def text(**options: Any) -> models.CharField:
    return models.CharField(max_length=9, **options)


def told(messages: Iterable[CheckMessage]) -> list[tuple[str, str, list[str]]]:
    """Of each message of a check: its id, its model and the names in it."""
    return [
        (each.id.removeprefix("headhealth."), each.obj.__name__, each.msg.split("'")[1::2])
        for each in messages
    ]
