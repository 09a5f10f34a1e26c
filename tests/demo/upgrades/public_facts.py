"""The review of each public page as readers see it: day, reviewers, mark of an urgent change."""

from __future__ import annotations

import json
from typing import Any

from bs4 import BeautifulSoup
from django.test import Client

from headhealth.review.reviewed_object import reviewed_models

HOST = "127.0.0.1:8000"
"""The address that the demo's site has."""


def public_facts() -> dict[str, dict[str, Any]]:
    """By address, of all live objects that have one."""
    objects = [obj for model in reviewed_models() for obj in model._base_manager.filter(live=True)]
    addresses = {url for obj in objects if (url := _address(obj))}
    return {address: _facts(address) for address in sorted(addresses)}


def _address(obj: Any) -> str | None:
    url = getattr(obj, "get_url", None) or getattr(obj, "get_absolute_url", None)
    return url() if url else None


def _facts(address: str) -> dict[str, Any]:
    response = Client(headers={"host": HOST}).get(address)
    assert response.status_code == 200, f"{address}: {response.status_code}"
    soup = BeautifulSoup(response.content, "html.parser")
    data = "".join(script.string for script in soup.find_all("script", type="application/ld+json"))
    page = next(_with_key("lastReviewed", json.loads(data)), {})
    return {
        "reviewed on": page.get("lastReviewed", ""),
        "reviewed by": sorted(person["name"] for person in _people(page.get("reviewedBy"))),
        "urgent": bool(soup.select(".hh-notice--urgent")),
    }


def _people(data: Any) -> list[Any]:
    return [each for each in _with_key("name", data) if each["@type"] == "Person"]


def _with_key(key: str, data: Any) -> Any:
    if isinstance(data, dict):
        if key in data:
            yield data
        data = list(data.values())
    if isinstance(data, list):
        for each in data:
            yield from _with_key(key, each)
