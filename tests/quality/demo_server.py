"""The demo site as a server would run it: production settings, hashed files, gunicorn, TLS.

From an empty database in a folder that is deleted afterwards, on free ports of 127.0.0.1.
"""

from __future__ import annotations

import logging
import os
import secrets
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START_TIMEOUT = 60.0


def use_production_settings(folder: Path, *, port: int) -> None:
    """Make this process and those it starts run the production settings out of ``folder``."""
    sys.path[:0] = [str(ROOT / "site")]
    os.environ.update(
        {
            "DJANGO_SETTINGS_MODULE": "config.settings.production",
            "SECRET_KEY": secrets.token_urlsafe(64),
            "ALLOWED_HOSTS": "127.0.0.1",
            "WAGTAILADMIN_BASE_URL": f"https://127.0.0.1:{port}",
            "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
            "CACHE_URL": "locmemcache://",
            "EMAIL_URL": "dummymail://",
            "STATIC_ROOT": str(folder / "static"),
            "MEDIA_ROOT": str(folder / "media"),
        }
    )


def load_demo(*, port: int) -> None:
    """Fill the empty database and the folder of static files; tell the site its address."""
    import django
    from django.core.management import call_command

    django.setup()
    # Each page loaded is a dozen lines in a server's log.
    logging.disable(logging.INFO)
    from django.conf import settings
    from wagtail.models import Site

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    Path(settings.MEDIA_ROOT).mkdir(exist_ok=True)
    with open(os.devnull, "w") as unread:
        call_command("load_demo", with_accounts=True, stdout=unread)
    Site.objects.filter(is_default_site=True).update(hostname="127.0.0.1", port=port)


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """A key and a certificate for 127.0.0.1 that nobody has signed."""
    if shutil.which("openssl") is None:
        sys.exit("No openssl found. It makes the certificate of the site under test; install it.")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
        + ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
        + ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
        check=True,
        capture_output=True,
    )
    return key, certificate


@contextmanager
def running_server(
    *, port: int, certificate: tuple[Path, Path], environment: dict[str, str] | None = None
) -> Iterator[str]:
    """Serve until the block ends. Yields the address; ``environment`` overrides this process's."""
    key, chain = certificate
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--chdir", "site", "config.wsgi", "--workers", "2"]
        # A browser keeps spare connections open: each would hold a worker that has no threads.
        + ["--threads", "8", "--bind", f"127.0.0.1:{port}", "--log-level", "warning"]
        + ["--keyfile", str(key), "--certfile", str(chain)],
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"https://127.0.0.1:{port}"
    try:
        wait_for(address, server)
        yield address
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    """Until the server gives any HTTP answer at all, an error page too."""
    deadline = time.monotonic() + START_TIMEOUT
    unverified = ssl._create_unverified_context()
    while time.monotonic() < deadline:
        if server.poll() is not None:
            sys.exit(f"The server stopped at once, with status {server.returncode}.")
        try:
            urllib.request.urlopen(address, context=unverified, timeout=10).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
        else:
            return
    sys.exit(f"The server did not answer within {START_TIMEOUT:.0f} s.")
