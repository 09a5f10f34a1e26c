"""A site with conditions, and the symptoms that they share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from wagtail.models import Page

from tests import factories
from tests.integration.pages.reading import PAGE_TYPES, page_maker, public


@pytest.fixture
def make(home: Page) -> dict[str, Callable[..., Any]]:
    """By kind: a function that makes a public page of it."""
    return {kind: page_maker(home, kind) for kind in PAGE_TYPES}


@pytest.fixture
def symptom(db: Any) -> Callable[..., Any]:
    """A function that makes a public symptom of the given name."""
    return lambda name, **fields: public(factories.SymptomFactory(name=name, **fields))


def with_symptoms(*symptoms: Any) -> dict[str, Any]:
    """Fields of a condition that has ``symptoms``."""
    entries = [{"symptom": symptom, "note": ""} for symptom in symptoms]
    value = {"heading": "Symptoms", "aspect": "symptoms", "intro": "", "entries": entries}
    return {"body": [("symptom_list", value)]}
