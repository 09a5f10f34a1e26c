"""How many forms may come from one address in a day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from headhealth.models import AddressCount
from headhealth.reader_forms.address_limits import address_key, forget_past_days, take_turn

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def two_a_day(settings):
    settings.HEADHEALTH_SUBMISSIONS_PER_ADDRESS = {"feedback": 2}


def turns(rf, *addresses, form="feedback"):
    return [take_turn(form=form, request=rf.post("/", REMOTE_ADDR=a)) for a in addresses]


def test_take_turn__stops_at_the_limit_of_each_address(rf):
    assert turns(rf, *["203.0.113.1"] * 3, "203.0.113.2") == [True, True, False, True]


def test_take_turn__counts_each_form_for_itself(rf):
    turns(rf, *["203.0.113.1"] * 3)
    assert turns(rf, "203.0.113.1", form="comment") == [True]


def test_take_turn__counts_an_ipv6_network_as_one(rf):
    addresses = [f"2001:db8::{n}" for n in range(3)]
    assert turns(rf, *addresses) == [True, True, False]


def test_take_turn__holds_nobody_back_without_an_address(rf):
    assert all(turns(rf, *[""] * 5))
    assert not AddressCount.objects.exists()


def test_take_turn__starts_anew_the_next_day(rf):
    turns(rf, *["203.0.113.1"] * 3)
    AddressCount.objects.update(day=timezone.localdate() - timedelta(days=1))
    assert turns(rf, "203.0.113.1") == [True]
    assert AddressCount.objects.get().day == timezone.localdate()


def test_counts__hold_no_address(rf):
    turns(rf, "203.0.113.1")
    assert "203.0.113" not in str(AddressCount.objects.values().get())


def test_address_key__changes_every_day():
    today = timezone.localdate()
    yesterday = today - timedelta(days=1)
    assert address_key("203.0.113.1", today) != address_key("203.0.113.1", yesterday)


def test_forget_past_days__keeps_today(rf):
    turns(rf, "203.0.113.1", "203.0.113.2")
    AddressCount.objects.filter(pk=AddressCount.objects.first().pk).update(
        day=timezone.localdate() - timedelta(days=1)
    )
    assert forget_past_days(dry_run=True) == 1
    assert AddressCount.objects.count() == 2
    assert forget_past_days() == 1
    assert forget_past_days() == 0
    assert AddressCount.objects.get().day == timezone.localdate()


def test_take_turn__costs_the_same_on_every_turn(rf, django_assert_num_queries):
    turns(rf, "203.0.113.1")
    with django_assert_num_queries(2):
        turns(rf, "203.0.113.1")
