"""System checks: rules that a site can break, each with an id and a hint."""

from __future__ import annotations

from django.core import checks

from headhealth.checks.anchor_checks import check_anchor_settings, check_ledger_anchor
from headhealth.checks.held_content_checks import check_held_content
from headhealth.checks.installation_checks import (
    check_addresses,
    check_apps,
    check_database_vendor,
)
from headhealth.checks.middleware_checks import check_middleware
from headhealth.checks.people_checks import check_people
from headhealth.checks.reminder_checks import check_reminders
from headhealth.checks.review_checks import (
    check_reviewed_models,
    check_settings,
)
from headhealth.checks.server_checks import check_client_address, check_page_cache_alias
from headhealth.checks.shown_content_checks import check_shown_content


def register_checks() -> None:
    """Called once, from ``ready()``."""
    checks.register(check_apps)
    checks.register(check_database_vendor)
    checks.register(check_addresses, checks.Tags.urls)
    checks.register(check_reviewed_models, checks.Tags.models)
    checks.register(check_held_content, checks.Tags.models)
    checks.register(check_shown_content, checks.Tags.models)
    checks.register(check_settings)
    checks.register(check_people, checks.Tags.database)
    checks.register(check_reminders, checks.Tags.database)
    checks.register(check_ledger_anchor, checks.Tags.database)
    checks.register(check_anchor_settings)
    checks.register(check_middleware)
    checks.register(check_client_address)
    checks.register(check_page_cache_alias, checks.Tags.caches)
