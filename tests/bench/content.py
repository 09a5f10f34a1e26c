"""The pages that are measured: one full page of each kind, the same content in all."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import call_command
from wagtail.models import Page, Site
from wagtail.rich_text import RichText

from demo.models import HomePage
from headhealth.models import AToZPage, ConditionPage, Symptom
from tests import factories
from tests.bench.models import BareArticlePage, NaiveArticlePage

FULL = "/conditions/full/"
BARE = "/bare/"
NAIVE = "/naive/"
LIST = "/conditions/"
SECTIONS = 30
LINKED = 9
PARAGRAPH = (
    "<p>Most headaches pass by themselves and are no sign of anything serious. Rest in a quiet "
    "room, drink water, and take a pain reliever that suits you. Ask a pharmacist if you are "
    "not sure which. See a doctor when the pain comes back often or gets worse.</p>"
)


def build() -> None:
    """Migrate the database of the settings and fill it."""
    call_command("migrate", verbosity=0)
    home = _home()
    conditions = _a_to_z(home, "Conditions", ConditionPage)
    treatments = _a_to_z(home, "Treatments", factories.TreatmentPage)
    linked = [_published(factories.ConditionPageFactory(parent=conditions)) for _ in range(LINKED)]
    shown = {
        "linked": linked,
        "treatments": [
            _published(factories.TreatmentPageFactory(parent=treatments)) for _ in range(3)
        ],
        "symptoms": [_published(factories.SymptomFactory()) for _ in range(5)],
        "sources": factories.SourceFactory.create_batch(5),
        "author": factories.ContributorFactory(),
    }
    full = factories.ConditionPageFactory(
        parent=conditions, title="Full", slug="full", also_known_as="All", **_our_fields(**shown)
    )
    _published(full)
    body = _stock_body(**shown)
    for model, slug in ((BareArticlePage, "bare"), (NaiveArticlePage, "naive")):
        home.add_child(instance=model(title="Full", slug=slug, body=body))


def _home() -> Page:
    root = Page.objects.get(depth=1)
    Page.objects.filter(depth=2).delete()
    root = Page.objects.get(pk=root.pk)
    home = root.add_child(instance=HomePage(title="Home", slug="home"))
    Site.objects.all().delete()
    Site.objects.create(hostname="testserver", root_page=home, is_default_site=True)
    get_user_model().objects.filter(username="admin").exists() or factories.superuser()
    return home


def _a_to_z(home: Page, title: str, model: Any) -> AToZPage:
    label = model._meta.label
    page = AToZPage(title=title, slug=title.lower(), listed_type=label, show_in_menus=True)
    return home.add_child(instance=page)


def _published(obj: Any) -> Any:
    return factories.published(obj)


def _text(number: int, linked: list[Page]) -> str:
    link = f'<p>See <a linktype="page" id="{linked[number % LINKED].pk}">another page</a>.</p>'
    return PARAGRAPH + (link if number < LINKED else "")


def _our_fields(
    *, linked: Any, treatments: Any, symptoms: list[Symptom], sources: Any, author: Any
) -> dict[str, Any]:
    def text(number: int) -> RichText:
        mark = f'<a linktype="source" id="{sources[number % 5].pk}">[x]</a>'
        return RichText(_text(number, linked).replace(".</p>", f". {mark}</p>", 1))

    return {
        "body": [
            *(
                (
                    "text_section",
                    {"heading": f"Section {n}", "aspect": "overview", "text": text(n)},
                )
                for n in range(SECTIONS - 2)
            ),
            (
                "symptom_list",
                {
                    "heading": "Symptoms",
                    "aspect": "symptoms",
                    "intro": "",
                    "entries": [{"symptom": symptom, "note": ""} for symptom in symptoms],
                },
            ),
            (
                "treatment_section",
                {
                    "heading": "Treatments",
                    "aspect": "treatments",
                    "intro": "",
                    "treatments": [("page", page) for page in treatments],
                },
            ),
        ],
        "related_pages": [("page", page) for page in linked[:5]],
        "authors": [("contributor", author)],
        "sources": [("source", source) for source in sources],
    }


def _stock_body(
    *, linked: Any, treatments: Any, symptoms: Any, sources: Any, author: Any
) -> list[tuple[str, Any]]:
    body: list[tuple[str, Any]] = []
    for number in range(SECTIONS - 2):
        body += [
            ("heading", f"Section {number}"),
            ("text", RichText(_text(number, linked))),
        ]
    body.append(("heading", "Symptoms"))
    body += [("symptom", symptom) for symptom in symptoms]
    body.append(("heading", "Treatments"))
    for page in treatments:
        body += [("page", page), *(("text", RichText(facet.text)) for facet in page.facets)]
    body += [("page", page) for page in linked[:5]]
    body += [("contributor", author), *(("source", source) for source in sources)]
    return body
