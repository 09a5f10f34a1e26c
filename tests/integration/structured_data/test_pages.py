"""What each page type says of itself in the terms of schema.org."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Locale, Page, PageViewRestriction
from wagtail.rich_text import RichText

from headhealth.blocks.health_aspect import HealthAspect
from headhealth.models import MedicalReview, Symptom
from headhealth.review.medical_review import ReviewScope
from tests import factories
from tests.integration.pages.reading import (
    PAGE_TYPES,
    page_maker,
    preview,
    public,
    read,
    symptom_entry,
)
from tests.integration.structured_data.reading import data_at, data_in, texts
from tests.testapp.models import ClinicPage, PlainPage

HOST = "http://localhost"


@pytest.fixture
def make(home: Page) -> dict[str, Any]:
    """By kind: a function that makes a public page of it."""
    return {kind: page_maker(home, kind) for kind in PAGE_TYPES}


@pytest.fixture
def nausea(db: Any) -> Symptom:
    return public(
        factories.SymptomFactory(
            name="nausea", also_known_as="feeling sick", description="You feel sick."
        )
    )


def cite(source: Any) -> str:
    return f'<a linktype="source" id="{source.pk}">[{source.citation_label}]</a>'


def section(kind: str, heading: str, aspect: str, **fields: Any) -> tuple[str, Any]:
    intro = {} if kind in ("text_section", "faq") else {"intro": ""}
    return (kind, {"heading": heading, "aspect": aspect, **intro, **fields})


def question(words: str) -> dict[str, Any]:
    return {"question": words, "answer": RichText("<p>Yes.</p><p>Often.</p>")}


# Every page of health content


@pytest.mark.parametrize("kind", PAGE_TYPES)
def test_health_page__is_a_medical_web_page(kind, make, client):
    page = make[kind](title="Head", also_known_as="Crown\nPate", summary="On the neck.")
    type(page).objects.filter(pk=page.pk).update(
        first_published_at=timezone.now(), last_published_at=timezone.now()
    )
    data = data_at(client, page.url)
    parent = page.get_parent()
    assert data["@type"] == "MedicalWebPage"
    assert data["name"] == data["about"]["name"] if kind != "symptom_list" else data["about"]
    assert data["alternateName"] == ["Crown", "Pate"]
    assert data["description"] == "On the neck."
    assert data["url"] == HOST + page.url
    assert data["inLanguage"] == "en"
    assert data["datePublished"][:10] == data["dateModified"][:10]
    assert data["publisher"]["name"] == "headhealth tests"
    assert [item["name"] for item in data["breadcrumb"]["itemListElement"]] == [
        "Home",
        parent.title,
        "Head",
    ]
    assert data["breadcrumb"]["itemListElement"][1]["item"]["@id"] == HOST + parent.url
    assert "reviewedBy" not in data and "lastReviewed" not in data


def test_evidence__is_what_the_page_shows(make, client):
    cited = factories.SourceFactory(title="A", type="journal_article", authors="Smith J, et al.")
    further = factories.SourceFactory(title="B", type="book", year=None, url="", doi="10.1234/x")
    person = factories.ContributorFactory(
        name="Sam Reed", credentials="BA, MSc", role="Writer", affiliation="The clinic"
    )
    page = make["condition"](
        body=[factories.text_section(text=f"<p>It is common {cite(cited)}.</p>")],
        sources=[("source", further)],
        authors=[("contributor", person)],
    )
    data = data_at(client, page.url)
    assert [(source["@type"], source["name"]) for source in data["citation"]] == [
        ("MedicalScholarlyArticle", "A"),
        ("Book", "B"),
    ]
    assert data["citation"][0]["creditText"] == "Smith J, et al."
    assert data["citation"][1]["url"] == "https://doi.org/10.1234/x"
    (author,) = data["author"]
    assert (author["name"], author["jobTitle"]) == ("Sam Reed", "Writer")
    assert [title["name"] for title in author["hasCredential"]] == ["BA", "MSc"]


@pytest.mark.parametrize("type_", [value for value, _label in factories.Source.type.field.choices])
def test_source__of_every_type_can_be_cited(type_, make, client):
    source = factories.SourceFactory(type=type_)
    assert data_at(client, make["condition"](sources=[("source", source)]).url)["citation"]


# Review


def test_reviewed_page__names_its_reviewer(live, client):
    data = data_at(client, live.url)
    assert data["lastReviewed"] == timezone.localdate().isoformat()
    assert data["reviewedBy"]["name"] == "Dr Reviewer"
    assert data["reviewedBy"]["hasCredential"][0]["name"] == "MBBS"


def test_later_review_of_a_part__does_not_move_the_day(live, editor, other_reviewer, client):
    live.summary = "Changed."
    factories.approve(
        factories.submit(live, user=editor), user=other_reviewer, scope=ReviewScope.CHANGES
    )
    data = data_at(client, live.url)
    assert data["description"] == "Changed."
    assert data["reviewedBy"]["name"] == "Dr Reviewer"


@pytest.mark.parametrize("change", ["other text", "revoked"])
def test_page_that_is_not_what_was_reviewed__names_no_reviewer(change, live, client):
    if change == "revoked":
        MedicalReview.objects.get().revoke()
    else:
        type(live).objects.filter(pk=live.pk).update(summary="Never reviewed.")
    data = data_at(client, live.url)
    assert "reviewedBy" not in data and "lastReviewed" not in data


def test_draft__of_a_reviewed_page_changes_nothing(live, client):
    before = data_at(client, live.url)
    live.summary = "A draft."
    live.save_revision()
    assert data_at(client, live.url) == before


def test_preview__has_none(live):
    assert not preview(live).select('script[type="application/ld+json"]')


# Sections


@pytest.mark.parametrize("aspect", HealthAspect.values)
def test_section__has_its_address_and_aspect(aspect, make, client):
    page = make["condition"](
        body=[section("text_section", "What to know", aspect, text=RichText("<p>x</p>"))]
    )
    (part,) = data_at(client, page.url)["hasPart"]
    assert part["name"] == "What to know"
    assert part["url"] == f"{HOST}{page.url}#what-to-know"
    assert read(client, page).find(id="what-to-know")
    # schema.org has no aspect for diagnosis.
    has_none = aspect in (HealthAspect.DIAGNOSIS, HealthAspect.OTHER)
    assert ("hasHealthAspect" not in part) == has_none


def test_questions__belong_to_their_section(make, client):
    page = make["condition"](
        body=[
            factories.text_section(),
            section("faq", "Questions", "", questions=[question("Is it catching?")]),
        ]
    )
    data = data_at(client, page.url)
    (asked,) = data["hasPart"][1]["hasPart"]
    assert asked["name"] == "Is it catching?"
    assert asked["acceptedAnswer"]["text"] == "Yes.\nOften."
    assert read(client, page).find(id=asked["url"].partition("#")[2])
    assert "mainEntity" not in data


def test_page_of_questions__is_a_faq_page(make, client):
    questions = [question("Is it catching?"), question("Is it rare?")]
    page = make["condition"](body=[section("faq", "Questions", "", questions=questions)])
    data = data_at(client, page.url)
    assert data["@type"] == ["MedicalWebPage", "FAQPage"]
    assert [asked["name"] for asked in data["mainEntity"]] == ["Is it catching?", "Is it rare?"]
    assert "hasPart" not in data["hasPart"][0]


# What a page is about


def test_condition__has_its_symptoms_causes_treatments_and_tests(make, nausea, client):
    cause, treatment = make["condition"](title="Whiplash"), make["treatment"](title="Rest")
    source = factories.SourceFactory()
    page = make["condition"](
        title="Migraine",
        also_known_as="Megrim",
        body=[
            section("symptom_list", "Symptoms", "symptoms", entries=[entry(nausea)] * 2),
            section(
                "causes",
                "Causes",
                "causes",
                causes=[
                    {"name": "Injury", "page": cause, "text": f"<p>A blow {cite(source)}.</p>"},
                    {"name": "Stress", "page": None, "text": "<p>At work.</p>"},
                ],
            ),
            section(
                "treatment_section",
                "Treatments",
                "treatments",
                treatments=[
                    ("page", treatment),
                    (
                        "inline",
                        {
                            "name": "Heat",
                            "how_it_works": "<p>It warms.</p>",
                            "risks": "<p>Burns.</p>",
                        },
                    ),
                ],
            ),
            section(
                "text_section",
                "Complications",
                "risks_or_complications",
                text=RichText("<p>These are rare:</p><ul><li>stroke</li><li>seizures</li></ul>"),
            ),
            section("text_section", "How it is found", "diagnosis", text=RichText("<p>x</p>")),
            section("text_section", "Outlook", "prognosis", text=RichText("<p>It passes.</p>")),
        ],
    )
    about = data_at(client, page.url)["about"]
    assert about == {
        "@type": "MedicalCondition",
        "name": "Migraine",
        "alternateName": ["Megrim"],
        "url": HOST + page.url,
        "signOrSymptom": [
            {
                "@type": "MedicalSymptom",
                "name": "nausea",
                "description": "You feel sick.",
                "url": HOST + nausea.address,
            }
        ],
        "cause": [
            {
                "@type": "MedicalCause",
                "name": "Injury",
                "description": "A blow.",
                "url": HOST + cause.url,
            },
            {"@type": "MedicalCause", "name": "Stress", "description": "At work."},
        ],
        "possibleTreatment": [
            {
                "@type": "MedicalTherapy",
                "name": "Rest",
                "description": treatment.summary,
                "url": HOST + treatment.url,
            },
            {
                "@type": "MedicalTherapy",
                "name": "Heat",
                "description": "It warms.",
                "adverseOutcome": {
                    "@type": "MedicalEntity",
                    "name": "Risks and side effects",
                    "description": "Burns.",
                },
            },
        ],
        "possibleComplication": ["stroke", "seizures"],
        "typicalTest": [
            {
                "@type": "MedicalTest",
                "name": "How it is found",
                "url": f"{HOST}{page.url}#how-it-is-found",
            }
        ],
        "expectedPrognosis": ["It passes."],
    }


def entry(symptom: Any) -> dict[str, Any]:
    return {"symptom": symptom, "note": ""}


def test_treatment__has_its_risks_and_the_conditions_it_is_for(make, client):
    condition = make["condition"](title="Migraine")
    page = make["treatment"](
        title="Rest", how_it_works="<p>It helps.</p>", conditions=[("page", condition)]
    )
    data = data_at(client, page.url)
    assert data["about"]["@type"] == "MedicalTherapy"
    assert data["about"]["description"] == "It helps."
    assert data["about"]["adverseOutcome"]["description"] == "Few."
    assert data["mentions"] == [
        {"@type": "MedicalCondition", "name": "Migraine", "url": HOST + condition.url}
    ]
    aspects = [part.get("hasHealthAspect", "").rpartition("/")[2] for part in data["hasPart"]]
    assert aspects == [
        "HowItWorksHealthAspect",
        "",
        "BenefitsHealthAspect",
        "SideEffectsHealthAspect",
        "",
        "",
        "",
    ]


def test_symptom_list__has_its_symptoms_and_their_conditions(make, nausea, client):
    condition = make["condition"](title="Migraine")
    page = make["symptom_list"](
        entries=[
            symptom_entry("urgent", symptom=nausea, conditions=[condition]),
            symptom_entry("emergency", conditions=[condition]),
        ]
    )
    data = data_at(client, page.url)
    assert [symptom["@type"] for symptom in data["about"]] == ["MedicalSymptom"] * 2
    assert data["about"][1]["name"] == "nausea"
    assert [mention["name"] for mention in data["mentions"]] == ["Migraine"]


def test_symptom__has_its_names_and_conditions(make, nausea, client):
    make["condition"](
        title="Migraine",
        body=[section("symptom_list", "Symptoms", "symptoms", entries=[entry(nausea)])],
    )
    data = data_at(client, nausea.address)
    assert data["url"] == HOST + nausea.address
    assert data["about"]["alternateName"] == ["feeling sick"]
    assert [mention["name"] for mention in data["mentions"]] == ["Migraine"]


def test_recently_reviewed__is_a_collection_of_its_pages(live, client):
    data = data_at(client, "/recently-reviewed/")
    assert (data["@type"], data["name"]) == ("CollectionPage", "Recently reviewed")
    assert data["url"] == f"{HOST}/recently-reviewed/"
    (item,) = data["mainEntity"]["itemListElement"]
    assert (item["name"], item["url"]) == (live.title, live.full_url)
    steps = data["breadcrumb"]["itemListElement"]
    assert [step["name"] for step in steps] == ["Home", "Recently reviewed"]


def test_a_to_z__lists_each_page_once(make, client):
    page = make["condition"](title="Migraine", also_known_as="Megrim\nSick headache")
    make["condition"](title="Asthma")
    data = data_at(client, page.get_parent().url)
    assert data["@type"] == "CollectionPage"
    assert data["mainEntity"]["numberOfItems"] == 2
    items = data["mainEntity"]["itemListElement"]
    assert [item["name"] for item in items] == ["Asthma", "Migraine"]
    assert items[1]["url"] == HOST + page.url


def test_empty_a_to_z__has_an_empty_list(a_to_z, client):
    assert data_at(client, a_to_z.url)["mainEntity"] == {"@type": "ItemList", "numberOfItems": 0}


# Page types of the site


def test_page_type_built_from_a_mixin__is_described_as_what_it_is_built_from(home, client):
    page = home.add_child(
        instance=ClinicPage(
            title="Clinic", summary="x", live=False, body=[factories.text_section()]
        )
    )
    assert data_at(client, public(page).url)["about"]["@type"] == "MedicalCondition"


def in_frame(page: Page, rf: Any) -> BeautifulSoup:
    """``page`` in the app's frame, which has the block for structured data."""
    request = rf.get("/")
    request.user = AnonymousUser()
    html = render_to_string("headhealth/base.html", {"page": page}, request=request)
    return BeautifulSoup(html, "html.parser")


def test_root_of_a_site__is_a_web_site(home, rf):
    data = data_in(in_frame(home, rf))
    assert (data["@type"], data["url"]) == ("WebSite", f"{HOST}/")
    search = data["potentialAction"]
    assert search["target"]["urlTemplate"] == f"{HOST}/search/?q={{search_term_string}}"
    assert search["query-input"] == "required name=search_term_string"


def test_page_without_health_content__says_nothing(home, rf):
    page = home.add_child(instance=PlainPage(title="Contact"))
    assert not in_frame(page, rf).select('script[type="application/ld+json"]')


def test_other_language__is_said(home, client):
    french = Locale.objects.create(language_code="fr")
    root = home.copy_for_translation(french)
    root.get_latest_revision().publish()
    root.refresh_from_db()
    page = page_maker(root, "condition")(title="Migraine", locale=french)
    data = data_at(client, page.url)
    assert data["inLanguage"] == "fr"
    assert data["url"].startswith(f"{HOST}/fr/")
    assert data["breadcrumb"]["itemListElement"][-1]["name"] == "Migraine"


# What readers do not see, machines do not get


def test_everything_said__can_be_read_on_the_page(make, nausea, client):
    treatment = make["treatment"](title="Rest", also_known_as="Lying down")
    page = make["condition"](
        title="Migraine",
        body=[
            section("symptom_list", "Symptoms", "symptoms", entries=[entry(nausea)]),
            section(
                "treatment_section", "Treatments", "treatments", treatments=[("page", treatment)]
            ),
            section("faq", "Questions", "", questions=[question("Is it catching?")]),
        ],
        sources=[("source", factories.SourceFactory())],
        authors=[("contributor", factories.ContributorFactory(role="Writer"))],
    )
    soup = read(client, page)
    data = data_in(soup)
    shown = " ".join(soup.body.get_text(" ").split())
    del data["inLanguage"], data["publisher"], data["audience"]
    data.pop("datePublished", None)
    for text in texts(data):
        assert " ".join(text.split()) in shown


@pytest.mark.parametrize("state", ["withdrawn", "private"])
def test_page_that_readers_cannot_see__is_not_named(state, make, nausea, client):
    secret = [make["condition"](title="Secret"), make["treatment"](title="Secret")]
    page = make["condition"](
        body=[
            section(
                "causes",
                "Causes",
                "causes",
                causes=[{"name": "C", "page": secret[0], "text": "<p>x</p>"}],
            ),
            section("treatment_section", "T", "treatments", treatments=[("page", secret[1])]),
        ]
    )
    symptoms = make["symptom_list"](entries=[symptom_entry(conditions=secret[:1])])
    rest = make["treatment"](conditions=[("page", secret[0])])
    for hidden in secret:
        if state == "private":
            PageViewRestriction.objects.create(page=hidden, restriction_type="login")
        else:
            Page.objects.filter(pk=hidden.pk).update(live=False)
    for shown in (page, symptoms, rest):
        assert "ecret" not in str(data_at(client, shown.url))


def test_unpublished_symptom__is_not_named(make, nausea, client):
    pages = [
        make["condition"](body=[section("symptom_list", "S", "symptoms", entries=[entry(nausea)])]),
        make["symptom_list"](entries=[symptom_entry(symptom=nausea)]),
    ]
    Symptom.objects.update(live=False)
    for page in pages:
        assert "nausea" not in str(data_at(client, page.url))


# Hostile content


HOSTILE = [
    pytest.param("</script><script>alert(1)</script>", id="end of script"),
    pytest.param("<!--<script>", id="comment"),
    pytest.param("]]>&lt;/script&gt;", id="entities"),
    pytest.param("a\u2028b\u2029c", id="line separators"),
    pytest.param('"}],"@type":"Thing', id="end of JSON"),
    pytest.param("\\u003c/script\\", id="backslashes"),
    pytest.param("صداع 🤕", id="right to left"),
    pytest.param("\u202e\u0007", id="control characters"),
    pytest.param("x" * 255, id="long"),
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words__stay_words(text, make, client):
    symptom = public(factories.SymptomFactory(name=text, description=text))
    person = factories.ContributorFactory(name=text, credentials=text, role=text)
    source = factories.SourceFactory(title=text, authors=text, publisher=text)
    page = make["condition"](
        title=text,
        slug="hostile",
        summary=text,
        also_known_as=text,
        body=[
            section("symptom_list", text[:100], "symptoms", entries=[entry(symptom)]),
            section("faq", text[:50], "", questions=[question(text)]),
        ],
        authors=[("contributor", person)],
        sources=[("source", source)],
    )
    for address in (page.url, page.get_parent().url, symptom.address):
        html = client.get(address).content.decode()
        opened = html.count("<script")
        assert opened == html.count("</script>")
        assert "<!--<" not in html
        (inside,) = (
            part.partition("</script>")[0]
            for part in html.split('<script type="application/ld+json">')[1:]
        )
        assert not set(inside) & set("<>&\u2028\u2029")
    data = data_at(client, page.url)
    assert data["name"] == data["description"] == text
    assert data["about"]["signOrSymptom"][0]["name"] == text
    assert data["author"][0]["name"] == text


# What it costs


@pytest.mark.parametrize("kind", PAGE_TYPES)
def test_structured_data__costs_no_query(kind, make, nausea, client, monkeypatch):
    conditions = [make["condition"](title=f"C {n}") for n in range(5)]
    treatments = [("page", make["treatment"](title=f"T {n}")) for n in range(5)]
    fields = {
        "condition": {
            "body": [
                section("symptom_list", "S", "symptoms", entries=[entry(nausea)]),
                section(
                    "causes",
                    "C",
                    "causes",
                    causes=[{"name": "x", "page": page, "text": "<p>x</p>"} for page in conditions],
                ),
                section("treatment_section", "T", "treatments", treatments=treatments),
            ]
        },
        "treatment": {"conditions": [("page", page) for page in conditions]},
        "symptom_list": {"entries": [symptom_entry(conditions=conditions)]},
    }[kind]
    page = make[kind](
        **fields,
        authors=[("contributor", factories.ContributorFactory())],
        sources=[("source", factories.SourceFactory())],
    )
    private = make["condition"](title="Private")
    PageViewRestriction.objects.create(page=private, restriction_type="login")

    def queries() -> int:
        client.get(page.url)
        with CaptureQueriesContext(connection) as captured:
            html = client.get(page.url).content.decode()
        queries.has_data = "ld+json" in html
        return len(captured)

    with_data = queries()
    assert queries.has_data
    monkeypatch.setattr(
        "headhealth.templatetags.headhealth_tags.describe", lambda obj, context: None
    )
    assert with_data == queries()
    assert not queries.has_data
