"""What decides is the stored row: its key, its type, and what it holds when the save is done."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models.signals import post_save, pre_save
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from headhealth.models import ConditionPage
from headhealth.review.review_clock import ReviewClock
from headhealth.review.review_required import ReviewRequired
from headhealth.review.reviewed_object import content_type_of, reviewed_models
from tests import factories
from tests.integration.gate.content import REVIEWED, UNREVIEWED
from tests.integration.gate.reading import read
from tests.integration.gate.receiver_doors import receiving
from tests.integration.gate.stock import without_the_gate
from tests.integration.gate.world import World
from tests.testapp.models import (
    Advice,
    BranchPage,
    ClinicPage,
    OpeningHours,
    PlainPage,
    ProxiedAdvice,
    ProxiedClinic,
)


@pytest.fixture
def world(make_world: Any) -> World:
    return make_world("superuser", "change")


# Keys


@pytest.mark.parametrize("slug", ["change", "draft"])
def test_page__with_an_empty_key_is_refused_and_stays_as_it_was(slug, world):
    page = ConditionPage.objects.get(slug=slug, locale__language_code="en")
    before = Page.objects.filter(pk=page.pk).values().get()
    page.pk = None
    with pytest.raises(ReviewRequired, match=r"use copy\(\) or copy_for_translation\(\)"):
        page.save()
    assert Page.objects.filter(pk=before["id"]).values().get() == before


def test_page__with_an_empty_key_of_its_base_row_is_saved(world):
    """Django fills that key from the page's own."""
    clinic = world.clinic
    clinic.id, clinic.view_count = None, 7
    clinic.save_base()
    assert world.clinic.view_count == 7
    assert REVIEWED in read(world.clinic)


def test_snippet__with_an_empty_key_is_a_new_draft(world):
    advice = world.advice
    advice.pk, advice.locale = None, world.french
    advice.save()
    assert not Advice.objects.get(pk=advice.pk).live
    assert world.advice.live


# Types


@pytest.mark.parametrize("update_fields", [["content_type"], ["content_type", "title"]])
def test_type__of_a_live_page_is_not_changed(update_fields, world):
    page = Page.objects.get(pk=world.page.pk)
    page.content_type = ContentType.objects.get_for_model(PlainPage)
    with pytest.raises(ReviewRequired, match="Unpublish it first"):
        page.save(update_fields=update_fields)
    assert REVIEWED in read(world.page)


def test_type__of_a_draft_is_changed(world):
    page = Page.objects.get(slug="draft")
    page.content_type = ContentType.objects.get_for_model(PlainPage)
    page.save(update_fields=["content_type"])
    assert Page.objects.get(slug="draft").specific_class is PlainPage


def branch_of(world: World) -> BranchPage:
    branch = BranchPage(title="Branch", slug="branch", summary=REVIEWED, live=False)
    branch.body = [factories.text_section()]
    world.home.add_child(instance=branch)
    return factories.published(
        branch, author=world.person("editor"), approver=world.person("reviewer")
    )


@pytest.mark.parametrize("model", [ClinicPage, ProxiedClinic])
def test_derived_type__is_judged_by_its_own_reviews(model, world):
    branch = branch_of(world)
    clinic = model.objects.get(pk=branch.pk)
    clinic.save()
    clinic.summary = UNREVIEWED
    with pytest.raises(ReviewRequired):
        clinic.save()
    assert REVIEWED in read(branch)


def test_derived_type__does_not_take_over_a_row_of_its_parent(world):
    clinic = world.clinic
    branch = BranchPage(clinicpage_ptr_id=clinic.pk)
    branch.__dict__.update(
        {field.attname: getattr(clinic, field.attname) for field in clinic._meta.concrete_fields}
    )
    branch.content_type = ContentType.objects.get_for_model(BranchPage)
    with pytest.raises(ReviewRequired):
        branch.save_base()
    assert world.clinic.specific_class is ClinicPage


# Proxies


def test_proxy__is_no_reviewed_model_of_its_own():
    assert not [model for model in reviewed_models() if model._meta.proxy]


def test_proxy__is_reviewed_and_published_as_its_model(world):
    clinic = ProxiedClinic(title="Proxied", slug="proxied", summary="New.", live=False)
    clinic.body = [factories.text_section()]
    world.home.add_child(instance=clinic)
    clinic = ProxiedClinic.objects.get(pk=clinic.pk)
    factories.approve(
        factories.submit(clinic, user=world.person("editor")), user=world.person("reviewer")
    )
    assert "New." in read(clinic)
    clock = ReviewClock.objects.filter(content_type=content_type_of(ClinicPage))
    assert clock.filter(object_id=str(clinic.pk)).exists()


def test_proxy_of_a_snippet__is_reviewed_and_published_as_its_model(world):
    advice = ProxiedAdvice(text="Rest.", live=False)
    advice.save()
    factories.approve(
        factories.submit(advice, user=world.person("editor")), user=world.person("reviewer")
    )
    assert Advice.objects.get(pk=advice.pk).live
    ProxiedAdvice.objects.get(pk=advice.pk).save()


def test_proxy__gives_the_audit_nothing_to_report(world, capsys):
    call_command("audit_live_pages")
    assert "Findings: 0" in capsys.readouterr().out


# When the save is done


def test_save__of_an_approved_page_passes_in_a_receiver_that_saves_it_too(world):
    """With its rows, by the mixin's save and by that of the base page."""

    def again(page: Any) -> None:
        ClinicPage.objects.get(slug="clinic").save()
        Page.objects.get(slug="clinic").save()

    with receiving(post_save, ConditionPage, again):
        world.page.save()
    assert "14:00" in read(world.clinic)


def test_save__that_a_receiver_spoils_leaves_nothing_behind(world):
    def write(clinic: Any) -> None:
        OpeningHours.objects.create(page=clinic, day=UNREVIEWED)

    clinic = world.clinic
    clinic.view_count = 7
    with receiving(post_save, ClinicPage, write):
        with pytest.raises(ReviewRequired):
            clinic.save()
    assert world.clinic.view_count == 0
    assert world.clinic.opening_hours.count() == 1
    assert world.clinic.live


@pytest.mark.parametrize(
    ("write", "more"),
    [
        (lambda page: page.save(), 4),
        (lambda page: page.save(update_fields=["summary"]), 5),
        (lambda page: page.save(update_fields=["draft_title"]), 0),
    ],
    ids=["save", "one field", "bookkeeping"],
)
def test_draft__costs_little_more(write, more, world, monkeypatch):
    """A savepoint takes two statements; the row is read before, for its authors, and after."""
    write(ConditionPage.objects.get(slug="draft"))

    def count() -> int:
        page = ConditionPage.objects.get(slug="draft")
        with CaptureQueriesContext(connection) as queries:
            write(page)
        return len(queries)

    with without_the_gate(monkeypatch):
        stock = count()
    assert count() == stock + more


@pytest.fixture
def committed_page(committed: None, home: Page) -> ConditionPage:
    a_to_z = factories.AToZPageFactory(parent=home)
    draft = factories.ConditionPageFactory(parent=a_to_z, summary=REVIEWED)
    return factories.published(draft, author=factories.editor(), approver=factories.reviewer())


def spoil(page: Any) -> None:
    page.summary = UNREVIEWED


def test_committed_row__that_may_not_be_public_goes_offline(committed_page):
    """Django has committed the row when it says that it was saved."""
    with receiving(pre_save, ConditionPage, spoil):
        with pytest.raises(ReviewRequired):
            committed_page.save_base()
    assert not ConditionPage.objects.get(pk=committed_page.pk).live
    assert not read(committed_page)


def test_committed_row__is_as_it_was_after_a_save_in_a_transaction(committed_page):
    with receiving(pre_save, ConditionPage, spoil):
        with pytest.raises(ReviewRequired):
            committed_page.save()
        with pytest.raises(ReviewRequired), transaction.atomic():
            committed_page.save_base()
    assert REVIEWED in read(committed_page)
