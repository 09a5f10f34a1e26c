"""What readers find with the words they type, and in which order."""

from __future__ import annotations

import pytest
from wagtail.rich_text import RichText

from tests import factories
from tests.integration.bad_input.bad_texts import NUL, TEXTS
from tests.integration.pages.reading import public, symptom_entry, words


@pytest.fixture
def library(make):
    """A few pages as a site on headaches has them."""
    aura = public(factories.SymptomFactory(name="flashing lights", also_known_as="aura\nphotopsia"))
    make["condition"](
        title="Migraine",
        also_known_as="Sick headache\nMégrim",
        summary="A migraine is a strong headache, often on one side.",
        body=[
            factories.text_section("Overview", "<p>One in seven adults has it.</p>"),
            (
                "symptom_list",
                {
                    "heading": "Symptoms of migraine",
                    "aspect": "symptoms",
                    "intro": RichText("<p>They come in stages.</p>"),
                    "entries": [{"symptom": aura, "note": "Before the pain."}],
                },
            ),
            factories.text_section("Living with it", "<p>A diary of triggers helps.</p>"),
        ],
    )
    make["condition"](
        title="Tension headache",
        also_known_as="Stress headache",
        summary="The most common kind, like a tight band.",
        body=[factories.text_section("Overview", "<p>It is not a migraine.</p>")],
    )
    make["condition"](
        title="Meningitis",
        summary="An infection around the brain.",
        body=[factories.text_section("Diagnosis", "<p>A doctor takes a sample by needle.</p>")],
    )
    make["condition"](
        title="Ménière’s disease",
        summary="Dizziness, ringing and hearing loss.",
        body=[factories.text_section("Causes", "<p>Nobody knows them.</p>")],
    )
    make["treatment"](
        title="Triptans",
        also_known_as="Sumatriptan",
        summary="Tablets that stop an attack.",
        benefits="<p>They ease a migraine within two hours.</p>",
    )
    make["symptom_list"](
        title="Head symptoms",
        summary="What your head may tell you.",
        entries=[symptom_entry("emergency", symptom=aura, note="It came on suddenly.")],
    )


@pytest.mark.parametrize(
    ("query", "first"),
    [
        pytest.param("migraine", "Migraine", id="title_before_text"),
        pytest.param("MIGRAINE", "Migraine", id="case"),
        pytest.param("migraines", "Migraine", id="plural"),
        pytest.param("headaches", "Tension headache", id="plural_of_a_title"),
        pytest.param("sick headache", "Migraine", id="other_name_before_title_with_one_word"),
        pytest.param("tension headaches", "Tension headache", id="exact_name_in_the_plural"),
        pytest.param("megrim", "Migraine", id="without_accent"),
        pytest.param("meniere's disease", "Ménière’s disease", id="accents_and_possessive"),
        pytest.param("menieres", "Ménière’s disease", id="possessive_without_apostrophe"),
        pytest.param("sumatriptan", "Triptans", id="other_name_of_a_treatment"),
        pytest.param("triptan", "Triptans", id="singular"),
        pytest.param("tight band", "Tension headache", id="summary"),
        pytest.param("diary", "Migraine", id="section"),
        pytest.param("living with", "Migraine", id="heading"),
        pytest.param("what can I take for a migraine?", "Migraine", id="question"),
        pytest.param("infection of the brain", "Meningitis", id="small_words"),
        pytest.param("suddenly", "Head symptoms", id="note_of_a_symptom"),
    ],
)
def test_search__finds(query, first, library, search):
    assert search(query).titles[0] == first


@pytest.mark.parametrize("name", ["flashing lights", "aura", "photopsia"])
def test_symptom__leads_to_the_pages_that_list_it(name, library, search):
    assert set(search(name).titles) == {"Migraine", "Head symptoms"}


def test_exact_name__comes_first_whatever_else_says_it_more_often(make, search):
    for number in range(3):
        make["condition"](
            title=f"Stroke stroke {number}", also_known_as="Stroke of luck\nStroke unit stroke"
        )
    make["condition"](title="Brain attack", also_known_as="Stroke")
    assert search("stroke").titles[0] == "Brain attack"


@pytest.mark.parametrize(
    ("typed", "meant", "first"),
    [
        pytest.param("migrane", "migraine", "Migraine", id="letter_left_out"),
        pytest.param("migrraine", "migraine", "Migraine", id="letter_added"),
        pytest.param("nigraine", "migraine", "Migraine", id="first_letter_wrong"),
        pytest.param("mirgaine", "migraine", "Migraine", id="letters_swapped"),
        pytest.param("menengitus", "meningitis", "Meningitis", id="as_it_sounds"),
        pytest.param("headake", "headache", "Tension headache", id="two_slips"),
        pytest.param("tention headaches", "tension headaches", "Tension headache", id="of_two"),
        pytest.param("tensoin hedache", "tension headache", "Tension headache", id="both"),
        pytest.param("fotopsia", "photopsia", "Migraine", id="symptom"),
        pytest.param("sumatripton", "sumatriptan", "Triptans", id="treatment"),
        pytest.param("head ache", "headache", "Tension headache", id="two_words_for_one"),
    ],
)
def test_spelling_slip__is_met_and_said(typed, meant, first, library, search):
    found = search(typed)
    assert first in found.titles
    assert f"Nothing was found for “{typed}”. Did you mean {meant}?" in found.note


def test_spelling_slip__can_be_searched_for_as_it_is_written(library, search, client):
    link = search("migrane").soup.select_one(".hh-search-note a")
    assert words(link) == "Search for “migrane” as it is written"
    assert link["href"] == "?q=migrane&exact=1"
    response = client.get("/search/" + link["href"])
    assert "Nothing was found for “migrane”" in response.content.decode()


@pytest.mark.parametrize("query", ["flu", "zebra crossing", "xyzzy", "1234"])
def test_unknown_word__is_not_taken_for_another(query, library, search):
    found = search(query)
    assert found.titles == []
    assert f"Nothing was found for “{query}”" in found.text


def test_some_words__are_better_than_none_and_it_is_said(library, search):
    found = search("meningitis zebra")
    assert found.titles == ["Meningitis"]
    assert found.note == "No page has all the words of “meningitis zebra”. These have some of them."


def test_result__says_why_it_was_found(library, search):
    result = search("diary").soup.select_one(".hh-results__item")
    assert result.select_one(".hh-results__title a")["href"] == "/condition/migraine/"
    assert words(result.select_one(".hh-results__excerpt")) == "A diary of triggers helps."
    assert words(result.mark) == "diary"
    section = result.select_one(".hh-results__section a")
    assert words(section) == "Living with it"
    assert section["href"] == "/condition/migraine/#living-with-it"
    assert words(result.select_one(".hh-results__type")) == "Condition"


def test_result__names_the_other_name_that_was_searched_for(library, search):
    item = search("sumatriptan").soup.select_one(".hh-results__item")
    assert words(item.select_one(".hh-results__type")) == "Treatment also known as Sumatriptan"


@pytest.mark.parametrize(
    "query",
    ["diary", "aura", "suddenly", "two hours", "needle", "stages", "nobody"],
)
def test_section_link__leads_to_a_place_on_the_page(query, library, search, client):
    for link in search(query).soup.select(".hh-results__section a"):
        path, _, anchor = link["href"].partition("#")
        assert f'id="{anchor}"' in client.get(path).content.decode()


def test_excerpt__shows_text_as_text(make, search):
    make["condition"](
        title="Rash",
        body=[factories.text_section("Look", "<p>Press a glass on it &lt;script&gt; & see.</p>")],
    )
    found = search("glass")
    assert not [tag for tag in found.soup.select("main script") if not tag.get("src")]
    assert "Press a glass on it <script> & see." in found.text
    assert found.marked == ["glass"]


def test_types__filter_with_counts(library, search, client):
    found = search("migraine")
    assert list(found.types) == ["All 3", "Conditions 2", "Treatments 1"]
    only = search("migraine", type="treatmentpage")
    assert only.titles == ["Triptans"]
    assert list(only.types) == ["All 3", "Conditions 2", "Treatments 1"]
    assert search("migraine", type="nonsense").titles == found.titles


def test_paging__shows_ten_at_a_time_and_each_page_once(make, search):
    for number in range(23):
        make["condition"](title=f"Fever {number}")
    pages = [search("fever", page=number) for number in (1, 2, 3)]
    assert [len(page.titles) for page in pages] == [10, 10, 3]
    assert len({title for page in pages for title in page.titles}) == 23
    assert "23 pages found" in pages[0].text
    assert "Page 2 of 3" in pages[1].text
    assert [a["href"] for a in pages[1].soup.select(".hh-pager a")] == [
        "?q=fever&page=1",
        "?q=fever&page=3",
    ]
    assert pages[1].soup.select_one("ol.hh-results")["start"] == "11"


@pytest.mark.parametrize("number", ["0", "-1", "x", "", "1e3", "²", "9" * 40, "999"])
def test_paging__takes_any_number(number, library, search):
    found = search("migraine", page=number)
    assert found.titles or "There are no results on this page." in found.text


@pytest.mark.parametrize("query", ["", "   ", "zebra"], ids=["empty", "blank", "unknown"])
def test_empty_page__offers_the_a_to_z_and_help(query, library, search):
    found = search(query)
    links = {words(a): a["href"] for a in found.soup.select(".hh-page__body a")}
    assert links == {
        "condition": "/condition/",
        "symptom_list": "/symptom_list/",
        "treatment": "/treatment/",
    }
    assert "call the emergency services" in found.text


HOSTILE = {
    **TEXTS,
    "quotation_mark": '"',
    "quotation_marks": '"migraine',
    "apostrophe": "'",
    "backslash": "\\",
    "percent": "%",
    "percent_nul": "%00",
    "nul": NUL,
    "nul_alone": "\x00",
    "operators": 'a" OR NEAR(b) -c *:^',
    "and": "AND",
    "or_not": "migraine OR NOT",
    "near": "NEAR(migraine headache, 2)",
    "star": "*",
    "caret": "^migraine",
    "minus": "-migraine",
    "plus": "migraine + headache",
    "column": "title:migraine",
    "braces": "{title} : migraine",
    "tsquery": "migraine & | ! <-> :*",
    "parameter": "%s %(q)s ?",
    "huge": "x" * 10_000,
    "many_words": "word migraine " * 2000,
    "combining": "\u0301\u0302",
    "fraction": "½ ² Ⅷ",
    "stop_words": "what is the",
    "hindi": "सिर दर्द",
    "chinese": "头痛",
}


@pytest.mark.parametrize("query", HOSTILE.values(), ids=HOSTILE)
def test_any_query__is_answered(query, library, client):
    for address in ("/search/", "/search/suggestions/"):
        response = client.get(address, {"q": query})
        assert response.status_code == 200
        assert "alert(1)</script>" not in response.content.decode()
        assert len(response.content) < 20_000


@pytest.mark.parametrize("query", ["%00", "%FF%FE", "%ED%A0%BE", "%", "q=1&q=2", "[]=1", "+" * 500])
def test_raw_query_string__is_answered(query, library, client):
    for address in ("/search/", "/search/suggestions/"):
        assert client.get(address, QUERY_STRING=f"q={query}").status_code == 200


def test_page__is_the_same_for_everybody_and_kept_out_of_search_engines(library, search):
    found = search("migraine")
    assert found.response["X-Robots-Tag"] == "noindex"
    assert found.soup.select_one('meta[name="robots"]')["content"] == "noindex"
    assert "Cookie" not in found.response.get("Vary", "")
    assert not found.response.cookies
    assert words(found.soup.title) == "Search: migraine"


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_search__only_reads(method, client, home):
    assert getattr(client, method)("/search/").status_code == 405
