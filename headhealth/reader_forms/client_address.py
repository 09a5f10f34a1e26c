"""Which network address a request comes from. Used to count, never stored."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from headhealth.conf import app_settings

IPV6_NETWORK_BITS = 64
"""One household or one rented server has this many at least, so they count as one address."""


def client_address(request: Any) -> str:
    """The address that the submissions of a reader are counted by; "" where it cannot be known.

    Behind proxies, the entry that the outermost trusted one added to its header: whatever stands
    further left was written by the client.
    """
    return _normalised(_forwarded(request)) or _normalised(request.META.get("REMOTE_ADDR", ""))


def _forwarded(request: Any) -> str:
    header = app_settings.CLIENT_ADDRESS_HEADER
    entries = request.headers.get(header, "").split(",") if header else []
    proxies = app_settings.TRUSTED_PROXIES
    return entries[-proxies] if 0 < proxies <= len(entries) else ""


def _normalised(text: str) -> str:
    address = _parsed(text.strip())
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ip_network((int(address), IPV6_NETWORK_BITS), strict=False))
    return str(address or "")


def _parsed(text: str) -> Any:
    """An address object, also from the forms with a port that proxies write; None for others."""
    bare = text.partition("]")[0].removeprefix("[") if text.startswith("[") else text
    for candidate in (bare, bare.partition(":")[0]):
        try:
            return ip_address(candidate.partition("%")[0])
        except ValueError:
            continue
    return None
