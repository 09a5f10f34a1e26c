"""A page with a history: written, approved, changed in parts, published urgently, reported on."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.models import Site

from headhealth.models import ConditionPage, PublisherStatements, Source
from tests import factories


@pytest.fixture
def guideline(db: Any) -> Source:
    """As an editor saves it, with a version of its own."""
    source = factories.SourceFactory(title="Headaches in over 12s", publisher="NICE", year=2021)
    source.save_revision()
    return source


def cited(source: Source, text: str) -> str:
    return f'<p>{text} <a linktype="source" id="{source.pk}">[NICE, 2021]</a></p>'


@pytest.fixture
def storied(
    a_to_z: Any, editor: Any, reviewer: Any, other_reviewer: Any, guideline: Source
) -> ConditionPage:
    """Live, after a whole review by one and a review of changes by the other."""
    author = factories.ContributorFactory(
        name="Dr Author", credentials="MBBS", conflict_statement="Nothing to declare."
    )
    page = factories.ConditionPageFactory(parent=a_to_z, title="Migraine", slug="a-story")
    page.authors = [("contributor", author)]
    page.body = [
        factories.text_section(text=cited(guideline, "It is common.")),
        (
            "care_card",
            {"level": "emergency", "heading": "Call 999 if:", "text": "<p>It is sudden.</p>"},
        ),
    ]
    page = factories.published(page, author=editor, approver=reviewer)
    page.summary = "Most migraines pass within three days."
    task_state = factories.submit(page, user=editor)
    factories.approve(
        task_state,
        user=other_reviewer,
        scope="changes",
        comment="Checked against the guideline.",
        change_note="How long it lasts",
    )
    return ConditionPage.objects.get(pk=page.pk)


@pytest.fixture
def statements(home: Any) -> PublisherStatements:
    """Everything that a publisher can declare."""
    stated = PublisherStatements.for_site(Site.objects.get(is_default_site=True))
    for field in PublisherStatements._meta.concrete_fields:
        if field.name.endswith("_url"):
            setattr(stated, field.name, f"https://example.org/{field.name}")
        elif field.name not in ("id", "site"):
            setattr(stated, field.name, f"We state our {field.verbose_name}.")
    stated.save()
    return stated
