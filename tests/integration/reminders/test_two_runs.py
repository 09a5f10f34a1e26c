"""Two processes that send reminders at the same time, with a real mail server and database."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import factories
from tests.integration.process_database import database_url
from tests.integration.reminders.mail_server import MailServer, mail_server

ROOT = Path(__file__).resolve().parents[3]
SETTINGS = "tests.integration.reminders.process_settings"
PATIENCE = 120
"""Seconds, on a busy machine."""

Start = Callable[[], subprocess.Popen]


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as started:
        yield started


@pytest.fixture
def start(
    committed: None, article: Callable, server: MailServer, tmp_path: Path
) -> Iterator[Callable[[], subprocess.Popen]]:
    """Starts a run of the command over an article that is late, with a few people to tell."""
    owner = factories.editor(username="owner")
    factories.publisher(username="leader")
    article(owner=owner, days=-20)
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(tmp_path),
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "MAIL_HOST": server.host,
        "MAIL_PORT": str(server.port),
    }
    started: list[subprocess.Popen] = []

    def run() -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, "-m", "django", "send_review_reminders"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield run
    server.goes_on.set()
    for process in started:
        process.kill()
        process.communicate()


def printed(process: subprocess.Popen) -> str:
    out, _nothing = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, out
    return out


def test_second_run__leaves_the_first_alone_and_a_third_has_nothing_to_do(start, server):
    server.goes_on.clear()
    first = start()
    assert server.is_asked.wait(PATIENCE)
    # The first is in the middle of its first mail.
    assert "Another run is sending reminders" in printed(start())
    server.goes_on.set()
    assert "Sent 2 mails with 2 reminders." in printed(first)
    assert "Sent 0 mails" in printed(start())
    assert server.recipients == ["leader@example.org", "owner@example.org"]


def test_runs_that_start_together__tell_everybody_once(start, server):
    outputs = [printed(process) for process in [start(), start(), start()]]
    assert sum("Sent 2 mails" in out for out in outputs) == 1
    assert server.recipients == ["leader@example.org", "owner@example.org"]
