"""Identities of people as the ledger keeps them: two that share a part are one person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from headhealth.review.person import (
    Person,
    Trait,
    known_by_account,
    people_of,
)


def identity_of(person: Person) -> list[str]:
    """The traits of ``person`` as text, without e-mail addresses, of which the ledger keeps a keyed
    hash, and without rows and spellings of registrations."""
    return sorted(
        f"{trait.name.lower()} {value}"
        for trait, value in person.traits
        if trait not in (Trait.ADDRESS, Trait.CONTRIBUTOR_ROW, Trait.PADDED)
    )


def identities_of(named: Sequence[Person]) -> list[list[str]]:
    """Identities of ``named``, each complete, by the same few queries."""
    return [identity_of(person) for person in people_of(named)]


def identity_of_user(user: Any) -> list[str]:
    """The complete identity of the person with the account ``user``."""
    return identities_of([known_by_account(user)])[0]


def is_same(one: Iterable[str], other: Iterable[str]) -> bool:
    return not set(one).isdisjoint(other)
