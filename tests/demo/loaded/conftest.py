"""The demonstration content, loaded once for every test of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings


def load(**options: object) -> str:
    """What the command prints."""
    output = StringIO()
    call_command("load_demo", stdout=output, **options)
    return output.getvalue()


@pytest.fixture(scope="package")
def loaded(django_db_setup: None, django_db_blocker: object) -> Iterator[str]:
    """What the command printed; the content is there for every test of this folder."""
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(DEBUG=True):
            yield load()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def demo(loaded: str, db: None) -> None:
    """Every test here is about the loaded demo."""
