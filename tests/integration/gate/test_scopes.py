"""Write scopes that a receiver keeps, outruns or switches off."""

from __future__ import annotations

import contextvars
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import factory
import pytest
from django.db import models
from django.db.models.signals import ModelSignal, post_save, pre_save
from django.test.utils import isolate_apps
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from headhealth.review.content_digest import digest_of
from headhealth.review.review_required import ReviewRequired
from tests.integration.gate.content import UNREVIEWED
from tests.testapp.models import ClinicPage, OpeningHours


@contextmanager
def receiving(signal: ModelSignal, sender: type, receiver: Any) -> Iterator[None]:
    signal.connect(receiver, sender=sender)
    try:
        yield
    finally:
        signal.disconnect(receiver, sender=sender)


def test_context_that_a_receiver_keeps__covers_nothing_later(make_world):
    """As a task or a thread does that the receiver starts."""
    world = make_world(target="clinic")
    kept = []

    def keep(**kwargs: Any) -> None:
        kept.append(contextvars.copy_context())

    with receiving(post_save, ClinicPage, keep):
        world.clinic.save()
    with pytest.raises(ReviewRequired):
        kept[0].run(OpeningHours(page=world.clinic, day=UNREVIEWED).save)


def test_row_of_a_draft_that_a_receiver_publishes_meanwhile(make_world):
    world = make_world(target="clinic")
    world.clinic.unpublish()

    def publish(**kwargs: Any) -> None:
        page = world.clinic
        if not page.live:
            page.get_latest_revision().publish()

    with receiving(pre_save, OpeningHours, publish), pytest.raises(ReviewRequired):
        OpeningHours(page=world.clinic, day=UNREVIEWED).save()
    clinic = world.clinic
    assert not (clinic.live and clinic.opening_hours.filter(day=UNREVIEWED).exists())


def test_save_while_signals_are_switched_off(make_world):
    world = make_world()
    version = world.version
    version.live = True
    with factory.django.mute_signals(pre_save, post_save), pytest.raises(ReviewRequired):
        version.save()
    assert UNREVIEWED not in world.readers_see()


@isolate_apps("tests.testapp")
@pytest.mark.parametrize("name", ["thing", "sort_order"])
def test_child_row__of_another_parent_and_with_an_order_of_the_host(name):
    """Only the key of this parent, and the order that Wagtail keeps, say nothing."""

    class Thing(ClusterableModel):
        class Meta:
            app_label = "testapp"

    class Host(ClusterableModel):
        class Meta:
            app_label = "testapp"

    class Row(models.Model):
        host = ParentalKey(Host, related_name="rows", on_delete=models.CASCADE)
        thing = ParentalKey(Thing, related_name="hosts", on_delete=models.CASCADE)
        sort_order = models.CharField(max_length=20)

        class Meta:
            app_label = "testapp"

        def __str__(self) -> str:
            return self.sort_order

    row = {"pk": 1, "host": 1, "thing": 1, "sort_order": "1"}
    one, other, moved = ({"rows": [each]} for each in (row, {**row, name: "2"}, {**row, "host": 2}))
    assert digest_of(Host, one) != digest_of(Host, other)
    assert digest_of(Host, one) == digest_of(Host, moved)
