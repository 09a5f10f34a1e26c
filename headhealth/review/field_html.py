"""The fields of an object, each as a template shows it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.utils.html import escape
from modelcluster.fields import ParentalKey
from modelcluster.models import get_all_child_m2m_relations, get_all_child_relations
from wagtail.fields import RichTextField, StreamField
from wagtail.rich_text import expand_db_html

from headhealth.review.content_fields import content_fields
from headhealth.rules.characters import with_line_feeds


def fields_html(obj: models.Model, *, with_streams: bool) -> Iterator[str]:
    """The content of ``obj``, child rows included, by field. Empty fields are left out."""
    model = type(obj)
    names = content_fields(model)
    for field in model._meta.concrete_fields:
        if field.name in names and not _is_key(field):
            if with_streams or not isinstance(field, StreamField):
                yield from _field_html(obj, field)
    for relation in get_all_child_relations(model):
        if (name := relation.get_accessor_name()) in names:
            for row in getattr(obj, name).all():
                yield f'<ul title="{name}">'
                yield from fields_html(row, with_streams=True)
                yield "</ul>"
    for field in get_all_child_m2m_relations(model):
        if field.name in names:
            for related in getattr(obj, field.name).all():
                yield f'<p title="{field.name}">{related.pk}</p>'


def _is_key(field: Any) -> bool:
    return field.primary_key or isinstance(field, ParentalKey) or field.name == "sort_order"


def _field_html(obj: models.Model, field: Any) -> Iterator[str]:
    value = getattr(obj, field.attname)
    if value is None or value is False or value == "":
        return
    if isinstance(field, StreamField):
        html = str(value)
    elif isinstance(field, RichTextField):
        html = expand_db_html(value)
    else:
        html = escape(with_line_feeds(str(value))).replace("\n", "<br>")
    if html:
        yield f'<div title="{field.name}">{html}</div>'
