"""Personal data of readers is deleted after a set time."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from headhealth.models import AddressCount, Feedback
from tests import factories


def run(*arguments):
    out = StringIO()
    call_command("delete_old_reader_data", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def old_and_new(live):
    old, new = (
        factories.FeedbackFactory(page=live, email="r@example.org", notes="Wrote to r@example.org.")
        for _ in range(2)
    )
    Feedback.objects.filter(pk=old.pk).update(
        submitted_at=timezone.localtime() - timedelta(days=366)
    )
    AddressCount.objects.create(
        day=timezone.localdate() - timedelta(days=1), form="feedback", address_key="x", count=1
    )
    return old, new


def test_command__deletes_what_identifies_readers_and_keeps_the_rest(old_and_new):
    assert "Deleted texts and addresses in feedback: 1" in run()
    old, new = (Feedback.objects.get(pk=each.pk) for each in old_and_new)
    assert (old.email, old.comment, old.notes) == ("", "", "")
    assert (old.kind, old.page_title) == ("clinical_mistake", "Migraine")
    assert (new.email, new.comment) == ("r@example.org", "The dose is wrong.")
    assert not AddressCount.objects.exists()


def test_command__again_finds_nothing(old_and_new):
    run()
    assert run().count(": 0\n") == run().count("\n")


def test_dry_run__changes_nothing(old_and_new):
    assert "Would delete texts and addresses in feedback: 1" in run("--dry-run")
    assert Feedback.objects.filter(email="r@example.org").count() == 2
    assert AddressCount.objects.exists()


def test_command__goes_by_the_setting(old_and_new, settings):
    settings.HEADHEALTH_READER_DATA_KEPT_DAYS = 400
    assert "feedback: 0" in run()
