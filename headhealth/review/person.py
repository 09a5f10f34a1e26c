"""People: the accounts, contributors and registrations that belong together.

One person may have two accounts, a record in each language, or an account that was deleted and made
again. What ever stood together in a registration stays together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any, Self

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import Q

from headhealth.review.account_hash import account_hashes, normal_address
from headhealth.review.registration_record import RegistrationRecord

_Row = tuple[Any, Any, Any]


@dataclass(frozen=True)
class Person:
    """All by which one person is known, as text."""

    accounts: frozenset[str] = frozenset()
    """Primary keys of accounts, deleted ones included."""
    hashes: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    contributors: frozenset[str] = frozenset()
    """Translation keys: a contributor is the same in every language."""
    registrations: frozenset[str] = frozenset()

    def __or__(self, other: Self) -> Self:
        return type(self)(*(mine | theirs for mine, theirs in self._pairs(other)))

    def __sub__(self, other: Self) -> Self:
        return type(self)(*(mine - theirs for mine, theirs in self._pairs(other)))

    def __bool__(self) -> bool:
        return any(getattr(self, field.name) for field in fields(self))

    def is_same_as(self, other: Self) -> bool:
        return any(mine & theirs for mine, theirs in self._pairs(other))

    def has_account(self, account: str, digest: str) -> bool:
        """Whether an account is this person's, by its key or by its hash."""
        return account in self.accounts or digest in self.hashes

    def is_contributor(self, contributor: Any) -> bool:
        return self.is_same_as(_person_in(contributor))

    def _pairs(self, other: Self) -> Iterable[tuple[frozenset[str], frozenset[str]]]:
        names = [field.name for field in fields(self)]
        return [(getattr(self, name), getattr(other, name)) for name in names]


NOBODY = Person()


def person_of(user: Any) -> Person:
    """The person whose account ``user`` is, with all that belongs to them. A few queries."""
    return _with_links(_account(user)) if user is not None else NOBODY


def person_of_contributor(contributor: Any) -> Person:
    return _with_links(_person_in(contributor))


def is_same_person(user: Any, other: Any) -> bool:
    """Whether two accounts belong to one person.

    ``other`` is a user, or the ``account_hash`` that a record kept of one; None is nobody.
    """
    if not user or not other:
        return False
    if isinstance(other, str):
        other_person = _with_links(Person(hashes=frozenset({other})))
    else:
        other_person = person_of(other)
    return person_of(user).is_same_as(other_person)


def _account(user: Any) -> Person:
    address = normal_address(getattr(user, "email", "") or "")
    return Person(
        accounts=frozenset({str(user.pk)}),
        hashes=account_hashes(user),
        addresses=frozenset({address} if address else ()),
    )


def _person_in(contributor: Any) -> Person:
    return _person_in_row(
        (contributor.user_id, contributor.translation_key, contributor.registration_key)
    )


def _person_in_row(row: _Row) -> Person:
    account, translation_key, registration = row
    return Person(
        accounts=frozenset({str(account)} if account else ()),
        contributors=frozenset({str(translation_key)} if translation_key else ()),
        registrations=frozenset({registration} if registration else ()),
    )


def _with_links(known: Person) -> Person:
    """``known`` with everything that it is linked to, however indirectly."""
    new = known
    while new:
        found = _linked_accounts(new) | _linked_contributors(new) | _linked_records(new)
        new, known = found - known, known | found
    return known


def _linked_accounts(to: Person) -> Person:
    """Accounts with these keys, and those with the same address as one of them."""
    users = get_user_model()._default_manager
    wanted = Q(pk__in=to.accounts)
    for address in to.addresses:
        wanted |= Q(email__iexact=address)
    if not (to.accounts or to.addresses):
        return NOBODY
    return _joined(map(_account, users.filter(wanted)))


def _linked_contributors(to: Person) -> Person:
    wanted = Q(user__in=to.accounts) | _same_contributor_or_registration(to)
    # By name: the contributor itself asks who a person is.
    contributors = apps.get_model("headhealth", "Contributor")._base_manager
    rows = contributors.filter(wanted).values_list("user", "translation_key", "registration_key")
    return _joined(map(_person_in_row, rows))


def _linked_records(to: Person) -> Person:
    wanted = Q(account__in=to.accounts) | Q(account_hash__in=to.hashes)
    wanted |= _same_contributor_or_registration(to)
    records = RegistrationRecord.objects.filter(wanted).order_by()
    rows = records.values_list("account", "translation_key", "registration_key", "account_hash")
    return _joined(
        _person_in_row((account, key, registration))
        | Person(hashes=frozenset({digest} if digest else ()))
        for account, key, registration, digest in rows.distinct()
    )


def _same_contributor_or_registration(to: Person) -> Q:
    return Q(translation_key__in=to.contributors) | Q(registration_key__in=to.registrations)


def _joined(people: Iterable[Person]) -> Person:
    joined = NOBODY
    for person in people:
        joined |= person
    return joined
