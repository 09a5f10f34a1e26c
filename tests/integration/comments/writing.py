"""What a browser sends of the form of comments."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

WORDS = {"name": "Ada", "email": "ada@secret.example", "text": "A dark room helps me."}


def form_url(page: Any) -> str:
    return reverse("headhealth:comment_create", args=[page.pk])


def filled_in(client: Client, page: Any, **words: str) -> dict[str, str]:
    """The form as it was loaded, hidden fields and all, filled in with ``WORDS``."""
    soup = BeautifulSoup(client.get(form_url(page)).content, "html.parser")
    inputs = soup.select("form.hh-form input[name]")
    hidden = {field["name"]: field.get("value", "") for field in inputs}
    assert {"name", "email", "submission_id"} <= hidden.keys()
    return {**hidden, **WORDS, **words}


def write(client: Client, page: Any, **words: str) -> Any:
    """Load the form, fill it in and send it. Returns the last response."""
    return client.post(form_url(page), filled_in(client, page, **words), follow=True)


def text_of(response: Any) -> str:
    soup = BeautifulSoup(response.content, "html.parser")
    return " ".join(soup.get_text(" ").split())
