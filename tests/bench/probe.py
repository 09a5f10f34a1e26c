"""Measures requests in a process of its own: `python -m tests.bench.probe NAME=ADDRESS …`.

Prints one JSON object. Under valgrind it also marks each request for callgrind, which writes what
was counted before ``os.getsid`` and starts from nothing before ``os.getpgid``, which nothing
else calls. Every address is asked for until the process is warm, then once to be measured.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
import time
from typing import Any, NamedTuple

WITHOUT_CACHE = ("off", "plain", "bare", "naive")
"""Measured with the page cache switched off."""
WARM_UP = 3
REPEATS = 15


def main() -> None:
    started = time.process_time()
    import django

    django.setup()
    from django.conf import settings
    from django.core.cache import cache
    from django.core.wsgi import get_wsgi_application

    results: dict[str, Any] = {}
    for argument in sys.argv[1:]:
        name, _, address = argument.partition("=")
        kept, revalidated = name == "kept", name == "not modified"
        settings.HEADHEALTH_PAGE_CACHE = name not in WITHOUT_CACHE
        server = get_wsgi_application()

        def ask(etag: str = "", address: str = address, server: Any = server) -> Answer:
            return _ask(server, address, etag)

        def forget(is_kept: bool = kept or revalidated) -> None:
            if not is_kept:
                _forget_pages(cache)

        response, cold = _counted(ask)
        if "boot" not in results:
            results["boot"] = time.process_time() - started
        etag = response.headers.get("ETag", "") if revalidated else ""
        for _ in range(WARM_UP):
            forget()
            ask(etag)
        forget()
        response, warm = _counted(lambda ask=ask, etag=etag: ask(etag))
        results[name] = {
            "status": response.status,
            "cold": cold,
            "warm": warm,
            "bytes": len(response.body),
            "gzip": len(gzip.compress(response.body, 6)),
            "seconds": _seconds(ask, etag, forget),
        }
    results["memory"] = _resident_kilobytes()
    print(json.dumps(results))


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


def _ask(server: Any, address: str, etag: str) -> Answer:
    """One call of the WSGI application, as a server makes it for an anonymous reader."""
    path, _, query = address.partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "testserver",
        "wsgi.input": io.BytesIO(),
        "wsgi.url_scheme": "http",
    }
    if etag:
        environ["HTTP_IF_NONE_MATCH"] = etag
    started: list[Any] = []
    response = server(environ, lambda *arguments: started.extend(arguments))
    try:
        body = b"".join(response)
    finally:
        response.close()
    return Answer(int(started[0].split()[0]), dict(started[1]), body)


def _forget_pages(cache: Any) -> None:
    for key in list(getattr(cache, "_cache", ())):
        if "headhealth.page." in key:
            cache.delete(key.split(":", 2)[2])


def _counted(request: Any) -> tuple[Any, int]:
    from django.db import connection

    statements: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        statements.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        return request(), len(statements)


def _seconds(ask: Any, etag: str, forget: Any) -> float:
    """Processor time of one request: the least of several. Under callgrind, one is marked."""
    if os.environ.get("BENCH_CALLGRIND"):
        forget()
        _switch_callgrind("on")
        os.getpgid(0)
        ask(etag)
        os.getsid(0)
        _switch_callgrind("off")
        return 0.0
    times = []
    for _ in range(REPEATS):
        forget()
        begun = time.process_time()
        ask(etag)
        times.append(time.process_time() - begun)
    return min(times)


def _switch_callgrind(state: str) -> None:
    subprocess.run(
        ["callgrind_control", "-i", state, str(os.getpid())], check=True, capture_output=True
    )


def _resident_kilobytes() -> int:
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


if __name__ == "__main__":
    main()
