"""gunicorn with TLS and HTTP/2 on a free port of 127.0.0.1."""

from __future__ import annotations

import os
import shutil
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


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def make_certificate(folder: Path) -> list[str]:
    """A key and a certificate for 127.0.0.1, as gunicorn's arguments."""
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
    return ["--keyfile", str(key), "--certfile", str(certificate)]


@contextmanager
def running_gunicorn(arguments: list[str], *, port: int, **environment: str) -> Iterator[str]:
    """Serve until the block ends. Yields the address; ``environment`` overrides this process's."""
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--chdir", "site", "config.wsgi", "--workers", "2"]
        # A browser keeps spare connections open: each would hold a worker that has no threads.
        + ["--threads", "8", "--http-protocols", "h2,h1", "--bind", f"127.0.0.1:{port}", *arguments]
        # Nor does it wait for those at the end.
        + ["--graceful-timeout", "1"],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"https://127.0.0.1:{port}"
    try:
        wait_for(address, server)
        yield address
    finally:
        server.terminate()
        server.wait()


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
