"""People: the accounts, contributors and registrations that belong together.

One person may have two accounts, a record in each language, or an account that was deleted and made
again. What ever stood together in a registration stays together, but for a mistyped number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import chain
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import Q

from headhealth.review.account_hash import (
    account_hashes,
    address_of,
    name_hashes,
    normal_address,
    spellings,
)
from headhealth.review.contribution import Contribution
from headhealth.review.mistyped_number import is_mistyped
from headhealth.review.registration_record import RegistrationRecord
from headhealth.rules.registrations import padded_keys, registration_key


class Trait(Enum):
    """The kinds of facts by which a person is known."""

    ACCOUNT = "primary key of an account, which may be deleted"
    HASH = "hash of an account"
    ADDRESS = "e-mail address"
    CONTRIBUTOR = "translation key of a contributor, the same in every language"
    CONTRIBUTOR_ROW = "primary key of a contributor, which may be deleted"
    REGISTRATION = "key of a registration"
    PADDED = "key of a registration with other zeros before its number"


@dataclass(frozen=True)
class Person:
    """Everything by which one person is known."""

    traits: frozenset[tuple[Trait, str]] = frozenset()

    def is_same_as(self, other: Person) -> bool:
        return not self.traits.isdisjoint(other.traits)

    def has_account(self, account: str, digest: str) -> bool:
        """Whether an account is this person's, by its key or by its hash."""
        return not self.traits.isdisjoint({(Trait.ACCOUNT, account), (Trait.HASH, digest)})

    def values(self, trait: Trait) -> list[str]:
        return sorted(value for each, value in self.traits if each is trait)

    @property
    def accounts(self) -> list[str]:
        """Primary keys of all accounts, deleted ones included."""
        return self.values(Trait.ACCOUNT)


def known_by(
    *,
    account: Any = None,
    digest: str = "",
    address: str = "",
    contributor: Any = None,
    row: Any = None,
    registration: str = "",
    body_and_number: tuple[str, str] = ("", ""),
) -> Person:
    """A person as one row names them. What is not known is left out."""
    traits = (
        (Trait.ACCOUNT, account),
        (Trait.HASH, digest),
        (Trait.ADDRESS, normal_address(address)),
        (Trait.CONTRIBUTOR, contributor),
        (Trait.CONTRIBUTOR_ROW, row),
        (Trait.REGISTRATION, registration),
        *((Trait.PADDED, key) for key in padded_keys(*body_and_number)),
    )
    return Person(frozenset((trait, str(value)) for trait, value in traits if value))


def known_by_account(user: Any) -> Person:
    """``user`` without what belongs to them.

    The user name alone tells an account only from those that had no address.
    """
    named = known_by(account=user.pk, address=address_of(user))
    hashes = account_hashes(user) | name_hashes(user)
    return Person(named.traits | {(Trait.HASH, each) for each in hashes})


def known_by_contributor(contributor: Any) -> Person:
    """``contributor`` without what belongs to them."""
    return known_by(
        account=contributor.user_id,
        contributor=contributor.translation_key,
        row=contributor.pk,
        registration=contributor.registration_key,
        body_and_number=(contributor.registration_body, contributor.registration_number),
    )


def known_by_review(review: Any) -> Person:
    """The reviewer as the record of an approval names them."""
    body_and_number = review.registration_body, review.registration_number
    return known_by(
        account=review.reviewer_user_id,
        registration=registration_key(*body_and_number),
        body_and_number=body_and_number,
    )


def person_of(user: Any) -> Person:
    """The person whose account ``user`` is; for None a person without traits."""
    return people_of([known_by_account(user)])[0] if user is not None else Person()


def remembered_person(user: Any) -> Person:
    """The person, kept with the account for as long as a request lasts.

    For what screens offer. An act asks again.
    """
    if not hasattr(user, "_headhealth_person"):
        user._headhealth_person = person_of(user)
    person: Person = user._headhealth_person
    return person


def people_of(named: Sequence[Person]) -> list[Person]:
    """Each of ``named`` with all that belongs to them, however indirectly.

    A few queries, however many they are.
    """
    known = set().union(*(each.traits for each in named))
    rows, new = list(named), set(known)
    while new:
        found = list(_rows_with(Person(frozenset(new))))
        rows += found
        new = set().union(*(each.traits for each in found)) - known
        # Whatever leads to a row leads to its contributor as well.
        new = {trait for trait in new if trait[0] is not Trait.CONTRIBUTOR_ROW}
        known |= new
    groups = _joined(rows)
    return [
        Person(frozenset(chain.from_iterable(groups[trait] for trait in each.traits)))
        for each in named
    ]


def _joined(rows: Iterable[Person]) -> dict[tuple[Trait, str], set[tuple[Trait, str]]]:
    """Map each trait to all traits that ``rows`` link to it."""
    groups: dict[tuple[Trait, str], set[tuple[Trait, str]]] = {}
    for row in rows:
        whole = set(row.traits).union(*(groups[trait] for trait in row.traits if trait in groups))
        groups.update(dict.fromkeys(whole, whole))
    return groups


_NAMING = (
    "user", "translation_key", "registration_key", "registration_body", "registration_number"
)  # fmt: skip


def _rows_with(wanted: Person) -> Iterator[Person]:
    """Accounts, contributors and records that have any of the traits of ``wanted``."""
    accounts, addresses = wanted.accounts, wanted.values(Trait.ADDRESS)
    if accounts or addresses:
        of_these = Q(pk__in=accounts)
        for address in chain.from_iterable(map(spellings, addresses)):
            of_these |= Q(**{f"{get_user_model().get_email_field_name()}__iexact": address})
        yield from map(known_by_account, get_user_model()._base_manager.filter(of_these))
    same = Q(translation_key__in=wanted.values(Trait.CONTRIBUTOR))
    keys = wanted.values(Trait.REGISTRATION) + wanted.values(Trait.PADDED)
    same |= Q(registration_key__in=keys)
    # By name: the contributor itself asks who a person is.
    contributors = apps.get_model("headhealth", "Contributor")._base_manager
    rows = contributors.filter(Q(user__in=accounts) | same)
    yield from map(known_by_contributor, rows.only(*_NAMING))
    of_account = Q(account__in=accounts) | Q(account_hash__in=wanted.values(Trait.HASH))
    wrote = Contribution.objects.filter(of_account).order_by().distinct()
    for account, digest in wrote.values_list("account", "account_hash"):
        yield known_by(account=account, digest=digest)
    same |= of_account
    named = _registrations(RegistrationRecord.objects.filter(same))
    for account, digest, contributor, row, registration, body, number in named:
        yield known_by(
            account=account,
            digest=digest,
            contributor=contributor,
            row=row,
            registration=registration,
            body_and_number=(body, number),
        )


def _registrations(records: Any) -> Iterator[tuple[Any, ...]]:
    """What ``records`` name, each once; a number that was a slip is left out."""
    named = records.order_by().values_list(
        "account", "account_hash", "translation_key", "object_id",
        "registration_key", "registration_body", "registration_number",
    ).distinct()  # fmt: skip
    found = list(named)
    if _has_two_numbers(found):
        # Few ever had two.
        sound = set(named.exclude(is_mistyped()))
        found = [each if each in sound else (*each[:4], "", "", "") for each in found]
    yield from found


def _has_two_numbers(found: Sequence[tuple[Any, ...]]) -> bool:
    """Whether any contributor of ``found``, rows as ``_registrations`` reads them, had two numbers.

    Where a number joins two contributors, the other number of one may not be among them.
    """
    numbers = {(row, key) for _account, _hash, _key, row, key, *_rest in found if key}
    rows = {row for row, _key in numbers}
    if len(rows) > 1:
        records = RegistrationRecord.objects.filter(object_id__in=rows).exclude(registration_key="")
        numbers |= set(records.order_by().values_list("object_id", "registration_key").distinct())
    return len(numbers) > len(rows)
