"""What the tests of the demo site share."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.models import Page, Site

from demo.models import HomePage
from headhealth.models import AToZPage


@pytest.fixture
def home(db: Any) -> HomePage:
    root = Page.get_first_root_node()
    home = root.add_child(instance=HomePage(title="Health", slug="health", lead="What is here."))
    Site.objects.update(root_page=home)
    for title, listed in [("Conditions", "Condition"), ("Treatments", "Treatment")]:
        home.add_child(
            instance=AToZPage(title=f"{title} A to Z", listed_type=f"headhealth.{listed}Page")
        )
    return home
