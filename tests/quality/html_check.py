"""The Nu HTML checker on the documents that the server sent."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tests.quality.node_tools import node_module


def html_findings(documents: Iterable[Path]) -> Iterator[tuple[Path, str, str]]:
    """Document, ``error`` or ``warning``, and what the checker says about it."""
    checker = node_module("vnu-jar") / "build" / "dist" / "vnu.jar"
    run = subprocess.run(
        ["java", "-jar", checker, "--format", "json", "--stdout", "--exit-zero-always", *documents],
        capture_output=True,
        text=True,
    )
    if run.returncode:
        raise RuntimeError(f"The checker failed: {run.stderr or run.stdout}")
    for message in json.loads(run.stdout)["messages"]:
        if message["type"] == "non-document-error":
            raise RuntimeError(f"The checker failed: {message}")
        level = "error" if message["type"] == "error" else message.get("subType", "information")
        where = f"line {message.get('lastLine', '?')}: {message['message']}"
        extract = " ".join(message.get("extract", "").split())
        yield Path(unquote(urlsplit(message["url"]).path)), level, f"{where} {extract}"
