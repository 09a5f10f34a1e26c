"""Whom readers are told to call in an emergency, on every screen that is no health content."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from headhealth.withdrawal.withdraw import withdrawing
from tests import factories
from tests.integration.pages.reading import page_maker, public, symptom_entry, words


@pytest.fixture
def addresses(live: Any, home: Any, publisher: Any) -> dict[str, str]:
    """By screen."""
    stiff_neck, headache = (
        public(factories.SymptomFactory(name=name)) for name in ("Stiff neck", "Headache")
    )
    symptoms = page_maker(home, "symptom_list")(
        entries=[
            symptom_entry("emergency", symptom=stiff_neck, conditions=[live]),
            symptom_entry("non_urgent", symptom=headache, conditions=[live]),
        ]
    )
    other = page_maker(home, "condition")(title="Hangover headache")
    with withdrawing([other], reason="It is out of date."):
        other.unpublish()
    return {
        "withdrawn": other.url,
        "search": "/search/?q=zebra",
        "feedback": reverse("headhealth:feedback_create", args=[live.pk]),
        "picker": symptoms.url,
        "what was picked": f"{symptoms.url}?symptom={stiff_neck.pk}",
        "symptom": stiff_neck.address,
    }


def text_at(client: Client, address: str) -> Any:
    return BeautifulSoup(client.get(address).content, "html.parser").main


SCREENS = ["withdrawn", "search", "feedback", "picker", "what was picked", "symptom"]


@pytest.mark.parametrize("screen", SCREENS)
def test_number_of_the_site__is_a_link(screen, addresses, client, settings):
    settings.HEADHEALTH_EMERGENCY_NUMBER = "1 12"
    main = text_at(client, addresses[screen])
    assert "1 12" in [link.get_text() for link in main.select('a[href="tel:112"]')]
    assert "emergency services" not in words(main)


@pytest.mark.parametrize("screen", SCREENS)
def test_without_a_number__readers_are_told_to_call_the_emergency_services(
    screen, addresses, client
):
    text = words(text_at(client, addresses[screen]))
    assert "the emergency services" in text
    assert "emergency number" not in text


def test_number__is_no_markup(addresses, client, settings):
    settings.HEADHEALTH_EMERGENCY_NUMBER = '9"><b>9'
    assert "<b>" not in str(text_at(client, addresses["search"]))
