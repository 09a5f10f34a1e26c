"""A registration belongs to one person, and its history says who entered and confirmed it."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.log_actions import LogContext
from wagtail.models import Locale

from headhealth.models import Contributor, LedgerEntry, RegistrationRecord
from headhealth.review.contributor import registered_reviewer
from headhealth.review.registration_confirmers import who_may_confirm
from headhealth.site_calendar import site_day
from tests import factories
from tests.integration.audit.auditing import audit, rows

REGISTRATION = {
    "registration_body": "General Medical Council",
    "registration_number": "765-4321",
    "reviewer_from": date(2020, 1, 1),
}


@pytest.fixture
def doctor(db):
    return factories.UserFactory(username="doctor")


def registered(user, *, by=None, **values):
    with LogContext(user=by):
        return Contributor.objects.create(
            **{"name": "Dr Who", "user": user, **REGISTRATION, **values}
        )


def confirm_url(contributor):
    return reverse("headhealth_admin:registration_confirm", args=[contributor.pk])


def edit_url(contributor):
    return reverse(Contributor.snippet_viewset.get_url_name("edit"), args=[contributor.pk])


def form_of(contributor, **values):
    names = ("name", "credentials", "role", "affiliation", "conflict_statement", "user_id",
             "registration_body", "registration_number", "reviewer_from")  # fmt: skip
    data = {name.removesuffix("_id"): getattr(contributor, name) for name in names}
    return {**data, "conflict_declared_on": "", "reviewer_until": "", **values}


# Who may confirm


@pytest.mark.parametrize("part", ["registration_number", "name", "reviewer_until"])
def test_confirmation__is_refused_to_all_who_changed_any_part(part, doctor, superuser, publisher):
    """Not only to the last of them."""
    contributor = registered(doctor, by=superuser)
    values = {"registration_number": "1", "name": "Dr W", "reviewer_until": date(2099, 1, 1)}
    setattr(contributor, part, values[part])
    with LogContext(user=publisher):
        contributor.save()
    for user in (superuser, publisher, doctor):
        with pytest.raises(PermissionDenied):
            contributor.confirm_registration(user=user)
    contributor.confirm_registration(user=factories.UserFactory())
    assert registered_reviewer(doctor) == contributor


def test_confirmation__is_refused_to_a_second_account_of_who_entered_it(doctor):
    first = factories.UserFactory(email="records@example.org")
    second = factories.UserFactory(email="Records@Example.org")
    contributor = registered(doctor, by=first)
    with pytest.raises(PermissionDenied):
        contributor.confirm_registration(user=second)


def shown_refusal(contributor, user, client_of):
    """The refusal that the confirm screen shows to ``user``."""
    return client_of(user).get(confirm_url(contributor)).context["refusal"]


def test_refusal__says_why_and_names_who_may_confirm(doctor, superuser, client_of):
    changer = factories.publisher(username="changer")
    factories.publisher(username="grace", first_name="Grace", last_name="Holloway")
    contributor = registered(doctor, by=superuser)
    with LogContext(user=changer):
        contributor.name = "Dr W"
        contributor.save()
    today = date_format(site_day())
    for user in (superuser, changer):
        assert shown_refusal(contributor, user, client_of) == (
            "You cannot confirm this registration: you entered or changed part of it on "
            f"{today}. It can be confirmed by Grace Holloway."
        )
    doctor.groups.add(Group.objects.get(name="Publishers"))
    assert shown_refusal(contributor, doctor, client_of) == (
        "You cannot confirm your own registration. It can be confirmed by Grace Holloway."
    )


def test_refusal__explains_the_other_account_of_the_same_person(doctor, client_of):
    first = factories.publisher(username="first", email="records@example.org")
    second = factories.publisher(username="second", email="Records@Example.org")
    other = factories.publisher(username="doctor2", email=doctor.email)
    contributor = registered(doctor, by=first)
    said = shown_refusal(contributor, second, client_of)
    assert "with another account of the same person (first)" in said
    said = shown_refusal(contributor, other, client_of)
    assert "your account belongs to the same person as the reviewer" in said


def test_refusal__says_what_to_do_where_there_is_no_other_user_who_may(
    doctor, superuser, client_of
):
    contributor = registered(doctor, by=superuser)
    said = shown_refusal(contributor, superuser, client_of)
    assert "There is no other user who may confirm it: ask an administrator" in said


def test_refusal__tells_what_is_not_there_from_what_is_confirmed(
    doctor, superuser, publisher, client_of
):
    contributor = registered(doctor, by=superuser)
    contributor.confirm_registration(user=publisher)
    assert "confirmed already" in shown_refusal(contributor, publisher, client_of)
    author = registered(None, registration_number="2", reviewer_from=None)
    assert "not entered as a medical reviewer" in shown_refusal(author, publisher, client_of)


def test_form_of_the_contributor__says_who_may_confirm(doctor, superuser, publisher, client_of):
    contributor = registered(doctor, by=superuser)
    page = client_of(superuser).get(edit_url(contributor)).content.decode()
    assert "It can be confirmed by publisher." in page


def test_who_may_confirm__takes_the_same_queries_for_many(doctor, superuser):
    contributor = registered(doctor, by=superuser)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            who_may_confirm(contributor)
        return len(captured)

    factories.publisher(username="one")
    few = queries()
    for number in range(5):
        factories.publisher(username=f"more{number}")
    assert queries() == few


def test_entry_by_a_script__is_confirmed_after_somebody_took_responsibility(
    doctor, superuser, publisher, client_of
):
    contributor = registered(doctor)
    page = client_of(publisher).post(confirm_url(contributor), follow=True).content.decode()
    assert "A script entered this registration." in page
    assert registered_reviewer(doctor) is None
    client_of(superuser).post(edit_url(contributor), form_of(contributor))
    with pytest.raises(PermissionDenied):
        Contributor.objects.get().confirm_registration(user=superuser)
    client_of(publisher).post(confirm_url(contributor))
    assert registered_reviewer(doctor) == contributor


def test_unchanged_save__keeps_the_confirmation(doctor, superuser, publisher, client_of):
    contributor = registered(doctor, by=superuser)
    contributor.confirm_registration(user=publisher)
    client_of(superuser).post(edit_url(contributor), form_of(contributor, role="Consultant"))
    assert Contributor.objects.get().role == "Consultant"
    assert registered_reviewer(doctor) == contributor


def test_save_of_one_field__ends_the_confirmation(doctor, superuser, publisher):
    contributor = registered(doctor, by=superuser)
    contributor.confirm_registration(user=publisher)
    contributor.registration_number = "1"
    contributor.save(update_fields=["registration_number"])
    stored = Contributor.objects.get()
    assert (stored.registration_number, stored.registration_confirmed_at) == ("1", None)
    assert registered_reviewer(doctor) is None


def test_confirmation__of_what_was_changed_meanwhile_is_refused(
    doctor, superuser, publisher, client_of
):
    contributor = registered(doctor, by=superuser)
    client = client_of(publisher)
    seen = client.get(confirm_url(contributor)).context["seen"]
    changed = Contributor.objects.get()
    changed.registration_number = "1"
    with LogContext(user=superuser):
        changed.save()
    page = client.post(confirm_url(contributor), {"seen": seen}, follow=True).content.decode()
    assert "The registration was changed while you were reading it." in page
    assert registered_reviewer(doctor) is None


# Confirmations that nobody gave


@pytest.mark.parametrize("way", ["update", "bulk_create", "fixture", "raw save", "record"])
def test_confirmation__that_is_only_written_is_not_believed(way, doctor, superuser, tmp_path):
    confirmed = {
        "registration_confirmed_at": timezone.now(),
        "registration_confirmed_by": superuser,
    }
    contributor = Contributor(
        name="Dr Who", user=doctor, locale=Locale.get_active(), **REGISTRATION
    )
    for name, value in confirmed.items():
        setattr(contributor, name, value)
    if way == "bulk_create":
        Contributor.objects.bulk_create([contributor])
    elif way == "raw save":
        contributor.save_base(raw=True)
    elif way == "fixture":
        fields = {
            **REGISTRATION,
            "name": "Dr Who",
            "user": doctor.pk,
            "registration_confirmed_at": timezone.now(),
            "locale": Locale.get_active().pk,
            "translation_key": contributor.translation_key,
        }
        rows_ = [{"model": "headhealth.contributor", "pk": 77, "fields": fields}]
        path = tmp_path / "fixture.json"
        path.write_text(json.dumps(rows_, default=str))
        call_command("loaddata", path, verbosity=0)
    else:
        contributor = registered(doctor, by=superuser)
        Contributor.objects.update(**confirmed)
    if way == "record":
        entered = RegistrationRecord.objects.get()
        entered.pk, entered.event = None, "confirmed"
        rows(RegistrationRecord).bulk_create([entered])
    assert registered_reviewer(doctor) is None
    assert not Contributor.objects.get().is_registration_confirmed
    assert Contributor.objects.get().needs_confirmation


def test_old_confirmation__does_not_come_back(doctor, superuser, publisher):
    contributor = registered(doctor, by=superuser)
    contributor.confirm_registration(user=publisher)
    contributor.reviewer_until = date(2020, 1, 2)
    contributor.save()
    Contributor.objects.update(reviewer_until=None, registration_confirmed_at=timezone.now())
    assert registered_reviewer(doctor) is None


def test_confirmed_facts__that_were_changed_in_the_record_are_not_believed(
    doctor, superuser, publisher
):
    contributor = registered(doctor, by=superuser)
    contributor.confirm_registration(user=publisher)
    rows(RegistrationRecord).update(registration_number="1")
    rows(Contributor).update(registration_number="1")
    assert registered_reviewer(doctor) is None


def test_history__is_in_the_ledger_and_cannot_be_changed(doctor, superuser, publisher):
    contributor = registered(doctor, by=superuser)
    contributor.confirm_registration(user=publisher)
    assert list(LedgerEntry.objects.values_list("kind", flat=True)) == ["registration"] * 2
    records = RegistrationRecord.objects.all()
    for change in (records.delete, lambda: records.update(name="X"), records[0].delete):
        with pytest.raises(PermissionDenied):
            change()
    assert audit().codes == []
    rows(RegistrationRecord).filter(event="entered").update(made_by_name="Somebody else")
    assert audit().codes == ["record-changed"]


def test_history__outlives_contributor_and_accounts(doctor, superuser, publisher):
    contributor = registered(doctor, by=superuser)
    contributor.confirm_registration(user=publisher)
    contributor.delete()
    doctor.delete()
    superuser.delete()
    assert [each.made_by_name for each in RegistrationRecord.objects.all()] == [
        "admin",
        "publisher",
    ]
    assert audit().codes == []


def test_confirmation__outlives_the_account_of_who_gave_it(doctor, superuser, publisher):
    contributor = registered(doctor, by=superuser)
    contributor.confirm_registration(user=publisher)
    publisher.delete()
    superuser.delete()
    assert registered_reviewer(doctor) == contributor


# One registration, one person


@pytest.mark.parametrize(
    ("body", "number"),
    [
        ("General Medical Council", "765-4321"),
        ("GENERAL  medical council", "7654321"),
        ("General Medical Council.", "765 4321"),
        ("General Medical Council", "７６５４３２１"),
        ("General Medical Council", "٧٦٥٤٣٢١"),
        ("General Medical Council", "00765 4321"),
    ],
)
@pytest.mark.parametrize("locale", ["en", "fr"])
def test_same_registration__of_another_contributor_is_refused(body, number, locale, doctor):
    registered(doctor)
    other = Contributor(
        name="Dr Other",
        registration_body=body,
        registration_number=number,
        locale=Locale.objects.get_or_create(language_code=locale)[0],
    )
    with pytest.raises(ValidationError) as refusal:
        other.full_clean()
    assert "registration_number" in refusal.value.message_dict
    with pytest.raises(ValidationError):
        other.save()
    assert Contributor.objects.count() == 1


def test_same_registration__in_letters_of_another_script_is_refused(doctor):
    registered(doctor, registration_number="TEST-1")
    twin = Contributor(name="Twin", registration_body="General Medical Council")
    twin.registration_number = "\N{CYRILLIC CAPITAL LETTER TE}EST-1"
    with pytest.raises(ValidationError, match="Another contributor has this registration"):
        twin.save()


def test_same_number__at_another_body_is_shown_to_who_confirms(
    doctor, superuser, publisher, client_of
):
    Contributor.objects.create(
        name="Dr Other", registration_body="GMC", registration_number="0765-4321"
    )
    contributor = registered(doctor, by=superuser)
    page = client_of(publisher).get(confirm_url(contributor)).content.decode()
    assert "Dr Other has the same number, registered with: GMC." in page


def test_same_registration__is_refused_by_the_database(doctor):
    registered(doctor)
    twin = Contributor(name="Twin", locale=Locale.get_active())
    twin.registration_key = Contributor.objects.get().registration_key
    with pytest.raises(IntegrityError), transaction.atomic():
        Contributor.objects.bulk_create([twin])


def test_same_registration__in_a_translation_is_the_same_person(doctor):
    original = registered(doctor)
    french = original.copy_for_translation(Locale.objects.create(language_code="fr"))
    for name in ("registration_body", "registration_number"):
        setattr(french, name, getattr(original, name))
    french.full_clean()
    french.save()
    assert Contributor.objects.count() == 2


def test_same_registration__in_the_form_says_so(doctor, superuser, client_of):
    registered(doctor)
    other = Contributor.objects.create(name="Dr Other")
    data = form_of(other, user="", reviewer_from="", registration_number="7654321",
                   registration_body="General Medical Council")  # fmt: skip
    page = client_of(superuser).post(edit_url(other), data).content.decode()
    assert "Another contributor has this registration." in page


# Registrations that two contributors had before


@pytest.fixture
def twins(doctor, superuser, publisher):
    """Two contributors who were confirmed under one registration, as the migration leaves them."""
    first = registered(doctor, by=superuser)
    first.confirm_registration(user=publisher)
    second = registered(
        factories.UserFactory(username="twin"),
        by=superuser,
        name="Dr Twin",
        registration_number="2",
    )
    second.confirm_registration(user=publisher)
    rows(Contributor).update(
        registration_number=first.registration_number,
        registration_key=first.registration_key,
        registration_suspended=True,
    )
    return first, second


def test_suspended__may_not_approve_and_the_admin_says_what_to_do(
    twins, doctor, client_of, superuser
):
    assert registered_reviewer(doctor) is None
    client = client_of(superuser)
    page = client.get(edit_url(twins[0])).content.decode()
    assert "Another contributor has the same registration" in page
    index = client.get(reverse(Contributor.snippet_viewset.get_url_name("list")))
    assert "Suspended" in index.content.decode()


def test_suspended__ends_when_the_other_is_corrected(
    twins, doctor, superuser, publisher, client_of
):
    first, second = twins
    client = client_of(superuser)
    client.post(edit_url(second), form_of(second, registration_number="2"))
    assert Contributor.objects.get(pk=second.pk).registration_number == "2"
    first.refresh_from_db()
    with pytest.raises(PermissionDenied, match="Another contributor has the same registration"):
        first.confirm_registration(user=factories.UserFactory())
    client.post(edit_url(first), form_of(first))
    first.refresh_from_db()
    assert not first.registration_suspended
    assert registered_reviewer(doctor) is None
    first.confirm_registration(user=publisher)
    assert registered_reviewer(doctor) == first


# What the admin shows


def test_panel__shows_the_history(doctor, superuser, publisher, client_of):
    contributor = registered(doctor, by=superuser)
    contributor.confirm_registration(user=publisher)
    page = client_of(superuser).get(edit_url(contributor)).content.decode()
    for text in ("Entered or changed", "Confirmed", "admin", "publisher"):
        assert text in page


def test_list__takes_no_query_for_each_contributor(
    doctor, superuser, client_of, django_assert_max_num_queries
):
    url = reverse(Contributor.snippet_viewset.get_url_name("list"))
    client = client_of(superuser)
    registered(doctor, by=superuser)
    client.get(url)
    with django_assert_max_num_queries(60) as few:
        client.get(url)
    for number in range(9):
        registered(factories.UserFactory(), by=superuser, registration_number=str(number))
    # Wagtail's own button for translations asks once for each row.
    with django_assert_max_num_queries(len(few) + 9):
        client.get(url)
