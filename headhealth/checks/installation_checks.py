"""The installation around the app: its database, Wagtail's apps and its own addresses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core import checks
from django.db import connections, router
from django.urls import (
    NoReverseMatch,
    Resolver404,
    get_resolver,
    get_script_prefix,
    resolve,
    reverse,
)

from headhealth.review.medical_review import MedicalReview

DATABASES = ("postgresql", "sqlite")
"""``vendor`` of the databases on which the ledger, the locks and the search are tested."""
APPS = ("wagtail.contrib.settings", "wagtail.contrib.typed_table_block")


def check_database_vendor(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """E014: a database on which some migrations would work, and others not."""
    used = {find(MedicalReview) for find in (router.db_for_read, router.db_for_write)}
    # Without a connection: the name of a database that Django shows may need one.
    vendors = {alias: connections[alias].vendor for alias in sorted(used)}
    return [
        checks.Error(
            f"headhealth does not support the database '{alias}' ({vendor}).",
            hint="Use PostgreSQL, or SQLite for a small site.",
            id="headhealth.E014",
        )
        for alias, vendor in vendors.items()
        if vendor not in DATABASES
    ]


def check_apps(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """E015: apps without which some of the admin's screens fail."""
    missing = [name for name in APPS if not apps.is_installed(name)]
    if not missing:
        return []
    return [
        checks.Error(
            f"Not installed: {', '.join(missing)}. Some screens of the admin would fail.",
            hint=f"Add {', '.join(repr(name) for name in missing)} to INSTALLED_APPS.",
            id="headhealth.E015",
        )
    ]


def check_addresses(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """W011, W012: public addresses of the app that lead nowhere, or somewhere else."""
    return list(_warnings()) if getattr(settings, "ROOT_URLCONF", None) else []


def _warnings() -> Iterator[checks.CheckMessage]:
    patterns: Any = get_resolver("headhealth.urls").url_patterns
    for name, pattern in ((each.name, each.pattern) for each in patterns):
        try:
            # As a number, a word and a slug it is valid alike.
            path = reverse(f"headhealth:{name}", kwargs=dict.fromkeys(pattern.converters, "1"))
        except NoReverseMatch:
            yield checks.Warning(
                "The public addresses of headhealth are not included: readers find no search, "
                "cannot send feedback, and pages that link there fail.",
                hint='Write path("", include("headhealth.urls")) before Wagtail\'s addresses.',
                id="headhealth.W011",
            )
            return
        found = _answering(path)
        if found is None or (found.app_names, found.url_name) != (["headhealth"], name):
            yield checks.Warning(
                f"{path} is answered by {found.view_name if found else 'nothing'}, and not by "
                f"headhealth:{name}.",
                hint=(
                    'Write path("", include("headhealth.urls")) before it. If your own view is '
                    "meant to answer, silence this warning: it is then silent about every address."
                ),
                id="headhealth.W012",
            )


def _answering(path: str) -> Any:
    """The match for ``path``, as ``reverse`` gives it, or None."""
    try:
        return resolve("/" + path.removeprefix(get_script_prefix()))
    except Resolver404:
        return None
