"""Free sentences of before become set ones, and what is dropped is said."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from wagtail.models import Site

from headhealth.models import ReviewPolicy
from headhealth.review.policy_notices import OverdueNotice, TakedownNotice

MIGRATION = import_module("headhealth.migrations.0034_set_notices")


@pytest.fixture
def policy(home: Any) -> ReviewPolicy:
    return ReviewPolicy.objects.create(site=Site.objects.get(is_default_site=True))


def migrated(policy: ReviewPolicy, **texts: str) -> ReviewPolicy:
    # What the column held before, past the choices of today.
    before = {"overdue_notice": "", "takedown_notice": "", **texts}
    for name, text in before.items():
        setattr(policy, name, text)
    rows = SimpleNamespace(
        select_related=lambda *names: [policy], __iter__=lambda self: iter([policy])
    )
    model = SimpleNamespace(objects=SimpleNamespace(using=lambda alias: rows))
    policy.save = lambda **kwargs: None
    apps = SimpleNamespace(get_model=lambda *names: model)
    MIGRATION.choose_sentences(apps, SimpleNamespace(connection=connection))
    return policy


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("", OverdueNotice.OVERDUE),
        ("  ", OverdueNotice.OVERDUE),
        ("Next review overdue", OverdueNotice.OVERDUE),
        (" Next review overdue: it may be out of date ", OverdueNotice.MAY_BE_OUTDATED),
    ],
)
def test_known_sentence__is_chosen(text, chosen, policy, capsys):
    assert migrated(policy, overdue_notice=text).overdue_notice == chosen
    assert capsys.readouterr().out == ""


def test_other_text__is_dropped_and_printed(policy, capsys):
    after = migrated(policy, overdue_notice="Take ten.", takedown_notice="Ask your aunt.")
    assert after.overdue_notice == OverdueNotice.OVERDUE
    assert after.takedown_notice == TakedownNotice.MAY_BE_OUTDATED
    printed = capsys.readouterr().out
    assert "overdue_notice: dropped the text “Take ten.”" in printed
    assert "takedown_notice: dropped the text “Ask your aunt.”" in printed


def test_sentences__are_those_of_the_model():
    for known, choices in (
        (MIGRATION.OVERDUE, OverdueNotice),
        (MIGRATION.TAKEDOWN, TakedownNotice),
    ):
        assert {name: text for text, name in known.items()} == dict(choices.choices)
