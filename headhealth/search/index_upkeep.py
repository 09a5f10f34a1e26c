"""Keeps the index true where a page is found by words that are not its own."""

from __future__ import annotations

import swapper
from django.contrib.contenttypes.models import ContentType
from wagtail.models import ReferenceIndex
from wagtail.search import index

from headhealth.snippets.symptom import Symptom


def reindex_pages_that_list(*, symptom_pk: int) -> None:
    """Index again the pages that refer to a symptom: they are found by its names.

    The symptom may be gone.
    """
    base = swapper.load_model("wagtailcore", "Page")
    references = ReferenceIndex.get_references_to(Symptom(pk=symptom_pk)).filter(
        base_content_type=ContentType.objects.get_for_model(base)
    )
    page_ids = set(references.values_list("object_id", flat=True))
    for page in base._default_manager.filter(pk__in=page_ids).specific().iterator():
        index.insert_or_update_object(page)
