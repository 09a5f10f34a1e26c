"""What has to be around the app: a database it supports, Wagtail's apps, and its own addresses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core import checks
from django.db import connections, router
from django.urls import NoReverseMatch, Resolver404, get_resolver, resolve, reverse

from headhealth.review.medical_review import MedicalReview

DATABASES = ("postgresql", "sqlite")
"""``vendor`` of the databases on which the ledger, the locks and the search are tested."""
APPS = (
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
)


def check_database_vendor(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """E014: a database on which some migrations would work, and others not."""
    return [
        checks.Error(
            f"The database '{alias}' is {connections[alias].display_name}, which headhealth does "
            "not support.",
            hint="Use PostgreSQL, or SQLite for a small site.",
            id="headhealth.E014",
        )
        for alias in connections
        if connections[alias].vendor not in DATABASES
        and router.allow_migrate_model(alias, MedicalReview)
    ]


def check_apps(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """E015: apps without which some of the admin's screens fail."""
    missing = [name for name in APPS if not apps.is_installed(name)]
    if not missing:
        return []
    return [
        checks.Error(
            f"{', '.join(missing)} is not installed: some screens of the admin would fail.",
            hint=f"Add {', '.join(repr(name) for name in missing)} to INSTALLED_APPS.",
            id="headhealth.E015",
        )
    ]


def check_addresses(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """W011, W012: public addresses of the app that lead nowhere, or somewhere else."""
    return list(_warnings())


def _warnings() -> Iterator[checks.CheckMessage]:
    patterns: Any = get_resolver("headhealth.urls").url_patterns
    names = {f"headhealth:{each.name}": each.pattern for each in patterns}
    for name, pattern in names.items():
        try:
            # As a number, a word and a slug it is valid alike.
            path = reverse(name, kwargs=dict.fromkeys(pattern.converters, "1"))
        except NoReverseMatch:
            yield checks.Warning(
                "The public addresses of headhealth are not included: readers find no search, "
                "cannot send feedback, and pages that link there fail.",
                hint='Write path("", include("headhealth.urls")) before Wagtail\'s addresses.',
                id="headhealth.W011",
            )
            return
        if (found := _view_name(path)) != name:
            yield checks.Warning(
                f"{path} is answered by {found or 'nothing'}, and not by {name}.",
                hint=(
                    'Write path("", include("headhealth.urls")) before it, or silence this warning '
                    "if your own view is meant to answer."
                ),
                id="headhealth.W012",
            )


def _view_name(path: str) -> str:
    """The name of the view that answers at ``path``; "" where none does."""
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""
