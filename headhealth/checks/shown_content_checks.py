"""Checks for what pages show of other models, whose changes nobody is told of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.core import checks
from django.db import models
from modelcluster.models import get_all_child_m2m_relations
from taggit.models import TagBase
from wagtail.blocks import ChooserBlock
from wagtail.fields import StreamField

from headhealth.review.content_fields import exempt_fields
from headhealth.review.reached_tables import ReachedTable, holding_tables, tables_beside
from headhealth.review.reviewed_object import concrete_model, reviewed_models
from headhealth.review.seen_parts import is_showable

_WITHOUT_HEALTH_TEXT = frozenset({"django", "taggit", "wagtail"})
"""Packages whose accounts, tags, collections, sites and the like are not followed."""


def check_shown_content(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """W008 to W010: a change of what a page shows puts its approval out of date."""
    tables = holding_tables(reviewed_models())
    under_review = {table.model for table in (*tables, *tables_beside(tables))}
    found: list[checks.CheckMessage] = []
    for table in tables:
        model = table.model
        for field in _fields(table):
            targets = dict.fromkeys(_targets(field))
            found += [
                _unfollowed_rows(model, field.name, target)
                for target in targets
                if target not in under_review and not _is_followed(target)
            ]
            if isinstance(field, models.FileField | models.FilePathField):
                found.append(_replaceable_file(model, field.name))
        found += [
            _joined_rows(model, name, joined)
            for name, joined in _joined(model)
            if joined not in under_review
        ]
    return found


def _unfollowed_rows(
    model: type[models.Model], name: str, target: type[models.Model]
) -> checks.CheckMessage:
    return checks.Warning(
        f"'{name}' shows rows of '{target._meta.label}'. When one is changed, nothing says that "
        "the approvals of what shows it are out of date.",
        hint=(
            "Name the fields that readers see of it in seen_fields of that model, none where they "
            f"see nothing; or name '{name}' in review_exempt_fields if readers never see it."
        ),
        obj=model,
        id="headhealth.W008",
    )


def _replaceable_file(model: type[models.Model], name: str) -> checks.CheckMessage:
    return checks.Warning(
        f"'{name}' is a file. When another is stored under its name, nothing says that the "
        "approvals of what shows it are out of date.",
        hint=(
            "Choose one of Wagtail's images or documents instead; or name the field in "
            "review_exempt_fields if readers never see it; or, where nothing can be stored under "
            "a name that is taken, add this warning to SILENCED_SYSTEM_CHECKS."
        ),
        obj=model,
        id="headhealth.W009",
    )


def _joined_rows(
    model: type[models.Model], name: str, joined: type[models.Model]
) -> checks.CheckMessage:
    return checks.Warning(
        f"'{name}' leads to rows of '{joined._meta.label}', which reviews do not hold.",
        hint=(
            "Join them by a ParentalKey if readers see them; else by related_name='+', or name "
            f"'{name}' in review_exempt_fields."
        ),
        obj=model,
        id="headhealth.W010",
    )


def _fields(table: ReachedTable) -> Iterator[Any]:
    model = table.model
    for field in (*model._meta.concrete_fields, *get_all_child_m2m_relations(model)):
        if field.name in table.shown:
            yield field


def _joined(model: type[models.Model]) -> Iterator[tuple[str, type[models.Model]]]:
    """The names under which ``model`` leads to rows that point to it, with the model of these."""
    for relation in model._meta.related_objects:
        if relation.hidden:
            # Of several to several, these stand among the others.
            continue
        name = str(relation.get_accessor_name())
        ends = (relation.model, relation.related_model)
        if name not in exempt_fields(model) and not any(map(_is_without_health_text, ends)):
            yield name, relation.related_model


def _targets(field: Any) -> Iterator[type[models.Model]]:
    """The models whose rows ``field`` may show."""
    if isinstance(field, StreamField):
        choosers = (each for each in _blocks(field.stream_block) if isinstance(each, ChooserBlock))
        yield from (concrete_model(block.model_class) for block in choosers)
    elif isinstance(field.related_model, type):
        yield concrete_model(field.related_model)


def _blocks(block: Any) -> Iterable[Any]:
    yield block
    children = [*getattr(block, "child_blocks", {}).values(), getattr(block, "child_block", None)]
    for child in filter(None, children):
        yield from _blocks(child)


def _is_followed(model: type[models.Model]) -> bool:
    """Whether a change of ``model`` is noticed, or need not be."""
    return (
        is_showable(model)
        or hasattr(model, "seen_fields")
        or issubclass(model, AbstractBaseUser | TagBase | get_user_model())
        or _is_without_health_text(model)
    )


def _is_without_health_text(model: type[models.Model]) -> bool:
    return model.__module__.partition(".")[0] in _WITHOUT_HEALTH_TEXT
