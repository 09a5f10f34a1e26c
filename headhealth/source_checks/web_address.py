"""An address on the web, taken apart so that it can be asked for."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin, urlsplit

from django.utils.encoding import iri_to_uri

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class WebAddress:
    """Scheme, host, port and what is asked for there. A user name or password is left out."""

    scheme: str
    host: str
    port: int
    target: str

    @classmethod
    def parse(cls, address: str) -> WebAddress:
        """Raises ``ValueError`` for anything but an http or https address."""
        parts = urlsplit(address)
        if parts.scheme not in _PORTS or not parts.hostname:
            raise ValueError(address)
        host = parts.hostname.rstrip(".")
        if not host.isascii():
            host = host.encode("idna").decode()
        target = iri_to_uri(parts.path or "/") + (f"?{iri_to_uri(parts.query)}" * bool(parts.query))
        return cls(parts.scheme, host, parts.port or _PORTS[parts.scheme], target)

    @property
    def host_header(self) -> str:
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == _PORTS[self.scheme] else f"{name}:{self.port}"


def redirected(address: str, location: str) -> str:
    """Where a response of ``address`` leads; the fragment stays unless it gives another."""
    # HTTP libraries read headers as Latin-1; most sites write UTF-8.
    with suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")
    target = urljoin(address, location.strip())
    fragment = urldefrag(address).fragment
    return f"{target}#{fragment}" if fragment and "#" not in target else target
