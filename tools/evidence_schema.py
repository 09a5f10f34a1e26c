"""Write the JSON schema of evidence packs. Run by `make evidence-schema`."""

import json
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCHEMA_FILE = ROOT / "docs/reference/evidence-pack.schema.json"

if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from pydantic import TypeAdapter

    from headhealth.evidence.pack import EvidencePack

    schema = TypeAdapter(EvidencePack).json_schema(mode="serialization")
    SCHEMA_FILE.write_text(json.dumps(schema, indent=2, ensure_ascii=False) + "\n")
