"""A receiver of the host that stands before the gate's, and saves outside of a transaction."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models.signals import pre_save
from wagtail.models import Page
from wagtail.signals import page_unpublished, unpublished

from headhealth.models import Dependency, ReviewClock
from headhealth.review.review_required import ReviewRequired
from tests import factories
from tests.integration.gate.receiver_doors import receiving
from tests.testapp.apps import first_receivers
from tests.testapp.models import Advice, AdviceRow, AnyPage, ClinicPage, OpeningHours

UNREVIEWED = "Take ten tablets."


class HostError(Exception):
    """Raised by the receiver of the host."""


@pytest.fixture
def hear_first() -> Any:
    """Let a function hear every save before the gate does."""
    yield first_receivers.append
    first_receivers.clear()


@pytest.fixture
def clinic(committed: None, home: Page) -> ClinicPage:
    clinic = ClinicPage(title="Clinic", slug="clinic", summary="Rest.", live=False)
    clinic.body = [factories.text_section()]
    clinic.opening_hours = [OpeningHours(day="Monday")]
    home.add_child(instance=clinic)
    return factories.published(clinic, author=factories.editor(), approver=factories.reviewer())


@pytest.fixture
def advice(clinic: ClinicPage) -> Advice:
    advice = Advice(text="Rest in a dark room.", live=False)
    advice.save()
    editor = factories.editor(username="other_editor")
    reviewer = factories.reviewer(username="other_reviewer")
    return factories.published(advice, author=editor, approver=reviewer)


def setting(name: str, **more: Any) -> Any:
    def change(obj: Any) -> None:
        for each, value in {name: UNREVIEWED, **more}.items():
            setattr(obj, each, value)

    return change


def page_row(clinic: ClinicPage) -> Page:
    return Page.objects.get(pk=clinic.pk)


SAVES = {
    "a snippet": (Advice, "text", lambda clinic, advice: advice.save()),
    "a snippet past the mixin": (Advice, "text", lambda clinic, advice: advice.save_base()),
    "a row of another app": (
        AdviceRow,
        "text",
        lambda clinic, advice: AdviceRow.objects.get(pk=advice.pk).save(),
    ),
    "a page": (ClinicPage, "summary", lambda clinic, advice: clinic.save()),
    "a page past the mixin": (ClinicPage, "summary", lambda clinic, advice: clinic.save_base()),
    "a base page": (Page, "title", lambda clinic, advice: page_row(clinic).save()),
    "a base page past its save": (
        Page,
        "title",
        lambda clinic, advice: page_row(clinic).save_base(),
    ),
    "a child row": (
        OpeningHours,
        "day",
        lambda clinic, advice: clinic.opening_hours.get().save(),
    ),
}


@pytest.mark.parametrize("way", SAVES)
def test_receiver_that_raises__leaves_nothing_unreviewed(way, clinic, advice, hear_first):
    """It would be committed as a third receiver made it after the gate had judged it."""
    sender, name, save = SAVES[way]

    def fail(obj: Any) -> None:
        if isinstance(obj, sender):
            raise HostError

    hear_first(fail)
    with receiving(pre_save, sender, setting(name)):
        with pytest.raises((HostError, ReviewRequired)):
            save(clinic, advice)
    assert UNREVIEWED not in readers_see()


@pytest.mark.parametrize("save", [lambda page: page.save(), lambda page: page.save_base()])
@pytest.mark.parametrize("model", [Page, AnyPage, ClinicPage])
def test_receiver_that_hides_what_was_written__leaves_nothing_unreviewed(
    model, save, clinic, hear_first
):
    """The object is offline for the gate before the write and after it, and live in its row."""

    def hide(page: Any) -> None:
        page.live = False

    hear_first(hide)
    page = model.objects.get(pk=clinic.pk)
    page.live = False
    with receiving(pre_save, model, setting("title", live=True)):
        with pytest.raises(ReviewRequired):
            save(page)
    assert UNREVIEWED not in readers_see()


def fail_too(obj: Any, **kwargs: Any) -> None:
    raise HostError


@pytest.mark.parametrize("also", [None, fail_too], ids=["alone", "with one that raises"])
def test_page_that_is_taken_offline__has_no_clock_and_is_found_as_it_is(clinic, also):
    assert ReviewClock.objects.for_object(clinic).exists()
    heard: list[Any] = []

    def hear(instance: Any, **kwargs: Any) -> None:
        heard.append(instance.pk)

    # Only this one is known to caches in front of the site.
    page_unpublished.connect(hear, sender=ClinicPage)
    if also:
        unpublished.connect(also, sender=ClinicPage)
    try:
        with receiving(pre_save, ClinicPage, setting("title")), pytest.raises(ReviewRequired):
            clinic.save_base()
    finally:
        unpublished.disconnect(also, sender=ClinicPage)
        page_unpublished.disconnect(hear, sender=ClinicPage)
    assert heard == [clinic.pk]
    assert UNREVIEWED not in readers_see()
    assert not ReviewClock.objects.for_object(clinic).exists()
    assert not Dependency.objects.for_object(clinic).exists()
    assert [page.pk for page in ClinicPage.objects.search("tablets")] == [clinic.pk]


def test_page_that_is_taken_offline__with_an_index_that_fails(clinic, monkeypatch):
    monkeypatch.setattr("wagtail.search.index.insert_or_update_object", fail_too)
    with receiving(pre_save, ClinicPage, setting("title")), pytest.raises(ReviewRequired):
        clinic.save_base()
    assert UNREVIEWED not in readers_see()


def readers_see() -> str:
    clinics = ClinicPage.objects.filter(live=True)
    return " ".join(
        [
            *(f"{page.title} {page.summary}" for page in clinics),
            *(row.day for row in OpeningHours.objects.filter(page__in=clinics)),
            *(advice.text for advice in Advice.objects.filter(live=True)),
        ]
    )
