"""Fills the database of the settings: `python -m tests.bench.build`."""

import django

django.setup()

from tests.bench.content import build  # noqa: E402 - needs the settings

build()
