"""The test site served by a process of its own, and asked over HTTP."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple
from wsgiref.simple_server import WSGIRequestHandler, make_server

ROOT = Path(__file__).resolve().parents[3]
SETTINGS = "tests.integration.page_cache.process_settings"
QUERIES = "X-Queries"
HOST, PORT = "testserver", "80"
"""As all processes are asked for one site, whatever their ports are."""


class Answer(NamedTuple):
    status: int
    text: str
    queries: int

    @property
    def is_kept(self) -> bool:
        """Whether it came from the cache: only the generation was asked for."""
        return self.status == 200 and self.queries == 1


class SiteProcess:
    def __init__(self, **environment: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            cwd=ROOT,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": SETTINGS, **environment},
            stdout=subprocess.PIPE,
            text=True,
        )

    def get(self, url: str) -> Answer:
        return self._ask("GET", url)

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        return self._ask("POST", url, body, headers)

    def stop(self) -> None:
        self._process.terminate()
        self._process.communicate()

    def wait_until_started(self) -> None:
        """All at once take no longer than one to start: wait when all have been told to."""
        assert self._process.stdout is not None
        self._port = int(self._process.stdout.readline())

    def _ask(
        self, method: str, url: str, body: bytes | None = None, headers: Mapping[str, str] = {}
    ) -> Answer:
        connection = HTTPConnection("127.0.0.1", self._port)
        try:
            connection.request(method, url, body, {"Host": HOST, **headers})
            response = connection.getresponse()
            text = response.read().decode()
            return Answer(response.status, text, int(response.headers[QUERIES]))
        finally:
            connection.close()


class _QuietHandler(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None:
        pass


def _serve() -> None:
    from django.core.wsgi import get_wsgi_application
    from django.db import connection

    application = get_wsgi_application()

    def counting(environ: Any, start_response: Any) -> Any:
        """The application; a header says how many statements it sent."""
        environ["SERVER_PORT"] = PORT
        sent: list[Any] = []
        queries: list[Any] = []

        def count(execute: Any, *args: Any) -> Any:
            queries.append(args)
            return execute(*args)

        # What PostgreSQL is asked when a connection opens does not count.
        connection.ensure_connection()
        with connection.execute_wrapper(count):
            body = application(environ, lambda *status_and_headers: sent.extend(status_and_headers))
        status, headers = sent
        start_response(status, [*headers, (QUERIES, str(len(queries)))])
        return body

    with make_server("127.0.0.1", 0, counting, handler_class=_QuietHandler) as server:
        sys.stdout.write(f"{server.server_port}\n")
        sys.stdout.flush()
        server.serve_forever()


if __name__ == "__main__":
    _serve()
