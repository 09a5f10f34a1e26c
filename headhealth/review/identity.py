"""By what a person is known, in a form that the ledger keeps: whoever shares a part is the same."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from headhealth.review.contributor import Contributor


def identity_of_user(user: Any) -> list[str]:
    """All that is known of the person whose account ``user`` is."""
    return _known([user.pk], Contributor.objects.filter(user=user))


def identity_of_contributor(contributor: Contributor) -> list[str]:
    """All that is known of the person who is ``contributor``."""
    return _known([contributor.user_id], [contributor])


def identity_of_review(review: Any) -> list[str]:
    """The reviewer as the record of an approval names them."""
    return _known([review.reviewer_user_id], [review])


def accounts_of(user: Any) -> list[Any]:
    """The keys of all accounts of the person whose account ``user`` is."""
    same = Q(pk__in=[])
    for each in Contributor.objects.filter(user=user).exclude(registration_number=""):
        same |= Q(
            registration_body__iexact=each.registration_body.strip(),
            registration_number__iexact=each.registration_number.strip(),
        )
    others = Contributor.objects.filter(same, user__isnull=False)
    return [user.pk, *others.exclude(user=user).values_list("user", flat=True)]


def is_same(one: Iterable[str], other: Iterable[str]) -> bool:
    return not set(one).isdisjoint(other)


def _known(accounts: Iterable[Any], registered: Iterable[Any]) -> list[str]:
    found = {f"account {pk}" for pk in accounts if pk is not None}
    for each in registered:
        if each.registration_number:
            body, number = (
                " ".join(text.casefold().split())
                for text in (each.registration_body, each.registration_number)
            )
            found.add(f"registration {body}: {number}")
    return sorted(found)
