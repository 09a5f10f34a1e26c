"""What every response of the demo site carries, whatever page it is."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

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


def test_server_error__needs_neither_database_nor_context() -> None:
    assert BANNER in render_to_string("500.html")
