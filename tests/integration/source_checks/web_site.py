"""Sites to check, on this machine: real HTTP servers that count what they are asked."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

CERTIFICATE = Path(__file__).with_name("sources_test.pem")
"""Key and certificate of sources.test, used by nothing else."""


@dataclass
class WebSite:
    """``answers`` gives for a path, or for a method and a path, a status and headers, or a
    function that is called with the handler. Whatever is not in it is not found."""

    answers: dict[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    """Methods and paths, in the order they came."""
    headers: list[Any] = field(default_factory=list)
    times: list[tuple[float, float]] = field(default_factory=list)
    """When each request came and when it was answered."""
    address: str = ""
    port: int = 0

    def paths(self) -> list[str]:
        return [path for _method, path in self.asked]


class _Handler(BaseHTTPRequestHandler):
    site: WebSite

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        came = time.monotonic()
        site = self.site
        site.asked.append((self.command, self.path))
        site.headers.append(self.headers)
        answer = site.answers.get(f"{self.command} {self.path}", site.answers.get(self.path, 404))
        if callable(answer):
            answer(self)
        else:
            status, headers = answer if isinstance(answer, tuple) else (answer, {})
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
        site.times.append((came, time.monotonic()))

    def log_message(self, *args: Any) -> None:
        pass


class _Server(ThreadingHTTPServer):
    def handle_error(self, *args: Any) -> None:
        """Clients that are gone are what some tests are about."""


@contextmanager
def web_site(*, host: str = "127.0.0.1", tls: bool = False) -> Iterator[WebSite]:
    site = WebSite()
    server = _Server((host, 0), type("Handler", (_Handler,), {"site": site}))
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    site.port = server.server_address[1]
    site.address = f"http{'s' * tls}://{host}:{site.port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
