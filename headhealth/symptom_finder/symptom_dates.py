"""Which symptoms the pages of a site show, and since when the page of each is as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from wagtail.models import ReferenceIndex

from headhealth.pages.condition_page import ConditionPageMixin
from headhealth.pages.shown_objects import LISTED_SYMPTOMS, SYMPTOMS, page_types
from headhealth.pages.symptom_list_page import SymptomListPageMixin
from headhealth.snippets.symptom import Symptom


class _Shown(NamedTuple):
    """A public page, as far as it counts here."""

    locale_id: Any
    published_at: datetime | None


def symptom_dates(
    keys: Iterable[Any], *, among: QuerySet
) -> Iterator[tuple[Symptom, datetime | None]]:
    """The public symptoms of ``keys`` that pages of ``among`` show, with when each last changed.

    That is when the symptom itself, or a page that stands on its page, was last published; None
    where nobody knows. Three queries, and one for each type of symptom list of the site. They are
    put together here: a sub-query for each symptom takes PostgreSQL seconds.
    """
    models = (*page_types(ConditionPageMixin), *page_types(SymptomListPageMixin))
    types = ContentType.objects.get_for_models(*models, for_concrete_models=False).values()
    named_on: dict[str, set[str]] = {}
    references = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(Symptom),
        to_object_id__in=[str(key) for key in keys],
        content_type__in=types,
        model_path__in=[SYMPTOMS, LISTED_SYMPTOMS],
    )
    for symptom_key, page_key in references.values_list("to_object_id", "object_id"):
        named_on.setdefault(symptom_key, set()).add(page_key)
    if not named_on:
        return
    rows = among.filter(content_type__in=types).order_by()
    pages = {
        str(pk): _Shown(locale_id, published_at)
        for pk, locale_id, published_at in rows.values_list("pk", "locale_id", "last_published_at")
    }
    conditions = _conditions_by_symptom(among)
    any_language = not getattr(settings, "WAGTAIL_I18N_ENABLED", False)
    symptoms = Symptom.objects.filter(pk__in=named_on, live=True).select_related("locale")
    for symptom in symptoms.order_by("pk"):
        key = str(symptom.pk)
        shown = [
            pages[page]
            for page in named_on[key]
            if page in pages and (any_language or pages[page].locale_id == symptom.locale_id)
        ]
        if shown:
            also = [pages[page] for page in conditions.get(key, ()) if page in pages]
            dates = [symptom.last_published_at, *(page.published_at for page in (*shown, *also))]
            yield symptom, max(filter(None, dates), default=None)


def _conditions_by_symptom(pages: QuerySet) -> dict[str, set[str]]:
    """By symptom: the conditions that symptom lists among ``pages`` say it can mean."""
    found: dict[str, set[str]] = {}
    for model in page_types(SymptomListPageMixin):
        lists = model._default_manager.filter(pk__in=pages.order_by().values("pk"))
        for page in lists.only("entries"):
            for entry in page.entries.raw_data:
                conditions = (item.get("value") for item in entry["value"].get("conditions") or [])
                found.setdefault(str(entry["value"].get("symptom")), set()).update(
                    str(key) for key in conditions
                )
    return found
