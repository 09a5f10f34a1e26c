"""Doors in code that write a guarded table through another class than the one that is reviewed."""

from __future__ import annotations

from typing import Any

from django.apps.registry import Apps
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from wagtail.models import Page

from headhealth.models import ConditionPage
from tests.integration.gate.content import UNREVIEWED
from tests.integration.gate.door import door
from tests.integration.gate.row_doors import CLINIC, unreviewed_symptom
from tests.integration.gate.world import World, load_fixture
from tests.testapp.models import (
    Advice,
    AdviceRow,
    AnyPage,
    ClinicRow,
    HoursRow,
    OpeningHours,
    PlainPage,
    ProxiedAdvice,
    ProxiedClinic,
    ProxiedHours,
    TreatedSymptom,
    TwiceProxiedClinic,
)


class LateAdvice(Advice):
    """A proxy that nobody knows of when the app starts."""

    class Meta:
        proxy = True
        app_label = "testapp"
        apps = Apps()


class LateHours(OpeningHours):
    """The same of a child row."""

    class Meta:
        proxy = True
        app_label = "testapp"
        apps = Apps()


class QuotedAdvice(models.Model):
    """A model over the table of a snippet that spells its names in another way."""

    text = models.TextField(db_column='"text"')
    live = models.BooleanField()

    class Meta:
        managed = False
        db_table = '"testapp_advice"'
        app_label = "testapp"
        apps = Apps()

    def __str__(self) -> str:
        return self.text


@door(41)
def proxy_of_all_pages(world: World) -> Any:
    page = AnyPage.objects.get(pk=world.page.pk)
    page.title, page.live = UNREVIEWED, True
    return page.save()


@door(41)
def proxy_of_all_pages_some_fields(world: World) -> Any:
    page = AnyPage.objects.get(pk=world.page.pk)
    page.title, page.live = UNREVIEWED, True
    return page.save(update_fields=["title", "live"])


@door(41, targets=CLINIC)
def proxy(world: World) -> Any:
    clinic = ProxiedClinic.objects.get(pk=world.clinic.pk)
    clinic.summary = UNREVIEWED
    return clinic.save()


@door(41, targets=CLINIC)
def proxy_of_a_proxy_with_rows(world: World) -> Any:
    clinic = TwiceProxiedClinic.objects.get(pk=world.clinic.pk)
    clinic.opening_hours = [OpeningHours(day=UNREVIEWED)]
    return clinic.save()


@door(41, targets=CLINIC)
def proxy_past_its_own_save(world: World) -> Any:
    clinic = ProxiedClinic.objects.get(pk=world.clinic.pk)
    clinic.summary = UNREVIEWED
    return clinic.save_base()


@door(41, targets=CLINIC)
def proxy_of_a_version(world: World) -> Any:
    clinic = ProxiedClinic.from_serializable_data(
        {**world.clinic.serializable_data(), "summary": UNREVIEWED}
    )
    return clinic.save()


@door(41, targets=("draft",))
def proxy_that_is_born_live(world: World) -> Any:
    page = ProxiedClinic(title="New", slug="new", summary=UNREVIEWED)
    return world.home.add_child(instance=page)


@door(41)
def proxy_that_a_script_defines(world: World) -> Any:
    advice = LateAdvice.objects.get(pk=world.advice.pk)
    advice.text, advice.live = UNREVIEWED, True
    return advice.save_base()


@door(42, targets=CLINIC)
def proxy_of_a_child_row_that_a_script_defines(world: World) -> Any:
    row = LateHours.objects.get(page=world.clinic)
    row.day = UNREVIEWED
    return row.save()


@door(43, targets=CLINIC, is_withdrawing=True)
def proxy_in_a_fixture(world: World) -> Any:
    clinic = ProxiedClinic.objects.get(pk=world.clinic.pk)
    clinic.summary = UNREVIEWED
    return load_fixture(clinic)


@door(43, is_withdrawing=True, targets=("change",))
def base_row_in_a_fixture(world: World) -> Any:
    page = AnyPage.objects.get(pk=world.page.pk)
    page.title = UNREVIEWED
    return load_fixture(page)


@door(41, targets=("change",))
def another_class_for_the_instance(world: World) -> Any:
    page = world.page
    page.__class__ = AnyPage
    page.title = UNREVIEWED
    return page.save()


@door(41, targets=("change",))
def a_class_that_is_not_reviewed_for_the_instance(world: World) -> Any:
    page = world.page
    page.__class__ = PlainPage
    page.title = UNREVIEWED
    return page.save(update_fields=["title"])


@door(41)
def base_page_that_says_it_is_not_reviewed(world: World) -> Any:
    """The type of a page in memory is not what the database says."""
    page = Page.objects.get(pk=world.page.pk)
    page.content_type = ContentType.objects.get_for_model(PlainPage)
    page.title, page.live = UNREVIEWED, True
    return page.save(update_fields=["title", "live"])


@door(41)
def page_of_another_type_and_back(world: World) -> Any:
    page = Page.objects.get(pk=world.page.pk)
    reviewed = page.content_type
    page.content_type = ContentType.objects.get_for_model(PlainPage)
    page.title, page.live = UNREVIEWED, True
    try:
        return page.save(update_fields=["title", "live", "content_type"])
    finally:
        page = Page.objects.get(pk=world.page.pk)
        page.content_type = reviewed
        page.save(update_fields=["content_type"])


@door(41, targets=("draft",))
def plain_page_that_becomes_a_reviewed_one(world: World) -> Any:
    """An existing live page is given a row and a type of the reviewed kind."""
    plain = PlainPage(title="Plain", slug="plain")
    world.home.add_child(instance=plain)
    page = ConditionPage(page_ptr_id=plain.pk, summary=UNREVIEWED)
    page.save_base(raw=True)
    base = Page.objects.get(pk=plain.pk)
    base.content_type = ContentType.objects.get_for_model(ConditionPage)
    return base.save(update_fields=["content_type"])


@door(41, targets=("draft",))
def reviewed_row_over_a_plain_page(world: World) -> Any:
    plain = PlainPage(title="Plain", slug="plain")
    world.home.add_child(instance=plain)
    page = ConditionPage(page_ptr_id=plain.pk, summary=UNREVIEWED)
    fields = (field.attname for field in Page._meta.concrete_fields)
    page.__dict__.update({name: getattr(plain, name) for name in fields})
    page.content_type = ContentType.objects.get_for_model(ConditionPage)
    return page.save_base(force_insert=True)


@door(41, targets=CLINIC)
def model_of_another_app_over_the_table(world: World) -> Any:
    row = ClinicRow.objects.get(pk=world.clinic.pk)
    row.summary = UNREVIEWED
    return row.save()


@door(41, targets=("change",))
def model_of_another_app_over_the_table_of_a_snippet(world: World) -> Any:
    row = AdviceRow.objects.get(pk=world.advice.pk)
    row.text = UNREVIEWED
    return row.save(update_fields=["text"])


@door(41, targets=("change",))
def model_over_the_quoted_table_of_a_snippet(world: World) -> Any:
    row = QuotedAdvice.objects.get(pk=world.advice.pk)
    row.text = UNREVIEWED
    return row.save(update_fields=["text"])


@door(38, targets=("draft",))
def model_of_another_app_makes_a_snippet(world: World) -> Any:
    return AdviceRow.objects.create(text=UNREVIEWED, live=True, locale=world.french)


@door(42, targets=CLINIC)
def model_of_another_app_over_the_table_of_a_child_row(world: World) -> Any:
    row = HoursRow.objects.get(owner=world.clinic.pk)
    row.day = UNREVIEWED
    return row.save()


@door(42, targets=CLINIC, opens=False)
def model_of_another_app_makes_a_child_row(world: World) -> Any:
    """The table has a column of order that this model knows not; with it, it would open."""
    return HoursRow(owner=world.clinic.pk, day=UNREVIEWED).save()


@door(38, targets=("draft",))
def proxy_of_a_snippet_create(world: World) -> Any:
    return ProxiedAdvice.objects.create(text=UNREVIEWED)


@door(41)
def proxy_of_a_snippet_save(world: World) -> Any:
    advice = ProxiedAdvice.objects.get(pk=world.advice.pk)
    advice.text, advice.live = UNREVIEWED, True
    return advice.save()


@door(42, targets=CLINIC)
def proxy_of_a_child_row(world: World) -> Any:
    row = ProxiedHours.objects.get(page=world.clinic)
    row.day = UNREVIEWED
    return row.save()


@door(42, targets=CLINIC)
def proxy_of_a_child_row_create(world: World) -> Any:
    return ProxiedHours.objects.create(page=world.clinic, day=UNREVIEWED)


@door(42, targets=CLINIC)
def child_row_update_or_create(world: World) -> Any:
    return OpeningHours.objects.update_or_create(page=world.clinic, defaults={"day": UNREVIEWED})


@door(42, targets=CLINIC)
def row_between_the_two_sides_of_a_relation(world: World) -> Any:
    return TreatedSymptom.objects.create(clinic=world.clinic, symptom=unreviewed_symptom())


@door(42, targets=CLINIC)
def row_between_the_two_sides_that_moves(world: World) -> Any:
    clinic = ProxiedClinic(title="New", slug="new", summary="New.", live=False)
    world.home.add_child(instance=clinic)
    row = TreatedSymptom.objects.create(clinic=clinic, symptom=unreviewed_symptom())
    row.clinic = world.clinic
    return row.save()


@door(42, targets=CLINIC)
def relation_with_a_model_of_its_own(world: World) -> Any:
    with transaction.atomic():
        return unreviewed_symptom().treated_in.add(world.clinic)
