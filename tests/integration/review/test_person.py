"""All accounts, contributors and registrations that ever belonged together are one person."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import UserManager
from django.db import models
from wagtail.log_actions import LogContext
from wagtail.models import Locale

from headhealth.models import Contributor
from headhealth.review.account_hash import account_hash, account_hashes
from headhealth.review.person import known_by, known_by_account, people_of, person_of
from headhealth.review.registration_record import RegistrationEvent, RegistrationRecord
from tests.factories import UserFactory


@pytest.fixture
def one(db):
    return UserFactory(username="one")


@pytest.fixture
def two(db):
    return UserFactory(username="two")


def is_same_person(user, other):
    """``other`` is a user, or the ``account_hash`` that a record kept of one."""
    named = known_by(digest=other) if isinstance(other, str) else known_by_account(other)
    one, another = people_of([known_by_account(user), named])
    return one.is_same_as(another)


def contributor(user, number="1", **values):
    return Contributor.objects.create(
        name=f"Dr {number}",
        user=user,
        registration_body="GMC",
        registration_number=number,
        reviewer_from=date(2020, 1, 1),
        **values,
    )


def test_two_accounts__are_two_people(one, two):
    contributor(one, "1")
    contributor(two, "2")
    assert not is_same_person(one, two)
    assert is_same_person(one, one)
    assert not person_of(one).is_same_as(person_of(None))


def test_same_address__is_one_person(one):
    assert is_same_person(one, UserFactory(email=one.email.upper()))


def test_account_that_the_site_hides__still_belongs_to_the_person(one, two, monkeypatch):
    """As where the manager of the accounts leaves out those that were closed."""

    class OpenAccounts(UserManager):
        def get_queryset(self):
            return super().get_queryset().filter(is_active=True)

    accounts = OpenAccounts()
    accounts.model = type(one)
    monkeypatch.setattr(type(one)._meta, "default_manager", accounts)
    closed = UserFactory(is_active=False)
    key = contributor(closed, "1").translation_key
    french = Locale.objects.create(language_code="fr")
    contributor(two, "1", translation_key=key, locale=french)
    closed.email = one.email
    closed.save()
    assert is_same_person(one, two)


def test_without_addresses__are_two_people(db):
    assert not is_same_person(UserFactory(email=""), UserFactory(email=""))


def test_contributor_moved_to_another_account(one, two):
    moved = contributor(one)
    moved.user = two
    moved.save()
    assert is_same_person(one, two)


def test_registration__of_a_deleted_contributor_entered_again(one, two):
    contributor(one, "AB 1").delete()
    contributor(two, "ab-1")
    assert is_same_person(one, two)


@pytest.mark.parametrize(
    ("number", "again"),
    [
        ("123456", "0123456"),
        ("0123456", "123456"),
        ("00123456", "0-123 456"),
        ("PA007", "pa-7"),
        ("0" * 30 + "7", "0" * 30 + "7"),
    ],
)
def test_registration__entered_again_with_other_zeros(number, again, one, two):
    """Registers write the same number with and without zeros before it."""
    contributor(one, number).delete()
    contributor(two, again)
    assert is_same_person(one, two)


def test_registration__of_other_zeros_is_another(one, two):
    contributor(one, "1020").delete()
    contributor(two, "10200")
    contributor(UserFactory(username="three"), "120")
    assert not is_same_person(one, two)


def mistyped(account, **corrected):
    """The contributor of ``account`` with a number that was somebody else's, corrected since."""
    with LogContext(user=UserFactory(username="records_officer")):
        slip = contributor(account, "1")
        for name, value in ({"registration_number": "2"} | corrected).items():
            setattr(slip, name, value)
        slip.save()
    return slip


def confirm(contributor):
    contributor.confirm_registration(user=UserFactory(username="registrar"))


def test_mistyped_number__is_forgotten_once_the_right_one_is_confirmed(one, two):
    slip = mistyped(one)
    contributor(two, "1")
    assert is_same_person(one, two)
    confirm(slip)
    assert not is_same_person(one, two)
    assert is_same_person(one, one)
    for person, other in ((one, two), (two, one)):
        assert not person_of(person).has_account(str(other.pk), "")


def test_number_that_was_confirmed__is_not_forgotten(one, two):
    with LogContext(user=UserFactory(username="records_officer")):
        moved = contributor(one, "1")
        confirm(moved)
        moved.registration_number = "2"
        moved.save()
    confirm(moved)
    contributor(two, "1")
    assert is_same_person(one, two)


@pytest.mark.parametrize("changed", ["registration_body", "user"])
def test_number__that_was_corrected_together_with_more_is_not_forgotten(changed, one, two):
    """A doctor may be on two registers, and have two accounts."""
    value = UserFactory(username="three") if changed == "user" else "NMC"
    confirm(mistyped(one, **{changed: value}))
    contributor(two, "1")
    assert is_same_person(one, two)


def test_number__that_was_entered_again_is_not_forgotten(one, two):
    slip = mistyped(one)
    confirm(slip)
    slip.registration_number = "1"
    slip.save()
    slip.delete()
    contributor(two, "1")
    assert is_same_person(one, two)


def test_mistyped_number__is_not_forgotten_for_a_confirmation_past_the_ledger(one, two):
    slip = mistyped(one)
    newest = RegistrationRecord.objects.latest("pk")
    newest.pk, newest.event, newest._state.adding = None, RegistrationEvent.CONFIRMED, True
    models.QuerySet(RegistrationRecord).bulk_create([newest])
    slip.delete()
    contributor(two, "1")
    assert is_same_person(one, two)


def test_records_in_two_languages(one, two):
    original = contributor(one)
    french = original.copy_for_translation(Locale.objects.create(language_code="fr"))
    french.user = two
    french.save()
    assert is_same_person(one, two)


def test_two_contributors__of_one_account(one, two):
    contributor(one, "1")
    second = contributor(one, "2")
    second.user = two
    second.save()
    third = UserFactory()
    contributor(third, "3")
    assert is_same_person(one, two)
    assert not is_same_person(one, third)


def test_account_deleted_and_made_again(one):
    kept = account_hash(one)
    email = one.email
    contributor(one)
    one.delete()
    again = UserFactory(username="again", email=email)
    assert is_same_person(again, kept)
    other = UserFactory(email="else@example.org")
    assert not is_same_person(other, kept)
    Contributor.objects.get().delete()
    contributor(other, "1")
    assert is_same_person(again, other)


def test_changed_address__stays_the_same_person(one):
    kept = account_hash(one)
    contributor(one)
    one.email = "new@example.org"
    one.save()
    assert is_same_person(one, kept)


@pytest.mark.parametrize("is_turned", [False, True])
def test_encoded_domain__is_the_same_address(is_turned, one, two):
    addresses = ["one@exämple.org", "One@xn--exmple-cua.org"]
    one.email, two.email = reversed(addresses) if is_turned else addresses
    one.save()
    two.save()
    assert account_hash(one) == account_hash(two)
    assert person_of(one).has_account(str(two.pk), "")


def test_hash__is_keyed_and_survives_a_new_key(one, settings):
    kept = account_hash(one)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert account_hash(one) != kept
    assert kept in account_hashes(one)
    assert is_same_person(one, kept)


def test_person__costs_few_queries(one, two, django_assert_max_num_queries):
    """Two of them look for deleted accounts with the user name of the second account."""
    moved = contributor(one)
    moved.user = two
    moved.save()
    with django_assert_max_num_queries(13):
        person_of(one)
