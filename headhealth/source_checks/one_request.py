"""One HTTP request to one network address, over before its time is up."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from headhealth.source_checks.web_address import WebAddress

FAILURES = (OSError, HTTPError, http.client.HTTPException, ValueError)
"""What a request fails with, for reasons of the network or of the other side."""


@dataclass(frozen=True)
class Response:
    """The head of a response. The body is not read."""

    status: int
    headers: Mapping[str, str]


class _Guarded:
    """A connection that is cut when its time is up, whatever it is doing.

    Time-outs alone hold for one read each: a server that sends a byte now and then would hold the
    request for hours.
    """

    was_cut = False
    _timer: threading.Timer | None = None
    _guard: socket.socket | None = None

    def set_deadline(self, seconds: float) -> None:
        self._seconds = seconds

    def _new_conn(self) -> socket.socket:
        sock = super()._new_conn()
        # A second handle: TLS takes the first away from its socket.
        self._guard = sock.dup()
        self._timer = threading.Timer(self._seconds, self._cut)
        self._timer.daemon = True
        self._timer.start()
        return sock

    def _cut(self) -> None:
        self.was_cut = True
        try:
            self._guard.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]
        except OSError:
            # It was over by itself.
            pass

    def close(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer.join()
            self._guard.close()  # type: ignore[union-attr]
            self._timer = None
        super().close()


class _Http(_Guarded, HTTPConnection):
    pass


class _Https(_Guarded, HTTPSConnection):
    pass


def request_head(
    method: str,
    address: WebAddress,
    network_address: str,
    *,
    user_agent: str,
    connect_timeout: float,
    read_timeout: float,
    deadline: float,
) -> Response:
    """Ask for ``address`` at ``network_address``. Raises one of ``FAILURES``.

    The certificate must be for the name in ``address``. Proxies of the environment are not used:
    they would look the name up a second time.
    """
    connection = _connect_to(address, network_address, min(connect_timeout, deadline))
    connection.set_deadline(deadline)
    headers = {"Host": address.host_header, "User-Agent": user_agent, "Accept": "*/*"}
    try:
        connection.connect()
        connection.timeout = min(read_timeout, deadline)
        connection.request(method, address.target, headers=headers, preload_content=False)
        response = connection.getresponse()
        try:
            if connection.was_cut:
                # What had come of the headers looks whole.
                raise TimeoutError
            return Response(response.status, response.headers)
        finally:
            response.close()
    finally:
        connection.close()


def _connect_to(address: WebAddress, network_address: str, timeout: float) -> Any:
    if address.scheme == "http":
        return _Http(network_address, address.port, timeout=timeout)
    return _Https(
        network_address,
        address.port,
        timeout=timeout,
        ssl_context=_tls(),
        server_hostname=address.host,
    )


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()
