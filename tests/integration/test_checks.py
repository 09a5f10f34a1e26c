"""The system checks tell a site what would let the gate leak, and what it forgot to set."""

from __future__ import annotations

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import models
from django.test import override_settings
from django.test.utils import isolate_apps
from wagtail.models import Page

from headhealth.checks import review_checks as checks
from headhealth.models import MedicallyReviewedMixin


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


def test_e004__workflows_switched_off():
    with override_settings(WAGTAIL_WORKFLOW_ENABLED=False):
        assert ids(checks.check_settings(None)) == {"headhealth.E004"}


PAGE_CACHE = "headhealth.page_cache.middleware.PageCacheMiddleware"
PAGE_ROUTING = "headhealth.pages.page_routing.PageRoutingMiddleware"


def warning(id_):
    """What ``check`` prints of one kind; None if nothing."""
    return next((message for message in run_checks() if message.id == id_), None)


@pytest.mark.parametrize("place", ["first", "second", "missing"])
@pytest.mark.parametrize("is_on", [True, False])
def test_w003__the_page_cache_is_on_and_its_middleware_not_the_first(is_on, place, settings):
    others = [name for name in settings.MIDDLEWARE if name != PAGE_CACHE]
    settings.HEADHEALTH_PAGE_CACHE = is_on
    settings.MIDDLEWARE = {
        "first": [PAGE_CACHE, *others],
        "second": [others[0], PAGE_CACHE, *others[1:]],
        "missing": others,
    }[place]
    found = warning("headhealth.W003")
    assert bool(found) == (is_on and place != "first")
    assert not found or PAGE_CACHE in found.hint


def test_w004__the_middleware_that_finds_pages_is_missing(settings):
    assert warning("headhealth.W004") is None
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != PAGE_ROUTING]
    assert PAGE_ROUTING in warning("headhealth.W004").hint


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECURE_PROXY_SSL_HEADER", ("HTTP_X_FORWARDED_PROTO", "https")),
        ("USE_X_FORWARDED_HOST", True),
        ("USE_X_FORWARDED_PORT", True),
    ],
)
def test_w005__a_proxy_that_does_not_name_the_client(name, value, settings):
    assert warning("headhealth.W005") is None
    setattr(settings, name, value)
    found = warning("headhealth.W005")
    assert name in found.msg and "HEADHEALTH_CLIENT_ADDRESS_HEADER" in found.hint
    settings.HEADHEALTH_CLIENT_ADDRESS_HEADER = "X-Forwarded-For"
    assert warning("headhealth.W005") is None


def test_e006__pages_are_kept_in_a_cache_that_does_not_exist(settings):
    settings.HEADHEALTH_PAGE_CACHE_ALIAS = "pages"
    assert warning("headhealth.E006") is None
    settings.HEADHEALTH_PAGE_CACHE = True
    assert "default" in warning("headhealth.E006").hint
