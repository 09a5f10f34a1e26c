"""``python -m tests.quality.serve``: production settings, hashed files, gunicorn, TLS.

From an empty database in a folder that is deleted afterwards, on free ports of 127.0.0.1. Prints
one line of JSON, the address and the pages, when it is ready; stops when its input ends.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

import django
from django.core.management import call_command

from tests.quality.gunicorn_server import free_port, make_certificate, running_gunicorn
from tests.quality.reader_pages import ReaderPage

ROOT = Path(__file__).resolve().parents[2]


def use_production_settings(folder: Path, *, port: int) -> None:
    """Make this process and those it starts run the production settings out of ``folder``."""
    sys.path.insert(0, str(ROOT / "site"))
    os.environ.update(
        {
            "DJANGO_SETTINGS_MODULE": "config.settings.production",
            "SECRET_KEY": secrets.token_urlsafe(64),
            "ALLOWED_HOSTS": "127.0.0.1",
            "WAGTAILADMIN_BASE_URL": f"https://127.0.0.1:{port}",
            "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
            "CACHE_URL": "locmemcache://",
            "EMAIL_URL": "dummymail://",
            "STATIC_ROOT": str(folder / "static"),
            "MEDIA_ROOT": str(folder / "media"),
        }
    )


def load_demo(*, port: int) -> list[ReaderPage]:
    """Fill the empty database and the folder of static files. Returns what readers can open."""
    django.setup()
    # Each page loaded is a dozen lines in a server's log.
    logging.disable(logging.INFO)
    # Now, not at the top: they import models.
    from wagtail.models import Site

    from tests.quality.page_finder import find_reader_pages

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    with open(os.devnull, "w") as unread:
        call_command("load_demo", with_accounts=True, stdout=unread)
    withdraw_a_page()
    Site.objects.filter(is_default_site=True).update(hostname="127.0.0.1", port=port)
    return list(find_reader_pages())


def withdraw_a_page() -> None:
    """The demo has none that was withdrawn with a reason and another to read instead."""
    from headhealth.models import TreatmentPage
    from headhealth.withdrawal.withdraw import withdrawing

    replacement, page = TreatmentPage.objects.live().public()[:2]
    reason = "What this page said no longer agrees with the evidence."
    with withdrawing([page], reason=reason, replacement=replacement):
        page.unpublish()


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        port, broken_port = free_port(), free_port()
        use_production_settings(folder, port=port)
        pages = load_demo(port=port)
        # The same site on a database without a table: what it answers is its 500.
        no_tables = f"sqlite:///{folder / 'no-tables.sqlite3'}"
        tls = make_certificate(folder)
        with (
            running_gunicorn(tls, port=port) as address,
            running_gunicorn(tls, port=broken_port, DATABASE_URL=no_tables) as broken_address,
        ):
            pages.append(ReaderPage("Server error (500)", broken_address, 500, listed=False))
            print(json.dumps({"address": address, "pages": [*map(asdict, pages)]}), flush=True)
            sys.stdin.read()


if __name__ == "__main__":
    main()
