"""What no clock says of public pages: `python -m tests.bench.page_facts` prints it as JSON."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import django

django.setup()

from bs4 import BeautifulSoup  # noqa: E402 - the rest needs the settings
from django.conf import settings  # noqa: E402

from tests.bench.addresses import FULL  # noqa: E402
from tests.bench.reading import answer_to  # noqa: E402

PUBLIC = [
    "/",
    FULL,
    "/conditions/",
    "/treatments/rest-9/",
    "/symptoms/1/symptom-0/",
    "/recently-reviewed/",
    "/sitemap.xml",
]
_HASHED = re.compile(r"\.[0-9a-f]{12}\.(?:css|js)$")


def faults_of_validators(address: str) -> list[str]:
    """What stands in the way of a cache, in the headers of a public page."""
    headers = answer_to(address).headers
    names = {name.lower() for name, _value in headers}
    varies = ", ".join(value for name, value in headers if name.lower() == "vary")
    return [
        *([f"{address}: no ETag"] if "etag" not in names else []),
        *([f"{address}: Vary: Cookie"] if "cookie" in varies.lower() else []),
        *([f"{address}: a cookie is set"] if "set-cookie" in names else []),
    ]


def weight_of_files(html: bytes) -> dict[str, Any]:
    """Bytes of the style sheets and scripts that the page names, gzipped as they are served.

    No script of the app imports another and no style sheet does: what is named is all there is.
    """
    document = BeautifulSoup(html, "html.parser")
    addresses = [
        *(str(link["href"]) for link in document.find_all("link", rel="stylesheet")),
        *(str(script["src"]) for script in document.find_all("script", src=True)),
    ]
    return {
        "bytes": sum(map(_compressed_size, addresses)),
        "not hashed": [address for address in addresses if not _HASHED.search(address)],
    }


def _compressed_size(address: str) -> int:
    path = Path(settings.STATIC_ROOT, address.removeprefix(settings.STATIC_URL))
    # WhiteNoise leaves a file as it is where compression would not make it smaller.
    compressed = path.with_name(f"{path.name}.gz")
    return (compressed if compressed.exists() else path).stat().st_size


faults = [fault for address in PUBLIC for fault in faults_of_validators(address)]
print(json.dumps({"files": weight_of_files(answer_to(FULL).body), "validators": faults}))
