"""Every block that an editor can choose has icon, label, description, preview and template."""

from __future__ import annotations

import functools
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.template.loader import get_template
from django.urls import reverse
from wagtail.admin.icons import get_icons
from wagtail.blocks import Block, ListBlock, StreamBlock, StructBlock
from wagtail.blocks.base import Block as BaseBlock
from wagtail.fields import StreamField

from headhealth.models import ConditionPage, SymptomListPage, TreatmentPage


def choosable_blocks() -> list[Any]:
    """The blocks in the choosers of all page types, and those in lists, with unique names."""
    found: dict[str, Block] = {}

    def collect(block: Any, name: str) -> None:
        if isinstance(block, StreamBlock):
            children = [(child, True) for child in block.child_blocks.values()]
        elif isinstance(block, StructBlock):
            children = [(child, False) for child in block.child_blocks.values()]
        elif isinstance(block, ListBlock):
            children = [(block.child_block, isinstance(block.child_block, StructBlock))]
        else:
            return
        for child, is_choosable in children:
            child_name = f"{name}.{child.name or type(child).__name__}"
            if is_choosable:
                found[child_name] = child
            collect(child, child_name)

    for model in (ConditionPage, SymptomListPage, TreatmentPage):
        for field in model._meta.get_fields():
            if isinstance(field, StreamField):
                collect(field.stream_block, f"{model.__name__}.{field.name}")
    return [pytest.param(block, id=name) for name, block in found.items()]


each_block = pytest.mark.parametrize("block", choosable_blocks())


def test_all_families_are_covered() -> None:
    names = {param.values[0].name for param in choosable_blocks()}
    assert names >= {
        "text_section", "symptom_list", "causes", "treatment_section", "faq", "care_card",
        "dos_and_donts", "warning_callout", "table", "image", "expander",
        "page", "inline", "entry", "question", "contributor", "source",
    }  # fmt: skip


@each_block
def test_it_is_described(block: Any) -> None:
    assert block.meta.icon in _icon_names()
    assert block.meta.icon != "placeholder"
    assert str(block.label)
    assert len(str(block.get_description())) > 20
    assert block.is_previewable


@each_block
def test_its_templates_are_our_own(block: Any) -> None:
    template = block.meta.template
    preview_template = block.get_preview_template(None)

    for name in (template, preview_template):
        assert name.startswith("headhealth/blocks/")
        get_template(name)
    assert preview_template != BaseBlock.DEFAULT_PREVIEW_TEMPLATE


@each_block
def test_its_preview_shows_something_in_an_empty_site(
    block: Any, editor: Any, client_of: Any
) -> None:
    url = reverse("wagtailadmin_block_preview")
    response = client_of(editor).get(url, {"id": block.definition_prefix})
    page = BeautifulSoup(response.content, "html.parser")

    assert response.status_code == 200
    assert page.find("link", rel="stylesheet")["href"].endswith("headhealth/css/headhealth.css")
    assert len(page.main.get_text(strip=True)) > 3
    assert not page.find_all(style=True) and not page.find_all("script")
    assert "headhealth" not in page.main.get_text()


@each_block
def test_its_preview_value_would_pass_as_far_as_it_goes(block: Any, db: Any) -> None:
    """A preview is an example: it must not show what the rules forbid."""
    if not isinstance(block, StructBlock):
        return
    findings = list(block.located_findings(block.get_preview_value()))

    assert [f for f in findings if f.finding.severity == "error"] == []


@functools.cache
def _icon_names() -> set[str]:
    symbols = BeautifulSoup(get_icons(), "html.parser").find_all("symbol")
    return {symbol["id"].removeprefix("icon-") for symbol in symbols}
