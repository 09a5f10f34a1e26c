"""How a reader fills in a form: loads it, types for a while, sends what the browser holds."""

from __future__ import annotations

import time
from typing import Any
from unittest import mock

from bs4 import BeautifulSoup
from django.test import Client


def soup(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def held_by_browser(response: Any, form_class: str = "hh-form") -> dict[str, str]:
    """What the form on a page would send as it stands."""
    form = soup(response).select_one(f"form.{form_class}")
    data = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        if field.name == "textarea":
            # A browser leaves out the line break after the tag.
            data[field["name"]] = field.get_text().removeprefix("\n")
        elif field.name == "select":
            chosen = field.select_one("option[selected]") or field.select_one("option")
            data[field["name"]] = chosen["value"]
        elif field["type"] not in ("radio", "checkbox") or field.has_attr("checked"):
            data[field["name"]] = field.get("value", "")
    return data


def fill_in(client: Client, url: str, *, seconds: int = 60, **typed: str) -> dict[str, str]:
    """What the browser sends of the form at ``url`` that was loaded some seconds ago."""
    with mock.patch("time.time", return_value=time.time() - seconds):
        response = client.get(url)
    assert response.status_code == 200
    return {**held_by_browser(response), **typed}


def send(client: Client, url: str, *, seconds: int = 60, **typed: str) -> Any:
    """Fill in the form at ``url`` and send it."""
    return client.post(url, fill_in(client, url, seconds=seconds, **typed))
