"""The demo site as a server would run it, for as long as it is needed.

``running_demo_site`` is for those who look at it. The site is prepared and served by
processes of its own (``tests.quality.serve``), as its settings are not the caller's.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.quality.reader_pages import ReaderPage

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class RunningSite:
    address: str
    pages: list[ReaderPage]

    def specimens(self) -> list[ReaderPage]:
        """One page of each kind."""
        return [page for page in self.pages if page.specimen]


@contextmanager
def running_demo_site() -> Iterator[RunningSite]:
    """Production settings, an empty database filled by ``load_demo``, a free port; all gone after.

    The certificate is one that nobody signed: browsers must be told to accept it.
    """
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.quality.serve"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        ready = server.stdout.readline()
        if not ready:
            raise RuntimeError("The demo site did not start: see above.")
        told = json.loads(ready)
        yield RunningSite(told["address"], [ReaderPage(**page) for page in told["pages"]])
    finally:
        # The end of its input is what it waits for, so it also ends when this process is killed.
        server.communicate()
