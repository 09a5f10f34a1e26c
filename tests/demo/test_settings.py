"""Production settings: each case is a process of its own, as settings are read once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {
    "SECRET_KEY": "sN7-v0Qk3xWb9eZr5tYu1iOp8aSd6fGh2jKl4zXcVbNm-QwErTyUiOpAsDf",
    "ALLOWED_HOSTS": "health.example.org",
    "WAGTAILADMIN_BASE_URL": "https://health.example.org",
}


def run_manage(*arguments: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    system = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments, "--settings", "config.settings.production"],
        cwd=ROOT,
        env=system | environment,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("name", sorted(ENVIRONMENT))
@pytest.mark.parametrize("value", [None, "", "  "], ids=["missing", "empty", "blank"])
def test_production__refuses_to_start_without(name: str, value: str | None) -> None:
    environment = {**ENVIRONMENT, name: value}
    if value is None:
        del environment[name]
    result = run_manage("check", environment=environment)
    assert result.returncode != 0
    assert (
        f"ImproperlyConfigured: Set the environment variable {name}, for example" in result.stderr
    )


def test_production__passes_the_deployment_checks(tmp_path: Path) -> None:
    environment = {**ENVIRONMENT, "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3"}
    result = run_manage("check", "--deploy", "--fail-level", "WARNING", environment=environment)
    assert result.returncode == 0, result.stderr
    assert "System check identified no issues" in result.stdout


def test_production__reads_database_cache_mail_and_folders() -> None:
    environment = {
        **ENVIRONMENT,
        "ALLOWED_HOSTS": "health.example.org, www.health.example.org",
        "DATABASE_URL": "postgres://writer:secret@db.example.org:5433/health",
        "CACHE_URL": "redis://cache.example.org:6380/2",
        "EMAIL_URL": "smtp+tls://post:secret@mail.example.org:587",
        "STATIC_ROOT": "/srv/static",
        "TRUST_FORWARDED_PROTO": "true",
    }
    result = run_manage("diffsettings", "--output", "unified", environment=environment)
    assert result.returncode == 0, result.stderr
    for setting in (
        "ALLOWED_HOSTS = ['health.example.org', 'www.health.example.org']",
        "'HOST': 'db.example.org', 'PORT': 5433",
        "'CONN_HEALTH_CHECKS': True",
        "django.core.cache.backends.redis.RedisCache",
        "redis://cache.example.org:6380/2",
        "EMAIL_HOST = 'mail.example.org'",
        "EMAIL_USE_TLS = True",
        "STATIC_ROOT = PosixPath('/srv/static')",
        "SECURE_PROXY_SSL_HEADER = ('HTTP_X_FORWARDED_PROTO', 'https')",
    ):
        assert setting in result.stdout


def test_production__does_not_believe_a_forwarded_protocol_unless_told() -> None:
    result = run_manage("diffsettings", environment=ENVIRONMENT)
    assert "SECURE_PROXY_SSL_HEADER" not in result.stdout


def test_production__serves_hashed_static_files(tmp_path: Path) -> None:
    environment = {**ENVIRONMENT, "STATIC_ROOT": str(tmp_path)}
    result = run_manage("collectstatic", "--no-input", environment=environment)
    assert result.returncode == 0, result.stderr
    assert list(tmp_path.glob("demo/css/site.*.css.gz"))
