"""What every test gets, and which tests run under which settings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import override_settings
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from xdist.scheduler import LoadScopeScheduling

from tests.browser.chromium import find_chromium
from tests.migrated_database import copy_migrated_databases

TESTS = Path(__file__).parent
BROWSER_TESTS = TESTS / "browser"
# Each on one worker, as its tests share content that takes long to load.
LOADED_ONCE = ["tests/browser/reading/", "tests/demo/loaded/", "tests/demo/upgrades/"]
APP = "tests.settings"
SITE = "config.settings.test"
SETTINGS_OF = {"integration": APP, "demo": SITE, "browser": SITE}


# How fast a machine makes examples is no fault of the code.
hypothesis_settings.register_profile("any machine", suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("any machine")


def pytest_configure(config: pytest.Config) -> None:
    """Say at once when tests were started under settings they cannot run with."""
    asked_for = [Path(config.invocation_params.dir, arg.split("::")[0]) for arg in config.args]
    for folder, module in SETTINGS_OF.items():
        path = TESTS / folder
        if settings.SETTINGS_MODULE != module and any(
            path.is_relative_to(asked) or asked.is_relative_to(path) for asked in asked_for
        ):
            raise pytest.UsageError(
                f"tests/{folder} runs with --ds={module}; `make test` runs everything."
            )


class ContentScheduling(LoadScopeScheduling):
    """Gives tests to workers one by one, and those of ``LOADED_ONCE`` first and together.

    xdist's own groups have no effect with pytest 9.2, which lets nobody rename tests.
    """

    def _split_scope(self, nodeid: str) -> str:
        return next((path for path in LOADED_ONCE if nodeid.startswith(path)), nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ContentScheduling:
    return ContentScheduling(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    no_chromium = pytest.mark.skip(reason="no Chromium found")
    for item in items:
        if item.path.is_relative_to(BROWSER_TESTS):
            item.add_marker(pytest.mark.browser)
            if find_chromium() is None:
                item.add_marker(no_chromium)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = [
        report
        for report in terminalreporter.stats.get("skipped", [])
        if report.nodeid.startswith("tests/browser/")
    ]
    if skipped and find_chromium() is None:
        terminalreporter.write_line(
            f"Browser tests skipped ({len(skipped)}): no Chromium found. "
            "Install one, or set HEADHEALTH_CHROMIUM to its path."
        )


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    copy_migrated_databases()


@pytest.fixture(scope="session", autouse=True)
def media_root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Uploads go to a folder of this run."""
    folder = tmp_path_factory.mktemp("media")
    with override_settings(MEDIA_ROOT=folder):
        yield folder


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """Wagtail caches where sites are rooted, and no rollback takes that back."""
    cache.clear()


@pytest.fixture(autouse=True)
def default_language() -> Iterator[None]:
    """A request in another language leaves it active, and addresses then begin with it."""
    yield
    translation.deactivate()
