"""Citing sources: from the editor to the database, to the reader and back."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.forms import Media
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape, strip_tags
from wagtail import blocks
from wagtail.admin.rich_text import DraftailRichTextArea
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.admin.rich_text.converters.db_html import DbHTMLConverter
from wagtail.admin.rich_text.converters.markdown_db import MarkdownConverter
from wagtail.models import Locale, ReferenceIndex
from wagtail.rich_text import RichText, extract_references_from_rich_text

from headhealth.models import TreatmentPage
from headhealth.snippets.source import Source, SourceType
from tests.factories import AToZPageFactory, SourceFactory, TreatmentPageFactory, published

FEATURES = ["bold", "ul", "link", "source"]


def cite(source: Source | object, label: str = "[NHS, 2023]") -> str:
    source_id = source.pk if isinstance(source, Source) else source
    return f'<a linktype="source" id="{source_id}">{label}</a>'


@dataclass
class Reference:
    number: int
    source: Source

    @property
    def anchor(self) -> str:
        return f"source-{self.number}"


class PageDouble:
    """Of a page, citing needs its references only. It counts how often it is asked for them."""

    def __init__(self, *sources: Source) -> None:
        self.sources = sources
        self.times_asked = 0

    @property
    def references(self) -> list[Reference]:
        self.times_asked += 1
        return [Reference(number, source) for number, source in enumerate(self.sources, start=1)]


def render(template: str, **context: Any) -> str:
    return Template("{% load wagtailcore_tags headhealth_tags %}" + template).render(
        Context(context)
    )


# What the reader sees.


def test_cited__links_numbers_to_references(db: None) -> None:
    nhs, who = SourceFactory(), SourceFactory(title="Headache disorders")
    text = f"<p>Common {cite(who)} and harmless {cite(nhs)}{cite(who)}.</p>"

    html = render("{% cited text %}", page=PageDouble(who, nhs), text=RichText(text))

    def link(number: int, time: int) -> str:
        return (
            f'<sup class="hh-citation"><a href="#source-{number}" id="cite-{number}-{time}"'
            f' role="doc-noteref">[{number}]</a></sup>'
        )

    assert html == f"<p>Common{link(1, 1)} and harmless{link(2, 1)}{link(1, 2)}.</p>"


@pytest.mark.parametrize("value", [None, "", RichText(""), 3, [], object()])
def test_cited__nothing_to_render(value: object) -> None:
    assert render("{% cited value %}", value=value, page=None) == ""


def test_cited__leaves_out_what_readers_cannot_look_up(db: None) -> None:
    source = SourceFactory()
    deleted_id = source.pk
    source.delete()
    text = f"<p>Common {cite(deleted_id)}, mild {cite('x')}.</p>"

    for page in (PageDouble(), PageDouble(SourceFactory()), object(), None):
        assert render("{% cited text %}", page=page, text=text) == "<p>Common, mild.</p>"
    assert render("{% cited text %}", text=text) == "<p>Common, mild.</p>"


def test_cited__renders_the_rest_as_wagtail_does(db: None) -> None:
    source = SourceFactory()
    text = '<p>See <a href="https://www.nhs.uk/">the NHS</a>, <a linktype="page" id="0">a page</a>'

    html = render("{% cited text %}", page=PageDouble(source), text=f"{text}{cite(source)}.</p>")

    assert html.startswith('<p>See <a href="https://www.nhs.uk/">the NHS</a>, <a>a page</a><sup')


def test_cited__escapes(db: None) -> None:
    page = PageDouble(SourceFactory())
    page.sources[0].pk = 1
    evil = '<a linktype="source" id="1&quot;&gt;&lt;script&gt;">[&lt;script&gt;]</a>'
    label = cite(1, "[<script>alert(1)</script>]")

    assert "script" not in render("{% cited text %}", page=page, text=f"<p>{evil}</p>")
    assert "script" not in render("{% cited text %}", page=page, text=f"<p>{label}</p>")


def test_cited__counts_over_fields_and_blocks(db: None, rf: RequestFactory) -> None:
    class TextBlock(blocks.RichTextBlock):
        def render(self, value: Any, context: dict[str, Any] | None = None) -> str:
            return render("{% cited text %}", **{**(context or {}), "text": value})

    source = SourceFactory()
    page = PageDouble(source)
    stream_block = blocks.StreamBlock([("text", TextBlock())])
    body = stream_block.to_python([{"type": "text", "value": cite(source)}] * 2)
    template = (
        "{% cited intro %}{% include_block body %}"
        "{% for reference in page.references %}"
        "{% citation_anchors reference as anchors %}{{ anchors|join:' ' }}{% endfor %}"
    )

    # With a request, and without one as in an e-mail; each rendering starts from one again.
    for request in (rf.get("/"), rf.get("/"), None):
        html = render(template, page=page, request=request, intro=cite(source), body=body)
        assert re.findall(r'id="(.*?)"', html) == ["cite-1-1", "cite-1-2", "cite-1-3"]
        assert html.endswith("cite-1-1 cite-1-2 cite-1-3")


def test_cited__keeps_pages_of_one_request_apart(db: None, rf: RequestFactory) -> None:
    first, second = SourceFactory(title="First"), SourceFactory(title="Second")
    request = rf.get("/")

    for page in (PageDouble(first, second), PageDouble(second, first)):
        html = render("{% cited text %}", page=page, request=request, text=cite(page.sources[1]))
        assert 'href="#source-2" id="cite-2-1"' in html


def test_cited__asks_the_page_once_and_queries_nothing(
    db: None,
    rf: RequestFactory,
    django_assert_num_queries: Callable[..., Any],
) -> None:
    page = PageDouble(*(SourceFactory(title=f"Source {number}") for number in range(20)))
    text = "".join(f"<p>Text {cite(source)}.</p>" for source in page.sources)

    with django_assert_num_queries(0):
        render(
            "{% cited text %}{% cited text %}{% cited text %}",
            page=page,
            request=rf.get("/"),
            text=text,
        )

    assert page.times_asked == 1


def test_richtext_filter__has_no_broken_link(db: None) -> None:
    html = render("{{ text|richtext }}", text=f"<p>Common {cite(SourceFactory())}.</p>")

    assert html == '<p>Common <a class="hh-citation">[NHS, 2023]</a>.</p>'


# What Wagtail knows of it.


def test_extract_references(db: None) -> None:
    source = SourceFactory()
    text = f'<p>{cite(source)} {cite("x")} <a linktype="source">[NHS]</a> {cite("9" * 30)}</p>'

    assert list(extract_references_from_rich_text(text)) == [(Source, str(source.pk), "", "")]


# What the editor loads and saves.


@pytest.fixture
def converter(db: None) -> ContentstateConverter:
    return ContentstateConverter(FEATURES)


def without_block_keys(html: str) -> str:
    return re.sub(r' data-block-key="\w*"', "", html)


@pytest.mark.parametrize(
    "html",
    [
        f"<p>Common {cite(1)}.</p>",
        f"<p>{cite(1)}</p>",
        f"<p>{cite(1)} text after</p><p>and {cite(2, '[WHO &amp; others, 2024]')}</p>",
        f"<p>Adjacent {cite(1)}{cite(2)}{cite(1)}, then {cite(3)} {cite(4)}.</p>",
        f"<ul><li>Item {cite(1)}</li><li>{cite(2)} item</li></ul>",
        f"<p><b>Bold</b> {cite(1, '<b>[NHS, 2023]</b>')}<b>.</b></p>",
        f'<p>Beside <a href="https://www.nhs.uk/">a link</a>{cite(1)}<a href="#x">link</a></p>',
        f"<p>عربي {cite(1, '[منظمة, 2023]')} 👩‍⚕️ {cite(2)} 👩‍⚕️</p>",
        pytest.param(f"<p>Deleted {cite(999_999)}.</p>", id="deleted source"),
        pytest.param('<p>Odd <a linktype="source">[NHS]</a>.</p>', id="no id"),
    ],
)
def test_contentstate__round_trip(
    converter: ContentstateConverter, html: str, django_assert_num_queries: Callable[..., Any]
) -> None:
    # Titles are looked up by the browser, once for the whole page.
    with django_assert_num_queries(0):
        stored = converter.to_database_format(converter.from_database_format(html))

    assert without_block_keys(stored) == html


def test_contentstate__entity(converter: ContentstateConverter) -> None:
    state = json.loads(converter.from_database_format(f"<p>Common {cite(7)}.</p>"))

    (entity,) = state["entityMap"].values()
    assert entity == {"type": "SOURCE", "mutability": "IMMUTABLE", "data": {"id": 7}}
    assert state["blocks"][0]["text"] == "Common [NHS, 2023]."


@pytest.mark.parametrize("source_id", ["x", "9" * 30, "-1", '1"><script>', "", "1.5"])
def test_contentstate__unusable_id_stays_a_missing_citation(
    converter: ContentstateConverter, source_id: str
) -> None:
    state = converter.from_database_format(f"<p>Common {cite(escape(source_id))}.</p>")

    assert json.loads(state)["entityMap"]["0"]["data"] == {}
    stored = without_block_keys(converter.to_database_format(state))
    assert stored == '<p>Common <a linktype="source">[NHS, 2023]</a>.</p>'


@pytest.mark.parametrize(
    "data",
    [{}, {"id": None}, {"id": '"><script>'}, {"id": [1]}, {"id": {"a": 1}}, {"id": True}],
)
def test_contentstate__forged_data(converter: ContentstateConverter, data: dict[str, Any]) -> None:
    block = {
        "key": "a",
        "type": "unstyled",
        "depth": 0,
        "text": "[<script>]",
        "inlineStyleRanges": [],
        "entityRanges": [{"offset": 0, "length": 10, "key": 0}],
    }
    entity = {"type": "SOURCE", "mutability": "IMMUTABLE", "data": data}
    state = json.dumps({"blocks": [block], "entityMap": {"0": entity}})

    stored = without_block_keys(converter.to_database_format(state))

    assert stored == '<p><a linktype="source">[&lt;script&gt;]</a></p>'


def test_widget__scripts_in_order(db: None) -> None:
    widget = DraftailRichTextArea(features=["document-link", "image", *FEATURES])
    snippet_chooser = Source.snippet_viewset.chooser_viewset.widget_class()
    # Beside other widgets, as on a form. A conflict of order is a warning, and so an error here.
    media = Media() + snippet_chooser.media + widget.media + DraftailRichTextArea().media

    scripts = [re.sub(r"^/static/|\?.*$", "", path) for path in media._js]
    citation = scripts.index("headhealth/js/citation.js")
    assert scripts.index("wagtailadmin/js/draftail.js") < citation
    assert scripts.index("wagtailadmin/js/chooser-modal.js") < citation
    assert any("admin-citation.css" in path for path in media._css["all"])
    assert "<script>" not in str(media), "Nothing is inline."


def test_widget__options(db: None) -> None:
    html = DraftailRichTextArea(features=FEATURES).render("text", "", {"id": "id_text"})

    assert reverse("wagtailsnippetchoosers_headhealth_source:choose") in html
    assert reverse("wagtailsnippetchoosers_headhealth_source:chosen_multiple") in html
    assert "Cite a source" in html


# What comes in through Wagtail's API.


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (f"<p>Common {cite(1)}.</p>", f"<p>Common {cite(1)}.</p>"),
        (f"<p>Common {cite('01')}.</p>", f"<p>Common {cite(1)}.</p>"),
        (f"<p>Common {cite('x')}.</p>", "<p>Common [NHS, 2023].</p>"),
        ('<p>Common <a linktype="source">[NHS]</a>.</p>', "<p>Common [NHS].</p>"),
        (f"<p>{cite(1, '<script>x</script>')}</p>", f"<p>{cite(1, 'x')}</p>"),
    ],
)
def test_api_html(db: None, html: str, expected: str) -> None:
    cleaned, _removals = DbHTMLConverter(FEATURES).clean(html)

    # The API writes attributes in an order of its own.
    assert re.sub(r'id="(\d+)" linktype="source"', r'linktype="source" id="\1"', cleaned) == (
        expected
    )


def test_api_html__field_without_the_feature(db: None) -> None:
    cleaned, removals = DbHTMLConverter(["bold"]).clean(f"<p>Common {cite(1)}.</p>")

    assert cleaned == "<p>Common [NHS, 2023].</p>"
    assert [removal.reason for removal in removals] == ["unknown_linktype"]


def test_api_markdown(db: None) -> None:
    for resolved in (True, False):
        markdown = MarkdownConverter(FEATURES).from_database_format(
            f"<p>Common {cite(1)}.</p>", resolved=resolved
        )
        assert "NHS" in markdown


# The chooser.


def chooser_url(name: str) -> str:
    return reverse(f"wagtailsnippetchoosers_headhealth_source:{name}")


def test_chooser__tells_the_label(superuser: Any, client_of: Any) -> None:
    source = SourceFactory()
    gone = SourceFactory(title="Gone")
    gone_id = gone.pk
    gone.delete()

    response = client_of(superuser).get(
        chooser_url("chosen_multiple"), {"id": [source.pk, gone_id]}
    )

    (chosen,) = response.json()["result"]
    assert (chosen["id"], chosen["citation_label"]) == (str(source.pk), source.citation_label)


def test_chooser__searches_and_creates(superuser: Any, client_of: Any) -> None:
    SourceFactory(title="Headaches")

    html = client_of(superuser).get(chooser_url("choose"), {"q": "Headaches"}).json()["html"]

    assert "Headaches" in html
    assert 'name="source-chooser-title"' in html
    assert 'id="id_title"' not in html, "The page below has a field with this id."


def test_chooser__creates_in_the_language_of_the_page(superuser: Any, client_of: Any) -> None:
    Locale.objects.get_or_create(language_code="fr")
    form = {
        "source-chooser-type": SourceType.WEB_PAGE.value,
        "source-chooser-title": "Maux de tête",
        "source-chooser-publisher": "HAS",
        "source-chooser-url": "https://www.has-sante.fr/",
    }

    response = client_of(superuser).post(chooser_url("create") + "?locale=fr", form)

    assert response.json()["result"]["citation_label"] == "HAS"
    source = Source.objects.get()
    assert source.locale.language_code == "fr"


@pytest.mark.parametrize("locale", ["", "xx", "<script>", "fr" * 500])
def test_chooser__unknown_language(superuser: Any, client_of: Any, locale: str) -> None:
    response = client_of(superuser).post(chooser_url("create") + f"?locale={locale}", {})

    assert response.json()["step"] == "reshow_creation_form"
    assert not Source.objects.exists()


# All of it, on a page.


@pytest.fixture
def treatment(home: Any) -> TreatmentPage:
    parent = AToZPageFactory(parent=home, listed_type="headhealth.TreatmentPage")
    return TreatmentPageFactory(parent=parent, title="Rest", slug="rest")


def test_page__from_writing_to_deleting_a_source(treatment: TreatmentPage) -> None:
    kept, gone = SourceFactory(title="Kept"), SourceFactory(title="Gone")
    treatment.how_it_works = f"<p>Muscles relax {cite(gone)}{cite(kept)}.</p>"
    treatment.risks = f"<p>Few {cite(kept)}.</p>"
    page = published(treatment)

    def text() -> str:
        html = Client().get(page.url).content.decode()
        return " ".join(strip_tags(html).split())

    assert "Muscles relax[1][2]." in text()
    assert "Few[2]." in text()
    assert [reference.source for reference in page.references] == [gone, kept]
    assert {usage.pk for usage, _ in ReferenceIndex.get_grouped_references_to(gone)} == {page.pk}

    # Deleting it in the admin is refused while pages cite it; the shell asks nobody.
    gone.delete()

    assert "Muscles relax[1]." in text()
    assert "Few[1]." in text()


def test_page__citations_cost_the_editor_no_query(
    treatment: TreatmentPage, superuser: Any, client_of: Any
) -> None:
    sources = SourceFactory.create_batch(10)
    client = client_of(superuser)
    url = reverse("wagtailadmin_pages:edit", args=[treatment.pk])

    def query_count() -> int:
        # Twice: the form asks about the version before the latest one, too.
        treatment.save_revision(user=superuser)
        treatment.save_revision(user=superuser)
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    before = query_count()
    for field in ("how_it_works", "benefits", "risks", "daily_life"):
        setattr(treatment, field, f"<p>Text {''.join(map(cite, sources))}.</p>")

    assert query_count() == before
