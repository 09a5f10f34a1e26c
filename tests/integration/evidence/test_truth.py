"""What a pack calls proven, for content in every state: nothing that no sound record shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup

from headhealth.evidence.pack import EvidencePack, make_pack
from headhealth.evidence.rendering.formats import FORMATS
from headhealth.evidence.rendering.html_pack import html_pack
from headhealth.evidence.rendering.pack_set import PackSet, pack_file
from headhealth.evidence.standards.assessment import ItemAssessment
from headhealth.models import ConditionPage, MedicalReview
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
        digest=factories.digest_shown(page),
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


def approved(page: Any, **people: Any) -> ConditionPage:
    """As a whole, and changed with a review since."""
    return page


def approved_as_a_whole(page: Any, **people: Any) -> ConditionPage:
    other = factories.ConditionPageFactory(parent=page.get_parent(), title="Vertigo")
    return stored(factories.published(other, author=people["editor"], approver=people["reviewer"]))


LAST = "The text that was approved last"
NONE = "Text (not approved)"
UNKNOWN = "Unknown: no record allows what readers see"
TOLD: dict[Callable[..., Any], tuple[str, str | None, str]] = {
    approved: ("The approved text", "counts today", "Yes, with a review of the changes"),
    approved_as_a_whole: ("The approved text", "counts today", "No"),
    as_draft: (NONE, None, "Not applicable"),
    live_past_the_gate: (NONE, None, "Not applicable"),
    adopted: (NONE, None, "Not applicable"),
    changed_urgently: (LAST, "last approved", "Yes, by an urgent change awaiting review"),
    withdrawn: (LAST, "last approved", "Yes, with a review of the changes"),
    changed_past_the_gate: (LAST, "last approved", UNKNOWN),
}
"""By state: the heading of the text, the tag of the last approval, and what changed since."""


@pytest.fixture(params=TOLD, ids=lambda each: each.__name__)
def told_pack(request, storied, editor, reviewer, publisher, superuser):
    """A pack in each state, and what it has to say."""
    people = {
        "editor": editor, "reviewer": reviewer, "publisher": publisher, "superuser": superuser
    }  # fmt: skip
    return make_pack(request.param(storied, **people)), TOLD[request.param]


def fact(page: BeautifulSoup, name: str) -> str:
    return page.find("dt", string=name).find_next_sibling("dd").get_text(" ", strip=True)


def test_page_of_the_pack__calls_the_text_what_it_is(told_pack):
    pack, (heading, tag, _changed) = told_pack
    page = BeautifulSoup(html_pack(pack), "html.parser")
    assert page.find(id="content").get_text(strip=True) == heading
    assert page.find("a", href="#content").get_text(strip=True) == heading
    tags = [each.get_text(strip=True) for each in page.select(".hh-evidence__tag")]
    assert {*tags} & {"counts today", "last approved"} == ({tag} if tag else set())
    if tag != "counts today":
        assert "Of the approved text" not in page.get_text()


def test_page_of_the_pack__says_what_changed_since_the_last_review(told_pack):
    pack, (_heading, tag, changed) = told_pack
    page = BeautifulSoup(html_pack(pack), "html.parser")
    assert " ".join(fact(page, "Changed since then").split()) == changed
    assert (fact(page, "Last reviewed as a whole") == "Never") == (tag is None)


def test_index__calls_approved_what_the_pack_does(told_pack):
    pack, (_heading, tag, _changed) = told_pack
    packs = PackSet()
    packs.add(pack_file(pack, FORMATS["json"]))
    assert packs.entries[0].is_approved == (tag == "counts today")


@pytest.mark.parametrize(("state", "vouches"), [(as_draft, False), (withdrawn, True)])
def test_ledger__vouches_for_records_where_there_are_any(
    state, vouches, storied, editor, publisher
):
    pack = make_pack(state(storied, editor=editor, publisher=publisher))
    assert ("The ledger vouches for every record" in html_pack(pack)) == vouches
