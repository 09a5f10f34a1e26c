"""Which tables SQL says that it writes, in PostgreSQL's and SQLite's words."""

import pytest

from headhealth.page_cache.written_tables import written_tables

A_STRING_OR_TWO = "SELECT 'it''s; UPDATE a', E'it\\'s; DELETE FROM a', $x$ it's; UPDATE a $x$"


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        # As Django writes.
        ('INSERT INTO "a" ("x") VALUES (%s) RETURNING "a"."id"', "a"),
        ('UPDATE "a" SET "x" = (SELECT U0."x" FROM "b" U0) WHERE "a"."y" = %s', "a"),
        ('DELETE FROM "a" WHERE "a"."x" IN (%s, %s)', "a"),
        ('INSERT INTO "a" ("x") VALUES (%s) ON CONFLICT ("x") DO UPDATE SET "x" = %s', "a"),
        ('INSERT OR IGNORE INTO "a" ("x") SELECT "x" FROM "b"', "a"),
        ("SELECT 1", ""),
        ('SELECT "a"."x" FROM "a" FOR UPDATE OF "a"', ""),
        ("SELECT 1 FROM a FOR NO KEY UPDATE", ""),
        ('ALTER TABLE "a" ADD FOREIGN KEY ("x") REFERENCES "b" ON UPDATE CASCADE', ""),
        ('SAVEPOINT "update"', ""),
        # Names.
        ("update a set x = 1", "a"),
        ("UPDATE A SET x = 1", "A"),
        ("UPDATE public.a SET x = 1", "a"),
        ("UPDATE public . a AS b SET x = 1", "a"),
        ("UPDATE db.public.a SET x = 1", "a"),
        ('UPDATE "public"."a" SET x = 1', "a"),
        ('UPDATE "a-b"."c d" SET x = 1', "c d"),
        ('UPDATE public."a ""b"" c" SET x = 1', 'a "b" c'),
        ('UPDATE "update" SET x = 1', "update"),
        ('UPDATE "a;b" SET x = 1', "a;b"),
        ("UPDATE héros SET x = 1", "héros"),
        ("UPDATE a$b SET x = 1", "a$b"),
        ("INSERT INTO a(x) VALUES (1)", "a"),
        ("DELETE FROM/**/a", "a"),
        # PostgreSQL's.
        ("UPDATE ONLY a SET x = 1", "a"),
        ("UPDATE ONLY (public.a) SET x = 1", "a"),
        ("UPDATE a * SET x = 1", "a"),
        ("DELETE FROM ONLY a USING b WHERE a.x = b.x", "a"),
        ("TRUNCATE a", "a"),
        ("TRUNCATE TABLE ONLY public.a, b *, ONLY c RESTART IDENTITY", "a|b|c"),
        ("COPY a FROM STDIN", "a"),
        ("COPY public.a (x, y) FROM '/tmp/a.csv' WITH (FORMAT csv)", "a"),
        ("COPY a TO STDOUT", ""),
        ("COPY (SELECT * FROM a) TO STDOUT", ""),
        ("COPY (DELETE FROM a RETURNING *) TO STDOUT", "a"),
        ("MERGE INTO ONLY a USING b ON a.x = b.x WHEN MATCHED THEN UPDATE SET x = 1", "a"),
        (
            "MERGE INTO a USING (SELECT * FROM b) c ON a.x = c.x WHEN MATCHED AND c.x > 1 "
            "THEN DELETE WHEN NOT MATCHED THEN INSERT (x) VALUES (c.x)",
            "a",
        ),
        ("EXPLAIN (ANALYZE) DELETE FROM a", "a"),
        ("PREPARE p AS UPDATE a SET x = 1", "a"),
        # SQLite's.
        ("INSERT OR REPLACE INTO a VALUES (1)", "a"),
        ("REPLACE INTO a VALUES (1)", "a"),
        ("UPDATE OR IGNORE a SET x = 1", "a"),
        ("UPDATE OR ROLLBACK main.a SET x = 1", "a"),
        ("UPDATE a SET x = replace(x, 'a', 'b')", "a"),
        # With queries.
        ("WITH b AS (SELECT 1) UPDATE a SET x = 1", "a"),
        ("WITH RECURSIVE key AS (SELECT 1) DELETE FROM a", "a"),
        (
            "WITH b AS (DELETE FROM a RETURNING *), c AS (UPDATE ONLY d SET x = 1 RETURNING *) "
            "INSERT INTO e SELECT * FROM b",
            "a|d|e",
        ),
        ("WITH b AS (SELECT 'UPDATE a') SELECT * FROM b", ""),
        # Comments and texts.
        ("-- UPDATE b\n/* DELETE FROM c; */ UPDATE a SET x = 1", "a"),
        ("UPDATE /* ONLY b */ a -- ; UPDATE b\nSET x = 1", "a"),
        ("-- it's\nUPDATE a SET x = 'b'", "a"),
        ("/* UPDATE a */", ""),
        ("-- UPDATE a", ""),
        ("", ""),
        (A_STRING_OR_TWO, ""),
        # Several statements.
        ("UPDATE a SET x = 1;", "a"),
        ("UPDATE a SET x = 'y;z'; ; DELETE FROM b;\n-- done\n", "a|b"),
        ("CREATE INDEX i ON a (x); SELECT 1; TRUNCATE b; ALTER TABLE c ADD x int", "b"),
        ("UPDATE a SET x = 'C:\\'; UPDATE b SET y = 'z'", "a|b"),
        (f"{A_STRING_OR_TWO}; UPDATE b SET x = 1", "b"),
    ],
)
def test_tables(sql, tables):
    assert written_tables(sql) == set(filter(None, tables.split("|")))


@pytest.mark.parametrize(
    "sql",
    [
        "DO $$ BEGIN EXECUTE 'x'; END $$",
        "CALL a()",
        "EXECUTE p",
        "nonsense",
        "TRUNCATE a CASCADE",
        "UPDATE [a] SET x = 1",
        "UPDATE `a` SET x = 1",
        "UPDATE 'a' SET x = 1",
        'UPDATE U&"a" SET x = 1',
        "UPDATE %s SET x = 1",
        "UPDATE",
        "INSERT INTO",
        "DELETE a FROM b",
        "SELECT 1; CALL a()",
        # Not in its language: what follows may be read as anything.
        "VALUES ('UPDATE a)",
        'VALUES ("UPDATE a)',
        "VALUES ($$ UPDATE a)",
        "/* SELECT 1; UPDATE a",
        "/* /* */ don't */ UPDATE a SET x = 'b'; SELECT ''",
    ],
)
def test_tables__cannot_be_told(sql):
    assert written_tables(sql) is None
