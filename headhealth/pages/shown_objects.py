"""Which pages show a symptom or a treatment, from Wagtail's reference index.

The index has a row for everything that the saved row of a page refers to. The row of a live page
is what readers see, a draft is not in it; pages that are not live must be left out by the caller.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import swapper
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, Case, Model, QuerySet, When
from django.db.models.functions import Cast
from wagtail.models import ReferenceIndex
from wagtail.query import PageQuerySet

SYMPTOMS = "body.symptom_list.entries.item.symptom"
"""Where a condition article names its symptoms, as the index writes it."""
TREATMENTS = "body.treatment_section.treatments.page"
"""Where a condition article shows treatments that have a page."""
LISTED_SYMPTOMS = "entries.entry.symptom"
"""Where a symptom list names its symptoms."""


@cache
def page_types(mixin: type[Model]) -> tuple[type[Model], ...]:
    """The page types, of the app or of the site, that are built from ``mixin``."""
    return tuple(model for model in apps.get_models() if issubclass(model, mixin))


def pages_that_show(obj: Model, *, mixin: type[Model], place: str) -> PageQuerySet:
    """Pages built from ``mixin`` that refer to ``obj`` at ``place``, live or not."""
    page_model: Any = swapper.load_model("wagtailcore", "Page")
    return page_model.objects.filter(pk__in=keys_of_pages_that_show(obj, mixin=mixin, place=place))


def keys_of_pages_that_show(obj: Model, *, mixin: type[Model], place: str) -> QuerySet:
    """The keys of ``pages_that_show``, to filter other pages by."""
    types = ContentType.objects.get_for_models(*page_types(mixin), for_concrete_models=False)
    references = ReferenceIndex.get_references_to(obj).filter(model_path=place)
    # Not a filter by type: SQLite would read every reference from pages of that type, instead of
    # those to the object.
    key = Case(When(content_type__in=types.values(), then=Cast("object_id", BigIntegerField())))
    return references.annotate(key=key).values("key")
