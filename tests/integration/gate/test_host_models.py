"""Models of a host site: rows of reviewed pages under the gate, everything else left alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models.deletion import Collector
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from headhealth.models import MedicalReview, Symptom
from headhealth.review import guarded_tables
from headhealth.review.content_fields import content_fields
from headhealth.review.review_required import ReviewRequired
from tests import factories
from tests.integration.gate.admin_doors import page_url
from tests.integration.gate.content import REVIEWED
from tests.integration.gate.reading import told
from tests.integration.gate.stock import without_the_gate
from tests.integration.gate.table_doors import LateHours
from tests.integration.gate.world import World
from tests.testapp.models import ClinicPage, OpeningHours, OpeningTime, PlainPage

PART_OF_A_PAGE = "This is part of “Headache clinic”, which readers can see"


@pytest.fixture
def world(make_world: Any) -> World:
    return make_world("superuser", "change")


@pytest.fixture
def clinic(world: World) -> ClinicPage:
    return world.clinic


def read(page: Any) -> str:
    return Client().get(page.url).content.decode()


# Rows


@pytest.mark.parametrize(
    "delete",
    [
        lambda clinic: clinic.opening_hours.get().delete(),
        lambda clinic: OpeningHours.objects.filter(page=clinic).delete(),
        lambda clinic: OpeningTime.objects.filter(hours__page=clinic).delete(),
        lambda clinic: clinic.opening_hours.get().times.first().delete(),
        lambda clinic: LateHours.objects.get(page=clinic).delete(),
        lambda clinic: LateHours.objects.filter(page=clinic).delete(),
    ],
    ids=[
        "row",
        "queryset",
        "rows of rows",
        "row of a row",
        "late proxy",
        "queryset of a late proxy",
    ],
)
def test_rows__of_a_live_page_are_not_deleted_alone(delete, clinic):
    with pytest.raises(ReviewRequired, match=PART_OF_A_PAGE), transaction.atomic():
        delete(clinic)
    assert "14:00" in read(clinic)


def test_row__that_changes_nothing_is_saved(clinic):
    clinic.opening_hours.get().save()


def test_rows__of_a_draft_are_written_freely(clinic):
    clinic.unpublish()
    row = OpeningHours.objects.get(page=clinic)
    row.day = "Tuesday"
    row.save()
    OpeningTime.objects.create(hours=row, time="16:00")
    row.times.first().delete()
    clinic.opening_hours.get().delete()


def test_rows__go_live_with_the_version_that_was_approved(world, clinic):
    row = clinic.opening_hours.get()
    row.day = "Tuesday"
    row.times = [OpeningTime(time="16:00")]
    clinic.opening_hours = [row, OpeningHours(day="Friday", times=[OpeningTime(time="8:00")])]
    state = factories.submit(clinic, user=world.person("editor"))
    assert "Friday" not in read(clinic)
    factories.approve(state, user=world.person("reviewer"))
    for page in (clinic, ClinicPage.objects.get(slug="alias-of-clinic")):
        assert all(text in read(page) for text in ("Tuesday", "16:00", "Friday", "8:00"))
        assert "Monday" not in read(page)


@pytest.fixture
def without_hours(monkeypatch: Any) -> Any:
    """A host that exempts the child rows from review."""
    caches = (
        content_fields, guarded_tables.guarded_writes, guarded_tables.part_links,
        guarded_tables._public_columns,
    )  # fmt: skip
    for cached in caches:
        cached.cache_clear()
    monkeypatch.setattr(ClinicPage, "review_exempt_fields", ["view_count", "opening_hours"])
    yield
    monkeypatch.undo()
    for cached in caches:
        cached.cache_clear()


def test_exempt_rows__of_a_live_page_are_written_freely(without_hours, clinic):
    row = clinic.opening_hours.get()
    row.day = "Tuesday"
    row.save()
    clinic = ClinicPage.objects.get(pk=clinic.pk)
    clinic.opening_hours = [OpeningHours(day="Friday")]
    clinic.save(update_fields=["opening_hours"])
    assert OpeningHours.objects.get(page=clinic).day == "Friday"


def test_relation__of_a_live_page_is_not_emptied_from_the_other_side(world, clinic):
    symptom = Symptom.objects.get(live=True)
    clinic.shown_symptoms.add(symptom)
    factories.approve(
        factories.submit(clinic, user=world.person("editor")), user=world.person("reviewer")
    )
    assert symptom.name in read(clinic)
    for write in (
        lambda: symptom.clinicpage_set.clear(),
        lambda: symptom.clinicpage_set.remove(clinic),
        lambda: symptom.clinicpage_set.set([]),
    ):
        with pytest.raises(ReviewRequired, match=PART_OF_A_PAGE), transaction.atomic():
            write()
    assert symptom.name in read(clinic)


def test_relation__of_a_draft_is_written_freely(clinic):
    clinic.unpublish()
    symptom = Symptom.objects.get(live=True)
    symptom.clinicpage_set.add(clinic)
    symptom.clinicpage_set.clear()


# Fields that readers cannot see


@pytest.mark.parametrize("update_fields", [None, ["view_count"]], ids=["whole", "one field"])
def test_exempt_field__is_saved_on_a_live_page(update_fields, clinic):
    clinic.view_count = 7
    clinic.save(update_fields=update_fields)
    assert ClinicPage.objects.get(pk=clinic.pk).view_count == 7
    assert REVIEWED in read(clinic)


def test_exempt_field__takes_nothing_along(clinic):
    clinic.view_count = 7
    clinic.phone = "0800 111"
    with pytest.raises(ReviewRequired):
        clinic.save()
    clinic.save(update_fields=["view_count"])
    assert ClinicPage.objects.get(pk=clinic.pk).phone == ""


# Pages that are not reviewed


def add_plain_page(world: World, **fields: Any) -> PlainPage:
    page = PlainPage(title="Plain", slug="plain", **fields)
    world.home.add_child(instance=page)
    return PlainPage.objects.get(pk=page.pk)


def test_plain_page__is_born_live(world):
    assert add_plain_page(world).live


def test_plain_page__is_published_in_the_editor(world, make_world):
    page = add_plain_page(world, live=False)
    page.save_revision()
    publisher = make_world("publisher")
    form = {
        "title": "Plainer",
        "slug": "plain",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "action-publish": "1",
    }
    assert "has been published" in told(publisher.post(page_url("edit", page), form))
    page.refresh_from_db()
    assert page.live
    assert page.title == "Plainer"
    assert not MedicalReview.objects.for_object(page).exists()


def test_plain_page__is_approved_in_the_medical_workflow_without_a_checklist(world):
    """By a reviewer who may publish, as Wagtail asks of whoever approves."""
    page = world.plain_page_in_review()
    state = page.current_workflow_task_state
    approver = world.person("author_reviewer")
    state.task.specific.on_action(state, approver, "approve", comment="Fine.")
    page.refresh_from_db()
    assert page.live
    assert not MedicalReview.objects.for_object(page).exists()


@pytest.mark.parametrize(
    ("write", "more"),
    [
        (lambda page: page.save(), 1),
        (lambda page: page.save(update_fields=["title"]), 1),
        (lambda page: page.save(update_fields=["draft_title", "latest_revision"]), 0),
        (lambda page: page.save(update_fields=["has_unpublished_changes"], clean=False), 0),
        (lambda page: page.save_revision(), 0),
        (lambda page: page.save_revision().publish(), 1),
        (lambda page: page.unpublish(), 0),
    ],
    ids=["save", "one field", "bookkeeping", "one flag", "draft", "publish", "unpublish"],
)
def test_plain_page__costs_one_query_more_at_most(write, more, world, monkeypatch):
    page = add_plain_page(world)
    write(page)  # Fills the caches of content types and sites.

    def count() -> int:
        fresh = PlainPage.objects.get(pk=page.pk)
        with CaptureQueriesContext(connection) as queries:
            write(fresh)
        return len(queries)

    with without_the_gate(monkeypatch):
        stock = count()
    assert count() == stock + more


def test_plain_page__with_an_empty_key_is_saved_over_itself(world):
    """As in stock Wagtail."""
    page = add_plain_page(world)
    page.pk, page.title = None, "Plainer"
    page.save()
    page = PlainPage.objects.get(slug="plain")
    assert (page.title, page.live) == ("Plainer", True)


def test_other_models__cost_no_query_more_and_are_deleted_fast(world, django_assert_num_queries):
    Group.objects.create(name="Anything")
    with django_assert_num_queries(1):
        Group.objects.create(name="Something")
    session = Session(session_key="s", session_data="", expire_date=timezone.now())
    with django_assert_num_queries(1):
        session.save(force_insert=True)
    assert Collector("default").can_fast_delete(Session.objects.all())
