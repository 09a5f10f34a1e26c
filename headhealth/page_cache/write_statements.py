"""Which SQL statements can change what a public page shows.

Everything that writes does, unless it is known not to: a statement that is not understood counts.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import cache
from typing import Any

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from wagtail.images.models import AbstractRendition
from wagtail.models import DraftStateMixin

from headhealth.conf import app_settings
from headhealth.page_cache.content_generation import ContentGeneration
from headhealth.page_cache.written_tables import READS, SCHEMA, sql_text, written_tables

NEVER_PUBLIC = (
    "admin.LogEntry",
    "sessions.Session",
    "wagtailadmin.EditingSession",
    "wagtailadmin.FormState",
    "wagtailcore.APIToken",
    "wagtailcore.Comment",
    "wagtailcore.CommentReply",
    "wagtailcore.ModelLogEntry",
    "wagtailcore.PageLogEntry",
    "wagtailcore.PageSubscription",
    "wagtailcore.Revision",
    "wagtailcore.TaskState",
    "wagtailcore.UploadedFile",
    "wagtailcore.WorkflowState",
    "wagtailusers.UserProfile",
    "headhealth.AddressCount",
    "headhealth.ContentGeneration",
    "headhealth.Contribution",
    "headhealth.Dependency",
    "headhealth.EvidenceLink",
    "headhealth.Feedback",
    "headhealth.GuestInvitation",
    "headhealth.GuestOpinion",
    "headhealth.JobLease",
    "headhealth.LedgerAnchor",
    "headhealth.PageDeputy",
    "headhealth.RegistrationRecord",
    "headhealth.ReminderRun",
    "headhealth.ReviewClaim",
    "headhealth.ReReviewItem",
    "headhealth.ReReviewRequest",
    "headhealth.ReviewClock",
    "headhealth.ReviewRequest",
    "headhealth.SentReminder",
    "headhealth.SourceCheck",
    "headhealth.SourceLink",
    "wagtailsearch.IndexEntry",
    "wagtailsearch.SQLiteFTSIndexEntry",
)
"""Models that no response which is kept reads; search pages are not kept.

A draft is written to some of them every few seconds while an editor types, and readers must not pay
for that. What a revision holds becomes public by another write: to the page's own row. A model that
is not installed is passed over."""

NEVER_PUBLIC_COLUMNS: dict[type | str, tuple[str, ...]] = {
    # What Wagtail notes of the newest draft on the public row.
    DraftStateMixin: (
        "draft_title",
        "has_unpublished_changes",
        "latest_revision_created_at",
        "latest_revision_id",
        "locked",
        "locked_at",
        "locked_by_id",
    ),
    AbstractBaseUser: ("last_login",),
    "headhealth.ReaderComment": ("email", "mailed_at"),
    # Moved on with each entry; what the entry is about is a write of its own record.
    "headhealth.LedgerHead": ("position", "hash"),
}
"""Columns that no such response reads, of models and of all that derive from a class. An update
that sets nothing else changes no page."""

NEW_ROWS_NEVER_PUBLIC = ("headhealth.LedgerEntry",)
"""Models whose new rows change no page by themselves: a new entry of the ledger vouches for a
record that is written with it. Changing or deleting one counts: its record vouches no more."""

UNSEEN_AT_FIRST = {"headhealth.ReaderComment": ("state", "waiting")}
"""Models whose new rows nobody sees if a column holds a value. Readers make such rows, and must not
be able to renew every page. Whatever happens to the row later counts."""

_FIRST_WORD = re.compile(r"[\s(]*(?:(?:--[^\n]*\n|/\*.*?\*/)[\s(]*)*(\w*)", re.S)
_WORD = re.compile(r"\w+")
_ROW_WRITE = re.compile(
    r"\s*(INSERT|UPDATE|DELETE)(?: OR IGNORE)?\s+(?:(?:INTO|FROM)\s+)?"
    r'(?:"\w+"\.)?("?)(\w+)\2(?![\w"]|\s*\.)(.*)',
    re.S,
)
_ONE_ROW = re.compile(
    r'\s*\(("\w+"(?:, "\w+")*)\) VALUES \((%s(?:, %s)*)\)(?: RETURNING "\w+"\."\w+")?'
)


class Effect(Enum):
    """What a statement does to the content."""

    NONE = 0
    CONTENT = 1
    SCHEMA = 2


def effect_of(sql: Any, connection: Any, params: Any = None) -> Effect:
    """``params`` are those of a statement that is executed once."""
    sql = sql_text(sql, connection)
    body = sql.rstrip("; \n")
    if ";" in body:
        # Perhaps several statements.
        words = set(_WORD.findall(body.upper()))
        if written_tables(body) != set() or "REFRESH" in words:
            return Effect.CONTENT
        return Effect.NONE if words.isdisjoint(SCHEMA) else Effect.SCHEMA
    if sql.startswith("SELECT "):
        return Effect.NONE
    word = _FIRST_WORD.match(sql)[1].upper()  # type: ignore[index]
    if word in READS:
        return Effect.NONE
    if word in ("EXPLAIN", "WITH") and written_tables(body) == set():
        return Effect.NONE
    if word in SCHEMA:
        return Effect.SCHEMA
    return Effect.NONE if _is_never_public(body, params) else Effect.CONTENT


def _is_never_public(sql: str, params: Any) -> bool:
    write = _ROW_WRITE.match(sql)
    if write is None:
        return False
    verb, _quote, table, rest = write.groups()
    if table in _never_public_tables():
        return True
    if verb == "INSERT":
        # Made while a page that shows it is rendered; nothing else can show it before.
        is_rendition = table in _tables_of(AbstractRendition) and " DO UPDATE " not in rest
        is_new_only = any(table in _tables_of(label) for label in NEW_ROWS_NEVER_PUBLIC)
        return is_rendition or is_new_only or _is_unseen_at_first(table, rest, params)
    if verb == "UPDATE":
        assignments = _never_public_assignments().get(table)
        return bool(assignments and assignments.fullmatch(rest.partition(" WHERE ")[0]))
    return False


def _is_unseen_at_first(table: str, rest: str, params: Any) -> bool:
    column, value = _unseen_at_first().get(table, ("", ""))
    row = _ONE_ROW.fullmatch(rest) if column else None
    if row is None or params is None:
        return False
    columns = row[1].replace('"', "").split(", ")
    if not len(columns) == len(params) == row[2].count("%s"):
        return False
    return bool(dict(zip(columns, params, strict=True)).get(column) == value)


@cache
def _unseen_at_first() -> dict[str, tuple[str, str]]:
    return {apps.get_model(label)._meta.db_table: said for label, said in UNSEEN_AT_FIRST.items()}


@cache
def _tables_of(base: type | str) -> frozenset[str]:
    if isinstance(base, str):
        base = apps.get_model(base)
    found = {model for model in apps.get_models() if issubclass(model, base)}
    parents = {parent for model in found for parent in model._meta.get_parent_list()}
    return frozenset(model._meta.db_table for model in found | parents if issubclass(model, base))


@cache
def _never_public_assignments() -> dict[str, re.Pattern[str]]:
    """What a statement may set in a table and change no page."""
    return {
        table: re.compile(rf'\s*SET (?:"(?:{"|".join(columns)})" = (?:%s|NULL)(?:, |$))+', re.S)
        for base, columns in NEVER_PUBLIC_COLUMNS.items()
        for table in _tables_of(base)
    }


@cache
def _never_public_tables() -> frozenset[str]:
    labels = {*NEVER_PUBLIC, *app_settings.PAGE_CACHE_IGNORED_MODELS}
    known = {model._meta.label: model for model in apps.get_models(include_auto_created=True)}
    models_: list[type[models.Model]] = [known[label] for label in labels if label in known]
    return frozenset(model._meta.db_table for model in [*models_, ContentGeneration])
