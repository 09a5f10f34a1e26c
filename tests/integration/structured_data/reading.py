"""Structured data as a search engine gets it: out of the page."""

from __future__ import annotations

import json
from typing import Any

from bs4 import BeautifulSoup
from django.test import Client

from tests.integration.structured_data.vocabulary import NAMESPACE, mistakes


def data_at(client: Client, address: str) -> dict[str, Any]:
    """The one node of the page at ``address``, which is right by the vocabulary."""
    response = client.get(address)
    assert response.status_code == 200
    return data_in(BeautifulSoup(response.content, "html.parser"))


def data_in(soup: BeautifulSoup) -> dict[str, Any]:
    (script,) = soup.select('script[type="application/ld+json"]')
    assert script.attrs.keys() == {"type"}
    node = json.loads(script.string)
    assert node["@context"] == NAMESPACE
    assert not list(mistakes(node))
    return node


def texts(value: Any) -> list[str]:
    """Every text in ``value`` that is neither keyword nor address."""
    if isinstance(value, dict):
        return [text for key, item in value.items() if key[0] != "@" for text in texts(item)]
    if isinstance(value, list):
        return [text for item in value for text in texts(item)]
    return [value] if isinstance(value, str) and not value.startswith("http") else []
