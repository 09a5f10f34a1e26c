"""What people are told in the admin, and what readers get."""

from __future__ import annotations

from bs4 import BeautifulSoup
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client
from wagtail.models import Page


def told(response: HttpResponse) -> str:
    """What a person is told: the page or problem that came back, and the messages of the admin."""
    text = BeautifulSoup(response.content, "html.parser").get_text(" ")
    messages = get_messages(response.wsgi_request) if hasattr(response, "wsgi_request") else ()
    return " ".join([*map(str, messages), *text.split()])


def read(page: Page) -> str:
    """The page as a reader gets it at its address, "" where there is nothing."""
    response = Client().get(Page.objects.get(pk=page.pk).url)
    return response.content.decode() if response.status_code == 200 else ""
