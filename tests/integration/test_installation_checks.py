"""The system checks tell a site what the app misses around it."""

from __future__ import annotations

from io import StringIO
from types import ModuleType

import pytest
from django.apps import apps
from django.core.checks import run_checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse
from django.urls import include, path

from headhealth.checks import installation_checks

APPS = [
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
]


def found(id_):
    return [message for message in run_checks() if message.id == id_]


@pytest.mark.parametrize("app", APPS)
def test_e015__an_app_is_missing(app, monkeypatch):
    assert found("headhealth.E015") == []
    is_installed = apps.is_installed
    monkeypatch.setattr(apps, "is_installed", lambda name: name != app and is_installed(name))
    (message,) = found("headhealth.E015")
    assert app in message.msg
    assert f"'{app}'" in message.hint


def test_e014__database_that_is_not_supported__stops_migrate_before_it_begins(db, monkeypatch):
    assert found("headhealth.E014") == []
    monkeypatch.setattr(installation_checks, "DATABASES", ("oracle",))
    monkeypatch.setattr(MigrationExecutor, "migrate", lambda *args, **kwargs: pytest.fail("ran"))
    with pytest.raises(SystemCheckError, match="which headhealth does not support"):
        call_command("migrate", skip_checks=False, stdout=StringIO())


def own_view(request):
    return HttpResponse()


def urlconf(settings, *patterns):
    addresses = ModuleType("addresses_of_a_site")
    addresses.urlpatterns = list(patterns)
    settings.ROOT_URLCONF = addresses


OURS = path("", include("headhealth.urls"))
ADMIN = [path("admin/", include("wagtail.admin.urls")), path("", include("wagtail.urls"))]


def test_w011__addresses_are_not_included(settings):
    urlconf(settings, *ADMIN)
    (message,) = found("headhealth.W011")
    assert 'include("headhealth.urls")' in message.hint
    assert found("headhealth.W012") == []


def test_w012__addresses_are_shadowed(settings):
    """As by the search of a new Wagtail site."""
    search = path("search/", own_view, name="search")
    urlconf(settings, search, OURS, *ADMIN)
    (message,) = found("headhealth.W012")
    assert message.msg == "/search/ is answered by search, and not by headhealth:search."
    urlconf(settings, OURS, search, *ADMIN)
    assert found("headhealth.W011") == found("headhealth.W012") == []


def test_addresses_of_an_own_view_that_has_no_name(settings):
    urlconf(settings, path("sitemap.xml", own_view), OURS, *ADMIN)
    (message,) = found("headhealth.W012")
    assert "/sitemap.xml is answered by" in message.msg
    assert "own_view" in message.msg
