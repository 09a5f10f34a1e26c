"""What a rich text editor never sends, and somebody who means harm does."""

from __future__ import annotations

import json
from typing import Any

import pytest

from headhealth.models import ConditionPage, TreatmentPage
from tests import factories
from tests.integration.bad_input.conftest import approve, edit, form_of, newest
from tests.integration.bad_input.reading import active_content, form_errors, shown, soup_of

pytestmark = pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")


def content(*, entity: dict[str, Any] | None = None, **changes: Any) -> str:
    """The editor's JSON: a paragraph whose second half is one entity."""
    ranges = [{"offset": 6, "length": 5, "key": 0}] if entity else []
    block = {
        "key": "aaaaa",
        "text": "first second",
        "type": "unstyled",
        "depth": 0,
        "inlineStyleRanges": [],
        "entityRanges": ranges,
        **changes,
    }
    return json.dumps({"blocks": [block], "entityMap": {"0": entity} if entity else {}})


def entity(kind: str, **data: Any) -> str:
    return content(entity={"type": kind, "mutability": "MUTABLE", "data": data})


HOSTILE = {
    "script_link": entity("LINK", url="javascript:alert(1)"),
    "script_link_in_disguise": entity("LINK", url=" jaVa\tscript:alert(1)"),
    "data_link": entity("LINK", url="data:text/html,<script>alert(1)</script>"),
    "vbscript_link": entity("LINK", url="vbscript:x"),
    "link_out_of_its_attribute": entity("LINK", url='https://e.org/" onclick="alert(1)'),
    "link_to_a_missing_page": entity("LINK", id=999_999, url="/x/"),
    "link_to_a_missing_document": entity("DOCUMENT", id=999_999, url="/x/"),
    "missing_source": entity("SOURCE", id=999_999),
    "source_out_of_its_attribute": entity("SOURCE", id='1" onclick="alert(1)'),
    "unknown_entity": entity("EVIL"),
    "image": entity("IMAGE", id='1" onerror="alert(1)', alt='"><script>alert(1)</script>'),
    "embed": entity("EMBED", url="https://e.org/"),
    "style_that_is_a_tag": content(
        inlineStyleRanges=[{"offset": 0, "length": 3, "style": "<script>alert(1)</script>"}]
    ),
    "style_past_the_end": content(
        inlineStyleRanges=[{"offset": -5, "length": 3000, "style": "BOLD"}]
    ),
    "block_key_that_is_a_tag": content(key='"><script>alert(1)</script>'),
    # Draft.js keeps images and embeds in one; without either, its words are text like any other.
    "atomic_block_of_words": content(type="atomic"),
    "deep_list": content(type="unordered-list-item", depth=50),
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize(
    ("model", "path"),
    [(ConditionPage, "body.text_section.text"), (TreatmentPage, "how_it_works")],
    ids=["block", "field"],
)
def test_hostile_rich_text__runs_nothing(
    model, path, name, desk, editor, reviewer, client_of, client
):
    place = next(place for place in form_of(model).texts if place.path == path)
    form = {place.name: HOSTILE[name], "action-submit": "1"}
    writer = client_of(editor)
    response = desk.add(writer, model, {}, **form)
    assert response.status_code == 302, form_errors(response)
    page = newest(model)
    assert edit(writer, page).status_code == 200
    approve(client_of(reviewer), page)
    soup = soup_of(client.get(page.url))
    assert active_content(soup) == []
    assert "first" in shown(soup)


@pytest.mark.parametrize("kind", ["header-two", "<script>", "code-block"])
def test_kind_of_block_that_is_not_offered__is_left_out(kind, desk, editor, client_of):
    place = next(p for p in form_of(ConditionPage).texts if p.path == "body.text_section.text")
    response = desk.add(
        client_of(editor),
        ConditionPage,
        {},
        **{place.name: content(type=kind), "action-submit": "1"},
    )
    assert form_errors(response) == [("body", "This field is required.")]


STORED = {
    "link_to_another_program": '<p>Take <a href="intent://x#Intent;end">this</a></p>',
    "link_to_a_search": '<p>Take <a href="search-ms:query=x">this</a></p>',
    "another_page": '<p>Take <meta http-equiv="refresh" content="0;url=https://e.org/">this</p>',
    "another_base": '<p>Take <base href="https://e.org/">this</p>',
}


@pytest.mark.parametrize("name", STORED)
def test_stored_rich_text__leads_nowhere_else(name, draft, editor, reviewer, client):
    """Written by a script, or through the API."""
    draft.body = [factories.text_section(text=STORED[name])]
    page = factories.published(draft, author=editor, approver=reviewer)
    soup = soup_of(client.get(page.url))
    assert active_content(soup) == []
    assert "Take this" in soup.get_text()
    assert soup.select("main meta[http-equiv], base[href]") == []
    assert "e.org" not in str(soup)
