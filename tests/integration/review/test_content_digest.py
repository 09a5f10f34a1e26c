"""The digest: stable for the same content, different for any other."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from headhealth.models import ConditionPage
from headhealth.review.content_digest import (
    changed_fields,
    content_digest,
    content_snapshot,
    digest_of,
    restore_snapshot,
)
from tests import factories
from tests.testapp.models import ClinicPage, OpeningHours


def reload(page):
    return type(page).objects.get(pk=page.pk)


def test_digest__is_the_same_as_saved_revised_published_and_reloaded(draft, editor, reviewer):
    digest = content_digest(draft)
    assert content_digest(reload(draft)) == digest
    revision = reload(draft).save_revision(user=editor)
    assert content_digest(revision.as_object()) == digest
    live = factories.published(reload(draft), author=editor, approver=reviewer)
    assert content_digest(live) == digest


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "Another"),
        ("seo_title", "Another"),
        ("search_description", "Another"),
        ("summary", "Another message."),
        ("also_known_as", "Hemicrania"),
        ("risk_tier", "high"),
    ],
)
def test_digest__changes_with_what_readers_see(draft, field, value):
    before = content_digest(draft)
    setattr(draft, field, value)
    assert content_digest(draft) != before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("slug", "elsewhere"),
        ("live", True),
        ("locked", True),
        ("draft_title", "x"),
        ("show_in_menus", True),
        ("owner_id", 1),
        ("path", "00010099"),
        ("go_live_at", datetime(2030, 1, 1, tzinfo=UTC)),
    ],
)
def test_digest__ignores_bookkeeping(draft, field, value):
    before = content_digest(draft)
    setattr(draft, field, value)
    assert content_digest(draft) == before


def test_digest__ignores_block_ids_editor_keys_and_line_endings(draft):
    draft.summary = "One\nTwo"
    draft.body = json.dumps(
        [{"type": "text_section", "id": "a", "value": {"heading": "H", "text": "<p>Same</p>"}}]
    )
    before = content_digest(draft)
    draft.summary = "One\r\nTwo"
    draft.body = json.dumps(
        [
            {
                "type": "text_section",
                "id": "b",
                "value": {
                    "heading": "H",
                    "aspect": "",
                    "text": '<p data-block-key="x1y2z">Same</p>',
                },
            }
        ]
    )
    assert content_digest(draft) == before


def test_digest__sees_one_changed_letter_deep_in_a_block(draft):
    draft.body = [factories.text_section(text="<p>Take one tablet.</p>")]
    before = content_digest(draft)
    draft.body = [factories.text_section(text="<p>Take ten tablet.</p>")]
    assert content_digest(draft) != before


def test_digest__sees_the_order_of_blocks(draft):
    one, two = factories.text_section("One"), factories.text_section("Two")
    draft.body = [one, two]
    before = content_digest(draft)
    draft.body = [two, one]
    assert content_digest(draft) != before


@pytest.mark.parametrize(
    "text",
    ["", "🤕" * 50, "كيف حالك", "<script>alert(1)</script>", "\x00", "\ud83d", "a" * 1_000_000],
    ids=["empty", "emoji", "rtl", "script", "nul", "lone surrogate", "1 MB"],
)
def test_digest__takes_any_text(draft, text):
    draft.summary = text
    assert len(content_digest(draft)) == 64


def test_digest__covers_child_rows_by_content_and_order(a_to_z):
    page = ClinicPage(title="Clinic", summary="s", body=[])
    page.opening_hours = [OpeningHours(day="Monday"), OpeningHours(day="Tuesday")]
    unsaved = content_digest(page)
    page.live = False
    a_to_z.add_child(instance=page)
    saved = ClinicPage.objects.get(pk=page.pk)
    assert content_digest(saved) == unsaved
    saved.opening_hours = list(reversed(saved.opening_hours.all()))
    for index, row in enumerate(saved.opening_hours.all()):
        row.sort_order = index
    assert content_digest(saved) != unsaved


def test_digest__ignores_fields_that_the_model_exempts(a_to_z):
    page = ClinicPage(title="Clinic", summary="s")
    before = content_digest(page)
    page.view_count = 99
    assert content_digest(page) == before


@pytest.mark.parametrize("name", ["also_known_as", "related_pages", "body", "search_description"])
def test_digest__of_a_snapshot_from_before_a_blank_field_was_added(name, draft):
    setattr(draft, name, "")
    snapshot = content_snapshot(draft)
    del snapshot[name]
    assert digest_of(ConditionPage, snapshot) == content_digest(draft)


def test_restore_snapshot__rebuilds_the_content(draft):
    snapshot = json.loads(json.dumps(content_snapshot(draft)))
    restored = restore_snapshot(ConditionPage, snapshot, draft.pk)
    assert content_digest(restored) == digest_of(ConditionPage, snapshot) == content_digest(draft)


def test_changed_fields__names_what_differs(draft):
    before = content_snapshot(draft)
    draft.summary = "Another"
    draft.body = [factories.text_section("Another")]
    draft.slug = "another"
    assert set(changed_fields(ConditionPage, before, content_snapshot(draft))) == {
        "summary",
        "body",
    }
