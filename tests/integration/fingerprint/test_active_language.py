"""Defaults that are translated when read: the fingerprint is the same in every language."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy

from headhealth.review import canonical_form
from headhealth.review.content_digest import content_digest
from headhealth.review.content_snapshot import content_snapshot
from headhealth.review.same_for_readers import same_for_readers
from tests import factories
from tests.testapp.models import Leaflet

# Django has words in all languages.
MONDAY = gettext_lazy("Monday")
WITHOUT_UNIT = json.dumps([{"type": "dose", "value": {"often": False, "amounts": []}, "id": "1"}])
WITH_UNIT = WITHOUT_UNIT.replace('"often"', '"unit": "Monday", "often"')


@pytest.fixture(autouse=True)
def default(monkeypatch: Any) -> Iterator[None]:
    """A default of a block, and one of a field, in the language that is active."""
    dose = Leaflet._meta.get_field("parts").stream_block.child_blocks["dose"]
    monkeypatch.setattr(dose.child_blocks["unit"].meta, "default", MONDAY)
    monkeypatch.setattr(Leaflet._meta.get_field("path"), "default", MONDAY)
    Leaflet._meta.get_field("path").__dict__.pop("_get_default", None)
    monkeypatch.setattr(canonical_form, "_known_defaults", {})
    yield
    Leaflet._meta.get_field("path").__dict__.pop("_get_default", None)


def french_first(leaflet: Leaflet) -> list[str]:
    """The digest in two languages. What is worked out once is worked out in French."""
    digests = []
    for code in ("fr", "en"):
        with translation.override(code):
            digests.append(content_digest(leaflet))
    return digests


def test_part_that_is_left_out(db):
    french, english = french_first(Leaflet(parts=WITHOUT_UNIT, path=""))
    assert french == english == content_digest(Leaflet(parts=WITH_UNIT, path=""))


def test_part_that_is_left_out__after_it_was_read(db):
    """A template has read it when the page says who reviewed it."""
    leaflet = Leaflet(parts=WITHOUT_UNIT, path="")
    before = content_digest(leaflet)
    with translation.override("fr"):
        assert leaflet.parts[0].value["unit"] == "lundi"
        assert content_digest(leaflet) == before


def test_field_that_a_snapshot_lacks(db):
    with translation.override("fr"):
        french = canonical_form.part_defaults(Leaflet)["path"]
    assert french == "Monday"


@pytest.mark.parametrize("code", ["fr", "en"])
def test_second_check(code, db):
    leaflet = Leaflet(path="")
    leaflet.save()
    one, other = (
        {**content_snapshot(leaflet), "parts": parts} for parts in (WITHOUT_UNIT, WITH_UNIT)
    )
    with translation.override(code):
        assert same_for_readers(leaflet, one, other)


@pytest.mark.parametrize("code", ["fr", "en"])
def test_version_that_a_script_made__is_approved(code, editor, reviewer):
    with translation.override(code):
        leaflet = Leaflet(live=False, parts=WITHOUT_UNIT)
        assert leaflet.parts[0].value["unit"]
        leaflet.save()
    with translation.override("fr"):
        leaflet = Leaflet.objects.get()
        assert leaflet.parts[0].value["unit"]
        assert factories.published(leaflet, author=editor, approver=reviewer).live
