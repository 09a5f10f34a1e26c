"""Content that readers see, of each kind there is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from headhealth.models import Symptom
from tests import factories
from tests.integration.audit.anchors import KINDS, Anchor
from tests.testapp.models import Advice, ClinicPage, OpeningHours, OpeningTime


@pytest.fixture
def clinic(home: Any, editor: Any, reviewer: Any) -> ClinicPage:
    """A live page of the host's own type, with child rows of two depths and a relation."""
    page = ClinicPage(title="Headache clinic", slug="clinic", summary="Come in.", live=False)
    page.body = [factories.text_section()]
    page.opening_hours = [OpeningHours(day="Monday", times=[OpeningTime(time="9:00")])]
    page.shown_symptoms = [factories.SymptomFactory(name="aura", live=False)]
    home.add_child(instance=page)
    return factories.published(page, author=editor, approver=reviewer)


@pytest.fixture
def symptom(editor: Any, reviewer: Any) -> Symptom:
    return factories.published(
        factories.SymptomFactory(name="stiff neck"), author=editor, approver=reviewer
    )


@pytest.fixture
def advice(editor: Any, reviewer: Any) -> Advice:
    snippet = Advice(text="Rest in a dark room.", live=False)
    snippet.save()
    return factories.published(snippet, author=editor, approver=reviewer)


@pytest.fixture(params=KINDS)
def anchor(request: pytest.FixtureRequest, tmp_path: Path, settings: Any) -> Anchor:
    """The anchor of the site: a file, then a private storage."""
    options = {"location": str(tmp_path), "allow_overwrite": False}
    backend = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = {**settings.STORAGES, "anchor": {"BACKEND": backend, "OPTIONS": options}}
    made = Anchor(request.param, tmp_path)
    settings.HEADHEALTH_LEDGER_ANCHOR = made.name
    return made
