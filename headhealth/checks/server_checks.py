"""What the app must be told of the servers around it: proxies and caches."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks

from headhealth.conf import app_settings

_OF_A_PROXY = ("SECURE_PROXY_SSL_HEADER", "USE_X_FORWARDED_HOST", "USE_X_FORWARDED_PORT")


def check_client_address(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """W005: behind a proxy, all readers seem to have one address and share one limit."""
    trusted = [name for name in _OF_A_PROXY if getattr(settings, name, None)]
    if not trusted or app_settings.CLIENT_ADDRESS_HEADER:
        return []
    return [
        checks.Warning(
            f"{trusted[0]} says that a proxy stands before the site, and "
            "HEADHEALTH_CLIENT_ADDRESS_HEADER does not say where it names the client: readers' "
            "forms are limited by the address of the proxy, for all readers together.",
            hint=(
                'Set HEADHEALTH_CLIENT_ADDRESS_HEADER = "X-Forwarded-For", or the header that your '
                "proxy always sets, and HEADHEALTH_TRUSTED_PROXIES if there are several."
            ),
            id="headhealth.W005",
        )
    ]


def check_page_cache_alias(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """E006: the pages are to be kept in a cache that does not exist."""
    alias = app_settings.PAGE_CACHE_ALIAS
    if not app_settings.PAGE_CACHE or alias in settings.CACHES:
        return []
    return [
        checks.Error(
            f"HEADHEALTH_PAGE_CACHE_ALIAS is '{alias}', which is none of CACHES: no page is kept.",
            hint=f"Add '{alias}' to CACHES, or name one of {', '.join(sorted(settings.CACHES))}.",
            id="headhealth.E006",
        )
    ]
