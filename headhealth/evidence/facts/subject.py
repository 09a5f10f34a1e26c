"""Which object the evidence is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.text import capfirst
from wagtail.admin.utils import get_user_display_name
from wagtail.models import AbstractPage

from headhealth.blocks.content_language import language_code_of


@dataclass(frozen=True)
class Subject:
    """``url`` is "" for what is not live or is no page."""

    model: str
    id: str
    type_name: str
    title: str
    url: str
    language: str
    is_live: bool
    first_published_at: datetime | None
    last_published_at: datetime | None
    owner: str
    """Who is responsible for it; "" where nobody is."""


def subject_of(obj: Any) -> Subject:
    owner = getattr(obj, "owner", None)
    is_public_page = isinstance(obj, AbstractPage) and obj.live
    return Subject(
        model=type(obj)._meta.label_lower,
        id=str(obj.pk),
        type_name=capfirst(str(type(obj)._meta.verbose_name)),
        title=str(obj),
        url=(obj.full_url or "") if is_public_page else "",
        language=language_code_of(obj),
        is_live=obj.live,
        first_published_at=getattr(obj, "first_published_at", None),
        last_published_at=getattr(obj, "last_published_at", None),
        owner=get_user_display_name(owner),
    )
