"""The system checks tell a site what would let the gate leak."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import models
from django.test import override_settings
from django.test.utils import isolate_apps
from wagtail.models import Page

from headhealth import checks
from headhealth.models import MedicallyReviewedMixin, MedicalReviewTask, Symptom


def ids(messages):
    return {message.id for message in messages}


@pytest.fixture
def only(monkeypatch):
    """Check these models instead of the site's own."""

    def use(*models_):
        monkeypatch.setattr(checks, "reviewed_models", lambda: models_)

    return use


def test_the_test_site__passes(db):
    call_command("check", databases=["default"])


@isolate_apps("tests.testapp")
def test_e001__a_reviewed_model_without_drafts(only):
    class Bare(MedicallyReviewedMixin, models.Model):
        class Meta:
            app_label = "testapp"

        def __str__(self):
            return ""

    only(Bare)
    assert ids(checks.check_reviewed_models(None)) == {"headhealth.E001"}


@isolate_apps("tests.testapp", "wagtail")
def test_e002__the_mixin_after_wagtails_bases(only):
    class Late(Page, MedicallyReviewedMixin):
        class Meta:
            app_label = "testapp"

    only(Late)
    assert ids(checks.check_reviewed_models(None)) == {"headhealth.E002"}


@isolate_apps("tests.testapp", "wagtail")
def test_e003__a_plain_many_to_many(only):
    class Tagged(MedicallyReviewedMixin, Page):
        symptoms = models.ManyToManyField(Symptom)

        class Meta:
            app_label = "testapp"

    only(Tagged)
    assert ids(checks.check_reviewed_models(None)) == {"headhealth.E003"}
    Tagged.review_exempt_fields = ["symptoms"]
    assert checks.check_reviewed_models(None) == []


def test_e004__workflows_switched_off():
    with override_settings(WAGTAIL_WORKFLOW_ENABLED=False):
        assert ids(checks.check_settings(None)) == {"headhealth.E004"}


@pytest.mark.parametrize(
    "intervals", [{"routine": 0}, {"high": "six"}, {"mild": 12}], ids=["zero", "text", "unknown"]
)
def test_e005__intervals_that_make_no_sense(intervals):
    with override_settings(HEADHEALTH_REVIEW_INTERVAL_MONTHS=intervals):
        assert ids(checks.check_settings(None)) == {"headhealth.E005"}


def test_w001__no_active_review_task(db):
    assert checks.check_medical_workflow(None, databases=["default"]) == []
    MedicalReviewTask.objects.update(active=False)
    assert ids(checks.check_medical_workflow(None, databases=["default"])) == {"headhealth.W001"}
    assert checks.check_medical_workflow(None) == []
