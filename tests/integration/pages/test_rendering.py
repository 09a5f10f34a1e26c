"""What a reader sees of each page type: names, sections, contents."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from wagtail.models import Locale
from wagtail.rich_text import RichText

from tests import factories
from tests.integration.pages.reading import (
    INLINE_SCRIPT,
    SCRIPT,
    headings,
    page_maker,
    preview,
    read,
    symptom_entry,
    words,
)


def test_text_fields__are_escaped(make_page, client):
    page = make_page(title=f"A {SCRIPT}", summary=f"B {SCRIPT}", also_known_as=f"C {SCRIPT}")
    soup = read(client, page)
    assert not soup.select(INLINE_SCRIPT)
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


def card(level: str) -> tuple[str, dict[str, object]]:
    return (
        "care_card",
        {"level": level, "heading": f"Act if: {level}", "text": RichText("<p>it is.</p>")},
    )


def test_blocks_before_the_first_section__stand_without_a_heading(home, client):
    body = [card("urgent"), factories.text_section("Overview")]
    soup = read(client, page_maker(home, "condition")(body=body))
    first, second = soup.select(".hh-section")
    assert first.name == "div"
    # Under the title, with no heading of a section between them.
    assert first.h2.get_text() == "Urgent advice: Act if: urgent"
    assert second.name == "section"
    assert second.h2.get_text() == "Overview"


def test_emergency_card__comes_first_once_and_its_place_leads_there(home, client):
    body = [
        factories.text_section("Overview"),
        card("non_urgent"),
        card("emergency"),
        factories.text_section("More"),
    ]
    soup = read(client, page_maker(home, "condition")(body=body))
    (emergency,) = soup.select(".hh-care-card--emergency")
    first = soup.select_one(".hh-page__first")
    assert emergency in first
    assert first.h2.get_text() == "Immediate action required: Act if: emergency"
    assert first.find_next_sibling(class_="hh-contents")
    assert first.find_next_sibling(class_="hh-page__body")
    link = soup.select_one(".hh-section .hh-first-card-link")
    assert link.find_previous_sibling(class_="hh-care-card--non-urgent")
    assert link.a["href"] == f"#{first['id']}"
    assert "Immediate action required" in words(link)


def test_emergency_card__that_stood_first_leaves_nothing_behind(home, client):
    body = [card("emergency"), factories.text_section("Overview")]
    soup = read(client, page_maker(home, "condition")(body=body))
    assert len(soup.select(".hh-care-card")) == 1
    assert len(soup.select(".hh-section")) == 1
    assert not soup.select(".hh-first-card-link")


def test_emergency_card__of_a_field_comes_first_too(home, client):
    for kind in ("symptom_list", "treatment"):
        page = page_maker(home, kind)(care_cards=[card("urgent"), card("emergency")])
        soup = read(client, page)
        assert soup.select_one(".hh-page__first .hh-care-card--emergency")
        assert len(soup.select(".hh-care-card--emergency")) == 1


def test_without_an_emergency_card__nothing_stands_in_its_place(make_page, client):
    soup = read(client, make_page())
    assert not soup.select(".hh-page__first, .hh-first-card-link")


def test_headings__skip_no_level(make_page, client):
    soup = read(client, make_page())
    levels = [int(heading.name[1]) for heading in soup.select("h1, h2, h3, h4")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))


def test_section_headings__have_a_link_to_themselves(make_page, client):
    soup = read(client, make_page())
    for heading in soup.select(".hh-section__heading"):
        assert heading.a["href"] == f"#{heading['id']}"
        assert heading.a.get_text() == heading.get_text()


def test_open_all__is_there_for_several_questions_and_hidden_without_script(home, client):
    def questions(count: int) -> dict[str, object]:
        items = [{"question": f"Why {n}?", "answer": RichText("<p>So.</p>")} for n in range(count)]
        return {"heading": "Questions", "aspect": "", "questions": items}

    make = page_maker(home, "condition")
    assert not read(client, make(body=[("faq", questions(1))])).select(".hh-open-all")
    (button,) = read(client, make(body=[("faq", questions(2))])).select(".hh-open-all")
    assert button.has_attr("hidden")
    page = page_maker(home, "treatment")(
        faq=[("question", item) for item in questions(2)["questions"]]
    )
    assert len(read(client, page).select(".hh-open-all[hidden]")) == 1


def test_review_stamp__leads_to_the_review_box(live, client):
    soup = read(client, live)
    link = soup.select_one(".hh-review-stamp a")
    assert "Medically reviewed on" in words(link)
    assert soup.find(id=link["href"].removeprefix("#")).get_text() == "About this page"


def test_review_stamp__is_only_for_what_was_reviewed(make_page, client):
    assert not read(client, make_page()).select(".hh-review-stamp")


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
    question = {"question": "Is it safe?", "answer": RichText("<p>Yes.</p>")}
    for kind in ("symptom_list", "treatment"):
        page = page_maker(home, kind)(care_cards=[card("urgent")], faq=[("question", question)])
        soup = read(client, page)
        help_, questions = soup.select(".hh-section")[-2:]
        assert help_.h2.get_text() == "When to get help"
        assert help_.h3.get_text() == "Urgent advice: Act if: urgent"
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
