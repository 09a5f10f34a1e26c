"""The experts from outside who were asked about pages of the demo, and what they said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from demo.loading import editorial
from demo.loading.content_files import read_list
from headhealth.guest_reading.answer import Answer, give_opinion, save_draft
from headhealth.guest_reading.guest_text import GuestText
from headhealth.guest_reading.invite import invite_guest, note_opening
from headhealth.models import GuestInvitation

DAYS = 30


def load_guest_readers(pages: Mapping[str, Any], accounts: Mapping[str, Any]) -> None:
    """Invite those who are missing, and give the opinions that the data file has."""
    for entry in read_list("guest_readers"):
        page = pages[entry["page"]].specific
        invitations = GuestInvitation.objects.for_object(page)
        if invitations.filter(guest_name=entry["name"]).exists():
            continue
        with editorial.moved_clock(timedelta(days=entry["days_ago"])):
            invitation, _token = invite_guest(
                obj=page,
                user=accounts[entry["invited_by"]],
                days=DAYS,
                guest_name=entry["name"],
                guest_credentials=entry["credentials"],
                message=entry["message"],
            )
        if "verdict" in entry:
            with editorial.moved_clock(timedelta(days=entry["answered_days_ago"])):
                _answer(invitation, entry)


def _answer(invitation: GuestInvitation, entry: Mapping[str, Any]) -> None:
    text = GuestText.of(invitation)
    assert text is not None
    keys = {heading: key for key, heading in text.headings.items()}
    answer = Answer(
        verdict=entry["verdict"],
        conflict_statement=entry["conflict_statement"].strip(),
        remarks=entry["remarks"].strip(),
        comments={keys[heading]: said.strip() for heading, said in entry["comments"].items()},
    )
    note_opening(invitation)
    number = save_draft(invitation, answer=answer, number=0)
    # So that nobody is mailed about it.
    GuestInvitation.objects.filter(pk=invitation.pk).update(answer_mailed_at=timezone.now())
    give_opinion(invitation, number=number, headings=text.headings)
