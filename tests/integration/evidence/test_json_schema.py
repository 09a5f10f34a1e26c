"""The form of packs in JSON, which others build on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from headhealth.evidence.pack import EvidencePack, make_pack
from headhealth.evidence.rendering.json_pack import json_pack

SCHEMA_FILE = Path(__file__).parents[3] / "docs/reference/evidence-pack.schema.json"


def schema() -> dict[str, Any]:
    return TypeAdapter(EvidencePack).json_schema(mode="serialization")


def test_schema__is_the_one_in_the_documentation():
    """``make evidence-schema`` writes it anew; raise ``SCHEMA_VERSION`` where a key goes."""
    assert json.loads(SCHEMA_FILE.read_text()) == schema()


def test_pack__is_as_the_schema_says(storied, statements):
    text = json_pack(make_pack(storied))
    read = TypeAdapter(EvidencePack).validate_json(text, strict=True, extra="forbid")
    assert read.evidence.reviews[0].reviewer_name == "Dr Other_Reviewer"
    assert json_pack(read) == text
