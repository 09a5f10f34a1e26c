"""By what a person is known, in a form that the ledger keeps: whoever shares a part is the same."""

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
    """Everything but e-mail addresses, of which the ledger keeps a keyed hash."""
    return sorted(
        f"{trait.name.lower()} {value}"
        for trait, value in person.traits
        if trait is not Trait.ADDRESS
    )


def identities_of(named: Sequence[Person]) -> list[list[str]]:
    """All that is known of each of ``named``, by the same few queries."""
    return [identity_of(person) for person in people_of(named)]


def identity_of_user(user: Any) -> list[str]:
    """All that is known of the person whose account ``user`` is."""
    return identities_of([known_by_account(user)])[0]


def is_same(one: Iterable[str], other: Iterable[str]) -> bool:
    return not set(one).isdisjoint(other)
