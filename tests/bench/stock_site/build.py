"""Migrates the database of the settings and makes one article."""

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - needs the settings
from wagtail.models import Page, Site  # noqa: E402

from tests.bench.stock_site.models import StockArticlePage  # noqa: E402

PARAGRAPH = "<p>Most headaches pass by themselves and are no sign of anything serious.</p>"

call_command("migrate", verbosity=0)
body = [block for number in range(30) for block in (("heading", f"{number}"), ("text", PARAGRAPH))]
home = Page.objects.get(depth=2)
home.add_child(instance=StockArticlePage(title="Article", slug="article", body=body))
Site.objects.update(hostname="testserver", port=80)
