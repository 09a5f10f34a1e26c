"""What every response of the demo site carries, whatever page it is."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from demo.models import HomePage

BANNER = "Demonstration content. Not medical advice."


@pytest.mark.django_db
def test_unknown_address__is_a_404_in_the_sites_frame(client: Client) -> None:
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert BANNER in response.content.decode()
    assert "Page not found" in response.content.decode()


@pytest.mark.django_db
def test_reader__gets_a_strict_policy_and_no_cookie(client: Client) -> None:
    response = client.get("/no/such/page/")
    assert sorted(response["Content-Security-Policy"].split("; ")) == [
        "base-uri 'none'",
        "default-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    ]
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.django_db
def test_admin__gets_a_policy_for_wagtails_own_pages(client: Client) -> None:
    policy = client.get(reverse("wagtailadmin_login"))["Content-Security-Policy"]
    assert "script-src 'self' 'unsafe-inline'" in policy
    assert "unsafe-eval" not in policy


@pytest.mark.django_db
def test_unknown_address__leads_on_and_is_not_for_search_engines(
    client: Client, home: HomePage
) -> None:
    soup = BeautifulSoup(client.get("/no/such/page/").content, "html.parser")
    assert soup.find("meta", {"name": "robots"})["content"] == "noindex"
    assert not soup.select('link[rel="canonical"]')
    links = [link["href"] for link in soup.main.find_all("a")]
    assert links == ["tel:999", "/conditions-a-to-z/", "/treatments-a-to-z/"]
    # One search: where the reader is told to search, not in the header as well.
    assert soup.main.form in soup.select('[role="search"]')
    assert len(soup.select('[role="search"]')) == 1
    assert "do not search for it here: call 999." in soup.main.get_text()


def test_server_error__needs_no_database() -> None:
    """Without the mark, pytest-django lets nothing reach the database: it is as good as down."""
    client = Client(raise_request_exception=False)
    response = client.get("/conditions/migraine/")
    assert response.status_code == 500
    soup = BeautifulSoup(response.content, "html.parser")
    assert BANNER in soup.get_text()
    assert "call 999 in an emergency" in soup.main.get_text()
    assert soup.find("meta", {"name": "robots"})["content"] == "noindex"


def test_server_error__has_the_sites_style_sheets() -> None:
    soup = BeautifulSoup(render_to_string("500.html"), "html.parser")
    sheets = [link["href"] for link in soup.select('link[rel="stylesheet"]')]
    assert sheets
    assert all(finders.find(sheet.removeprefix(settings.STATIC_URL)) for sheet in sheets)


def test_icon__is_found_where_browsers_look_for_it(client: Client) -> None:
    response = client.get("/favicon.ico")
    assert response.status_code == 302
    assert finders.find(response["Location"].removeprefix(settings.STATIC_URL))
