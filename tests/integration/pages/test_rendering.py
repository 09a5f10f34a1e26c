"""What a reader sees of each page type: names, sections, contents."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from wagtail.models import Locale
from wagtail.rich_text import RichText

from tests import factories
from tests.integration.pages.reading import (
    SCRIPT,
    headings,
    page_maker,
    preview,
    read,
    symptom_entry,
)


def test_text_fields__are_escaped(make_page, client):
    page = make_page(title=f"A {SCRIPT}", summary=f"B {SCRIPT}", also_known_as=f"C {SCRIPT}")
    soup = read(client, page)
    assert not soup.select("script:not([src])")
    for shown in ("title", "h1", ".hh-page__summary", ".hh-other-names"):
        assert SCRIPT in soup.select_one(shown).get_text()
    assert soup.find("meta", {"name": "description"})["content"] == f"B {SCRIPT}"


def test_search_texts__replace_title_and_summary(make_page, client):
    soup = read(client, make_page(seo_title="For search", search_description="A result"))
    assert soup.title.get_text() == "For search"
    assert soup.find("meta", {"name": "description"})["content"] == "A result"


def test_right_to_left_and_emoji__are_shown_as_written(make_page, client):
    soup = read(client, make_page(title="صداع 🤕", summary="ألم في الرأس", also_known_as="شقيقة"))
    assert soup.h1.get_text() == "صداع 🤕"
    assert soup.select_one(".hh-page__summary").get_text() == "ألم في الرأس"
    # Isolated, so that the names on either side keep their order.
    assert soup.select_one(".hh-other-names bdi").get_text() == "شقيقة"


@pytest.mark.parametrize(
    ("code", "direction"), [("en", "ltr"), ("fr", "ltr"), ("ar", "rtl"), ("ar-dz", "rtl")]
)
def test_document__has_the_language_of_the_page(code, direction, draft):
    draft.locale = Locale.objects.get_or_create(language_code=code)[0]
    soup = BeautifulSoup(
        render_to_string("headhealth/base.html", {"page": draft}), features="html.parser"
    )
    assert (soup.html["lang"], soup.html["dir"]) == (code, direction)


def test_empty_optional_fields__leave_no_heading_behind(make_page, client):
    soup = read(client, make_page())
    shown = headings(soup)
    assert all(shown)
    for absent in ("Sources", "About this page", "Related pages", "Conditions it treats"):
        assert absent not in shown
    for absent in ("When to get help", "Questions and answers", "Questions to ask"):
        assert absent not in shown
    assert "Also known as" not in soup.get_text()
    assert not soup.select("ul:empty, ol:empty, p:empty, section:empty")


def test_empty_paragraphs_in_a_facet__leave_no_heading_behind(home, client):
    page = page_maker(home, "treatment")(benefits="<p></p>", risks="<p>\xa0</p>")
    shown = headings(read(client, page))
    assert "How it works" in shown
    assert "Benefits" not in shown
    assert "Risks and side effects" not in shown


def test_contents__lead_to_every_section_and_the_sources(home, client):
    source = factories.SourceFactory()
    body = [
        factories.text_section("Overview"),
        factories.text_section("Wie häufig? / How often?"),
        factories.text_section("🤕"),
    ]
    soup = read(client, page_maker(home, "condition")(body=body, sources=[("source", source)]))
    links = soup.select(".hh-contents a")
    assert [link.get_text() for link in links] == [
        "Overview",
        "Wie häufig? / How often?",
        "🤕",
        "Sources",
    ]
    for link in links:
        assert soup.find(id=link["href"].removeprefix("#")).get_text() == link.get_text()


def test_contents__are_left_out_for_one_section(home, client):
    soup = read(client, page_maker(home, "condition")(body=[factories.text_section()]))
    assert not soup.select(".hh-contents")


def test_links_and_labels__have_their_targets(make_page, client):
    soup = read(client, make_page(sources=[("source", factories.SourceFactory())]))
    ids = [element["id"] for element in soup.select("[id]")]
    assert len(ids) == len(set(ids))
    targets = {link["href"].removeprefix("#") for link in soup.select('a[href^="#"]')}
    targets |= {element["aria-labelledby"] for element in soup.select("[aria-labelledby]")}
    assert targets <= set(ids)


def test_blocks_before_the_first_section__stand_without_a_heading(home, client):
    card = {"level": "emergency", "heading": "Call 999 if:", "text": RichText("<p>it is.</p>")}
    body = [("care_card", card), factories.text_section("Overview")]
    soup = read(client, page_maker(home, "condition")(body=body))
    first, second = soup.select(".hh-section")
    assert first.name == "div"
    assert "Immediate action required" in first.get_text()
    assert second.name == "section"
    assert soup.find(id=second["aria-labelledby"]).get_text() == "Overview"


def test_symptoms__are_grouped_by_urgency_in_words(home, client):
    deleted = symptom_entry("emergency")
    page = page_maker(home, "symptom_list")(
        entries=[
            symptom_entry("non_urgent", note="For a day."),
            deleted,
            symptom_entry("urgent"),
            symptom_entry("emergency", symptom=factories.SymptomFactory(name="not reviewed")),
            symptom_entry("urgent"),
        ]
    )
    deleted[1]["symptom"].delete()
    soup = read(client, page)
    sections = soup.select(".hh-section")
    assert [section.h2.get_text() for section in sections] == ["Urgent advice", "Non-urgent advice"]
    assert [len(section.select(".hh-symptom-entry")) for section in sections] == [2, 1]
    assert "For a day." in sections[1].get_text()
    assert "not reviewed" not in soup.get_text()


def test_help_and_questions__come_last_with_headings(home, client):
    card = {"level": "urgent", "heading": "Call 111 if:", "text": RichText("<p>it hurts.</p>")}
    question = {"question": "Is it safe?", "answer": RichText("<p>Yes.</p>")}
    for kind in ("symptom_list", "treatment"):
        page = page_maker(home, kind)(
            care_cards=[("care_card", card)], faq=[("question", question)]
        )
        soup = read(client, page)
        help_, questions = soup.select(".hh-section")[-2:]
        assert help_.h2.get_text() == "When to get help"
        assert help_.h3.get_text() == "Urgent advice: Call 111 if:"
        assert questions.h2.get_text() == "Questions and answers"
        assert questions.details["id"] == "q-is-it-safe"


def test_symptom_preview__shows_its_text_escaped(db):
    symptom = factories.SymptomFactory(
        name=f"Ache {SCRIPT}", also_known_as=f"Pain {SCRIPT}", description=f"It hurts. {SCRIPT}"
    )
    soup = preview(symptom)
    main = soup.select_one("main")
    assert not main.find_all("script")
    assert main.h1.get_text() == f"Ache {SCRIPT}"
    assert soup.title.get_text() == f"Ache {SCRIPT}"
    assert f"Pain {SCRIPT}" in main.get_text()
    assert f"It hurts. {SCRIPT}" in main.get_text()
    assert "Draft: not medically reviewed" in main.get_text()
