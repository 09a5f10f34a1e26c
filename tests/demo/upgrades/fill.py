"""Makes the busy site in the empty database of the settings: `python -m tests.demo.upgrades.fill`.

Prints as JSON the public facts of its pages.
"""

from __future__ import annotations

import json
import tempfile
from io import StringIO

import django
from django.core.management import call_command
from django.test import override_settings


def main() -> None:
    django.setup()
    from tests.demo.upgrades.busy_site import make_busy_site
    from tests.demo.upgrades.public_facts import public_facts

    with (
        tempfile.TemporaryDirectory() as media,
        override_settings(
            MEDIA_ROOT=media, EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend"
        ),
    ):
        call_command("migrate", verbosity=0)
        make_busy_site()
        call_command("audit_live_pages", stdout=StringIO())
        print(json.dumps(public_facts()))


if __name__ == "__main__":
    main()
