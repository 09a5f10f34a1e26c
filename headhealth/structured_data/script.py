"""A node as the text of a script element."""

from __future__ import annotations

import json

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.safestring import SafeString, mark_safe

from headhealth.structured_data.nodes import CONTEXT, Node

_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
"""What could end the element or open a comment in it, and what old parsers take for line breaks.
All stand in strings only, where JSON has another way to write them."""


def script_text(node: Node) -> SafeString:
    """JSON that no content can break out of ``<script type="application/ld+json">``."""
    text = json.dumps(
        {"@context": CONTEXT, **node},
        cls=DjangoJSONEncoder,
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return mark_safe(text.translate(_ESCAPES))
