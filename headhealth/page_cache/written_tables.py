"""Which tables SQL writes, in the words of PostgreSQL and SQLite.

Only as much of the language is read as that takes. sqlparse, which Django brings, takes the end of
'C:\\' for an escaped quote and overlooks the statement after it, and gives up on long lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

READS = frozenset(
    "ANALYZE BEGIN CLOSE COMMIT DECLARE FETCH LISTEN LOCK NOTIFY PRAGMA REINDEX RELEASE "
    "RESET ROLLBACK SAVEPOINT SELECT SET SHOW START UNLISTEN VACUUM VALUES".split()
)
SCHEMA = frozenset("ALTER COMMENT CREATE DROP GRANT REVOKE".split())
_MAY_WRITE = frozenset(
    "COPY DELETE EXPLAIN INSERT MERGE PREPARE REPLACE TRUNCATE UPDATE WITH".split()
)
_KNOWN = READS | SCHEMA | _MAY_WRITE | {"", "END", "REFRESH"}

_TOKEN = re.compile(
    r"""
      (?P<space> \s+ | --[^\r\n]* | /\*(?:[^*/] | \*(?!/) | /(?!\*))*+\*/ )
    | (?P<text> '[^']*+' | [eE]'(?:[^'\\] | '' | \\.)*+' | (?P<tag>\$(?:[^\W\d]\w*)?\$).*?(?P=tag) )
    | (?P<name> "(?:[^"] | "")++" | [^\W\d][\w$]* )
    | (?P<unended> ['"] | /\* | \$(?:[^\W\d]\w*)?\$ )
    | \d\w* | .
    """,
    re.S | re.X,
)
_NAME = re.compile(r'"|[^\W\d]')
_NO_VERB_AFTER = frozenset({"DO", "FOR", "KEY", "ON", "THEN"})
"""FOR UPDATE, FOR NO KEY UPDATE, DO UPDATE SET, ON UPDATE CASCADE, THEN DELETE."""


class _Unclear(Exception):
    """It cannot be told what is written."""


def sql_text(sql: Any, connection: Any) -> str:
    """What Django is given to execute, which may be a composed statement of psycopg."""
    if isinstance(sql, str):
        return sql
    return sql.as_string(connection.connection) if hasattr(sql, "as_string") else str(sql)


def written_tables(sql: str) -> set[str] | None:
    """Names, without schema and quotes, of the tables whose rows ``sql`` writes.

    None where that cannot be told. What a function, a trigger or a view writes in turn is not seen,
    nor what a change of the schema does to rows.
    """
    if sql.startswith("SELECT ") and ";" not in sql:
        return set()
    try:
        return {table for statement in _statements(sql) for table in statement.tables()}
    except _Unclear:
        return None


def _statements(sql: str) -> Iterator[_Statement]:
    tokens: list[str] = []
    for token in _TOKEN.finditer(sql):
        kind = token.lastgroup
        if kind == "unended":
            raise _Unclear
        if token[0] == ";":
            yield _Statement(tokens)
            tokens = []
        elif kind != "space":
            tokens.append("'" if kind == "text" else token[0])
    yield _Statement(tokens)


class _Statement:
    """A statement by its tokens: names as they stand, texts as one quote, no comments."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = [*tokens, "", "", ""]
        # A name in quotes is no word of the language, and keeps them.
        self.words = [token.upper() for token in self.tokens]

    def tables(self) -> Iterator[str]:
        words = self.words
        first = next(word for word in words if word != "(")
        if first not in _KNOWN:
            raise _Unclear
        if first in SCHEMA:
            return
        if first == "TRUNCATE":
            yield from self._truncated()
        if first == "COPY" and words[1] != "(" and "FROM" in words:
            yield self._table_at(1)[0]
        for place, word in enumerate(words):
            if word == "INTO":
                yield self._table_at(place + 1)[0]
            elif word == "DELETE" and words[place - 1] not in _NO_VERB_AFTER:
                if words[place + 1] != "FROM":
                    raise _Unclear
                yield self._table_at(place + 2)[0]
            elif word == "UPDATE" and words[place - 1] not in _NO_VERB_AFTER:
                yield self._table_at(place + 1)[0]

    def _truncated(self) -> Iterator[str]:
        if "CASCADE" in self.words:
            # And whatever has a foreign key to it.
            raise _Unclear
        place = 0
        while self.words[place] in ("TRUNCATE", ","):
            table, place = self._table_at(place + 1)
            yield table
            place += self.words[place] == "*"

    def _table_at(self, place: int) -> tuple[str, int]:
        """The table that is named there, and the place after its name."""
        while self.words[place] in ("ONLY", "OR", "TABLE", "("):
            # With OR goes a word like IGNORE.
            place += 2 if self.words[place] == "OR" else 1
        while self.tokens[place + 1] == ".":
            place += 2
        name, after = self.tokens[place], self.tokens[place + 1]
        if not (_NAME.match(name) and (_NAME.match(after) or after in ("", "(", ")", "*", ","))):
            raise _Unclear
        if name[0] == '"':
            name = name[1:-1].replace('""', '"')
        return name, place + 1
