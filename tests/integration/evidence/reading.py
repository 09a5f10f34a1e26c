"""What somebody who may see evidence packs reads in one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse


def evidence_of(obj: Any, client: Client) -> BeautifulSoup:
    """The pack of ``obj``, as it opens in the browser."""
    named = [obj._meta.label_lower, obj.pk]
    response: Any = client.get(reverse("headhealth_admin:evidence_open", args=named))
    assert response.status_code == 200
    return BeautifulSoup(response.getvalue(), "html.parser")


def headline(obj: Any, client: Client) -> str:
    """What the pack says first: whether what readers see is approved, and by whom."""
    verdict = evidence_of(obj, client).find(class_="hh-evidence__verdict").get_text(" ", strip=True)
    return verdict.partition(" The ledger")[0]


def steps(reader: Client, address: str) -> Iterator[Any]:
    """Every answer on the way to an archive, as the page leads on by itself; the last has it."""
    for _step in range(100):
        response = reader.get(address)
        yield response
        if response.get("Content-Type") == "application/zip":
            return
        refresh = BeautifulSoup(response.content, "html.parser").select_one(
            'meta[http-equiv="refresh"]'
        )
        if refresh is None:
            return
        address = refresh["content"].removeprefix("0; url=")


def archive_at(reader: Client, address: str) -> bytes:
    *_steps, last = steps(reader, address)
    return b"".join(last.streaming_content)
