"""Where reviewed objects are dealt with in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.utils import quote
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from wagtail.models import AbstractPage

from headhealth.review.reviewed_object import ReviewedObjectRecord


def object_url(model: Any, name: str, pk: Any, *args: Any) -> str:
    """The address of Wagtail's view ``name`` for the page or snippet ``pk`` of ``model``."""
    if issubclass(model, AbstractPage):
        return reverse(f"wagtailadmin_pages:{name}", args=[pk, *args])
    return reverse(model.snippet_viewset.get_url_name(name), args=[quote(pk), *args])


def edit_url_of(record: ReviewedObjectRecord) -> str:
    """The editor of what ``record`` is about; "" where the model was taken out of the code."""
    model = ContentType.objects.get_for_id(record.content_type_id).model_class()
    return object_url(model, "edit", record.object_id) if model is not None else ""
