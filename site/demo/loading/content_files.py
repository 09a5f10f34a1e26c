"""The data files under ``content/``, as plain Python data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

CONTENT = Path(__file__).resolve().parent.parent / "content"

PAGE_FOLDERS = ("treatments", "conditions", "symptom_lists")
"""Treatments first: what is approved before something that it shows is approved is out of date."""


def read_list(name: str) -> list[dict[str, Any]]:
    """The entries of ``content/<name>.yaml``."""
    return yaml.safe_load((CONTENT / f"{name}.yaml").read_text(encoding="utf-8"))


def read_comments() -> dict[str, Any]:
    """The comments of readers, and the slug of the page they are about."""
    return yaml.safe_load((CONTENT / "comments.yaml").read_text(encoding="utf-8"))


def read_pages(folder: str) -> list[dict[str, Any]]:
    """One entry for each file of ``content/<folder>/``, by file name."""
    files = sorted((CONTENT / folder).glob("*.yaml"))
    return [yaml.safe_load(file.read_text(encoding="utf-8")) for file in files]
