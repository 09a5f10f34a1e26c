"""Finds the browser that the tests drive. Nothing is ever downloaded."""

from __future__ import annotations

import os
import shutil
from functools import cache

COMMANDS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
MAC_APPLICATIONS = [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
]
CHROMIUM_ARGUMENTS = [
    # For containers, where tests run as root.
    "--no-sandbox",
    # The others keep the browser from asking anyone but the server under test.
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@cache
def find_chromium() -> str | None:
    """Path of an executable Chromium: ``HEADHEALTH_CHROMIUM``, else the usual places, else None."""
    chosen = os.environ.get("HEADHEALTH_CHROMIUM")
    candidates = [chosen] if chosen else [*COMMANDS, *MAC_APPLICATIONS]
    return next(filter(None, map(shutil.which, candidates)), None)
