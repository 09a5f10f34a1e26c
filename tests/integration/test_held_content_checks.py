"""A site cannot start with content that readers see and no review holds, unless it names it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.db import models
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from taggit.models import TaggedItemBase
from wagtail.models import DraftStateMixin, Orderable, RevisionMixin

from headhealth.checks import held_content_checks as checks
from tests.site_models import isolated, leaflet, made, row, sign, text, told


@pytest.fixture
def found(monkeypatch):
    """What the check says of a reviewed model: ids, models and fields."""

    def find(*models_):
        monkeypatch.setattr(checks, "reviewed_models", lambda: models_)
        return told(checks.check_held_content(None))

    return find


# Columns that revisions leave out


@isolated
def test_e003__a_plain_many_to_many(found):
    page = leaflet(symptoms=models.ManyToManyField(sign()))
    assert found(page) == [("E003", "Leaflet", ["symptoms"])]
    page.review_exempt_fields = ["symptoms"]
    assert found(page) == []


@isolated
def test_e003__of_rows_of_rows(found):
    page = leaflet()
    dose = row("Dose", ClusterableModel, of=page)
    unit = row("Unit", of=dose, symptoms=models.ManyToManyField(sign()))
    assert found(page) == [("E003", "Unit", ["symptoms"])]
    unit.review_exempt_fields = ["symptoms"]
    assert found(page) == []


@isolated
def test_e005__a_field_that_revisions_leave_out(found):
    page = leaflet(note=models.TextField(serialize=False))
    assert found(page) == [("E005", "Leaflet", ["note"])]
    page.review_exempt_fields = ["note"]
    assert found(page) == []


@isolated
def test_e005__a_relation_that_revisions_leave_out(found):
    page = leaflet(symptoms=ParentalManyToManyField(sign(), serialize=False))
    assert found(page) == [("E005", "Leaflet", ["symptoms"])]


@isolated
def test_e005__of_rows(found):
    page = leaflet()
    dose = row(of=page, note=text(serialize=False))
    assert found(page) == [("E005", "Dose", ["note"])]
    dose.review_exempt_fields = ["note"]
    assert found(page) == []


@isolated
def test_rows_that_readers_never_see__may_be_as_they_like(found):
    page = leaflet(review_exempt_fields=["doses"])
    row(of=page, note=text(serialize=False), ordering=())
    assert found(page) == []


# Tables beside those of child rows


@isolated
def test_e008__columns_of_a_through_model(found):
    target = sign()
    page = leaflet()
    through = made(
        "Treated",
        models.Model,
        leaflet=models.ForeignKey(page, models.CASCADE, related_name="+"),
        symptom=models.ForeignKey(target, models.CASCADE, related_name="+"),
        how=text(),
        added_at=models.DateTimeField(auto_now_add=True),
        more=models.ManyToManyField(target, related_name="+"),
    )
    ParentalManyToManyField(target, through=through, related_name="+").contribute_to_class(
        page, "symptoms"
    )
    assert found(page) == [("E003", "Treated", ["more"]), ("E008", "Treated", ["how"])]
    through.review_exempt_fields = ["how", "more"]
    assert found(page) == []


@isolated
def test_e008__not_where_the_through_model_has_child_rows(found):
    target = sign()
    page = leaflet()
    through = row(
        "Treated",
        of=page,
        symptom=models.ForeignKey(target, models.CASCADE, related_name="+"),
        how=text(),
    )
    ParentalManyToManyField(target, through=through, related_name="+").contribute_to_class(
        page, "symptoms"
    )
    assert found(page) == []


@isolated
def test_e008__a_model_derived_from_that_of_child_rows(found):
    page = leaflet()
    dose = row(of=page)
    derived = made("ChildDose", dose, warning=text())
    made("BabyDose", derived, age=text())
    assert found(page) == [("E008", "ChildDose", ["warning"]), ("E008", "BabyDose", ["age"])]
    derived.review_exempt_fields = ["warning"]
    assert found(page) == [("E008", "BabyDose", ["age"])]


@isolated
def test_e009__a_many_to_many_of_rows_without_cluster(found):
    page = leaflet()
    dose = row(of=page, symptoms=ParentalManyToManyField(sign()))
    assert found(page) == [("E009", "Dose", ["symptoms"])]
    dose.review_exempt_fields = ["symptoms"]
    assert found(page) == []


@isolated
def test_e009__not_of_rows_with_one(found):
    page = leaflet()
    row("Dose", ClusterableModel, of=page, symptoms=ParentalManyToManyField(sign()))
    assert found(page) == []


@isolated
def test_e010__a_generic_relation(found):
    note = made(
        "Note",
        models.Model,
        content_type=models.ForeignKey(ContentType, models.CASCADE),
        object_id=models.PositiveIntegerField(),
        content_object=GenericForeignKey(),
    )
    page = leaflet(notes=GenericRelation(note))
    dose = row(of=page, notes=GenericRelation(note))
    assert found(page) == [("E010", "Leaflet", ["notes"]), ("E010", "Dose", ["notes"])]
    page.review_exempt_fields = dose.review_exempt_fields = ["notes"]
    assert found(page) == []


# What decides which rows readers see, and in which order


@isolated
def test_e011__rows_without_an_order(found):
    page = leaflet()
    row(of=page, ordering=())
    assert found(page) == [("E011", "Dose", [])]


@isolated
def test_e011__not_of_ordered_rows_and_tags(found):
    page = leaflet()
    made(
        "Sorted",
        Orderable,
        leaflet=ParentalKey(page, related_name="sorted"),
        ordering=Orderable.Meta.ordering,
    )
    tagged = made(
        "Tagged",
        TaggedItemBase,
        content_object=ParentalKey(page, related_name="tagged_items"),
        ordering=(),
    )
    ClusterTaggableManager(through=tagged).contribute_to_class(page, "tags")
    assert found(page) == []


@isolated
def test_e012__a_key_that_somebody_writes(found):
    page = leaflet()
    dose = row(of=page, name=text(primary_key=True))
    assert found(page) == [("E012", "Dose", ["name"])]
    dose.review_exempt_fields = ["name"]
    assert found(page) == []


@isolated
def test_e012__a_key_of_a_parent_that_somebody_writes(found):
    page = leaflet()
    named = made("Named", models.Model, name=text(primary_key=True))
    row("Dose", named, of=page)
    assert found(page) == [("E012", "Dose", ["name"])]


@isolated
def test_e012__a_key_of_something_else(found):
    page = leaflet()
    row(of=page, symptom=models.OneToOneField(sign(), models.CASCADE, primary_key=True))
    assert found(page) == [("E012", "Dose", ["symptom"])]


@isolated
@pytest.mark.parametrize(
    "key",
    [
        lambda page: {"id": models.UUIDField(primary_key=True, default=uuid4)},
        lambda page: {"id": models.IntegerField(primary_key=True, db_default=7)},
        lambda page: {"leaflet": ParentalKey(page, related_name="doses", primary_key=True)},
    ],
    ids=["default", "database default", "key of the page"],
)
def test_e012__not_of_keys_that_nobody_writes(key, found):
    page = leaflet()
    row(of=page, **key(page))
    assert found(page) == []


@isolated
def test_e013__rows_that_are_drafts(found):
    page = leaflet()
    dose = row("Dose", DraftStateMixin, RevisionMixin, of=page)
    assert found(page) == [("E013", "Dose", ["live"])]
    dose.review_exempt_fields = ["live"]
    assert found(page) == []
