"""A time stamping authority on this machine, which signs real time stamps (RFC 3161, RFC 5652)."""

from __future__ import annotations

import base64
import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from rfc3161_client import TimeStampResponse, VerifierBuilder, decode_timestamp_response
from rfc3161_client._rust import parse_timestamp_request

SHA256, ECDSA_SHA256 = "2.16.840.1.101.3.4.2.1", "1.2.840.10045.4.3.2"
SIGNED_DATA, TST_INFO = "1.2.840.113549.1.7.2", "1.2.840.113549.1.9.16.1.4"
CONTENT_TYPE, MESSAGE_DIGEST = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"
SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.47"
INTEGER, OCTETS, TEXT, TIME, SEQUENCE, SET, TAGGED = 0x02, 0x04, 0x0C, 0x18, 0x30, 0x31, 0xA0


def der(tag: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    size = len(body)
    if size < 128:
        return bytes([tag, size]) + body
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 128 + len(length)]) + length + body


def number(value: int) -> bytes:
    return der(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def oid(dotted: str) -> bytes:
    first, second, *rest = map(int, dotted.split("."))
    body = bytes([first * 40 + second])
    for arc in rest:
        groups = [arc & 127]
        while arc := arc >> 7:
            groups.insert(0, 128 | (arc & 127))
        body += bytes(groups)
    return der(0x06, body)


class Authority:
    """Answers at ``url``; ``answer`` may be replaced by another that gives status and body."""

    def __init__(self) -> None:
        self.url = ""
        self.requests: list[bytes] = []
        self.answer: Callable[[bytes], tuple[int, bytes]] = lambda request: (
            200,
            self.reply(request),
        )
        self._root_key = ec.generate_private_key(ec.SECP256R1())
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.root = self._certificate("Root", self._root_key, is_root=True)
        self.certificate = self._certificate("Stamps", self._key, is_root=False)

    def _certificate(self, name: str, key: Any, *, is_root: bool) -> x509.Certificate:
        now = datetime.now(UTC)
        made = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
            .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Root")]))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
        )
        if not is_root:
            use = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
            made = made.add_extension(use, critical=True)
        return made.sign(self._root_key, hashes.SHA256())

    def reply(self, request: bytes, *, nonce: int | None = None, imprint: bytes = b"") -> bytes:
        """A granted reply to ``request``; about another nonce or text where they are given."""
        asked = parse_timestamp_request(request)
        info = der(
            SEQUENCE,
            number(1),
            oid("1.2.3.4.1"),
            der(
                SEQUENCE,
                der(SEQUENCE, oid(SHA256)),
                der(OCTETS, imprint or asked.message_imprint.message),
            ),
            number(7),
            der(TIME, datetime.now(UTC).strftime("%Y%m%d%H%M%SZ").encode()),
            number(asked.nonce if nonce is None else nonce),
        )
        return der(SEQUENCE, der(SEQUENCE, number(0)), self._signed(info))

    def _signed(self, info: bytes) -> bytes:
        certificate = self.certificate.public_bytes(Encoding.DER)
        its_hash = der(SEQUENCE, der(OCTETS, hashlib.sha256(certificate).digest()))
        attributes = b"".join(
            sorted(
                der(SEQUENCE, oid(kind), der(SET, value))
                for kind, value in (
                    (CONTENT_TYPE, oid(TST_INFO)),
                    (MESSAGE_DIGEST, der(OCTETS, hashlib.sha256(info).digest())),
                    (SIGNING_CERTIFICATE, der(SEQUENCE, der(SEQUENCE, its_hash))),
                )
            )
        )
        signer = der(
            SEQUENCE,
            number(1),
            der(
                SEQUENCE,
                self.certificate.issuer.public_bytes(),
                number(self.certificate.serial_number),
            ),
            der(SEQUENCE, oid(SHA256)),
            der(TAGGED, attributes),
            der(SEQUENCE, oid(ECDSA_SHA256)),
            der(OCTETS, self._key.sign(der(SET, attributes), ec.ECDSA(hashes.SHA256()))),
        )
        signed_data = der(
            SEQUENCE,
            number(3),
            der(SET, der(SEQUENCE, oid(SHA256))),
            der(SEQUENCE, oid(TST_INFO), der(TAGGED, der(OCTETS, info))),
            der(TAGGED, certificate),
            der(SET, signer),
        )
        return der(SEQUENCE, oid(SIGNED_DATA), der(TAGGED, signed_data))

    def verify(self, reply: str, text: bytes) -> TimeStampResponse:
        """The stored ``reply``, verified as an auditor does who trusts this authority."""
        response = decode_timestamp_response(base64.b64decode(reply, validate=True))
        verifier = VerifierBuilder().add_root_certificate(self.root).build()
        assert verifier.verify_message(response, text)
        return response


def refusal() -> bytes:
    return der(SEQUENCE, der(SEQUENCE, number(2), der(SEQUENCE, der(TEXT, b"Not today"))))


@contextmanager
def time_stamping_authority() -> Iterator[Authority]:
    authority = Authority()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            assert self.headers["Content-Type"] == "application/timestamp-query"
            authority.requests.append(body)
            status, reply = authority.answer(body)
            self.send_response(status)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, *args: Any) -> None:
            """Nothing on the terminal."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=[0.05])
    thread.start()
    try:
        authority.url = f"http://127.0.0.1:{server.server_port}/"
        yield authority
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
