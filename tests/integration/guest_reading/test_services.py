"""Inviting, answering and forgetting, as the views and the command do it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db.models import QuerySet
from django.utils import timezone

from headhealth.guest_reading.answer import (
    Answer,
    LinkEnded,
    WrittenElsewhere,
    give_opinion,
    save_draft,
)
from headhealth.guest_reading.guest_link import SALT, invitation_behind
from headhealth.guest_reading.invitation import InvitationState
from headhealth.guest_reading.invite import (
    invite_guest,
    note_opening,
    renew_link,
    revoke_invitation,
)
from headhealth.guest_reading.opinion import opinions_about
from headhealth.guest_reading.retention import forget_old_invitations
from headhealth.models import ConditionPage, GuestInvitation, GuestOpinion, LedgerEntry
from headhealth.review.authority import may_be_public
from headhealth.review.content_digest import content_digest
from headhealth.review.review_required import ReviewRequired
from headhealth.review.version import version_of

AGREES = Answer(
    verdict="agree",
    conflict_statement="None.",
    remarks="Clear.",
    comments={"treatments": "The dose is right.", "overview": ""},
)


def answered(invitation, answer=AGREES):
    number = save_draft(invitation, answer=answer, number=0)
    return give_opinion(invitation, number=number, headings={"treatments": "Treatments"})[0]


def test_invitation__is_about_the_latest_saved_version(invitation, waiting, live):
    latest = waiting.get_latest_revision_as_object()
    assert invitation.digest == content_digest(latest)
    assert invitation.digest != content_digest(ConditionPage.objects.get(pk=live.pk))
    assert invitation.snapshot["summary"] == "Rest helps most people with migraine."
    assert invitation.compared_with.lets_through(version_of(ConditionPage.objects.get(pk=live.pk)))


def test_invitation__outlives_its_revision(invitation, waiting, editor):
    waiting.summary = "Newer."
    waiting.save_revision(user=editor)
    call_command("purge_revisions", verbosity=0)
    invitation.refresh_from_db()
    assert invitation.revision is None
    assert invitation.revision_number
    assert invitation.snapshot["summary"] == "Rest helps most people with migraine."


def test_invitation__is_untouched_by_autosave(invitation, waiting, editor):
    waiting.summary = "Written over."
    waiting.save_revision(user=editor, overwrite_revision=waiting.get_latest_revision())
    invitation.refresh_from_db()
    assert invitation.snapshot["summary"] == "Rest helps most people with migraine."


def test_inviting__needs_a_saved_version(draft, editor):
    assert draft.get_latest_revision() is None
    with pytest.raises(ValidationError, match="Save it first"):
        invite_guest(obj=draft, user=editor, days=7, guest_name="Ada")
    assert not GuestInvitation.objects.exists()


def test_link__leads_to_its_invitation(invitation, token):
    assert invitation_behind(token) == invitation


def forged(invitation):
    return {
        "not signed": "abc",
        "empty": "",
        "another salt": signing.dumps([invitation.pk, "x"], salt="another"),
        "another secret": signing.dumps([invitation.pk, "x"], salt=SALT),
        "another row": signing.dumps([invitation.pk + 1, "x"], salt=SALT),
        "NUL": "\0",
        "surrogate": "\ud800",
    }


@pytest.mark.parametrize("kind", forged(GuestInvitation(pk=1)))
def test_link__cannot_be_made_up(kind, invitation):
    assert invitation_behind(forged(invitation)[kind]) is None


def test_link__cannot_be_changed(invitation, token):
    for position in (0, len(token) // 2, len(token) - 1):
        other = "A" if token[position] != "A" else "B"
        assert invitation_behind(token[:position] + other + token[position + 1 :]) is None


def test_link__ends_with_its_time(invitation, token):
    with time_machine.travel(timezone.now() + timedelta(days=14, minutes=1)):
        assert invitation_behind(token) is None
        assert GuestInvitation.objects.get().state == InvitationState.EXPIRED


def test_link__ends_when_it_is_revoked_and_not_twice(invitation, token, editor):
    assert revoke_invitation(invitation, user=editor)
    assert not revoke_invitation(invitation, user=editor)
    assert invitation_behind(token) is None
    assert GuestInvitation.objects.get().state == InvitationState.REVOKED


def test_link__ends_when_another_is_given_out(invitation, token):
    other = renew_link(invitation, days=30)
    assert invitation_behind(token) is None
    assert invitation_behind(other) == invitation


def test_renewing__revives_an_expired_invitation(invitation):
    with time_machine.travel(timezone.now() + timedelta(days=20)):
        assert invitation_behind(renew_link(invitation, days=7)) == invitation


def test_renewing__is_refused_for_what_is_answered_or_revoked(invitation, waiting, editor):
    answered(invitation)
    with pytest.raises(ValidationError, match="anew"):
        renew_link(invitation, days=7)
    revoked, _token = invite_guest(obj=waiting, user=editor, days=7, guest_name="Ben")
    revoke_invitation(revoked, user=editor)
    with pytest.raises(ValidationError, match="anew"):
        renew_link(revoked, days=7)


def test_states__follow_what_happens(invitation):
    assert invitation.state == InvitationState.NOT_OPENED
    note_opening(invitation)
    note_opening(invitation)
    invitation.refresh_from_db()
    assert invitation.state == InvitationState.OPENED
    assert invitation.first_opened_at < invitation.last_opened_at
    answered(invitation)
    assert GuestInvitation.objects.get().state == InvitationState.ANSWERED


def test_draft__is_kept_and_taken_up_again(invitation):
    save_draft(invitation, answer=AGREES, number=0)
    assert Answer.drafted_in(GuestInvitation.objects.get()) == AGREES


def test_draft__of_another_window_is_not_written_over(invitation):
    save_draft(invitation, answer=AGREES, number=0)
    with pytest.raises(WrittenElsewhere):
        save_draft(invitation, answer=Answer(remarks="Other."), number=0)
    # What is the same in both is no conflict: a form that is sent twice.
    assert save_draft(invitation, answer=AGREES, number=0) == 2
    assert Answer.drafted_in(GuestInvitation.objects.get()) == AGREES


def test_draft__is_refused_when_the_link_has_ended(invitation, editor):
    revoke_invitation(invitation, user=editor)
    with pytest.raises(LinkEnded):
        save_draft(invitation, answer=AGREES, number=0)


def test_opinion__says_what_it_is_about_and_who_gave_it(invitation, waiting):
    opinion = answered(invitation)
    assert opinion.is_about(version_of(waiting.get_latest_revision_as_object()))
    assert opinion.guest == "Dr Ada Guest, Consultant neurologist, City Hospital"
    assert opinion.section_comments == [
        {"section": "treatments", "heading": "Treatments", "text": "The dose is right."}
    ]
    assert list(opinions_about(waiting)) == [opinion]


def test_opinion__is_given_once(invitation):
    opinion = answered(invitation)
    again, is_new = give_opinion(invitation, number=1, headings={})
    assert (again, is_new) == (opinion, False)
    with pytest.raises(LinkEnded):
        save_draft(invitation, answer=Answer(verdict="disagree"), number=1)
    assert GuestOpinion.objects.get().verdict == "agree"


def test_opinion__is_not_made_of_a_draft_that_was_not_seen(invitation):
    save_draft(invitation, answer=AGREES, number=0)
    save_draft(invitation, answer=Answer(verdict="disagree"), number=1)
    with pytest.raises(WrittenElsewhere):
        give_opinion(invitation, number=1, headings={})
    assert not GuestOpinion.objects.exists()


def test_opinion__is_in_the_ledger(invitation):
    opinion = answered(invitation)
    entry = LedgerEntry.objects.get(kind="guest_opinion")
    assert entry.record_id == opinion.pk
    assert entry.facts["verdict"] == "agree"
    assert entry.facts["digest"] == invitation.digest


def test_opinion__is_never_changed_or_deleted(invitation):
    opinion = answered(invitation)
    opinion.verdict = "disagree"
    for change in (opinion.save, opinion.delete, GuestOpinion.objects.all().delete):
        with pytest.raises(PermissionDenied):
            change()
    with pytest.raises(PermissionDenied):
        GuestOpinion.objects.update(verdict="disagree")


def test_opinion__changed_in_the_database_is_found_by_the_audit(invitation, capsys):
    answered(invitation)
    QuerySet(GuestOpinion).update(verdict="disagree")
    with pytest.raises(CommandError, match="1 findings"):
        call_command("audit_live_pages")
    assert "of the opinion of a guest reader of “Migraine”" in capsys.readouterr().out


def test_opinion__lets_nothing_be_public(invitation, waiting, superuser, client):
    answered(invitation)
    latest = waiting.get_latest_revision()
    assert not may_be_public(latest.as_object())
    with pytest.raises(ReviewRequired):
        latest.publish(user=superuser)
    assert b"Rest helps most people" not in client.get(waiting.url).content


def test_retention__keeps_opinions_and_forgets_the_rest(invitation, waiting, editor):
    GuestInvitation.objects.update(email="ada@example.org")
    answered(invitation)
    invite_guest(obj=waiting, user=editor, days=7, guest_name="Ben", email="ben@example.org")
    assert forget_old_invitations() == 0
    with time_machine.travel(timezone.now() + timedelta(days=366 + 14)):
        assert forget_old_invitations(dry_run=True) == 2
        assert GuestInvitation.objects.count() == 2
        assert forget_old_invitations() == 2
        assert forget_old_invitations() == 0
    kept = GuestInvitation.objects.get()
    assert (kept.email, kept.message, kept.draft) == ("", "", {})
    assert kept.opinion.guest_name == "Dr Ada Guest"
    assert kept.opinion.section_comments[0]["text"] == "The dose is right."
