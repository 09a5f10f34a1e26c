"""Tables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import BooleanBlock, CharBlock, StructValue
from wagtail.contrib.typed_table_block.blocks import TypedTable, TypedTableBlock

from headhealth.blocks.error_tree import add_error
from headhealth.blocks.rich_text import CELL_FEATURES, HealthRichTextBlock
from headhealth.blocks.rule_checked import HealthStructBlock, LocatedFinding, at
from headhealth.blocks.section import DETAIL_GROUP
from headhealth.rules.tables import check_table

_check_characters = ProhibitNullCharactersValidator()


class TableValue(StructValue):
    """The caption belongs to Wagtail's table, whose form has a field for it."""

    @property
    def caption(self) -> str:
        return self._table.caption or ""

    @property
    def headings(self) -> list[str]:
        return [column["heading"] or "" for column in self._table.columns]

    @property
    def rows(self) -> list[list[Any]]:
        """Bound blocks, row by row."""
        return list(self._table.rows)

    @property
    def _table(self) -> TypedTable:
        return self.get("table") or TypedTable(columns=[], row_data=[], caption="")


class CaptionedTableBlock(TypedTableBlock):
    """Wagtail's table, which checks its cells only, with a check of its other texts."""

    def clean(self, table: TypedTable) -> TypedTable:
        cleaned, errors = None, None
        try:
            cleaned = super().clean(table)
        except ValidationError as error:
            errors = error
        for text in (table.caption, *(column["heading"] for column in table.columns)):
            try:
                _check_characters(text or "")
            except ValidationError as error:
                errors = add_error(self, table, errors, (), error)
        if errors is not None:
            raise errors
        return cleaned


class TableBlock(HealthStructBlock):
    """A caption, a header row, and rows of plain or rich text."""

    table = CaptionedTableBlock(
        [
            ("text", CharBlock(label=_("Text"), required=False)),
            (
                "rich_text",
                HealthRichTextBlock(label=_("Rich text"), required=False, features=CELL_FEATURES),
            ),
        ],
        label=_("Table"),
        help_text=_("The caption says what the table compares. Every column needs a heading."),
    )
    row_headings = BooleanBlock(
        label=_("The first column holds headings"),
        required=False,
        help_text=_("Tick it if the first cell of each row names what the row is about."),
    )

    def located_findings(self, value: Any) -> Iterable[LocatedFinding]:
        findings = check_table(value.caption, value.headings, len(value.rows))
        yield from at(("table",), findings)

    class Meta:
        icon = "table"
        label = _("Table")
        group = DETAIL_GROUP
        description = _("Facts side by side, with a caption and headings.")
        template = "headhealth/blocks/table.html"
        label_format = "{table}"
        value_class = TableValue
        preview_value = {
            "table": {
                "caption": _("How headaches differ"),
                "columns": [
                    {"type": "text", "heading": _("Headache")},
                    {"type": "text", "heading": _("What it feels like")},
                ],
                "rows": [
                    {"values": [_("Tension headache"), _("A tight band around the head")]},
                    {"values": [_("Migraine"), _("Throbbing, often on one side")]},
                ],
            },
            "row_headings": True,
        }
