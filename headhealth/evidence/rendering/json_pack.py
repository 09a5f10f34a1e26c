"""A pack as JSON, for machines. ``docs/reference/evidence-pack.schema.json`` describes it."""

from __future__ import annotations

import json
from dataclasses import asdict

from django.core.serializers.json import DjangoJSONEncoder

from headhealth.evidence.pack import EvidencePack

CONTENT_TYPE = "application/json"


def json_pack(pack: EvidencePack) -> str:
    """The names of the dataclasses' fields are the keys; moments are in UTC."""
    return json.dumps(asdict(pack), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2) + "\n"
