"""Who alone saved since the approval is an author, whatever the save did."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from headhealth.models import ConditionPage
from headhealth.review.changed_parts import changed_parts
from headhealth.review.content_digest import digest_of
from headhealth.review.entries import entries
from headhealth.review.text_history import Save, TextHistory
from headhealth.review.text_keys import Change, changes, text_keys

pytestmark = pytest.mark.django_db

Snapshot = dict[str, Any]


def section(random: random.Random) -> dict[str, Any]:
    words = random.choices("abcd", k=random.randint(1, 4))
    tag, around = random.choice([("p", ""), ("li", "ul"), ("li", "ol")])
    html = "".join(f"<{tag}>{word}</{tag}>" for word in words)
    if around:
        html = f"<{around}>{html}</{around}>"
    value = {"heading": random.choice("HK"), "text": html}
    return {"type": "text_section", "value": value}


def changed(random: random.Random, snapshot: Snapshot) -> Snapshot:
    title, body = snapshot["title"], json.loads(snapshot["body"])
    for _ in range(random.randint(1, 3)):
        match random.choice(["title", "order", "new", "gone", "other"]):
            case "title":
                title = random.choice("TUV")
            case "order":
                random.shuffle(body)
            case "new":
                body.insert(random.randint(0, len(body)), section(random))
            case "gone" if body:
                body.pop(random.randrange(len(body)))
            case "other" if body:
                body[random.randrange(len(body))] = section(random)
    return {"title": title, "summary": "s", "body": json.dumps(body)}


def found(before: Snapshot, after: Snapshot) -> list[Change]:
    parts = changed_parts(ConditionPage, before, after)
    return changes(*(entries(ConditionPage, part) for part in parts))


@pytest.mark.parametrize("seed", range(4))
def test_only_saver_since_the_approval__is_an_author(seed):
    chance = random.Random(seed)
    for _ in range(75):
        latest = {"title": "T", "summary": "s", "body": "[]"}
        saves = []
        for who in chance.choices("XYR", k=chance.randint(1, 4)):
            before, latest = latest, changed(chance, latest)
            saves.append(Save(who, who, found(before, latest), is_since=False))
        approved = latest
        for _ in range(chance.randint(1, 3)):
            before, latest = latest, changed(chance, latest)
            saves.append(Save("R", "R", found(before, latest), is_since=True))
        if digest_of(ConditionPage, approved) == digest_of(ConditionPage, latest):
            continue
        old, new = entries(ConditionPage, approved), entries(ConditionPage, latest)
        authors = set(TextHistory(saves).authors(changes(old, new), text_keys(old)))
        assert "R" in authors, (approved, latest)


@pytest.mark.parametrize(("sections", "found"), [(50, 50), (300, 1)])
def test_changes__are_one_where_aligning_equal_entries_would_take_too_long(sections, found):
    def page(word: str) -> list[Any]:
        values = [{"heading": "H", "text": f"<p>{word} {number}</p>"} for number in range(sections)]
        body = [{"type": "text_section", "value": value} for value in values]
        return entries(ConditionPage, {"title": "T", "summary": "s", "body": json.dumps(body)})

    assert len(changes(page("old"), page("new"))) == found
