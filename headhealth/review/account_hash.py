"""Keyed hashes by which an account is known after it was deleted."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any
from unicodedata import normalize

from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils.encoding import force_bytes


def account_hash(user: Any) -> str:
    """64 hexadecimal characters, the same for every account with this e-mail address.

    An account without an address is known by its user name. Without the site's secret key,
    addresses cannot be tried against it.
    """
    return _keyed(_spelling(user), settings.SECRET_KEY)


def account_hashes(user: Any) -> frozenset[str]:
    """The hashes that records of ``user`` may hold: also those made with a former secret key."""
    return _by_all_keys(_spelling(user))


def name_hashes(user: Any) -> frozenset[str]:
    """The hashes of accounts without an address that had the user name of ``user``."""
    return _by_all_keys(_name(user))


def normal_address(address: str) -> str:
    """One spelling of an e-mail address; case does not count, nor how its domain is encoded."""
    name, at, domain = normalize("NFKC", address).strip().casefold().rpartition("@")
    try:
        return f"{name}{at}{domain.encode('ascii').decode('idna')}"
    except UnicodeError:
        return f"{name}{at}{domain}"


def spellings(address: str) -> list[str]:
    """A normal address as accounts may have it, but for case."""
    name, at, domain = address.rpartition("@")
    try:
        return list(dict.fromkeys([address, f"{name}{at}{domain.encode('idna').decode()}"]))
    except UnicodeError:
        return [address]


def address_of(user: Any) -> str:
    """The e-mail address of an account in one spelling; empty where it has none."""
    return normal_address(getattr(user, get_user_model().get_email_field_name(), "") or "")


def _spelling(user: Any) -> str:
    address = address_of(user)
    return f"address:{address}" if address else _name(user)


def _name(user: Any) -> str:
    return f"name:{getattr(user, get_user_model().USERNAME_FIELD)}"


def _by_all_keys(text: str) -> frozenset[str]:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return frozenset(_keyed(text, key) for key in keys)


def _keyed(text: str, key: str | bytes) -> str:
    # The salt keeps these hashes apart from others that are made with the secret key.
    salted = f"headhealth.account:{text}".encode("utf-8", "surrogatepass")
    return hmac.new(force_bytes(key), salted, hashlib.sha256).hexdigest()
