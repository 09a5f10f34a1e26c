"""The key of an object in the facts of a ledger entry, as SQL that an index can serve."""

from __future__ import annotations

from typing import Any

from django.db import models


class ObjectKey(models.Func):
    """Text; null where the entry says nothing of an object.

    The name is part of the SQL: Django's ``KT`` passes it as a parameter, for which SQLite uses no
    index.
    """

    template = "(%(expressions)s ->> 'object_id')"
    arity = 1
    output_field = models.TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "JSON_EXTRACT(%(expressions)s, '$.object_id')"
        return self.as_sql(compiler, connection, template=template, **context)
