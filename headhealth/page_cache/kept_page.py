"""A response as it is kept: ready to be sent, plain and compressed."""

from __future__ import annotations

import gzip
import hashlib
import re
from typing import Any, NamedTuple

from django.http import HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

MAX_BYTES = 1_000_000
"""The longest body that is kept: with the cache's ``MAX_ENTRIES`` it bounds what pages can take."""
REVALIDATE = "no-cache"
"""Browsers may keep a page and must ask, with its entity tag, before they show it again."""

_ACCEPTS_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))")
_OF_THE_BODY = frozenset({"content-encoding", "content-length", "content-type"})


class KeptPage(NamedTuple):
    """A 200 that is the same for everybody. A tuple of plain values: quick to store and load."""

    validity: str
    """Equal for as long as the page would be rendered the same."""
    etag: str
    headers: list[tuple[str, str]]
    body: bytes
    gzipped: bytes

    @classmethod
    def of(cls, response: Any, validity: str = "") -> KeptPage:
        """``response`` with what revalidation needs; compressed where it is worth it: to keep."""
        body = response.content
        # Weak, as it stands for the plain and the compressed body.
        etag = f'W/"{hashlib.blake2b(body, digest_size=16).hexdigest()}"'
        patch_vary_headers(response, ["Accept-Encoding"])
        response.headers["ETag"] = etag
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = REVALIDATE
        headers = [
            (name, value) for name, value in response.items() if name.lower() != "content-length"
        ]
        gzipped = gzip.compress(body, 6, mtime=0) if validity else b""
        return cls(validity, etag, headers, body, gzipped)

    def response_to(self, meta: dict[str, Any]) -> HttpResponse:
        """What a request with the headers in ``meta`` gets."""
        if self._is_known_to(meta.get("HTTP_IF_NONE_MATCH", "")):
            response: HttpResponse = HttpResponseNotModified()
            for name, value in self.headers:
                if name.lower() not in _OF_THE_BODY:
                    response.headers[name] = value
            return response
        accepted = meta.get("HTTP_ACCEPT_ENCODING", "")
        compressed = bool(self.gzipped) and _ACCEPTS_GZIP.search(accepted) is not None
        body = self.gzipped if compressed else self.body
        response = HttpResponse(body)
        for name, value in self.headers:
            response.headers[name] = value
        if compressed:
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Content-Length"] = str(len(body))
        return response

    def _is_known_to(self, if_none_match: str) -> bool:
        if not if_none_match:
            return False
        if if_none_match in (self.etag, "*"):
            return True
        # A proxy may have made the tag a strong one.
        known = {tag.removeprefix("W/") for tag in parse_etags(if_none_match)}
        return self.etag.removeprefix("W/") in known
