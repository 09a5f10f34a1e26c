"""What readers get of each block: semantic, accessible, and nothing they may not see."""

from __future__ import annotations

import gc
import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import RequestFactory
from wagtail.models import PageViewRestriction

from headhealth.models import Symptom, TreatmentPage
from tests import factories
from tests.integration.blocks import stream_data as data
from tests.integration.blocks.stream_data import BODY, body


def rendered(*children: dict[str, Any], **context: Any) -> BeautifulSoup:
    context.setdefault("request", RequestFactory().get("/"))
    return BeautifulSoup(BODY.render(body(*children), context), "html.parser")


def text_of(element: Any) -> str:
    return " ".join(element.get_text(" ").split())


@pytest.fixture
def symptom(reviewer: Any, editor: Any) -> Symptom:
    symptom = factories.SymptomFactory(name="stiff neck", description="It hurts to nod.")
    return factories.published(symptom, author=editor, approver=reviewer)


@pytest.fixture
def treatment(home: Any, reviewer: Any, editor: Any) -> TreatmentPage:
    parent = factories.AToZPageFactory(
        parent=home, title="Treatments", listed_type="headhealth.TreatmentPage"
    )
    page = factories.TreatmentPageFactory(parent=parent, title="Rest", summary="Lie down.")
    return factories.published(page, author=editor, approver=reviewer)


def test_sections_have_a_heading_that_can_be_linked_to(db: Any) -> None:
    page = rendered(
        data.section("What is it?"),
        data.causes({"name": "Stress"}),
        data.faq("Why?"),
        data.symptom_list(),
        data.treatments(),
    )
    assert [(h["id"], h.string) for h in page.find_all("h2")] == [
        ("what-is-it", "What is it?"),
        ("causes", "Causes"),
        ("questions", "Questions"),
        ("symptoms", "Symptoms"),
        ("treatments", "Treatments"),
    ]


def test_section_values_say_what_they_are(db: Any) -> None:
    text, symptoms, questions, card = body(
        data.section("🤕"), data.symptom_list(), data.faq("Why me?"), data.card()
    )
    assert (text.value.heading, text.value.aspect) == ("🤕", "overview")
    assert text.value.anchor.startswith("section-")
    assert symptoms.value.aspect == "symptoms"
    assert questions.value.aspect == ""
    assert questions.value["questions"][0].anchor == "q-why-me"
    assert not hasattr(card.value, "anchor")


@pytest.mark.parametrize(
    ("level", "modifier", "label"),
    [
        ("non_urgent", "non-urgent", "Non-urgent advice:"),
        ("urgent", "urgent", "Urgent advice:"),
        ("emergency", "emergency", "Immediate action required:"),
    ],
)
def test_a_care_card_says_its_level_in_words(
    db: Any, level: str, modifier: str, label: str
) -> None:
    card = rendered(data.card(level)).find(class_="hh-care-card")

    assert f"hh-care-card--{modifier}" in card["class"]
    assert card.h3.get_text() == f"{label} See a GP if:"


def test_questions_open_on_their_own(db: Any) -> None:
    item = rendered(data.faq("Is it catching?")).find("details")

    assert item["id"] == "q-is-it-catching"
    assert item.summary.string == "Is it catching?"
    assert text_of(item.div) == "Yes."


def test_dos_come_first(db: Any) -> None:
    page = rendered(data.lists(["rest", "drink"], ["do not drive", "do not smoke"]))

    assert [h.string for h in page.find_all("h3")] == ["Do", "Don't"]
    assert [len(ul.find_all("li")) for ul in page.find_all("ul")] == [2, 2]
    assert "Don't" not in rendered(data.lists(["rest", "drink"], [])).get_text()


def test_a_table_has_headings_and_a_region_that_scrolls(db: Any) -> None:
    rows = (["Migraine", "Throbbing"], ["Tension", "Tight"])
    page = rendered(data.table("Headaches", ["Kind", "Pain"], *rows, row_headings=True))
    region = page.find(role="region")

    assert (region["aria-label"], region["tabindex"]) == ("Headaches", "0")
    assert page.table.caption.string == "Headaches"
    assert [th.string for th in page.find_all("th", scope="col")] == ["Kind", "Pain"]
    assert [th.string for th in page.find_all("th", scope="row")] == ["Migraine", "Tension"]
    assert [td.string for td in page.find_all("td")] == ["Throbbing", "Tight"]

    page = rendered(data.table("Headaches", ["Kind", "Pain"], *rows))
    assert page.find_all("th", scope="row") == []


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_image_has_its_words(image: Any) -> None:
    def picture(**options: Any) -> BeautifulSoup:
        value = {"image": {"image": image.pk, **options}, "caption": "The neck", "credit": "A. Bee"}
        return rendered({"type": "image", "value": value})

    described = picture(alt_text="A stiff neck", decorative=False)
    assert described.img["alt"] == "A stiff neck"
    assert described.img["loading"] == "lazy"
    assert text_of(described.figcaption) == "The neck Credit: A. Bee"
    assert picture(alt_text="", decorative=True).img["alt"] == ""

    gc.collect()  # Wagtail leaves the file of a new rendition to the garbage collector.
    image.delete()
    assert picture(alt_text="A stiff neck").find("figure") is None


def test_only_live_symptoms_are_shown(symptom: Symptom) -> None:
    draft = factories.SymptomFactory(name="draft symptom")
    entries = (symptom.pk, "At night."), (draft.pk, "secret note"), (999_999, "lost note")
    page = rendered(data.symptom_list(*entries))

    assert text_of(page.ul) == "stiff neck It hurts to nod. At night."


def test_a_symptom_shows_its_live_text_and_not_its_draft(symptom: Symptom, editor: Any) -> None:
    symptom.description = "Unreviewed words."
    symptom.save_revision(user=editor)

    page = rendered(data.symptom_list((symptom.pk, "")))
    assert "It hurts to nod." in page.get_text()
    assert "Unreviewed" not in page.get_text()


def test_treatments_of_both_kinds_have_the_same_facets(treatment: TreatmentPage) -> None:
    inline = {"name": "Heat", "benefits": "<p>Warm.</p>", "risks": "<p> </p>"}
    page = rendered(data.treatments(("page", treatment.pk), ("inline", inline)))
    first, second = page.find_all(class_="hh-treatment")

    assert first.h3.a["href"] == treatment.url
    assert text_of(first.find(class_="hh-treatment__summary")) == "Lie down."
    # Benefits and risks side by side in sight, the others folded away.
    seen = [h.string for h in first.find_all("h4") if not h.find_parent("details")]
    assert seen == ["Benefits", "Risks and side effects"]
    assert [h.string for h in first.details.find_all("h4")][:2] == ["How it works", "Who it is for"]
    assert len(first.find_all("h4")) == 7, "the eighth is empty"
    assert text_of(first.details.summary) == "More details : Rest"
    assert (second.h3.string, second.h4.string) == ("Heat", "Benefits")
    assert len(second.find_all("h4")) == 1
    assert second.details is None


def test_a_treatment_is_shown_while_it_is_live(treatment: TreatmentPage, editor: Any) -> None:
    value = data.treatments(("page", treatment.pk), ("page", 999_999))
    treatment.benefits = "<p>Unreviewed words.</p>"
    treatment.save_revision(user=editor)
    assert "Unreviewed" not in rendered(value).get_text()

    treatment.unpublish()
    page = rendered(value)
    assert page.find(class_="hh-treatment") is None
    assert "Rest" not in page.get_text()


def test_a_private_page_does_not_show_through_a_public_one(
    treatment: TreatmentPage, live: Any
) -> None:
    restriction = {"restriction_type": PageViewRestriction.LOGIN}
    PageViewRestriction.objects.create(page=treatment.get_parent(), **restriction)
    blocks = data.treatments(("page", treatment.pk)), data.causes({"name": "x", "page": live.pk})

    public = rendered(*blocks, page=live)
    assert "Rest" not in public.get_text()
    assert public.select_one(".hh-cause a")["href"] == live.url

    inside = rendered(*blocks, page=treatment)
    assert "Lie down." in inside.get_text()


def test_a_cause_links_to_a_live_article_only(live: Any, home: Any) -> None:
    draft = factories.ConditionPageFactory(parent=live.get_parent(), title="Draft")
    page = rendered(
        data.causes(
            {"name": "Migraine", "page": live.pk},
            {"name": "Draft", "page": draft.pk},
            {"name": "Stress"},
        )
    )
    names = page.find_all("h3")

    assert [name.get_text() for name in names] == ["Migraine", "Draft", "Stress"]
    assert [bool(name.a) for name in names] == [True, False, False]


def test_symptom_entries_link_to_live_conditions(symptom: Symptom, live: Any) -> None:
    draft = factories.ConditionPageFactory(parent=live.get_parent(), title="Draft")
    page = factories.SymptomListPageFactory.build(
        entries=[
            {
                "type": "entry",
                "value": {
                    "symptom": symptom.pk,
                    "level": "emergency",
                    "note": "With fever.",
                    "conditions": [live.pk, draft.pk, 999_999],
                },
            }
        ]
    )
    ((level, (entry,)),) = page.entries_by_level
    html = entry.render_as_block({"request": RequestFactory().get("/"), "page": live})

    assert level == "emergency"
    found = BeautifulSoup(html, "html.parser")
    assert text_of(found.h3) == "stiff neck"
    assert [a["href"] for a in found.select("ul a")] == [live.url]


HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>'


def test_plain_fields_are_escaped(symptom: Symptom) -> None:
    page = rendered(
        data.section(HOSTILE),
        data.symptom_list((symptom.pk, HOSTILE), heading=HOSTILE),
        data.causes({"name": HOSTILE}, heading=HOSTILE),
        data.treatments(("inline", {"name": HOSTILE}), heading=HOSTILE),
        data.faq(HOSTILE, heading=HOSTILE),
        data.card(level=HOSTILE, heading=HOSTILE),
        data.lists([HOSTILE], [HOSTILE]),
        data.callout(HOSTILE),
        data.table(HOSTILE, [HOSTILE], [HOSTILE], row_headings=True),
        {"type": "expander", "value": {"summary": HOSTILE, "text": "<p>x</p>"}},
    )
    assert page.find_all(["script", "img"]) == []
    assert [tag for tag in page.find_all(True) if any(a.startswith("on") for a in tag.attrs)] == []
    assert len(re.findall("alert", page.get_text())) >= 20


@pytest.mark.django_db
@pytest.mark.parametrize("count", [2, 60])
def test_queries_do_not_grow_with_the_page(
    symptom: Symptom, treatment: TreatmentPage, live: Any, count: int, django_assert_max_num_queries
) -> None:
    chosen = [
        data.symptom_list((symptom.pk, "")),
        data.treatments(("page", treatment.pk)),
        data.causes({"name": "x", "page": live.pk}),
        data.section(),
    ]
    value = body(*chosen * count)
    with django_assert_max_num_queries(8):
        BODY.render(value, {"request": RequestFactory().get("/"), "page": live})
