"""What the tests of rendering share: public pages of each type, and how a reader gets them."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import Page

from tests import factories

SCRIPT = "<script>alert('x')</script>"
INLINE_SCRIPT = 'script:not([src]):not([type="application/ld+json"])'
"""Scripts that a page itself holds: none. Structured data is no script that runs."""
PAGE_TYPES = {
    "condition": ("headhealth.ConditionPage", factories.ConditionPageFactory),
    "symptom_list": ("headhealth.SymptomListPage", factories.SymptomListPageFactory),
    "treatment": ("headhealth.TreatmentPage", factories.TreatmentPageFactory),
}


def public(obj: Any) -> Any:
    """Public as if approved: what readers see is under test here, not the gate."""
    type(obj)._default_manager.filter(pk=obj.pk).update(live=True)
    return type(obj)._default_manager.get(pk=obj.pk)


def page_maker(home: Page, kind: str) -> Any:
    """A function that makes a public page of one of ``PAGE_TYPES``."""
    listed_type, factory = PAGE_TYPES[kind]
    parent = factories.AToZPageFactory(parent=home, title=kind, listed_type=listed_type)

    def make(**fields: Any) -> Any:
        if kind == "symptom_list":
            fields.setdefault("entries", [symptom_entry()])
        return public(factory(parent=parent, **fields))

    return make


def symptom_entry(level: str = "urgent", **fields: Any) -> tuple[str, Any]:
    """One entry of a symptom list, of a public symptom unless one is given."""
    symptom = fields.pop("symptom", None) or public(factories.SymptomFactory())
    return ("entry", {"symptom": symptom, "level": level, "note": "", "conditions": [], **fields})


def read(client: Client, page: Page, query: str = "") -> BeautifulSoup:
    response = client.get(page.url + query)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def preview(obj: Any) -> BeautifulSoup:
    return BeautifulSoup(obj.make_preview_request().content, "html.parser")


def words(element: Any) -> str:
    """The text of an element as it reads, without the line breaks of its template."""
    return " ".join(element.get_text().split())


def headings(soup: BeautifulSoup) -> list[str]:
    return [words(heading) for heading in soup.select("h1, h2, h3, h4")]
