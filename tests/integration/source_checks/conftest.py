"""A site to check, and how it is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from headhealth.models import Source
from headhealth.source_checks.answer import Answer
from headhealth.source_checks.ask import Manners, ask
from headhealth.source_checks.host_turns import HostTurns
from tests import factories
from tests.integration.source_checks.web_site import WebSite, web_site

QUICK = {"user_agent": "tests", "pause": 0.0, "connect_timeout": 0.5, "read_timeout": 0.3}


@pytest.fixture
def site() -> Iterator[WebSite]:
    with web_site() as started:
        yield started


@pytest.fixture
def asked() -> Callable[..., Answer]:
    """What asking an address comes to; private ones are allowed unless said otherwise."""

    def ask_now(address: str, **manners: Any) -> Answer:
        wanted = Manners(**{**QUICK, "deadline": 1.0, "allow_private": True, **manners})
        return ask(address, manners=wanted, turns=HostTurns(pause=wanted.pause))

    return ask_now


@pytest.fixture
def source(db: Any) -> Callable[..., Source]:
    """A source at an address."""
    return lambda url, **values: factories.SourceFactory(url=url, **values)


@pytest.fixture
def run() -> Callable[..., str]:
    """What ``check_sources`` prints."""

    def run_now(**options: Any) -> str:
        out = StringIO()
        call_command(
            "check_sources",
            **{"allow_private": True, "pause": 0.0, "older_than": 0, **options},
            stdout=out,
        )
        return out.getvalue()

    return run_now
