"""What is said to each item of each standard, for content of which everything is known, and for
content of which nothing is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from headhealth.evidence.facts.authorship import Contributor
from headhealth.evidence.facts.cited_sources import SourceFacts
from headhealth.evidence.facts.content_facts import AuthorFacts, ContentFacts, TreatmentFacts
from headhealth.evidence.facts.emergency_facts import EmergencyFacts
from headhealth.evidence.facts.ledger_proof import LedgerProof
from headhealth.evidence.facts.policy_facts import PolicyFacts
from headhealth.evidence.facts.publisher_facts import STATED, PublisherFacts
from headhealth.evidence.facts.reader_feedback import FeedbackFacts, ReportFacts
from headhealth.evidence.facts.review_facts import ReviewFacts
from headhealth.evidence.facts.subject import Subject
from headhealth.evidence.facts.versions import Version
from headhealth.evidence.ledger_state import LedgerState
from headhealth.evidence.object_evidence import ObjectEvidence
from headhealth.evidence.standards.assessment import STANDARDS, assess
from headhealth.evidence.standards.item import Case, Verdict
from headhealth.site_calendar import site_day

PROVEN, DECLARED, MISSING, JUDGE, NOT_APPLICABLE = Verdict
THEN = datetime(2026, 5, 4, 9, tzinfo=UTC)
TODAY = site_day()
FACETS = [
    "how_it_works",
    "who_it_is_for",
    "benefits",
    "risks",
    "without_treatment",
    "daily_life",
    "alternatives",
    "questions_to_ask",
]
VERSION = Version(text=[], source_ids=[1], before="", changes=[])
SOUND = LedgerProof([], [])


def review(**fields: Any) -> ReviewFacts:
    known: dict[str, Any] = {
        "id": 7,
        "reviewed_at": THEN,
        "reviewer_name": "Dr Reviewer",
        "reviewer_credentials": "MRCGP",
        "registration_body": "General Medical Council",
        "registration_number": "TEST-1",
        "conflict_statement": "None.",
        "scope": "whole",
        "sources_checked_on": date(2026, 5, 1),
        "red_flags_covered": True,
        "plain_language": True,
        "comment": "",
        "change_note": "",
        "is_correction": False,
        "is_final": True,
        "reviewers_needed": 1,
        "revoked_at": None,
        "counts": True,
        "digest": "d1",
        "revision_number": 3,
        "authors": [Contributor("Sam Reed", THEN)],
        "sources": [],
        "version": VERSION,
        "proof": SOUND,
    }
    return ReviewFacts(**{**known, **fields})


def source(**fields: Any) -> SourceFacts:
    known: dict[str, Any] = {
        "id": 1,
        "number": 1,
        "type": "guideline",
        "title": "Headaches",
        "authors": "",
        "publisher": "NICE",
        "year": 2021,
        "address": "https://example.org/",
        "known_from": "approval",
        "notice": "",
        "link": "",
    }
    return SourceFacts(**{**known, **fields})


def report(**fields: Any) -> ReportFacts:
    known: dict[str, Any] = {
        "id": 1,
        "kind": "out_of_date",
        "section": "",
        "submitted_at": THEN,
        "comment": "",
        "state": "resolved",
        "notes": "",
        "handled_at": None,
        "handled_by": "",
        "is_changed_since": True,
    }
    return ReportFacts(**{**known, **fields})


def emergency(**fields: Any) -> EmergencyFacts:
    known: dict[str, Any] = {
        "id": 2,
        "published_at": THEN,
        "published_by_name": "Grace",
        "reason": "A dose was wrong.",
        "review_due_at": THEN + timedelta(hours=24),
        "digest": "d0",
        "closed_by": "Migraine, approved by Dr Reviewer",
        "closed_at": THEN + timedelta(hours=2),
        "version": VERSION,
        "proof": SOUND,
    }
    return EmergencyFacts(**{**known, **fields})


SUBJECT = Subject(
    model="headhealth.conditionpage",
    id="5",
    type_name="Condition",
    title="Migraine",
    url="https://example.org/migraine/",
    language="en",
    is_live=True,
    first_published_at=THEN,
    last_published_at=THEN,
    owner="",
)
POLICY = PolicyFacts(
    tier="routine",
    interval_months=36,
    reviewers_needed=1,
    emergency_hours=24,
    takedown_after_days=None,
    tells_readers=True,
    last_reviewed_on=site_day(THEN),
    next_due_on=TODAY + timedelta(days=900),
    state="current",
    is_changed_since=False,
    public_by="Migraine, approved by Dr Reviewer",
    is_public_by_review=True,
)
CONTENT = ContentFacts(
    is_page=True,
    summary="It passes.",
    authors=[AuthorFacts("Dr Author", "MBBS", "City Hospital", "None.", date(2026, 1, 1))],
    sections=["Overview"],
    aspects=["overview"],
    care_levels=["emergency"],
    treatments=[TreatmentFacts("Rest", FACETS, [])],
    citations=4,
    source_ids=[1],
    related_pages=2,
    style_findings=[],
)
EVIDENCE = ObjectEvidence(
    subject=SUBJECT,
    policy=POLICY,
    content=CONTENT,
    sources=[source()],
    reviews=[review()],
    emergencies=[emergency()],
    other_records=[],
    opinions=[],
    contributors=[Contributor("Sam Reed", THEN)],
    feedback=FeedbackFacts(is_invited=True, useful=3, not_useful=1, spam=0, reports=[report()]),
    withdrawals=[],
)
FULL = Case(
    EVIDENCE,
    PublisherFacts(**{name: f"Our {name}." for name in STATED}, name="Head", site_url="https://h/"),
    LedgerState(entries=3, end_position=3, end_hash="a" * 64, problems=[]),
)
BARE = Case(
    ObjectEvidence(
        subject=SUBJECT,
        policy=replace(
            POLICY,
            last_reviewed_on=None,
            next_due_on=None,
            state="never",
            public_by="",
            is_public_by_review=False,
        ),
        content=ContentFacts(is_page=True, treatments=[TreatmentFacts("Rest", [], FACETS)]),
        sources=[],
        reviews=[],
        emergencies=[],
        other_records=[],
        opinions=[],
        contributors=[],
        feedback=FeedbackFacts(
            is_invited=True, useful=0, not_useful=0, spam=0, reports=[report(state="new")]
        ),
        withdrawals=[],
    ),
    PublisherFacts(),
    LedgerState(entries=0, end_position=0, end_hash="", problems=[]),
)

# Code of the item, what is said where everything is known, and where nothing is.
ITEMS = [
    ("nhs-approval", PROVEN, MISSING),
    ("nhs-independence", PROVEN, MISSING),
    ("nhs-risk", PROVEN, MISSING),
    ("nhs-cycle", PROVEN, MISSING),
    ("nhs-evidence", PROVEN, MISSING),
    ("nhs-sources", PROVEN, MISSING),
    ("nhs-versions", PROVEN, MISSING),
    ("nhs-records", PROVEN, MISSING),
    ("nhs-dates", PROVEN, MISSING),
    ("nhs-publisher", DECLARED, MISSING),
    ("nhs-conflicts", DECLARED, MISSING),
    ("nhs-feedback", PROVEN, PROVEN),
    ("nhs-feedback-managed", PROVEN, MISSING),
    ("nhs-urgent", PROVEN, MISSING),
    ("nhs-safety", PROVEN, MISSING),
    ("nhs-plain", PROVEN, MISSING),
    ("nhs-accessible", DECLARED, MISSING),
    ("nhs-need", DECLARED, MISSING),
    ("nhs-purpose", PROVEN, MISSING),
    ("pif-process", DECLARED, MISSING),
    ("pif-training", DECLARED, MISSING),
    ("pif-need", DECLARED, MISSING),
    ("pif-evidence", JUDGE, MISSING),
    ("pif-users", DECLARED, MISSING),
    ("pif-equality", DECLARED, MISSING),
    ("pif-design", PROVEN, MISSING),
    ("pif-feedback", PROVEN, PROVEN),
    ("pif-dissemination", DECLARED, MISSING),
    ("pif-impact", DECLARED, MISSING),
    ("honcode-authority", PROVEN, MISSING),
    ("honcode-reviewer", PROVEN, MISSING),
    ("honcode-complementarity", PROVEN, MISSING),
    ("honcode-confidentiality", DECLARED, MISSING),
    ("honcode-attribution", PROVEN, MISSING),
    ("honcode-date", PROVEN, MISSING),
    ("honcode-justifiability", PROVEN, MISSING),
    ("honcode-transparency", DECLARED, MISSING),
    ("honcode-funding", DECLARED, MISSING),
    ("honcode-advertising", DECLARED, MISSING),
    ("jama-authorship", PROVEN, MISSING),
    ("jama-attribution", PROVEN, MISSING),
    ("jama-disclosure", DECLARED, MISSING),
    ("jama-conflicts", DECLARED, MISSING),
    ("jama-currency", PROVEN, MISSING),
    ("discern-1", PROVEN, MISSING),
    ("discern-2", JUDGE, JUDGE),
    ("discern-3", JUDGE, JUDGE),
    ("discern-4", PROVEN, MISSING),
    ("discern-5", PROVEN, MISSING),
    ("discern-6", JUDGE, JUDGE),
    ("discern-7", JUDGE, MISSING),
    ("discern-8", JUDGE, JUDGE),
    *((f"discern-{number}", PROVEN, MISSING) for number in range(9, 16)),
    ("discern-16", JUDGE, JUDGE),
]


def items(case: Case) -> dict[str, Any]:
    return {item.code: item for standard in assess(case) for item in standard.items}


def changed(**fields: Any) -> Case:
    return replace(FULL, evidence=replace(EVIDENCE, **fields))


@pytest.mark.parametrize(("code", "full", "bare"), ITEMS, ids=[each[0] for each in ITEMS])
def test_item__says_what_is_shown_and_what_is_missing(code, full, bare):
    for case, verdict in ((FULL, full), (BARE, bare)):
        item = items(case)[code]
        assert item.verdict == verdict
        assert item.sentence and "%(" not in item.sentence
        assert all(name for _anchor, name in item.links)


def test_items__are_all_in_the_table():
    assert [item.code for standard in STANDARDS for item in standard.items] == [
        code for code, _full, _bare in ITEMS
    ]


@pytest.mark.parametrize(
    ("code", "case", "verdict", "says"),
    [
        pytest.param(
            "nhs-approval",
            changed(reviews=[review(proof=LedgerProof([], ["It was changed."]))]),
            MISSING,
            "does not vouch",
            id="a record that was tampered with approves nothing",
        ),
        pytest.param(
            "nhs-records",
            changed(reviews=[review(proof=LedgerProof([], ["It was changed."]))]),
            MISSING,
            "It was changed.",
            id="the problem with a record is told",
        ),
        pytest.param(
            "nhs-records",
            replace(FULL, ledger=LedgerState(3, 3, "a", ["Entry 2 is missing."])),
            MISSING,
            "Entry 2 is missing.",
            id="the problem with the chain is told",
        ),
        pytest.param(
            "nhs-approval",
            changed(policy=replace(POLICY, public_by="")),
            MISSING,
            "not what was approved",
            id="live content that was not approved",
        ),
        pytest.param(
            "nhs-approval",
            changed(emergencies=[emergency(closed_at=None, closed_by="")]),
            MISSING,
            "published urgently",
            id="an emergency that waits for its review",
        ),
        pytest.param(
            "nhs-urgent",
            changed(emergencies=[emergency(closed_at=THEN + timedelta(hours=30))]),
            MISSING,
            "not reviewed in time",
            id="an emergency that was reviewed late",
        ),
        pytest.param(
            "nhs-risk",
            changed(reviews=[review(reviewers_needed=2)]),
            MISSING,
            "2 were needed",
            id="one reviewer where two were needed",
        ),
        pytest.param(
            "nhs-risk",
            changed(policy=replace(POLICY, tier="high", reviewers_needed=2)),
            PROVEN,
            "1 was needed",
            id="a policy that asks for two since the approval",
        ),
        pytest.param(
            "nhs-risk",
            changed(
                policy=replace(POLICY, tier="high", reviewers_needed=2),
                reviews=[review(reviewers_needed=None)],
            ),
            MISSING,
            "2 are needed today",
            id="an older record, which does not say how many were needed",
        ),
        pytest.param(
            "nhs-risk",
            changed(
                reviews=[
                    review(reviewers_needed=2),
                    review(id=6, is_final=False, registration_number="TEST-2"),
                ],
            ),
            PROVEN,
            "2 reviewers",
            id="two reviewers of the same content",
        ),
        pytest.param(
            "nhs-risk",
            changed(reviews=[review(reviewers_needed=2), review(id=6, is_final=False)]),
            MISSING,
            "1 reviewer",
            id="the same reviewer twice",
        ),
        pytest.param(
            "nhs-cycle",
            changed(policy=replace(POLICY, next_due_on=TODAY - timedelta(days=1))),
            MISSING,
            "late",
            id="a late review",
        ),
        pytest.param(
            "nhs-cycle",
            changed(policy=replace(POLICY, next_due_on=TODAY)),
            PROVEN,
            "next due",
            id="a review that is due today",
        ),
        pytest.param(
            "nhs-dates",
            changed(
                policy=replace(POLICY, next_due_on=TODAY - timedelta(days=1), tells_readers=False)
            ),
            MISSING,
            "does not tell readers",
            id="lateness that readers are not told",
        ),
        pytest.param(
            "nhs-plain",
            changed(content=replace(CONTENT, style_findings=["A sentence is long."])),
            JUDGE,
            "1 remark",
            id="a style rule that differs from the reviewer",
        ),
        pytest.param(
            "nhs-conflicts",
            changed(reviews=[review(conflict_statement=" ")]),
            MISSING,
            "Dr Reviewer",
            id="a reviewer who declares nothing",
        ),
        pytest.param(
            "nhs-feedback-managed",
            changed(feedback=FeedbackFacts(True, 0, 0, 0, [])),
            JUDGE,
            "No reader",
            id="nothing was reported",
        ),
        pytest.param(
            "pif-evidence",
            changed(sources=[source(notice="Retracted")]),
            MISSING,
            "Headaches (Retracted)",
            id="a retracted source",
        ),
        pytest.param(
            "honcode-attribution",
            changed(sources=[source(year=None)]),
            MISSING,
            "No year is given for Headaches",
            id="a source without a year",
        ),
        pytest.param(
            "honcode-authority",
            changed(
                content=replace(CONTENT, authors=[AuthorFacts("Dr Author", "", "", "None.", None)])
            ),
            MISSING,
            "No credentials are given for Dr Author",
            id="an author without credentials",
        ),
        pytest.param(
            "honcode-complementarity",
            changed(content=replace(CONTENT, care_levels=[], aspects=["see_doctor"])),
            PROVEN,
            "when to get help",
            id="a section on when to get help instead of a card",
        ),
        pytest.param(
            "discern-11",
            changed(
                content=replace(
                    CONTENT,
                    treatments=[
                        TreatmentFacts("Rest", FACETS, []),
                        TreatmentFacts("Heat", ["benefits"], ["risks"]),
                    ],
                )
            ),
            MISSING,
            "is empty for Heat",
            id="one of two treatments without its risks",
        ),
        pytest.param(
            "discern-11",
            changed(content=replace(CONTENT, treatments=[])),
            NOT_APPLICABLE,
            "no treatment",
            id="content about no treatment",
        ),
        pytest.param(
            "discern-14",
            changed(
                content=replace(
                    CONTENT,
                    treatments=[TreatmentFacts(name, [], FACETS) for name in ("Rest", "Heat")],
                )
            ),
            PROVEN,
            "Rest and Heat",
            id="several treatments are choices by themselves",
        ),
    ],
)
def test_item__weighs_what_it_is_given(code, case, verdict, says):
    item = items(case)[code]
    assert item.verdict == verdict
    assert says in item.sentence


def test_counts__are_those_of_the_items():
    for standard in assess(FULL):
        assert sum(count for _value, _name, count in standard.counts) == len(standard.items)
