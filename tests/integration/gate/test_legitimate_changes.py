"""Addresses, places and privacy change without a review; content can always be withdrawn."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from headhealth.models import ConditionPage, MedicalReview
from tests.integration.admin.page_forms import condition_form
from tests.integration.gate.admin_doors import PUBLISH, bulk, page_url
from tests.integration.gate.content import REVIEWED, UNREVIEWED
from tests.integration.gate.reading import read
from tests.testapp.models import OpeningHours, OpeningTime

# Addresses and places


def test_alias__of_a_reviewed_page_is_live(make_world):
    world = make_world("publisher", "change")
    form = {
        "new_title": "Migraine",
        "new_slug": "another-alias",
        "new_parent_page": world.a_to_z.pk,
        "alias": "on",
    }
    world.post(page_url("copy", world.page), form)
    assert REVIEWED in read(ConditionPage.objects.get(slug="another-alias"))


def test_alias__of_a_page_with_rows_of_rows(make_world):
    world = make_world("publisher", "change")
    alias = world.clinic.create_alias(update_slug="another-alias")
    assert "14:00" in read(alias)


def test_alias__becomes_a_page_of_its_own_after_unpublishing(make_world):
    world = make_world("publisher", "change")
    alias = world.alias
    world.post(page_url("unpublish", alias))
    world.post(page_url("convert_alias", alias))
    page = ConditionPage.objects.get(pk=alias.pk)
    assert page.alias_of is None
    assert not read(page)
    make_world("reviewer", "change").approve_on_the_dashboard(page)
    assert REVIEWED in read(page)


def test_slug__changes_without_a_review_and_redirects(
    make_world, django_capture_on_commit_callbacks
):
    world = make_world("publisher", "change")
    page = world.as_reviewed()
    old_address = page.url
    form = condition_form(page, slug="renamed", **PUBLISH)
    with django_capture_on_commit_callbacks(execute=True):
        world.post(page_url("edit", page), form)
    response = Client().get(old_address, follow=True)
    assert response.redirect_chain[-1][0].endswith("/renamed/")
    assert REVIEWED in response.content.decode()


def test_move__keeps_a_live_page_live(make_world):
    world = make_world("publisher", "change")
    old_address = world.page.url
    world.post(page_url("move_confirm", world.page, world.other_a_to_z.pk))
    assert world.page.get_parent().slug == "more"
    assert REVIEWED in read(world.page)
    assert REVIEWED in Client().get(old_address, follow=True).content.decode()


def test_move__of_the_list_above(make_world):
    world = make_world("superuser", "change")
    world.a_to_z.move(world.other_a_to_z, pos="last-child")
    assert REVIEWED in read(world.page)


def test_reorder__keeps_a_live_page_live(make_world):
    world = make_world("publisher", "change")
    world.post(page_url("set_page_position", world.page) + "?position=0")
    assert world.a_to_z.get_children().first().pk == world.page.pk
    assert REVIEWED in read(world.page)


def test_privacy__is_set_and_lifted_while_a_draft_waits(make_world):
    world = make_world("publisher", "change")
    world.post(page_url("set_privacy", world.page), {"restriction_type": "login"})
    assert PageViewRestriction.objects.filter(page=world.page).exists()
    assert not read(world.page)
    world.post(page_url("set_privacy", world.page), {"restriction_type": "none"})
    assert REVIEWED in read(world.page)


# Withdrawing


@pytest.mark.parametrize("user_name", ["publisher", "superuser"])
def test_unpublish__while_a_draft_waits(user_name, make_world):
    world = make_world(user_name, "change")
    world.post(page_url("unpublish", world.page))
    assert not read(world.page)
    assert not read(world.alias)
    assert UNREVIEWED in world.version.summary


def test_unpublish__in_bulk_with_descendants(make_world):
    world = make_world("publisher", "change")
    bulk(world, "unpublish", world.a_to_z, include_descendants="on")
    assert not read(world.page)
    assert not read(world.alias)


def test_expire__withdraws_on_its_day(make_world):
    world = make_world("publisher", "change")
    page = world.page
    page.expire_at = timezone.localtime() + timedelta(days=1)
    page.save()
    world.wait()
    assert not read(page)


def test_delete__with_rows_leaves_the_record(make_world):
    world = make_world("superuser", "change")
    clinic = world.clinic
    world.post(page_url("delete", clinic))
    assert not OpeningHours.objects.filter(page_id=clinic.pk).exists()
    assert MedicalReview.objects.for_object(clinic).exists()


@pytest.mark.parametrize("of_the_list", [False, True], ids=["page", "list above"])
def test_delete__withdraws_the_aliases(of_the_list, make_world):
    """They live on as pages of their own, which nobody reviewed."""
    world = make_world("superuser", "change")
    alias = world.page.create_alias(parent=world.other_a_to_z, update_slug="another-alias")
    assert REVIEWED in read(alias)
    world.post(page_url("delete", world.a_to_z if of_the_list else world.page))
    alias = ConditionPage.objects.get(pk=alias.pk)
    assert alias.alias_of is None
    assert not read(alias)


def test_delete__in_bulk(make_world):
    world = make_world("superuser", "change")
    page = world.page
    bulk(world, "delete", page)
    assert not ConditionPage.objects.filter(pk=page.pk).exists()
    assert MedicalReview.objects.for_object(page).exists()


def test_delete__through_the_api(make_world):
    world = make_world("superuser", "change")
    clinic = world.clinic
    assert world.api("DELETE", "delete_page", page_id=clinic.pk).status_code == 204
    assert not OpeningTime.objects.filter(hours__page_id=clinic.pk).exists()
