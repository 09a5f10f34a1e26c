"""Fields of a host's own that store another spelling than what was assigned."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import signals

from headhealth.review.review_required import ReviewRequired
from tests import factories
from tests.integration.gate.receiver_doors import receiving
from tests.testapp.models import Advice, ClinicPage, Leaflet, LeafletPrinting, OpeningHours


def pre_save(field: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(field, "pre_save", lambda obj, add: getattr(obj, field.attname).lower())


def get_prep_value(field: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(field, "get_prep_value", lambda value: value.lower())


def get_db_prep_save(field: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(field, "get_db_prep_save", lambda value, connection: value.lower())


def to_python(field: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(field, "to_python", lambda value: str(value).lower())


def published_leaflet(editor: Any, reviewer: Any) -> Leaflet:
    leaflet = Leaflet(owner="owner", live=False)
    leaflet.save()
    return factories.published(leaflet, author=editor, approver=reviewer)


NORMALISERS = pytest.mark.parametrize(
    "lowers", [pre_save, get_prep_value, get_db_prep_save, to_python]
)


@NORMALISERS
def test_snippet__is_approved_as_its_columns_hold_it(lowers, monkeypatch, editor, reviewer):
    lowers(Leaflet._meta.get_field("owner"), monkeypatch)
    lowers(LeafletPrinting._meta.get_field("expired"), monkeypatch)
    leaflet = Leaflet(owner="Owner", live=False, printings=[LeafletPrinting(expired="Soon")])
    leaflet.save()
    leaflet.owner = "OWNER"
    leaflet.printings = [LeafletPrinting(expired="Later")]
    leaflet = factories.published(leaflet, author=editor, approver=reviewer)
    assert (leaflet.live, leaflet.owner) == (True, "owner")
    assert leaflet.printings.get().expired == "later"


@NORMALISERS
def test_page__is_approved_as_its_columns_hold_it(lowers, monkeypatch, a_to_z, editor, reviewer):
    lowers(ClinicPage._meta.get_field("phone"), monkeypatch)
    lowers(OpeningHours._meta.get_field("day"), monkeypatch)
    clinic = ClinicPage(
        title="Clinic", slug="clinic", summary="A", phone="TEL 1", live=False,
        body=[factories.text_section()],
    )  # fmt: skip
    a_to_z.add_child(instance=clinic)
    clinic.phone = "TEL 2"
    clinic.opening_hours = [OpeningHours(day="Monday")]
    clinic = factories.published(clinic, author=editor, approver=reviewer)
    assert (clinic.live, clinic.phone) == (True, "tel 2")
    assert clinic.opening_hours.get().day == "monday"


@NORMALISERS
def test_live_content__is_saved_in_a_spelling_that_its_column_does_not_keep(
    lowers, monkeypatch, editor, reviewer
):
    lowers(Leaflet._meta.get_field("owner"), monkeypatch)
    leaflet = published_leaflet(editor, reviewer)
    leaflet.owner = "OWNER"
    leaflet.save()
    assert Leaflet.objects.get(live=True).owner == "owner"


@NORMALISERS
def test_other_text__is_refused_in_such_a_field(lowers, monkeypatch, editor, reviewer):
    lowers(Leaflet._meta.get_field("owner"), monkeypatch)
    leaflet = published_leaflet(editor, reviewer)
    leaflet.owner = "OTHER"
    with pytest.raises(ReviewRequired):
        leaflet.save()


def test_save_that_rewrites_text__is_named_with_its_field(monkeypatch, editor, reviewer):
    advice = Advice(text="REST", live=False)
    advice.save()
    advice.save_revision(user=editor)

    def save(self: Advice, *args: Any, **kwargs: Any) -> None:
        self.text = self.text.lower()
        super(Advice, self).save(*args, **kwargs)

    monkeypatch.setattr(Advice, "save", save)
    with pytest.raises(ReviewRequired, match="saving it changes “text”"):
        factories.published(advice, author=editor, approver=reviewer)
    assert not Advice.objects.get().live


def test_receiver_that_rewrites_text__is_named_with_its_field(editor, reviewer):
    """After the guard has judged the object: the row that was written is what counts."""

    def rewrite(leaflet: Leaflet) -> None:
        leaflet.owner = leaflet.owner.lower()

    leaflet = Leaflet(owner="OWNER", live=False)
    leaflet.save()
    with (
        receiving(signals.pre_save, Leaflet, rewrite),
        pytest.raises(ReviewRequired, match="saving it changes “owner”"),
    ):
        factories.published(leaflet, author=editor, approver=reviewer)
    assert not Leaflet.objects.get().live
