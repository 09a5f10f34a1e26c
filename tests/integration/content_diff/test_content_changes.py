"""What a reviewer is shown of the changes: all of them, and nothing else."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import RequestFactory
from django.urls import reverse

from headhealth.admin.review_brief import ReviewBrief
from headhealth.content_diff.content_changes import ChangeKind, FieldChange, field_changes
from headhealth.content_diff.word_diff import mark_changes
from headhealth.models import ConditionPage
from tests import factories

# The values of a block are named in the language of its page.
pytestmark = pytest.mark.django_db

BODY: list[dict[str, Any]] = [
    {
        "id": "overview",
        "type": "text_section",
        "value": {
            "heading": "Overview",
            "aspect": "overview",
            "text": '<p>It is <a href="https://nhs.uk/">common</a>.</p><p>It passes.</p>',
        },
    },
    {
        "id": "advice",
        "type": "dos_and_donts",
        "value": {"dos": ["drink water", "rest"], "donts": []},
    },
    {
        "id": "hours",
        "type": "table",
        "value": {
            "table": {
                "caption": "Hours of sleep",
                "columns": [{"type": "text", "heading": "Age"}],
                "rows": [{"values": ["Adults"]}],
            },
            "row_headings": False,
        },
    },
]


def page_with(body: list[dict[str, Any]], **fields: Any) -> ConditionPage:
    page = ConditionPage(title="Migraine", summary="It passes.", **fields)
    page.body = page.body.stream_block.to_python(copy.deepcopy(body))
    return page


def body_changes(after: list[dict[str, Any]]) -> list[tuple[str, str, list[str]]]:
    """Kind, label and marked lines of every block that differs from ``BODY``."""
    (change,) = field_changes(page_with(BODY), page_with(after), ["body"], {})
    return [
        (block.kind, block.label, [f"{line.label}: {plain(line.html)}" for line in block.lines])
        for block in change.blocks
    ]


def plain(html: str) -> str:
    """Marks as brackets: ``[-gone-]`` and ``[+new+]``."""
    soup = BeautifulSoup(html, "html.parser")
    for name, sign in (("del", "-"), ("ins", "+")):
        for tag in soup.find_all(name):
            tag.replace_with(f"[{sign}{tag.get_text()}{sign}]")
    return soup.get_text()


def changed(index: int, **values: Any) -> list[dict[str, Any]]:
    body = copy.deepcopy(BODY)
    body[index]["value"].update(values)
    return body


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param("It hurts.", "It hurts.", "It hurts.", id="nothing"),
        pytest.param("", "It hurts.", "[+It hurts.+]", id="all new"),
        pytest.param("It hurts.", "", "[-It hurts.-]", id="all gone"),
        pytest.param("It hurts a lot", "It hurts", "It hurts [-a lot-]", id="the end gone"),
        pytest.param("It hurts", "It hurts a lot", "It hurts [+a lot+]", id="the end new"),
        pytest.param(
            "Take one a day.", "Take two a day.", "Take [-one -][+two +]a day.", id="a word"
        ),
        pytest.param("for 1, 2 days", "for 3, 4 days", "for [-1, 2 -][+3, 4 +]days", id="a comma"),
        pytest.param("a <b> c", "a <i> c", "a <[-b-][+i+]> c", id="mark-up in the text"),
        pytest.param("א ב", "א ג", "א [-ב-][+ג+]", id="right to left"),
    ],
)
def test_mark_changes(before, after, expected):
    assert plain(mark_changes(before, after)) == expected


def test_mark_changes__of_a_huge_text_shows_both():
    before, after = "word " * 100_000, "other " * 100_000
    assert plain(mark_changes(before, after)) == f"[-{before}-][+{after}+]"


def test_no_change__shows_nothing():
    assert body_changes(BODY) == []


def test_changed_block__shows_its_changed_lines_only():
    assert body_changes(changed(0, heading="What it is")) == [
        (ChangeKind.CHANGED, "1. Text section: What it is", ["Heading: [-Overview-][+What it is+]"])
    ]


def test_changed_choice__is_shown_by_its_label():
    ((_kind, _label, lines),) = body_changes(changed(0, aspect="see_doctor"))
    assert lines == ["Health aspect: [-Overview-][+When to get help+]"]


def test_changed_link__is_shown_with_where_it_leads():
    text = BODY[0]["value"]["text"].replace("nhs.uk", "example.org")
    ((_kind, _label, lines),) = body_changes(changed(0, text=text))
    assert lines == ["Text › Link: common → https://[-nhs.uk-][+example.org+]/"]


def test_changed_formatting__is_named():
    text = BODY[0]["value"]["text"].replace("It passes.", "<b>It passes.</b>")
    assert body_changes(changed(0, text=text)) == [
        (ChangeKind.MARKUP, "1. Text section: Overview", [])
    ]


def test_inserted_item__does_not_mark_those_below_it():
    assert body_changes(changed(1, dos=["drink water", "sleep", "rest"])) == [
        (ChangeKind.CHANGED, "2. Dos and don'ts", ["Do › 2: [+sleep+]"])
    ]


def test_changed_table__is_shown_by_caption_headings_and_cells():
    table = {
        "caption": "Hours",
        "columns": [{"type": "text", "heading": "Who"}],
        "rows": [{"values": ["Adults"]}, {"values": ["Children"]}],
    }
    ((_kind, label, lines),) = body_changes(changed(2, table=table))
    assert label == "3. Table: Hours"
    assert [plain_line.split(": ")[1] for plain_line in lines[:2]] == [
        "Hours [-of sleep-]",
        "[-Age-][+Who+]",
    ]
    assert "[+Children+]" in lines[-1]


def test_new_block__is_shown_whole():
    callout = {
        "id": "new",
        "type": "warning_callout",
        "value": {"heading": "Painkillers", "text": "<p>Not too often.</p>"},
    }
    assert body_changes([BODY[0], callout, *BODY[1:]]) == [
        (
            ChangeKind.ADDED,
            "2. Warning callout: Painkillers",
            ["Heading: [+Painkillers+]", "Text: [+Not too often.+]"],
        )
    ]


def test_removed_block__is_shown_whole():
    assert body_changes([BODY[0], BODY[2]]) == [
        (ChangeKind.REMOVED, "Dos and don'ts", ["Do › 1: [-drink water-]", "Do › 2: [-rest-]"])
    ]


def test_moved_block__is_named():
    changes = body_changes([BODY[1], BODY[2], BODY[0]])
    assert [(kind, label) for kind, label, _lines in changes] == [
        (ChangeKind.MOVED, "3. Text section: Overview")
    ]


def test_plain_fields__are_shown_line_by_line():
    before = page_with(BODY, also_known_as="Bad head\nSick head", risk_tier="routine")
    after = page_with(BODY, also_known_as="Bad head\r\nSore head", risk_tier="high")
    names, tier = field_changes(before, after, ["also_known_as", "risk_tier"], {})
    assert [plain(line.html) for line in names.lines] == ["[-Sick -][+Sore +]head"]
    assert "[-Routine" in plain(tier.lines[0].html)


def test_content_that_no_form_stored__is_no_error():
    damaged = copy.deepcopy(BODY)
    damaged[1]["value"] = {"dos": 5}
    (change,) = field_changes(page_with(BODY), page_with(damaged), ["body"], {})
    assert change == FieldChange("Body")


def test_brief__compares_with_the_approved_version(live, editor):
    live.summary = "It passes within a day."
    live.body = [factories.text_section(text="<p>It is very common.</p>")]
    live.save_revision(user=editor)
    brief = ReviewBrief(live.get_latest_revision_as_object(), RequestFactory().get("/"))
    assert brief.changed_field_labels == [change.label for change in brief.changes]
    assert {change.label for change in brief.changes} == {"Summary", "Body"}


def test_brief__before_the_first_approval_compares_with_what_was_sent_back(draft, editor, reviewer):
    brief = ReviewBrief(draft, RequestFactory().get("/"))
    assert brief.changes == []
    task_state = factories.submit(draft, user=editor)
    task_state.task.specific.on_action(task_state, reviewer, "reject", comment="How long?")
    draft.summary = "It passes within a day."
    draft.save_revision(user=editor)

    brief = ReviewBrief(draft.get_latest_revision_as_object(), RequestFactory().get("/"))

    assert brief.sent_back.comment == "How long?"
    assert [change.label for change in brief.changes] == ["Summary"]
    assert brief.changed_field_labels == []


def test_brief__forgets_a_request_once_it_is_approved(draft, editor, reviewer):
    task_state = factories.submit(draft, user=editor)
    task_state.task.specific.on_action(task_state, reviewer, "reject", comment="How long?")
    draft.current_workflow_state.resume(editor)
    factories.approve(draft.current_workflow_state.current_task_state, user=reviewer)
    brief = ReviewBrief(draft.get_latest_revision_as_object(), RequestFactory().get("/"))
    assert brief.sent_back is None


def test_modal__of_a_treatment_shows_the_change_of_a_facet(home, editor, reviewer, client_of):
    parent = factories.AToZPageFactory(
        parent=home, title="Treatments", listed_type="headhealth.TreatmentPage"
    )
    page = factories.published(
        factories.TreatmentPageFactory(parent=parent), author=editor, approver=reviewer
    )
    page.risks = "<p>Few, but some.</p>"
    task_state = factories.submit(page, user=editor)
    url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task_state.pk])
    response = client_of(reviewer).get(url, headers={"x-requested-with": "XMLHttpRequest"})
    modal = BeautifulSoup(response.json()["html"], "html.parser")
    assert [tag.get_text() for tag in modal.select(".hh-diff__heading")] == [
        "Risks and side effects"
    ]
    assert modal.select_one(".hh-diff ins").get_text() == ", but some"
