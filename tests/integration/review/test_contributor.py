"""A reviewer's registration takes effect only after a second person confirmed it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import LogContext

from headhealth.models import Contributor
from headhealth.review.contributor import registered_reviewer
from tests import factories

REGISTRATION = {
    "registration_body": "General Medical Council",
    "registration_number": "7654321",
    "reviewer_from": date(2020, 1, 1),
}


@pytest.fixture
def doctor(db):
    return factories.UserFactory(username="doctor")


@pytest.fixture
def registration(doctor, superuser):
    """A registration that the superuser entered and nobody confirmed."""
    with LogContext(user=superuser):
        return Contributor.objects.create(name="Dr Who", user=doctor, **REGISTRATION)


def test_unconfirmed__is_no_reviewer(registration, doctor):
    assert registered_reviewer(doctor) is None


def test_confirmed_by_a_second_person__is_a_reviewer(registration, doctor, publisher):
    registration.confirm_registration(user=publisher)
    assert registered_reviewer(doctor) == registration


@pytest.mark.parametrize("who", ["doctor", "superuser"], ids=["reviewer", "who entered it"])
def test_confirmation__is_refused_to(who, registration, request):
    with pytest.raises(PermissionDenied):
        registration.confirm_registration(user=request.getfixturevalue(who))
    registration.refresh_from_db()
    assert not registration.is_registration_confirmed


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("registration_number", "1111111"),
        ("registration_body", "Another register"),
        ("reviewer_until", date(2099, 1, 1)),
        ("name", "Dr Else"),
    ],
)
def test_changed_registration__needs_a_new_confirmation(
    field, value, registration, doctor, publisher
):
    registration.confirm_registration(user=publisher)
    setattr(registration, field, value)
    registration.save()
    assert registered_reviewer(doctor) is None


def test_moved_to_another_account__needs_a_new_confirmation(registration, publisher, editor):
    registration.confirm_registration(user=publisher)
    registration.user = editor
    registration.save()
    assert registered_reviewer(editor) is None


def test_changed_affiliation__keeps_the_confirmation(registration, doctor, publisher):
    registration.confirm_registration(user=publisher)
    registration.affiliation = "Another hospital"
    registration.save()
    assert registered_reviewer(doctor) is not None


def test_confirmation__cannot_be_written_by_saving(registration, doctor, superuser):
    registration.registration_confirmed_at = timezone.now()
    registration.registration_confirmed_by = superuser
    registration.save()
    assert registered_reviewer(doctor) is None


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [(0, None, True), (0, 0, True), (-9, -1, False), (1, None, False)],
    ids=["from today", "until today", "ended yesterday", "from tomorrow"],
)
def test_registration__counts_on_its_days(first, last, expected, doctor):
    today = timezone.localdate()
    factories.ContributorFactory(
        reviewer=True,
        user=doctor,
        reviewer_from=today + timedelta(days=first),
        reviewer_until=None if last is None else today + timedelta(days=last),
    )
    assert (registered_reviewer(doctor) is not None) is expected


def test_inactive_account__is_no_reviewer(reviewer):
    reviewer.is_active = False
    reviewer.save()
    assert registered_reviewer(reviewer) is None


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"user": None}, "user"),
        ({"registration_body": ""}, "registration_body"),
        ({"registration_number": ""}, "registration_number"),
        ({"reviewer_until": date(2019, 12, 31)}, "reviewer_until"),
        ({"reviewer_from": None, "reviewer_until": date(2030, 1, 1)}, "reviewer_from"),
        ({"conflict_declared_on": date(2999, 1, 1)}, "conflict_declared_on"),
    ],
)
def test_clean__says_what_is_missing(values, field, doctor):
    contributor = Contributor(**{"name": "Dr Who", "user": doctor, **REGISTRATION, **values})
    with pytest.raises(ValidationError) as refusal:
        contributor.full_clean()
    assert field in refusal.value.message_dict


def test_translation__leaves_the_registration_with_the_original(registration, publisher, doctor):
    from wagtail.models import Locale

    registration.confirm_registration(user=publisher)
    french = registration.copy_for_translation(Locale.objects.create(language_code="fr"))
    french.save()
    assert french.user is None
    assert not french.is_registration_confirmed
    assert registered_reviewer(doctor) == registration


def test_confirm_view__shows_the_details_and_confirms(registration, publisher, doctor, client_of):
    url = reverse("headhealth_admin:registration_confirm", args=[registration.pk])
    doctor.groups.add(Group.objects.get(name="Medical reviewers"))
    client = client_of(publisher)
    assert "7654321" in client.get(url).content.decode()
    response = client.post(url, follow=True)
    assert "Dr Who may now approve health content." in response.content.decode()
    assert registered_reviewer(doctor) == registration


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2020, 1, 1), date(2021, 1, 1), "is confirmed, but it ended on"),
        (date(2099, 1, 1), None, "Dr Who may approve health content from"),
        (date(2020, 1, 1), None, "the account is in no group that reviews"),
    ],
    ids=["ended", "begins later", "no group"],
)
def test_confirm_view__says_what_still_keeps_the_reviewer_from_approving(
    first, last, said, registration, superuser, publisher, client_of
):
    with LogContext(user=superuser):
        registration.reviewer_from, registration.reviewer_until = first, last
        registration.save()
    url = reverse("headhealth_admin:registration_confirm", args=[registration.pk])
    page = client_of(publisher).post(url, follow=True).content.decode()
    assert said in page
    assert "may now approve" not in page


def test_confirm_view__tells_who_entered_it_why_not(registration, superuser, doctor, client_of):
    url = reverse("headhealth_admin:registration_confirm", args=[registration.pk])
    response = client_of(superuser).post(url, follow=True)
    assert "You cannot confirm this registration: you entered" in response.content.decode()
    assert registered_reviewer(doctor) is None


def test_confirm_view__is_closed_to_editors(registration, editor, client_of):
    url = reverse("headhealth_admin:registration_confirm", args=[registration.pk])
    client_of(editor).post(url)
    registration.refresh_from_db()
    assert not registration.is_registration_confirmed


def test_edit_form__records_who_changed_the_registration(registration, publisher, client_of):
    url = reverse(Contributor.snippet_viewset.get_url_name("edit"), args=[registration.pk])
    data = {
        "name": "Dr Who",
        "credentials": "",
        "role": "",
        "affiliation": "",
        "conflict_statement": "",
        "conflict_declared_on": "",
        "user": registration.user_id,
        "registration_body": "General Medical Council",
        "registration_number": "2222222",
        "reviewer_from": "2020-01-01",
        "reviewer_until": "",
    }
    client_of(publisher).post(url, data)
    registration.refresh_from_db()
    assert registration.registration_number == "2222222"
    assert registration.registration_changed_by == publisher
    with pytest.raises(PermissionDenied):
        registration.confirm_registration(user=publisher)


def test_form__lists_accounts_by_the_names_of_people(doctor, superuser, client_of):
    named = factories.UserFactory(username="amara", first_name="Amara", last_name="Okafor")
    response = client_of(superuser).get(reverse(Contributor.snippet_viewset.get_url_name("add")))
    choices = dict(response.context["form"]["user"].field.choices)
    assert {str(key): label for key, label in choices.items()}[str(named.pk)] == (
        "Amara Okafor (amara)"
    )
    assert "doctor" in choices.values()
