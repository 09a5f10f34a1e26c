"""A real SMTP server on this machine, which can be told to refuse or to wait."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


class MailServer:
    """Keeps what it is given, by recipient. A handler of aiosmtpd."""

    def __init__(self) -> None:
        self.host, self.port = "127.0.0.1", free_port()
        self.mails: list[tuple[str, EmailMessage]] = []
        self.refused: set[str] = set()
        self.is_asked = threading.Event()
        """Set when somebody has asked to hand over a mail."""
        self.goes_on = threading.Event()
        """While it is not set, mail is not taken."""
        self.goes_on.set()

    @property
    def recipients(self) -> list[str]:
        return sorted(address for address, _message in self.mails)

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address in self.refused:
            return "550 5.1.1 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.is_asked.set()
        while not self.goes_on.is_set():
            await server.loop.run_in_executor(None, self.goes_on.wait, 0.2)
        message: Any = message_from_bytes(envelope.content, policy=policy.default)
        self.mails += [(address, message) for address in envelope.rcpt_tos]
        return "250 OK"


@contextmanager
def mail_server() -> Iterator[MailServer]:
    handler = MailServer()
    controller = Controller(handler, hostname=handler.host, port=handler.port)
    controller.start()
    try:
        yield handler
    finally:
        handler.goes_on.set()
        controller.stop()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]
