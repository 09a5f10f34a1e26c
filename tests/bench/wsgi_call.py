"""One call of the WSGI application, as a server makes it for an anonymous reader."""

from __future__ import annotations

import io
from typing import Any, NamedTuple


class Answer(NamedTuple):
    status: int
    headers: list[tuple[str, str]]
    body: bytes


def ask(server: Any, address: str, **more: str) -> Answer:
    """The answer to ``address``, which must not fail. ``more`` goes into the environment."""
    path, _, query = address.partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "testserver",
        "wsgi.input": io.BytesIO(),
        "wsgi.url_scheme": "http",
        **more,
    }
    started: list[Any] = []
    response = server(environ, lambda *arguments: started.extend(arguments))
    try:
        body = b"".join(response)
    finally:
        response.close()
    answer = Answer(int(started[0].split()[0]), started[1], body)
    assert answer.status in (200, 304), f"{address}: {answer.status}"
    return answer
