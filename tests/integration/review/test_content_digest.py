"""The digest: stable for the same content, different for any other."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from wagtail.blocks import BooleanBlock, CharBlock, ListBlock, StructBlock

from headhealth.models import ConditionPage
from headhealth.review.canonical_form import canonical_node
from headhealth.review.content_digest import changed_fields, content_digest, digest_of
from headhealth.review.content_snapshot import content_snapshot, restore_snapshot
from headhealth.review.stored import walk_block
from tests import factories
from tests.testapp.models import ClinicPage, Leaflet, LeafletPrinting, OpeningHours


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


BLOCK_KEY = ' data-block-key="x1y2z"'


@pytest.mark.parametrize("field", ["title", "summary", "also_known_as", "seo_title"])
def test_digest__sees_a_block_key_that_was_typed_into_plain_text(draft, field):
    setattr(draft, field, "Take one tablet")
    before = content_digest(draft)
    setattr(draft, field, f"Take{BLOCK_KEY} one tablet")
    assert content_digest(draft) != before


def _body_digest(*stored):
    return digest_of(ConditionPage, {"body": json.dumps(stored)})


def _question(question="Does it help?", *, is_wrapped=True):
    value = {"question": question, "answer": "<p>Yes.</p>"}
    item = {"type": "item", "value": value, **({"id": "5a"} if is_wrapped else {})}
    return {"type": "faq", "value": {"heading": "Questions", "questions": [item]}, "id": "5b"}


def test_digest__sees_a_block_key_that_was_typed_into_the_text_of_a_block():
    typed = f"Does it{BLOCK_KEY} help?"
    assert _body_digest(_question(typed)) != _body_digest(_question("Does it help?"))
    heading = {"type": "text_section", "value": {"heading": f"H{BLOCK_KEY}"}}
    plain = {"type": "text_section", "value": {"heading": "H"}}
    assert _body_digest(heading) != _body_digest(plain)


def test_digest__sees_that_a_list_item_lost_the_key_by_which_it_is_read():
    assert _body_digest(_question(is_wrapped=False)) != _body_digest(_question())


@pytest.mark.parametrize(
    "html",
    [
        "<textarea><p{}>a</p></textarea>",
        "<script>{}</script>",
        "<!--{}--><p>a</p>",
        "a{} b",
        "<a title='{}'>a</a>",
        "<p\x0b{}>a</p>",
        "<p\xa0{}>a</p>",
    ],
    ids=["textarea", "script", "comment", "text", "attribute", "vertical tab", "no-break space"],
)
def test_digest__sees_a_block_key_in_rich_text_where_it_is_no_attribute(html):
    typed, plain = (
        {"type": "text_section", "value": {"text": html.format(key)}} for key in (BLOCK_KEY, "")
    )
    assert _body_digest(typed) != _body_digest(plain)


def test_digest__sees_a_block_key_that_keeps_wagtail_from_expanding_a_link():
    # Wagtail ends the tag at the first ">", and leaves a link without an address.
    html = '<p><a{} linktype="page" id="1">a</a></p>'
    broken, sound = (
        {"type": "text_section", "value": {"text": html.format(key)}}
        for key in (' data-block-key="x>"', "")
    )
    assert _body_digest(broken) != _body_digest(sound)


@pytest.mark.parametrize("name", ["owner", "path", "slug", "locale"])
def test_digest__sees_own_fields_with_names_of_bookkeeping(name):
    before = content_digest(Leaflet(owner="a"))
    assert content_digest(Leaflet(**{"owner": "a", name: "b"})) != before


@pytest.mark.parametrize(("name", "value"), [("expired", "yes"), ("live", False)])
def test_digest__sees_fields_of_child_rows_with_names_of_bookkeeping(name, value):
    one, other = Leaflet(), Leaflet()
    one.printings = [LeafletPrinting()]
    other.printings = [LeafletPrinting(**{name: value})]
    assert content_digest(one) != content_digest(other)


def _parts_digest(*stored):
    return digest_of(Leaflet, {"parts": json.dumps(stored)})


def test_digest__tells_an_unticked_box_from_a_missing_one_that_reads_as_ticked():
    missing, ticked, unticked = (
        _parts_digest({"type": "dose", "value": value})
        for value in ({}, {"often": True}, {"often": False})
    )
    assert missing == ticked != unticked


def test_digest__stays_when_a_block_gets_an_optional_child():
    class Before(StructBlock):
        heading = CharBlock()

    class After(Before):
        caption = CharBlock(required=False)
        is_wide = BooleanBlock(required=False)
        images = ListBlock(CharBlock(), default=[])

    stored = {"heading": "H"}
    before, after = (canonical_node(walk_block(block(), stored)) for block in (Before, After))
    assert before == after


def test_digest__stays_when_a_model_gets_an_optional_field(draft):
    snapshot = content_snapshot(draft)
    assert snapshot["also_known_as"] == ""
    before = {name: value for name, value in snapshot.items() if name != "also_known_as"}
    assert digest_of(ConditionPage, before) == digest_of(ConditionPage, snapshot)


@pytest.mark.parametrize("value", ["", None, False, "x"])
def test_digest__keeps_what_the_schema_does_not_know(value):
    known = {"type": "text_section", "value": {"heading": "H"}}
    key = {"type": "text_section", "value": {"heading": "H", "unknown": value}}
    block = {"type": "unknown", "value": value}
    assert len({_body_digest(known), _body_digest(key), _body_digest(known, block)}) == 3


def test_digest__tells_raw_html_that_shows_the_word_none_from_an_empty_one():
    one, other = (_parts_digest({"type": "html", "value": value}) for value in (None, ""))
    assert one != other


@pytest.mark.parametrize("type_", [None, 1, [], {}])
def test_digest__takes_a_block_whose_type_is_no_name(type_):
    assert len(_body_digest({"type": type_, "value": "a"})) == 64


def test_digest__of_numbers_is_that_of_their_columns(editor, reviewer):
    leaflet = Leaflet(owner="a", price=Decimal("1.5"), weight=2, live=False)
    digest = content_digest(leaflet)
    leaflet.save()
    assert content_digest(reload(leaflet)) == digest
    assert content_digest(factories.published(leaflet, author=editor, approver=reviewer)) == digest
