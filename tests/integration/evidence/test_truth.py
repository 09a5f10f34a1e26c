"""What a pack calls proven, for content in every state: nothing that no sound record shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from headhealth.evidence.pack import EvidencePack, make_pack
from headhealth.evidence.rendering.html_pack import html_pack
from headhealth.evidence.standards.assessment import ItemAssessment
from headhealth.models import ConditionPage, MedicalReview
from headhealth.review.content_digest import content_digest
from headhealth.withdrawal.withdraw import withdraw
from headhealth.workflow.emergency import publish_urgently
from tests import factories
from tests.integration.audit.auditing import rows
from tests.integration.review.migrating import run as run_command
from tests.integration.review.test_adoption import made_old

NOT_OF_THE_TEXT = {"nhs-versions", "nhs-records", "nhs-evidence", "nhs-cycle", "nhs-urgent"}
"""What the records show of what was approved once, whatever readers see today."""
FEEDBACK = {"nhs-feedback", "nhs-feedback-managed", "pif-feedback"}


def stored(page: Any) -> ConditionPage:
    return ConditionPage.objects.get(pk=page.pk)


def proven(pack: EvidencePack) -> set[str]:
    return {item.code for each in pack.standards for item in each.items if item.verdict == "proven"}


def items(pack: EvidencePack) -> list[ItemAssessment]:
    return [item for each in pack.standards for item in each.items]


def as_draft(page: Any, **people: Any) -> ConditionPage:
    """The same text, which nobody has ever approved, with all that standards ask of a text."""
    parent = page.get_parent()
    draft = factories.ConditionPageFactory(
        parent=parent, title="Cluster headache", summary=page.summary
    )
    draft.body, draft.authors = page.body, page.authors
    draft.save()
    draft.save_revision(user=people["editor"])
    return stored(draft)


def live_past_the_gate(page: Any, **people: Any) -> ConditionPage:
    draft = as_draft(page, **people)
    ConditionPage.objects.filter(pk=draft.pk).update(live=True)
    return stored(draft)


def adopted(page: Any, **people: Any) -> ConditionPage:
    draft = made_old(as_draft(page, **people), saved_by=people["editor"])
    told = run_command("adopt_pages", user=people["superuser"], reason="From the old site")
    assert told.status == 0, told.text
    return stored(draft)


def changed_urgently(page: Any, **people: Any) -> ConditionPage:
    page.summary = "Take half of it."
    page.save_revision(user=people["editor"])
    publish_urgently(
        obj=stored(page),
        user=people["publisher"],
        reason="The dose is ten times too high.",
        digest=content_digest(page),
    )
    return stored(page)


def withdrawn(page: Any, **people: Any) -> ConditionPage:
    withdraw(page, reason="It is wrong.", user=people["publisher"])
    return stored(page)


def revoked(page: Any, **people: Any) -> ConditionPage:
    for review in MedicalReview.objects.for_object(page).filter(revoked_at=None):
        review.revoke()
    return stored(page)


def changed_past_the_gate(page: Any, **people: Any) -> ConditionPage:
    ConditionPage.objects.filter(pk=page.pk).update(summary="Take ten tablets.")
    return stored(page)


def with_a_forged_record(page: Any, **people: Any) -> ConditionPage:
    newest = MedicalReview.objects.for_object(page).order_by("pk").last()
    rows(MedicalReview).filter(pk=newest.pk).update(reviewer_name="Dr Nobody")
    return stored(page)


STATES: dict[Callable[..., Any], set[str]] = {
    as_draft: set(),
    live_past_the_gate: FEEDBACK,
    adopted: {"nhs-records", *FEEDBACK},
    changed_urgently: NOT_OF_THE_TEXT | FEEDBACK,
    withdrawn: NOT_OF_THE_TEXT,
    revoked: {"nhs-versions", "nhs-records", "nhs-urgent", *FEEDBACK},
    changed_past_the_gate: NOT_OF_THE_TEXT | FEEDBACK,
    with_a_forged_record: FEEDBACK | {"nhs-urgent", "nhs-cycle"},
}
"""By state: the items that may be called proven of it, and no other."""


@pytest.mark.parametrize("state", STATES, ids=lambda each: each.__name__)
def test_pack__calls_nothing_else_proven(state, storied, editor, publisher, superuser):
    page = state(storied, editor=editor, publisher=publisher, superuser=superuser)
    pack = make_pack(page)
    assert proven(pack) <= STATES[state]
    assert pack.approval.verdict.value != "proven"
    for item in items(pack):
        assert "approved text" not in {name for _anchor, name in item.links}, item.code
        if item.verdict == "proven":
            assert item.references, item.code


def test_approved_page__has_its_items_proven(storied):
    assert {"nhs-approval", "nhs-purpose", "nhs-sources", "honcode-authority"} <= proven(
        make_pack(storied)
    )


@pytest.mark.parametrize("state", [as_draft, adopted], ids=lambda each: each.__name__)
def test_page_of_the_pack__does_not_speak_of_an_approved_text(
    state, storied, editor, publisher, superuser
):
    page = state(storied, editor=editor, publisher=publisher, superuser=superuser)
    html = html_pack(make_pack(page))
    assert "The approved text" not in html
    assert "Of the approved text" not in html
    assert "The text, which nobody approved" in html
