"""Contexts that a receiver copies: what counts during a save counts nowhere else, and not later."""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models.signals import post_save
from wagtail.log_actions import LogContext
from wagtail.models import Page

from headhealth.models import ConditionPage, LedgerEntry, MedicalReview
from headhealth.review.contribution import Contribution
from headhealth.review.review_required import ReviewRequired
from tests import factories
from tests.integration.gate.receiver_doors import receiving
from tests.testapp.models import ClinicPage, OpeningHours


def in_a_thread(act: Callable[[], Any]) -> list[BaseException]:
    """Do ``act`` in another thread, in a copy of the context of this one; return what it raises."""
    raised: list[BaseException] = []

    def run() -> None:
        try:
            act()
        except BaseException as error:
            raised.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=contextvars.copy_context().run, args=[run])
    thread.start()
    thread.join(20)
    return raised


@pytest.fixture
def clinic(committed: None, home: Page) -> ClinicPage:
    clinic = ClinicPage(title="Clinic", slug="clinic", summary="Rest.", live=False)
    clinic.body = [factories.text_section()]
    clinic.opening_hours = [OpeningHours(day="Monday")]
    home.add_child(instance=clinic)
    return factories.published(clinic, author=factories.editor(), approver=factories.reviewer())


def test_thread_that_a_receiver_starts__is_not_in_the_scope_of_the_save(clinic):
    """It writes on another connection, which nobody judges when the scope ends."""
    raised: list[BaseException] = []

    def write(page: Any) -> None:
        row = OpeningHours(page_id=page.pk, day="Sunday")
        raised.extend(in_a_thread(row.save))

    with receiving(post_save, ClinicPage, write):
        clinic.save()
    assert [type(error) for error in raised] == [ReviewRequired]
    assert not OpeningHours.objects.filter(day="Sunday").exists()


def test_context_of_an_act__writes_nothing_later(live):
    kept = []

    def keep(row: Any) -> None:
        kept.append((contextvars.copy_context(), row))

    for model in (MedicalReview, LedgerEntry):
        with receiving(post_save, model, keep):
            factories.reviewed(live)
    for context, row in kept:
        with pytest.raises(PermissionDenied, match="never directly"):
            context.run(row.save_base)


def test_context_of_a_publication__hides_no_author_later(draft, editor, reviewer):
    kept = []

    def keep(page: Any) -> None:
        if page.live:
            kept.append(contextvars.copy_context())

    with receiving(post_save, ConditionPage, keep):
        factories.published(draft, author=editor, approver=reviewer)
    page = ConditionPage.objects.get(pk=draft.pk)
    page.unpublish()
    page.summary = "The reviewer wrote this."

    def save() -> None:
        with LogContext(user=reviewer):
            page.save()

    kept[0].run(save)
    assert Contribution.objects.filter(user=reviewer).exists()
