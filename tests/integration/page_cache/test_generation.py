"""Every write begins another generation, in the same transaction."""

from __future__ import annotations

import threading
import uuid
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.cache import caches
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, Page, Site

from headhealth.models import ConditionPage, ContentGeneration
from headhealth.page_cache.content_generation import TABLE, current_generation
from headhealth.page_cache.write_statements import Effect, effect_of
from tests import factories
from tests.integration.at_once import at_once
from tests.integration.page_cache.conftest import CACHES, Worker
from tests.integration.pages.reading import public


class GoBack(Exception):
    pass


def write(name: str = "") -> Group:
    """A write to a table that needs nothing of what migrations put into the database."""
    return Group.objects.create(name=name or uuid.uuid4().hex)


def bumps(captured: CaptureQueriesContext) -> int:
    return sum(query["sql"].startswith(f'UPDATE "{TABLE}"') for query in captured)


def test_transaction__begins_one_generation_however_much_it_writes(db):
    with CaptureQueriesContext(connection) as captured, transaction.atomic():
        for _ in range(5):
            write()
    assert bumps(captured) == 1


def test_each_transaction__begins_a_generation(committed):
    seen = {current_generation()}
    for _ in range(3):
        with transaction.atomic():
            write()
        seen.add(current_generation())
    assert len(seen) == 4


def test_write_without_a_transaction__begins_a_generation(committed):
    before = current_generation()
    group = write()
    between = current_generation()
    Group.objects.filter(pk=group.pk).update(name="y")
    assert len({before, between, current_generation()}) == 3


def test_rollback__begins_no_generation(committed):
    before = current_generation()
    with pytest.raises(GoBack), transaction.atomic():
        write()
        raise GoBack
    assert current_generation() == before
    write()
    assert current_generation() != before


def test_write_after_a_rollback_to_a_savepoint__begins_a_generation(committed):
    before = current_generation()
    with transaction.atomic():
        with pytest.raises(GoBack), transaction.atomic():
            write()
            raise GoBack
        write()
    assert current_generation() != before


def test_savepoint_that_is_kept__is_not_forgotten(committed):
    before = current_generation()
    with transaction.atomic(), transaction.atomic():
        write()
    assert current_generation() != before


def test_manual_transactions__begin_generations(committed):
    before = current_generation()
    transaction.set_autocommit(False)
    try:
        write()
        transaction.rollback()
        assert current_generation() == before
        write()
        transaction.commit()
        between = current_generation()
        write()
        transaction.commit()
    finally:
        transaction.set_autocommit(True)
    assert len({before, between, current_generation()}) == 3


def test_wrapper_put_on_before_connecting__does_not_take_the_watch_along(committed):
    """As a middleware that comments or counts statements does on a thread's first request."""
    write("x")
    before = current_generation()

    def write_on_first_request() -> None:
        assert connection.connection is None
        with connection.execute_wrapper(lambda execute, *args: execute(*args)):
            connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("UPDATE auth_group SET name = name")

    assert at_once(write_on_first_request) == [None]
    assert current_generation() != before


def test_failed_write__begins_no_generation(committed):
    write("x")
    before = current_generation()
    with pytest.raises(IntegrityError):
        write("x")
    assert current_generation() == before


def test_empty_table__means_that_nothing_is_kept(live, worker: Worker):
    ContentGeneration.objects.all().delete()
    assert not worker.keeps(live.url)
    write()
    assert worker.keeps(live.url)


def test_missing_table__stops_no_write(committed):
    """As before the app's migrations are run."""
    with connection.schema_editor() as editor:
        editor.delete_model(ContentGeneration)
    try:
        write()
        assert current_generation() is None
    finally:
        with connection.schema_editor() as editor:
            editor.create_model(ContentGeneration)
    write()
    assert current_generation() is not None


def test_flush__leaves_no_generation_that_was_there_before(committed):
    write()
    before = current_generation()
    # Keys go on: the next test that commits is given the migrated rows, with the keys they had.
    call_command("flush", interactive=False, verbosity=0, reset_sequences=False)
    assert current_generation() != before


@pytest.mark.parametrize(
    ("sql", "effect"),
    [
        ("SELECT 1", Effect.NONE),
        ("  select 1", Effect.NONE),
        ("(SELECT 1) UNION (SELECT 2)", Effect.NONE),
        ("/* UPDATE */ SELECT 1", Effect.NONE),
        ("-- x\nSELECT 1;", Effect.NONE),
        ("WITH x AS (SELECT 1) SELECT * FROM x", Effect.NONE),
        ("EXPLAIN SELECT 1", Effect.NONE),
        ("EXPLAIN ANALYZE DELETE FROM x", Effect.CONTENT),
        ("PRAGMA foreign_keys", Effect.NONE),
        ('SAVEPOINT "s1"', Effect.NONE),
        ('INSERT INTO "django_session" ("x") VALUES (%s)', Effect.NONE),
        ('DELETE FROM "django_session" WHERE "x" = %s', Effect.NONE),
        ('UPDATE "wagtailcore_page" SET "locked" = %s WHERE "x" = %s', Effect.NONE),
        ('UPDATE "wagtailcore_page" SET "draft_title" = %s, "locked_by_id" = NULL', Effect.NONE),
        ('INSERT INTO "wagtailimages_rendition" ("x") VALUES (%s)', Effect.NONE),
        ('INSERT OR IGNORE INTO "wagtailimages_rendition" ("x") VALUES (%s)', Effect.NONE),
        (
            'INSERT INTO "wagtailimages_rendition" ("x") VALUES (%s) ON CONFLICT DO NOTHING',
            Effect.NONE,
        ),
        (
            'INSERT INTO "wagtailimages_rendition" ("x") VALUES (%s) ON CONFLICT ("x") '
            'DO UPDATE SET "x" = EXCLUDED."x"',
            Effect.CONTENT,
        ),
        ('UPDATE "wagtailcore_page" SET "draft_title" = %s, "title" = %s', Effect.CONTENT),
        ('UPDATE "wagtailcore_page" SET "draft_title" = %s, title = %s', Effect.CONTENT),
        ('UPDATE "wagtailcore_page" SET path = %s', Effect.CONTENT),
        ('UPDATE "wagtailcore_page" SET ', Effect.CONTENT),
        ('UPDATE "wagtailcore_site" SET "locked" = %s', Effect.CONTENT),
        ('DELETE FROM "wagtailimages_rendition"', Effect.CONTENT),
        ('update "wagtailcore_page" set "title" = %s', Effect.CONTENT),
        ("INSERT INTO wagtailcore_site VALUES (1)", Effect.CONTENT),
        ("INSERT INTO wagtailsearch_indexentry VALUES (1)", Effect.NONE),
        ("UPDATE ONLY django_session SET x = 1", Effect.CONTENT),
        ("REPLACE INTO x VALUES (1)", Effect.CONTENT),
        ("MERGE INTO x USING y", Effect.CONTENT),
        ("TRUNCATE x, y", Effect.CONTENT),
        ("COPY x FROM STDIN", Effect.CONTENT),
        ("WITH x AS (DELETE FROM y RETURNING *) SELECT * FROM x", Effect.CONTENT),
        ("SELECT 1; DELETE FROM x", Effect.CONTENT),
        ('DELETE FROM "django_session"; DELETE FROM x', Effect.CONTENT),
        ("-- x\n/* y */ UPDATE x SET y = 1", Effect.CONTENT),
        ("SELECT 1; CALL x()", Effect.CONTENT),
        ("CALL x(); CALL y()", Effect.CONTENT),
        ("DO $$ BEGIN PERFORM x(); END $$", Effect.CONTENT),
        ("SELECT 1; REFRESH MATERIALIZED VIEW x", Effect.CONTENT),
        ("SELECT ';drop'; drop table x", Effect.SCHEMA),
        ("DROP TABLE x; UPDATE y SET z = 1", Effect.CONTENT),
        ("COPY x FROM '/tmp/y;z'", Effect.CONTENT),
        ("WITH x AS (SELECT 'DELETE') SELECT * FROM x FOR UPDATE", Effect.NONE),
        ('DELETE FROM "django_session-x"', Effect.CONTENT),
        ('DELETE FROM "django_session""x"', Effect.CONTENT),
        ("DELETE FROM django_session . x", Effect.CONTENT),
        ("nonsense", Effect.CONTENT),
        ("", Effect.CONTENT),
        ('DROP TABLE "x"', Effect.SCHEMA),
        ("alter table x add y int", Effect.SCHEMA),
    ],
)
def test_effect_of_a_statement(sql, effect):
    assert effect_of(sql, connection) is effect


@pytest.mark.parametrize(
    ("values", "params", "effect"),
    [
        ('("name", "state") VALUES (%s, %s)', ("Ada", "waiting"), Effect.NONE),
        (
            '("state") VALUES (%s) RETURNING "headhealth_readercomment"."id"',
            ["waiting"],
            Effect.NONE,
        ),
        ('("name", "state") VALUES (%s, %s)', ("waiting", "approved"), Effect.CONTENT),
        ('("name") VALUES (%s)', ("waiting",), Effect.CONTENT),
        ('("state") VALUES (%s), (%s)', ("waiting", "approved"), Effect.CONTENT),
        ('("name", "state") VALUES (%s, %s)', None, Effect.CONTENT),
        ('("name", "state") VALUES (UPPER(%s), %s)', ("Ada", "waiting"), Effect.CONTENT),
        ('("state") VALUES (%s) ON CONFLICT DO NOTHING', ("waiting",), Effect.CONTENT),
        ('("state") SELECT * FROM UNNEST((%s)::varchar[])', (["waiting"],), Effect.CONTENT),
    ],
)
def test_effect_of_a_new_comment(values, params, effect):
    sql = f'INSERT INTO "headhealth_readercomment" {values}'
    assert effect_of(sql, connection, params) is effect


def test_write_while_a_page_is_rendered__leaves_no_old_page_behind(live, worker, monkeypatch):
    """What was read before the write is kept for the generation before it, and never shown."""
    get_context = ConditionPage.get_context

    def write_meanwhile(page: Any, *args: Any, **kwargs: Any) -> Any:
        context = get_context(page, *args, **kwargs)
        page.summary  # noqa: B018 - read before the write
        ConditionPage.objects.filter(pk=page.pk).update(summary="New words.")
        return context

    with monkeypatch.context() as patch:
        patch.setattr(ConditionPage, "get_context", write_meanwhile)
        assert "New words." not in worker.get(live.url).content.decode()
    assert "New words." in worker.get(live.url).content.decode()


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
def test_writers__do_not_wait_for_each_other(committed):
    """The first holds its transaction open until the second has committed."""
    write()
    before = current_generation()
    second_is_done = threading.Event()
    between: list[str | None] = []

    def second() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '5s'")
            write("second")
            between.append(current_generation())
        finally:
            connection.close()
            second_is_done.set()

    Group.objects.all().delete()
    with transaction.atomic():
        write("first")
        thread = threading.Thread(target=second)
        thread.start()
        assert second_is_done.wait(20)
    thread.join()
    assert Group.objects.count() == 2
    assert len({before, *between, current_generation()}) == 3
    assert ContentGeneration.objects.count() == 2


@override_settings(HEADHEALTH_PAGE_CACHE=True, CACHES=CACHES)
def test_uncommitted_write__is_not_seen_and_its_commit_is(committed):
    """A reader on another connection, while an editor's transaction is open."""
    Locale.objects.get_or_create(language_code="en")
    Page.objects.all().delete()
    home = Page.add_root(title="Root").add_child(title="Home")
    Site.objects.create(hostname="testserver", root_page=home, is_default_site=True)
    page = public(factories.ConditionPageFactory(parent=factories.AToZPageFactory(parent=home)))
    bodies: list[str] = []

    def read() -> None:
        try:
            bodies.append(Worker("first").get(page.url).content.decode())
        finally:
            connection.close()

    def read_elsewhere() -> str:
        thread = threading.Thread(target=read)
        thread.start()
        thread.join()
        return bodies[-1]

    read_elsewhere()
    with transaction.atomic():
        ConditionPage.objects.update(summary="New words.")
        assert "New words." not in read_elsewhere()
    assert "New words." in read_elsewhere()
    caches["first"].clear()
