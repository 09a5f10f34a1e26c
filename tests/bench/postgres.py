"""A PostgreSQL database for one run, where a server can be reached."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

_LOCAL = "postgres://postgres@127.0.0.1:5432/postgres"


@contextmanager
def scratch_database() -> Iterator[str | None]:
    """The address of an empty database on the server of DATABASE_URL or on this machine.

    It is dropped at the end, however the run ends. None where no server answers.
    """
    address = os.environ.get("DATABASE_URL", "")
    server = address if address.startswith("postgres") else _LOCAL
    name = sql.Identifier(f"headhealth_bench_{os.getpid()}")
    try:
        connection = psycopg.connect(server, autocommit=True, connect_timeout=2)
    except psycopg.OperationalError:
        yield None
        return
    with connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
        try:
            path = f"/headhealth_bench_{os.getpid()}"
            yield urlunsplit(urlsplit(server)._replace(path=path))
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))
