"""The people of the demo: accounts, and the contributors they write and review as."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from wagtail.log_actions import LogContext

from demo.loading.content_files import read_list
from headhealth.models import Contributor

DEMO_PASSWORD = "demonstration"
"""Known to everybody, so only ever set where ``DEBUG`` is on."""

REGISTRAR = "admin"
CONFIRMING_OFFICER = "publisher"


def load_accounts() -> tuple[dict[str, Any], str]:
    """Create the accounts that are missing. Returns all by user name, and the new ones' password.

    Where ``DEBUG`` is off the password is random; it is "" where there was nothing to create.
    """
    user_model = get_user_model()
    password = DEMO_PASSWORD if settings.DEBUG else secrets.token_urlsafe(16)
    accounts, is_any_new = {}, False
    for entry in read_list("accounts"):
        user, is_new = user_model._default_manager.get_or_create(
            username=entry["username"],
            defaults={
                "first_name": entry["first_name"],
                "last_name": entry["last_name"],
                "email": entry["email"],
                "is_superuser": entry["is_superuser"],
            },
        )
        if is_new:
            is_any_new = True
            user.set_password(password)
            user.save()
            user.groups.set(Group.objects.filter(name__in=entry["groups"]))
        accounts[user.username] = user
    return accounts, password if is_any_new else ""


def load_contributors(accounts: dict[str, Any]) -> dict[str, Contributor]:
    """Create the contributors that are missing; a second person confirms each reviewer."""
    contributors = {}
    for entry in read_list("contributors"):
        key = entry.pop("key")
        user = accounts.get(entry.pop("user") or "")
        contributor = Contributor.objects.filter(name=entry["name"]).first()
        if contributor is None:
            values = {name: value for name, value in entry.items() if value is not None}
            contributor = Contributor(user=user, **values)
            contributor.full_clean()
            with LogContext(user=accounts[REGISTRAR]):
                contributor.save()
                contributor.save_revision(user=accounts[REGISTRAR])
            if contributor.needs_confirmation:
                contributor.confirm_registration(user=accounts[CONFIRMING_OFFICER])
        contributors[key] = contributor
    return contributors
