"""What the tests share: a site that is served at an address of its own."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.models import Locale, Page, Site

from tests.integration.pages.reading import public


@pytest.fixture
def example_site(home: Page, settings: Any) -> Site:
    settings.ALLOWED_HOSTS = ["*"]
    site = Site.objects.get()
    site.hostname, site.port, site.site_name = "health.example", 443, "Health"
    site.save()
    return site


@pytest.fixture
def french(home: Page) -> Page:
    """The French tree of the site."""
    locale = Locale.objects.get_or_create(language_code="fr")[0]
    return public(home.copy_for_translation(locale))


@pytest.fixture
def other_site(example_site: Site, home: Page) -> Site:
    root = home.get_parent().add_child(instance=Page(title="Other", slug="other"))
    return Site.objects.create(hostname="other.example", port=443, root_page=root)
