"""The form of packs in JSON, which others build on."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from headhealth.evidence.pack import EvidencePack, make_pack
from headhealth.evidence.rendering.json_pack import json_pack

SCHEMA_FILE = Path(__file__).parents[3] / "docs/reference/evidence-pack.schema.json"


def schema() -> dict[str, Any]:
    return TypeAdapter(EvidencePack).json_schema(mode="serialization")


def test_schema__is_the_one_in_the_documentation():
    """``make evidence-schema`` writes it anew; raise ``SCHEMA_VERSION`` where a key goes."""
    assert json.loads(SCHEMA_FILE.read_text()) == schema()


@pytest.mark.parametrize("microsecond", [0, 300, 123_456])
def test_pack__is_as_the_schema_says(microsecond, storied, statements):
    made_at = datetime(2026, 11, 26, 18, 22, 4, microsecond, tzinfo=UTC)
    text = json_pack(replace(make_pack(storied), made_at=made_at))
    assert f'"made_at": "2026-11-26T18:22:04.{microsecond // 1000:03}Z"' in text
    read = TypeAdapter(EvidencePack).validate_json(text, strict=True, extra="forbid")
    assert read.evidence.reviews[0].reviewer_name == "Dr Other_Reviewer"
    assert json_pack(read) == text
