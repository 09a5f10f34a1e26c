"""Time stamps of RFC 3161: an authority's signed word that a text existed at a time."""

from __future__ import annotations

import base64
import hashlib
import time
from typing import Any

from django.utils.translation import gettext as _
from urllib3 import PoolManager, Timeout
from urllib3.exceptions import HTTPError

CONTENT_TYPE = "application/timestamp-query"
SECONDS = 20
"""Limit of the whole request, for which other audits wait."""
LARGEST = 50_000
"""Bytes of a reply. One with its certificates has about 6,000."""
GRANTED = 0
_SHA256 = "2.16.840.1.101.3.4.2.1"


class TimeStampError(Exception):
    """There is no time stamp. The message says why."""


def time_stamp(text: bytes, *, url: str) -> str:
    """The reply of the authority at ``url`` about ``text``, in Base64.

    It is granted and about the SHA-256 of ``text`` and this request. Its signature is for those to
    verify who trust the authority, with ``openssl ts -verify``.
    """
    client = _client()
    request = (
        client.TimestampRequestBuilder()
        .data(text)
        .hash_algorithm(client.HashAlgorithm.SHA256)
        .build()
    )
    reply = _post(url, request.as_bytes())
    try:
        response = client.decode_timestamp_response(reply)
        if response.status != GRANTED:
            reason = ", ".join(response.status_string) or str(response.status)
            raise TimeStampError(_("it was not granted: %(reason)s") % {"reason": reason})
        info = response.tst_info
        imprint = info.message_imprint
        is_about_it = (
            imprint.hash_algorithm.dotted_string == _SHA256
            and imprint.message == hashlib.sha256(text).digest()
            and info.nonce == request.nonce
        )
    except ValueError as error:
        raise TimeStampError(_("the reply is no time stamp")) from error
    if not is_about_it:
        raise TimeStampError(_("the reply is about something else than was asked"))
    return base64.b64encode(reply).decode("ascii")


def _client() -> Any:
    try:
        # Loaded here: sites can do without it.
        import rfc3161_client
    except ImportError as error:
        raise TimeStampError(
            _("a time stamp needs rfc3161-client: pip install 'headhealth[timestamp]'")
        ) from error
    return rfc3161_client


def _post(url: str, body: bytes) -> bytes:
    """The body of the response. Redirects are not followed: the site names the address."""
    if not url.startswith(("https://", "http://")):
        raise TimeStampError(_("that is no web address"))
    until = time.monotonic() + SECONDS
    try:
        with PoolManager(retries=False, timeout=Timeout(total=SECONDS)) as pool:
            response = pool.request(
                "POST",
                url,
                body=body,
                headers={"Content-Type": CONTENT_TYPE},
                redirect=False,
                preload_content=False,
            )
            reply = b""
            while piece := response.read1(LARGEST):
                reply += piece
                if len(reply) > LARGEST or time.monotonic() > until:
                    raise TimeStampError(_("the reply is too large or takes too long"))
            response.close()
    except (HTTPError, OSError, ValueError) as error:
        raise TimeStampError(f"{type(error).__name__}: {error}") from error
    if response.status != 200:
        raise TimeStampError(_("the answer has status %(status)d") % {"status": response.status})
    return reply
