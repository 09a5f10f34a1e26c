"""What the tests of guest readers share."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail

from headhealth.guest_reading.invite import invite_guest
from headhealth.models import ConditionPage, GuestInvitation
from tests import factories


@pytest.fixture
def waiting(live: ConditionPage, editor: Any) -> ConditionPage:
    """A live page with a new version that is saved, and that nobody has approved."""
    live.summary = "Rest helps most people with migraine."
    live.body = [
        factories.text_section("Overview", "<p>Migraine is common.</p>"),
        factories.text_section("Treatments", "<p>Take one tablet.</p>"),
    ]
    live.save_revision(user=editor)
    # What was said of its first approval.
    mail.outbox.clear()
    return ConditionPage.objects.get(pk=live.pk)


@pytest.fixture
def invited(waiting: ConditionPage, editor: Any) -> tuple[GuestInvitation, str]:
    """An invitation to read the new version, and the token of its link."""
    return invite_guest(
        obj=waiting,
        user=editor,
        days=14,
        guest_name="Dr Ada Guest",
        guest_credentials="Consultant neurologist, City Hospital",
        message="Is the dose right?",
    )


@pytest.fixture
def invitation(invited: tuple[GuestInvitation, str]) -> GuestInvitation:
    return invited[0]


@pytest.fixture
def token(invited: tuple[GuestInvitation, str]) -> str:
    return invited[1]
