"""The migrations of the app are run before those of the site's own reviewed models."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a database of its own is a file")
def test_app_alone__is_migrated_on_an_empty_database(tmp_path):
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    for names in (["headhealth"], []):
        done = subprocess.run(
            [sys.executable, "-m", "django", "migrate", *names, "--verbosity=0"],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
