"""Content as text, for people who have no editor."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.rich_text import RichText

from headhealth.content_diff.content_changes import field_changes
from headhealth.content_diff.content_text import content_text
from headhealth.review.content_snapshot import content_snapshot, restore_snapshot
from tests import factories
from tests.testapp.models import ClinicPage, OpeningHours, OpeningTime


@pytest.fixture
def clinic(home: Any) -> ClinicPage:
    """A page of the host's own type, with child rows of two depths and a relation."""
    page = ClinicPage(title="Headache clinic", slug="clinic", summary="Come in.", live=False)
    page.body = [factories.text_section(text="<p>It is common.</p><ul><li>Rest</li></ul>")]
    page.opening_hours = [OpeningHours(day="Monday", times=[OpeningTime(time="9:00")])]
    page.shown_symptoms = [factories.SymptomFactory(name="aura", live=False)]
    home.add_child(instance=page)
    return page


def text_of(page: Any) -> dict[str, list[tuple[str, str]]]:
    return {
        part.label: [(line.label, line.text) for line in part.lines] for part in content_text(page)
    }


def test_text__is_that_of_every_field_and_block(clinic):
    assert text_of(clinic) == {
        "Title": [("", "Headache clinic")],
        "Summary": [("", "Come in.")],
        "Risk tier": [("", "Routine")],
        "Body › Text section: Overview": [
            ("Heading", "Overview"),
            ("Health aspect", "Overview"),
            ("Text", "It is common."),
            ("Text", "• Rest"),
        ],
        "Shown symptoms": [("", "aura")],
        "Opening hourss": [("1 › Day", "Monday"), ("1 › Opening times › 1 › Time", "9:00")],
    }


def test_text__of_a_snapshot_is_that_of_the_page(clinic):
    restored = restore_snapshot(ClinicPage, content_snapshot(clinic), clinic.pk)
    assert text_of(restored) == text_of(clinic)


def test_text__says_what_it_cannot_show(clinic):
    clinic.body = ClinicPage._meta.get_field("body").to_python([])
    clinic.body.append(("text_section", {"heading": "Overview", "text": RichText("")}))
    clinic.body[0].value["text"] = 5
    assert text_of(clinic)["Body"] == [("", "This part cannot be shown: its data is damaged.")]


def test_changes__of_child_rows_and_relations_are_shown_line_by_line(clinic):
    after = restore_snapshot(ClinicPage, content_snapshot(clinic), clinic.pk)
    after.opening_hours = [OpeningHours(day="Tuesday")]
    after.shown_symptoms = []
    hours, symptoms = field_changes(clinic, after, ["opening_hours", "shown_symptoms"], {})
    assert [(line.label, line.before, line.after) for line in hours.lines] == [
        ("1 › Day", "Monday", "Tuesday"),
        ("1 › Opening times › 1 › Time", "9:00", ""),
    ]
    assert [(line.before, line.after) for line in symptoms.lines] == [("aura", "")]
