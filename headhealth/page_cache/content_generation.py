"""Which generation of the content the database holds: another one after every write that counts.

The generation is what all rows of one small table say together. A transaction that writes content
gives one row a stamp that was never used before, so the generation and the content change at the
same instant for everybody else, and a rollback takes both back. Stamps are random rather than
counted: a database restored from a dump cannot come to a number that it has had before.

Writers do not wait for each other. Where the database can (PostgreSQL), a writer takes any row that
no other transaction holds, and adds one if there is none: there are as many rows as writers were
ever busy at once. SQLite has one writer at a time, and one row.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.db import DatabaseError, connections, models, router


class ContentGeneration(models.Model):
    """One part of the generation. Written and read by SQL: see this module's functions."""

    stamp = models.CharField(max_length=32)

    # Nothing that Wagtail's reference index could follow.
    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.stamp


TABLE = ContentGeneration._meta.db_table
_READ = f'SELECT stamp FROM "{TABLE}" ORDER BY id'
_RENEW = f'UPDATE "{TABLE}" SET stamp = %s'
_RENEW_A_FREE_ROW = (
    f'{_RENEW} WHERE id = (SELECT id FROM "{TABLE}" ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)'
)
_ADD = f'INSERT INTO "{TABLE}" (stamp) VALUES (%s)'


def current_generation() -> str | None:
    """The generation of what a reader sees from now on, by one query.

    None where there is none yet, or no database to ask: nothing may be kept then.
    """
    connection = connections[router.db_for_read(ContentGeneration)]
    # What this transaction writes from now on is another generation than the one returned here.
    connection.generation_is_new_for = None
    try:
        with connection.cursor() as cursor:
            cursor.execute(_READ)
            stamps = cursor.fetchall()
    except DatabaseError:
        return None
    return ".".join([stamp for (stamp,) in stamps]) or None


def begin_generation(connection: Any) -> None:
    """Make the transaction under way on ``connection`` begin another generation, once.

    It is remembered by the list that Django keeps the transaction's ``on_commit`` hooks in: Django
    makes another list when a transaction ends and when it goes back to a savepoint, and only then
    can what was written here be gone.
    """
    transaction = connection.run_on_commit
    if getattr(connection, "generation_is_new_for", None) is transaction:
        return
    stamp = uuid.uuid4().hex
    free_row = connection.features.has_select_for_update_skip_locked
    with connection.cursor() as cursor:
        cursor.execute(_RENEW_A_FREE_ROW if free_row else _RENEW, [stamp])
        if not cursor.rowcount:
            cursor.execute(_ADD, [stamp])
    connection.generation_is_new_for = transaction
