"""Stored body content for tests, as raw data."""

from __future__ import annotations

from typing import Any

from wagtail.blocks import StreamValue

from headhealth.blocks.body import HealthBodyBlock

BODY = HealthBodyBlock()


def section(heading: str = "Overview", text: str = "<p>It is common.</p>") -> dict[str, Any]:
    return {
        "type": "text_section",
        "value": {"heading": heading, "aspect": "overview", "text": text},
    }


def card(level: str = "urgent", heading: str = "See a GP if:", text: str = "<p>a</p>") -> Any:
    return {"type": "care_card", "value": {"level": level, "heading": heading, "text": text}}


def callout(heading: str = "Important", text: str = "<p>Keep it dry.</p>") -> dict[str, Any]:
    return {"type": "warning_callout", "value": {"heading": heading, "text": text}}


def lists(dos: list[str], donts: list[str]) -> dict[str, Any]:
    return {"type": "dos_and_donts", "value": {"dos": dos, "donts": donts}}


def faq(*questions: str, heading: str = "Questions") -> dict[str, Any]:
    items = [{"question": question, "answer": "<p>Yes.</p>"} for question in questions]
    return {"type": "faq", "value": {"heading": heading, "questions": items}}


def table(caption: str, headings: list[str], *rows: list[str], **options: Any) -> dict[str, Any]:
    stored = {
        "caption": caption,
        "columns": [{"type": "text", "heading": heading} for heading in headings],
        "rows": [{"values": row} for row in rows],
    }
    return {"type": "table", "value": {"table": stored, **options}}


def symptom_list(*entries: tuple[int, str], heading: str = "Symptoms") -> dict[str, Any]:
    stored = [{"symptom": pk, "note": note} for pk, note in entries]
    return {"type": "symptom_list", "value": {"heading": heading, "entries": stored}}


def treatments(*children: tuple[str, Any], heading: str = "Treatments") -> dict[str, Any]:
    stored = [{"type": name, "value": value} for name, value in children]
    return {"type": "treatment_section", "value": {"heading": heading, "treatments": stored}}


def causes(*items: dict[str, Any], heading: str = "Causes") -> dict[str, Any]:
    stored = [{"page": None, "text": "<p>It is so.</p>", **item} for item in items]
    return {"type": "causes", "value": {"heading": heading, "causes": stored}}


def body(*children: dict[str, Any]) -> StreamValue:
    """The stream value that a page has after it was loaded from the database."""
    return BODY.to_python(list(children))
