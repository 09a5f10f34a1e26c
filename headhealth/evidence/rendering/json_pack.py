"""A pack as JSON, for machines. ``docs/reference/evidence-pack.schema.json`` describes it."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from headhealth.evidence.pack import EvidencePack

CONTENT_TYPE = "application/json"


class _PackEncoder(DjangoJSONEncoder):
    """Every moment to the millisecond: Django leaves that out where nothing is left of a second."""

    def default(self, o: Any) -> Any:
        if isinstance(o, datetime):
            return o.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return super().default(o)


def json_pack(pack: EvidencePack) -> str:
    """The names of the dataclasses' fields are the keys; moments are in UTC."""
    return json.dumps(asdict(pack), cls=_PackEncoder, ensure_ascii=False, indent=2) + "\n"
