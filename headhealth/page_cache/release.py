"""What makes pages look different without a write to the database: templates, code, settings."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from pprint import pformat

from django import VERSION
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template import engines
from django.template.loaders.cached import Loader as CachedLoader

_PLACE_IN_MEMORY = re.compile(r" at 0x[0-9a-f]+")
_SUFFIXES = frozenset({".html", ".mo", ".py", ".txt", ".xml"})


@cache
def release_fingerprint() -> str:
    """Differs between releases of a site, which may share one cache while they change over.

    Made from the installed distributions; from name, size and time of every source file, template
    and translation of the site that is not one of them; from the settings; and from the manifest of
    static files. Taken once a process, as code and templates are loaded once.
    """
    digest = hashlib.sha256(repr((VERSION, sys.version)).encode())
    digest.update(_settings().encode("utf-8", "backslashreplace"))
    digest.update(str(getattr(staticfiles_storage, "manifest_hash", "")).encode())
    for line in sorted({*_distributions(), *_site_files()}):
        digest.update(line.encode("utf-8", "backslashreplace"))
    return digest.hexdigest()[:16]


def templates_are_loaded_once() -> bool:
    """Whether this process keeps its templates, as it does unless somebody is at work on them."""
    loaders = [
        loader
        for backend in engines.all()
        for loader in getattr(getattr(backend, "engine", None), "template_loaders", ())
    ]
    return all(isinstance(loader, CachedLoader) for loader in loaders)


def _settings() -> str:
    """What the site sets, written the same way by every process."""
    names = [name for name in dir(settings) if name.isupper() and settings.is_overridden(name)]
    # It sorts sets and dictionaries.
    text = pformat({name: getattr(settings, name) for name in names})
    return _PLACE_IN_MEMORY.sub("", text)


def _distributions() -> Iterator[str]:
    """Name and version of every installed distribution, without reading any of them."""
    for folder in {Path(entry) for entry in sys.path if entry}:
        if folder.name in ("site-packages", "dist-packages") and folder.is_dir():
            yield from (entry.name for entry in folder.glob("*.dist-info"))


def _site_files() -> Iterator[str]:
    settings_file = getattr(sys.modules.get(settings.SETTINGS_MODULE or ""), "__file__", None)
    folders = {
        *(Path(app.path) for app in apps.get_app_configs()),
        *(Path(folder) for backend in engines.all() for folder in backend.dirs),
        *([Path(settings_file).parent] if settings_file else []),
    }
    for folder in folders:
        if {"site-packages", "dist-packages"}.isdisjoint(folder.parts) and folder.is_dir():
            for file in folder.rglob("*"):
                if file.suffix in _SUFFIXES and file.is_file():
                    facts = file.stat()
                    yield f"{file} {facts.st_size} {facts.st_mtime_ns}\n"
