"""The system checks tell a site what the app misses around it."""

from __future__ import annotations

from io import StringIO
from types import ModuleType, SimpleNamespace

import pytest
from django.apps import apps
from django.core.checks import run_checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse
from django.urls import clear_script_prefix, include, path, set_script_prefix

from headhealth.checks import installation_checks
from headhealth.checks.installation_checks import check_addresses

SQLITE, OTHER = (SimpleNamespace(vendor=vendor) for vendor in ("sqlite", "mysql"))

APPS = [
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
    with pytest.raises(SystemCheckError, match="headhealth does not support the database"):
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


def test_addresses__below_a_script_name(settings):
    set_script_prefix("/health/")
    try:
        assert found("headhealth.W012") == []
    finally:
        clear_script_prefix()


def test_addresses__of_an_instance_with_a_name(settings):
    urlconf(settings, path("", include("headhealth.urls", namespace="health")), *ADMIN)
    assert found("headhealth.W011") == found("headhealth.W012") == []


def test_addresses__of_a_site_without_any(settings):
    del settings.ROOT_URLCONF
    assert check_addresses(None) == []


def test_e014__is_about_the_database_of_the_app_alone(settings, monkeypatch):
    monkeypatch.setattr(installation_checks, "connections", {"default": SQLITE, "legacy": OTHER})
    assert installation_checks.check_database_vendor(None) == []
    monkeypatch.setattr(installation_checks, "connections", {"default": OTHER, "legacy": SQLITE})
    (message,) = installation_checks.check_database_vendor(None)
    assert message.msg == "headhealth does not support the database 'default' (mysql)."
