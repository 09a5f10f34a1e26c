"""A site hears of what reviewed content shows, and whose changes nobody would be told of."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.checks import run_checks
from django.db import models
from modelcluster.fields import ParentalManyToManyField
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import Collection, Page
from wagtail.snippets.blocks import SnippetChooserBlock

from headhealth.checks import shown_content_checks as checks
from headhealth.models import MedicalReview
from headhealth.review.outdated import outdated_parts
from headhealth.review.seen_parts import is_showable
from tests import factories
from tests.site_models import isolated, leaflet, made, row, sign, told
from tests.testapp.models import Department, Leaflet, LeafletPrinting


@pytest.fixture
def warned(monkeypatch: Any) -> Any:
    """What the check says of a reviewed model: ids, models and the words in quotes."""

    def find(*models_: Any) -> list[tuple[str, str, list[str]]]:
        monkeypatch.setattr(checks, "reviewed_models", lambda: models_)
        return told(checks.check_shown_content(None))

    return find


def test_the_test_site__is_warned_of_nothing() -> None:
    assert checks.check_shown_content(None) == []


def test_w008__a_plain_model_that_says_nothing_of_itself(monkeypatch: Any) -> None:
    monkeypatch.delattr(Department, "seen_fields")
    found = [each for each in run_checks() if each.id == "headhealth.W008"]
    assert told(found) == [
        ("W008", "Leaflet", ["department", "testapp.Department"]),
        ("W008", "LeafletPrinting", ["kept_by", "testapp.Department"]),
    ]


@isolated
def test_w008__in_rows_relations_and_blocks(warned: Any) -> None:
    unit = sign()
    chooser = blocks.StructBlock([("unit", SnippetChooserBlock(unit))])
    page = leaflet(
        units=ParentalManyToManyField(unit, related_name="+"),
        best=models.OneToOneField(unit, models.CASCADE, related_name="+"),
        hidden=models.ForeignKey(unit, models.CASCADE, related_name="+"),
        collection=models.ForeignKey(Collection, models.CASCADE, related_name="+"),
        body=StreamField([("list", blocks.ListBlock(chooser))]),
        review_exempt_fields=["hidden"],
    )
    row(
        of=page,
        unit=models.ForeignKey(unit, models.CASCADE, related_name="+"),
        under_review=models.ForeignKey("self", models.CASCADE, related_name="+"),
    )
    assert warned(page) == [
        ("W008", "Leaflet", ["best", "testapp.Sign"]),
        ("W008", "Leaflet", ["body", "testapp.Sign"]),
        ("W008", "Leaflet", ["units", "testapp.Sign"]),
        ("W008", "Dose", ["unit", "testapp.Sign"]),
    ]
    unit.seen_fields = ()
    assert warned(page) == []


@isolated
def test_w009__files(warned: Any) -> None:
    page = leaflet(
        printed=models.FileField(), hidden=models.FileField(), review_exempt_fields=["hidden"]
    )
    row(of=page, picture=models.ImageField())
    assert warned(page) == [("W009", "Leaflet", ["printed"]), ("W009", "Dose", ["picture"])]


@isolated
def test_w010__rows_that_point_to_it_by_a_plain_key(warned: Any) -> None:
    page = leaflet()
    dose = row(of=page)
    made("Note", models.Model, leaflet=models.ForeignKey(page, models.CASCADE))
    made("Extra", models.Model, dose=models.OneToOneField(dose, models.CASCADE))
    made("Shelf", models.Model, leaflets=models.ManyToManyField(page, related_name="shelves"))
    made("Visit", models.Model, leaflet=models.ForeignKey(page, models.CASCADE, related_name="+"))
    made("Campaign", models.Model, leaflets=models.ManyToManyField(page, related_name="+"))
    made("Bookmark", models.Model, page=models.ForeignKey(Page, models.CASCADE))
    assert warned(page) == [
        ("W010", "Leaflet", ["note_set", "testapp.Note"]),
        ("W010", "Leaflet", ["shelves", "testapp.Shelf"]),
        ("W010", "Dose", ["extra", "testapp.Extra"]),
    ]
    page.review_exempt_fields = ["note_set", "shelves"]
    dose.review_exempt_fields = ["extra"]
    assert warned(page) == []


@isolated
def test_w010__not_of_rows_that_are_under_review(warned: Any) -> None:
    page, target = leaflet(), sign()
    dose = row(of=page)
    row("Unit", of=page, dose=models.ForeignKey(dose, models.CASCADE))
    through = made(
        "Treated",
        models.Model,
        leaflet=models.ForeignKey(page, models.CASCADE),
        sign=models.ForeignKey(target, models.CASCADE, related_name="+"),
    )
    target.seen_fields = ()
    ParentalManyToManyField(target, through=through, related_name="+").contribute_to_class(
        page, "signs"
    )
    assert warned(page) == []


# What the warnings ask for


@pytest.fixture
def shown_leaflet(db: Any) -> Leaflet:
    department = Department.objects.create(name="Neurology", notes="first")
    draft = Leaflet.objects.create(owner="Anna", department=department, live=False)
    return factories.published(draft)


def test_seen_fields_of_a_plain_model__put_the_approval_out_of_date(
    shown_leaflet: Leaflet,
) -> None:
    (recorded,) = MedicalReview.objects.for_object(shown_leaflet).get().dependencies
    assert recorded["parts"] == {"name": "Neurology"}
    department = shown_leaflet.department
    department.notes = "second"
    department.save()
    assert outdated_parts(shown_leaflet) == []
    department.name = "Surgery"
    department.save()
    assert [each.change for each in outdated_parts(shown_leaflet)] == ["Changed since: name."]


def test_relations_of_rows__put_the_approval_out_of_date(db: Any) -> None:
    department, source = Department.objects.create(name="Archive"), factories.SourceFactory()
    draft = Leaflet.objects.create(owner="Anna", live=False)
    draft.printings = [LeafletPrinting(kept_by=department, sources=[source])]
    live = factories.published(draft)
    assert outdated_parts(live) == []
    department.name, source.title = "Store", "Another guideline"
    department.save()
    source.save()
    assert {each.kind for each in outdated_parts(live)} == {"department", "source"}


def test_no_seen_fields__say_that_readers_see_nothing(monkeypatch: Any) -> None:
    assert is_showable(Department)
    monkeypatch.setattr(Department, "seen_fields", ())
    assert not is_showable(Department)
    assert checks.check_shown_content(None) == []
