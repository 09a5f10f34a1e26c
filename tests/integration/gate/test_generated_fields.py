"""What the database works out of other fields is no content of its own, and is in nobody's way."""

from __future__ import annotations

from typing import Any

import pytest

from headhealth.review.content_digest import content_digest
from headhealth.review.content_fields import content_fields
from headhealth.review.review_required import ReviewRequired
from tests import factories
from tests.testapp.models import Leaflet, LeafletPrinting

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Any:
    return {"user": factories.editor()}, {"user": factories.reviewer()}


def approve(leaflet: Leaflet, people: Any) -> Leaflet:
    editor, reviewer = people
    factories.approve(factories.submit(leaflet, **editor), **reviewer)
    return Leaflet.objects.get(pk=leaflet.pk)


@pytest.fixture
def leaflet(people: Any) -> Leaflet:
    draft = Leaflet.objects.create(owner="Anna", live=False)
    draft.printings = [LeafletPrinting(expired="first")]
    return approve(draft, people)


def test_content__is_approved_and_changed_with_it(leaflet, people):
    assert (leaflet.live, leaflet.heading, leaflet.printings.get().heading) == (
        True,
        "ANNA",
        "FIRST",
    )
    leaflet.owner = "Berta"
    leaflet.printings = [leaflet.printings.get(), LeafletPrinting(expired="second")]
    changed = approve(leaflet, people)
    assert changed.heading == "BERTA"
    assert [row.heading for row in changed.printings.all()] == ["FIRST", "SECOND"]


def test_unreviewed_change_of_what_it_is_made_of__is_refused(leaflet):
    leaflet.owner = "Berta"
    with pytest.raises(ReviewRequired):
        leaflet.save()
    row = LeafletPrinting.objects.get()
    row.expired = "other"
    with pytest.raises(ReviewRequired):
        row.save()


def test_live_rows__are_saved_unchanged(leaflet):
    leaflet.save()
    LeafletPrinting.objects.get().save()


def test_fingerprint__is_that_of_the_other_fields(leaflet):
    assert "heading" not in content_fields(Leaflet) | content_fields(LeafletPrinting)
    before = content_digest(leaflet)
    leaflet.heading = leaflet.printings.get().heading = "stale"
    assert content_digest(leaflet) == before
