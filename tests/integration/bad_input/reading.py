"""What a response shows, and whether anything in it would run."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from django.core.exceptions import ValidationError

from headhealth.blocks.error_tree import leaf_errors
from tests.integration.bad_input.admin_form import strings_in

_URL_ATTRIBUTES = ("href", "src", "action", "formaction", "srcset", "poster", "data", "xlink:href")
_SAFE_SCHEMES = ("", "http", "https", "mailto", "tel")


def soup_of(response: Any) -> BeautifulSoup:
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def active_content(soup: BeautifulSoup) -> list[str]:
    """Everything in a page for readers that could run a script, but for files of the app."""
    found = [
        str(tag)[:200]
        for tag in soup.find_all(["script", "iframe", "object", "embed", "svg"])
        if not (_is_script_of_the_app(tag) or _is_data(tag))
    ]
    for tag in soup.find_all(True):
        for name, value in tag.attrs.items():
            is_handler = name.lower().startswith("on") or name.lower() in ("style", "srcdoc")
            if is_handler or (name in _URL_ATTRIBUTES and _scheme(value) not in _SAFE_SCHEMES):
                found.append(f"{tag.name} {name}={value}"[:200])
    return found


def _is_script_of_the_app(tag: Tag) -> bool:
    src = str(tag.get("src", ""))
    return tag.name == "script" and src.startswith("/static/headhealth/js/") and not tag.string


def _is_data(tag: Tag) -> bool:
    """Whether it is structured data that nothing can end early: JSON without an angle bracket."""
    if tag.name != "script" or tag.get("type") != "application/ld+json":
        return False
    text = tag.string or ""
    return isinstance(json.loads(text), dict) and "<" not in text


def _scheme(url: str) -> str:
    # Browsers leave out white space and control characters.
    return urlsplit("".join(char for char in url if char > " ")).scheme.lower()


def normal(text: str) -> str:
    """``text`` with single spaces, as forms and browsers treat it."""
    return " ".join(text.split())


def shown(soup: BeautifulSoup) -> str:
    """All that a reader can see, and what machines read: texts and attributes."""
    attributes = [
        value
        for tag in soup.find_all(True)
        for value in tag.attrs.values()
        if isinstance(value, str)
    ]
    return normal(" ".join([soup.get_text(), *attributes]))


def in_form(response: Any) -> set[str]:
    """Every text that the form in an admin page holds."""
    soup = soup_of(response)
    values = [tag.get("value", "") for tag in soup.find_all("input")]
    values += [tag.get_text() for tag in soup.find_all("textarea")]
    # A stream's blocks are data of the element that shows them.
    values += [tag["data-w-block-arguments-value"] for tag in soup.select("[data-block]")]
    return {normal(text) for value in values for text in strings_in(value)}


def form_errors(response: Any) -> list[tuple[str, str]]:
    """Path and message of every error that the form shows."""
    found = []
    for name, errors in response.context["form"].errors.as_data().items():
        for error in errors:
            found += [(name, message) for message in _messages(error)]
    return found


def _messages(error: ValidationError) -> list[str]:
    return [message for _path, leaf in leaf_errors(error) for message in leaf.messages]


def messages_in(response: Any) -> str:
    """What the admin tells the user, as text."""
    return normal(" ".join(str(message) for message in response.context["messages"]))
