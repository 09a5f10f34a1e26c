"""Child rows whose model derives from a plain one: saves and deletions of either table."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from headhealth.review.review_required import ReviewRequired
from tests import factories
from tests.testapp.models import Handout, Leaflet, LeafletCopy

pytestmark = pytest.mark.django_db


@pytest.fixture
def leaflet() -> Any:
    draft = Leaflet.objects.create(owner="Anna", live=False)
    draft.copies = [LeafletCopy(note="reviewed")]
    return factories.published(draft)


@pytest.mark.parametrize("model", [LeafletCopy, Handout])
def test_row_of_a_live_object__is_not_changed_alone(model: Any, leaflet: Leaflet) -> None:
    row = model.objects.get()
    row.note = "unreviewed"
    with pytest.raises(ReviewRequired), transaction.atomic():
        row.save()
    assert leaflet.copies.get().note == "reviewed"


@pytest.mark.parametrize("model", [LeafletCopy, Handout])
def test_row_of_a_live_object__is_not_deleted_alone(model: Any, leaflet: Leaflet) -> None:
    with pytest.raises(ReviewRequired), transaction.atomic():
        model.objects.get().delete()
    assert leaflet.copies.get().note == "reviewed"


@pytest.mark.parametrize("model", [LeafletCopy, Handout])
def test_row_of_a_live_object__is_saved_unchanged(model: Any, leaflet: Leaflet) -> None:
    model.objects.get().save()


def test_row_of_a_draft__is_written_freely() -> None:
    draft = Leaflet.objects.create(owner="Anna", live=False)
    LeafletCopy.objects.create(leaflet=draft, note="first")
    row = Handout.objects.get()
    row.note = "second"
    row.save()
    row.delete()


def test_row_of_nothing__is_written_freely() -> None:
    row = Handout.objects.create(note="first")
    row.save()
    row.delete()


def test_rows__change_with_what_they_are_part_of(leaflet: Leaflet) -> None:
    (row,) = leaflet.copies.all()
    row.note = "second"
    leaflet.copies = [row, LeafletCopy(note="third")]
    live = factories.published(
        leaflet, author=factories.editor(username="b"), approver=factories.reviewer(username="c")
    )
    assert [each.note for each in live.copies.all()] == ["second", "third"]
