"""Who may confirm the registration of a medical reviewer, and why others may not."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from headhealth.review.person import Person, known_by_account, known_by_contributor, people_of
from headhealth.review.registration_history import registration_history
from headhealth.review.registration_record import RegistrationEvent, RegistrationRecord
from headhealth.site_calendar import site_day

PERMISSION = "headhealth.confirm_reviewer_registration"
NAMED = 3
"""The number of people who are named; a longer list helps nobody."""
CONSIDERED = 50
"""The number of users with the permission among whom they are looked for."""


def why_not_by(contributor: Any, user: Any) -> str:
    """Return why ``user`` may not confirm the registration of ``contributor``; "" if they may.

    The permission is not looked at, nor whether there is anything to confirm.
    """
    (person,) = people_of([known_by_account(user)])
    return _why_not(contributor, user, person, _entries(contributor))


def who_may_confirm(contributor: Any) -> str:
    """Return a sentence with the people who may confirm the registration of ``contributor``.

    Where there are none, it says how to change that.
    """
    app_label, _dot, codename = PERMISSION.partition(".")
    permission = {"content_type__app_label": app_label, "codename": codename}
    has_permission = Q(is_superuser=True)
    for path in ("user_permissions", "groups__permissions"):
        has_permission |= Q(**{f"{path}__{name}": value for name, value in permission.items()})
    found = get_user_model()._default_manager.filter(has_permission, is_active=True).distinct()
    # Those who were given the permission before superusers, who have every one.
    users = list(found.order_by("is_superuser", "pk")[:CONSIDERED])
    people = people_of([known_by_account(user) for user in users])
    entries = _entries(contributor)
    names = [
        user.get_full_name() or user.get_username()
        for user, person in zip(users, people, strict=True)
        if not _why_not(contributor, user, person, entries)
    ]
    if not names:
        return _(
            "There is no other user who may confirm it: ask an administrator to give another "
            "person the permission “Can confirm a medical reviewer's registration”."
        )
    return _("It can be confirmed by %(names)s.") % {"names": get_text_list(names[:NAMED], _("or"))}


def _entries(contributor: Any) -> list[RegistrationRecord]:
    """Return what was entered or changed of the registration, the newest first."""
    records = reversed(registration_history(contributor))
    return [record for record in records if record.event == RegistrationEvent.ENTERED]


def _why_not(contributor: Any, user: Any, person: Person, entries: list[RegistrationRecord]) -> str:
    if contributor.user_id == user.pk:
        return _("You cannot confirm your own registration.")
    if person.is_same_as(known_by_contributor(contributor)):
        return _(
            "You cannot confirm this registration: your account belongs to the same person as "
            "the reviewer."
        )
    for record in entries:
        if person.has_account(record.made_by_account, record.made_by_hash):
            facts = {"day": date_format(site_day(record.made_at)), "name": record.maker}
            if record.made_by_account == str(user.pk):
                return (
                    _(
                        "You cannot confirm this registration: you entered or changed part of it "
                        "on %(day)s."
                    )
                    % facts
                )
            return (
                _(
                    "You cannot confirm this registration: part of it was entered or changed on "
                    "%(day)s with another account of the same person (%(name)s)."
                )
                % facts
            )
    return ""
