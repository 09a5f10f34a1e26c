"""The second check: two versions are the same only if an anonymous reader gets the same of both."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.template import TemplateSyntaxError
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from wagtail.models import Page
from wagtail.rich_text import RichText

from headhealth.models import ConditionPage
from headhealth.review import same_for_readers as module
from headhealth.review.content_snapshot import content_snapshot
from headhealth.review.reader_lines import reader_lines
from headhealth.review.same_for_readers import NotRendered, lines_for_readers, same_for_readers
from tests import factories
from tests.testapp.models import Advice, ClinicPage, OpeningHours, OpeningTime

TWO = '<p data-block-key="a1b2c">It is common.</p><p>Rest.</p>'
FAQ = (
    "faq",
    {
        "heading": "Questions",
        "aspect": "overview",
        "questions": [
            {"question": "Is it dangerous?", "answer": RichText("<p>Seldom.</p>")},
            {"question": "Can I drive?", "answer": RichText("<p>Yes.</p>")},
        ],
    },
)


@pytest.fixture
def article(a_to_z: Any) -> ConditionPage:
    other = factories.ConditionPageFactory(parent=a_to_z, title="Stroke")
    text = f'{TWO}<p>See <a linktype="page" id="{other.pk}">stroke</a>.</p>'
    return factories.ConditionPageFactory(
        parent=Page.objects.get(pk=a_to_z.pk),
        title="Migraine",
        also_known_as="Bad head\nSick headache",
        body=[factories.text_section(text=text), factories.text_section("Causes"), FAQ],
    )


def changed(obj: Any, change: Callable[[Any], Any]) -> dict[str, Any]:
    """The snapshot of ``obj`` after ``change`` of its data; streams are given as read."""
    data = copy.deepcopy(content_snapshot(obj))
    streams = [name for name, value in data.items() if str(value).startswith("[{")]
    for name in streams:
        data[name] = json.loads(data[name]) if isinstance(data[name], str) else data[name]
    change(data)
    for name in streams:
        if not obj._meta.get_field(name).is_relation:
            data[name] = json.dumps(data[name])
    return data


def is_same(obj: Any, change: Callable[[Any], Any]) -> bool:
    return same_for_readers(obj, content_snapshot(obj), changed(obj, change))


def edit(path: str, old: str, new: str) -> Callable[[Any], None]:
    """Replace ``old`` where ``path`` leads."""

    def change(data: Any) -> None:
        *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
        for step in way:
            data = data[step]
        assert old in data[last]
        data[last] = data[last].replace(old, new)

    return change


def new_ids(data: Any) -> None:
    for number, block in enumerate(data["body"]):
        block["id"] = f"00000000-0000-4000-8000-{number:012}"
    for item in data["body"][2]["value"]["questions"]:
        item["id"] = "11111111-0000-4000-8000-000000000000"


def other_key_order(data: Any) -> None:
    data["body"] = [dict(reversed(block.items())) for block in data["body"]]


SPELLINGS = {
    "ids": new_ids,
    "key order": other_key_order,
    "block keys": edit("body.0.value.text", "a1b2c", "z9y8x"),
    "no block keys": edit("body.0.value.text", ' data-block-key="a1b2c"', ""),
    "line ends": edit("also_known_as", "\n", "\r\n"),
}


@pytest.mark.parametrize("change", SPELLINGS.values(), ids=SPELLINGS)
def test_spelling__is_the_same(change, article):
    assert is_same(article, change)


CHANGES = {
    "title": edit("title", "Migraine", "Migraines"),
    "title in lists": edit("also_known_as", "Sick", "Mild"),
    "summary": edit("summary", "Most", "No"),
    "description": lambda data: data.update(search_description="It always passes."),
    "word": edit("body.0.value.text", "common", "rare"),
    "link": edit("body.0.value.text", 'linktype="page" id', 'href="https://example.org/" id'),
    "link to nowhere": edit("body.0.value.text", 'linktype="page" id="', 'linktype="page" id="9'),
    "text like a block key": edit("summary", "Most", 'Most data-block-key="no"'),
    "text like markup": edit("summary", "Most", "<b>Most"),
    "emphasis": edit("body.0.value.text", "Rest.", "<b>Rest.</b>"),
    "two words made one": edit("body.0.value.text", "It is", "Itis"),
    "order of paragraphs": edit("body.0.value.text", TWO[:51], ""),
    "heading": edit("body.0.value.heading", "Overview", "Cure"),
    "order of sections": lambda data: data["body"].reverse(),
    "section less": lambda data: data["body"].pop(),
    "kind of block": lambda data: data["body"][1].update(type="no_such_block"),
    "question less": lambda data: data["body"][2]["value"]["questions"].pop(),
    "question without its id": lambda data: data["body"][2]["value"]["questions"][1].pop("id"),
    "order of questions": lambda data: data["body"][2]["value"]["questions"].reverse(),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_other_content__is_not_the_same(change, article):
    assert not is_same(article, change)


def test_equal_data__are_not_rendered(article, monkeypatch):
    monkeypatch.setattr(module, "lines_for_readers", None)
    snapshot = content_snapshot(article)
    assert same_for_readers(article, snapshot, json.loads(json.dumps(snapshot)))
    assert is_same(article, other_key_order)


# Child rows, and snippets


@pytest.fixture
def clinic(home: Any) -> ClinicPage:
    clinic = ClinicPage(title="Clinic", summary="Open.", body=[factories.text_section()])
    clinic.opening_hours = [
        OpeningHours(day=day, sort_order=number, times=[OpeningTime(time="09:00")])
        for number, day in enumerate(["Monday", "Friday"])
    ]
    clinic.live = False
    return home.add_child(instance=clinic)


def without_keys(data: Any) -> None:
    for row in data["opening_hours"]:
        row.update(pk=None, page=None)
        row["times"][0].update(pk=None, hours=None)


def swap(data: Any) -> None:
    first, second = data["opening_hours"]
    first["sort_order"], second["sort_order"] = second["sort_order"], first["sort_order"]


def test_rows__count_without_their_keys(clinic):
    assert is_same(clinic, without_keys)
    assert is_same(clinic, lambda data: data["opening_hours"].reverse())
    assert not is_same(clinic, edit("opening_hours.1.day", "Friday", "Sunday"))
    assert not is_same(clinic, edit("opening_hours.1.times.0.time", "09:00", "19:00"))
    assert not is_same(clinic, swap)
    assert not is_same(clinic, lambda data: data["opening_hours"].pop())


def test_snippet_without_a_page__is_compared_by_its_fields(db):
    advice = Advice.objects.create(text="Rest.\nDrink water.", live=False)
    assert is_same(advice, edit("text", "\n", "\r\n"))
    assert not is_same(advice, edit("text", "water", "wine"))
    assert not is_same(advice, edit("text", "\n", " "))


def test_symptom__is_compared_whole(db):
    symptom = factories.SymptomFactory(also_known_as="One\nTwo")
    assert is_same(symptom, edit("also_known_as", "\n", "\r\n"))
    for name, text in (("also_known_as", "Two"), ("description", "feels"), ("name", "symptom")):
        assert not is_same(symptom, edit(name, text, "other"))


# What it does not do


def test_rendering__writes_and_keeps_nothing(live, monkeypatch):
    cache.set("kept", 1)
    language = translation.get_language()
    with CaptureQueriesContext(connection) as captured:
        lines_for_readers(live, content_snapshot(live))
    reads = ("SELECT", "SAVEPOINT", "RELEASE SAVEPOINT")
    assert not [query["sql"] for query in captured if not query["sql"].startswith(reads)]
    assert cache.get("kept") == 1
    assert translation.get_language() == language


def test_rendering__is_of_nobody_in_particular(live):
    """It tells of no review, as the two versions may have had different ones."""
    lines = "\n".join(lines_for_readers(live, content_snapshot(live)))
    assert live.summary in lines
    assert "Dr Reviewer" not in lines
    assert "csrf" not in lines


def test_part_that_no_preview_shows__counts(article, tmp_path, settings):
    folder = tmp_path / "headhealth" / "pages"
    folder.mkdir(parents=True)
    shown = "{% if not request.is_preview %}{{ page.body }}{% endif %}"
    (folder / "condition_page.html").write_text(shown)
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    assert not is_same(article, edit("body.0.value.text", "common", "rare"))


def test_part_kept_by_a_template__hides_nothing(article, tmp_path, settings):
    folder = tmp_path / "headhealth" / "pages"
    folder.mkdir(parents=True)
    kept = "{% load cache %}{% cache 600 part page.pk %}{{ page.body }}{% endcache %}"
    (folder / "condition_page.html").write_text(kept)
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    assert not is_same(article, edit("body.0.value.text", "common", "rare"))


def test_failing_template__is_told(article, monkeypatch):
    def fail(*args: Any, **kwargs: Any) -> None:
        raise TemplateSyntaxError("no such tag")

    monkeypatch.setattr(ConditionPage, "get_context", fail)
    with pytest.raises(NotRendered, match="“Migraine” cannot be compared with what was approved"):
        is_same(article, edit("summary", "Most", "No"))


def test_failing_query_of_a_template__ends_no_more_than_the_comparison(article, monkeypatch):
    """PostgreSQL ends the whole transaction, and with it the request that is to refuse."""

    def fail(*args: Any, **kwargs: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT nothing_of_this_name")

    monkeypatch.setattr(ConditionPage, "get_context", fail)
    with pytest.raises(NotRendered, match="cannot be compared"):
        is_same(article, edit("summary", "Most", "No"))
    assert ConditionPage.objects.filter(pk=article.pk).exists()


# Lines


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<p>a  b\n c</p>", "<p>a b c</p>"),
        ('<p id="x" data-block-key="k">a</p>', "<p>a</p>"),
        ('<a href="#key-number-1">a</a>', '<a href="#key-number-2">a</a>'),
        ('<input type="hidden" name="t" value="1">', '<input type="hidden" name="t" value="2">'),
        ("<p title='a' class='b'>c</p>", '<p class="b" title="a">c</p>'),
        ("<!-- a --><p>b</p>", "<p>b</p>"),
        ('<a href="/r/key-number-1/">a</a>', '<a href="/r/key-number-2/">a</a>'),
    ],
)
def test_lines__say_the_same(one, other):
    assert reader_lines(one, ids=["key-number-1"]) == reader_lines(other, ids=["key-number-2"])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<p>a</p>", "<p>b</p>"),
        ("<b>a</b> <b>b</b>", "<b>a</b><b>b</b>"),
        ("<p>a</p>", "<h2>a</h2>"),
        ("<p>a</p><p>b</p>", "<p>a b</p>"),
        ("&lt;b&gt;", "<b>"),
        ('<img alt="a">', '<img alt="b">'),
        ('<a title="a">b</a>', "<a>b</a>"),
        ('<a aria-label="a">b</a>', '<a aria-label="c">b</a>'),
        ('<a href="/a/">b</a>', '<a href="/c/">b</a>'),
        ('<img src="a">', '<img src="b">'),
        ('<input value="a">', '<input value="b">'),
        ('<meta name="description" content="a">', '<meta name="description" content="b">'),
        (
            '<script type="application/ld+json">{"a": 1}</script>',
            '<script type="application/ld+json">{"a": 2}</script>',
        ),
        ('<a href="https://a.org/#b">c</a>', '<a href="https://a.org/#d">c</a>'),
        ('<p data-label="a">b</p>', '<p data-label="c">b</p>'),
        ("key-number-1", "key-number-2"),
        ('<img alt="a key-number-2">', '<img alt="a ">'),
        ('<a href="/no/">b</a>', '<a href="//">b</a>'),
    ],
)
def test_lines__differ(one, other):
    ids = ["key-number-1", "key-number-2", "no", ""]
    assert reader_lines(one, ids=ids) != reader_lines(other, ids=ids)
