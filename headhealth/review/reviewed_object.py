"""Which objects are medically reviewed, and how records refer to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractPage


class ReviewedObject(models.Model):
    """Abstract: what medical review is about. ``MedicallyReviewedMixin`` holds it back."""

    review_exempt_fields: Sequence[str] = ()
    """Names of fields that readers cannot see, and that change without review."""

    class Meta:
        abstract = True

    def named_authors(self) -> Iterable[Any]:
        """The contributors whom the content itself names as its authors; they cannot approve it."""
        return ()


@cache
def reviewed_models() -> tuple[type[models.Model], ...]:
    """Every concrete model, of the app or of the site, that is medically reviewed.

    Proxies are left out, as they share the rows of their concrete model.
    """
    return tuple(
        model
        for model in apps.get_models()
        if issubclass(model, ReviewedObject) and not model._meta.proxy
    )


@cache
def reviewed_classes() -> tuple[type[models.Model], ...]:
    """The reviewed models and their proxies: what sends a signal may be either."""
    return tuple(model for model in apps.get_models() if issubclass(model, ReviewedObject))


def reviewed_types(base: type = ReviewedObject) -> models.QuerySet[ContentType]:
    """The content types of the reviewed models that derive from ``base``, by name.

    Those of pages and of records; for revisions and workflows see ``reviewed_model_by_type``.
    """
    chosen = [model for model in reviewed_models() if issubclass(model, base)]
    # By content type: one query that Django remembers, however many types there are.
    types = ContentType.objects.get_for_models(*chosen, for_concrete_models=False).values()
    return ContentType.objects.filter(pk__in=[each.pk for each in types]).order_by("model")


def reviewed_model_by_type() -> dict[int, type[models.Model]]:
    """The reviewed models by the keys of their content types, and of those of their proxies.

    Wagtail's revisions and workflows of a snippet name the proxy that saved or submitted it.
    """
    types = ContentType.objects.get_for_models(*reviewed_classes(), for_concrete_models=False)
    return {kind.pk: concrete_model(model) for model, kind in types.items()}


def record_type(path: str) -> models.F | models.Case:
    """The content type by which records know the objects of the content type at ``path``.

    An expression for rows of Wagtail's, which may name a proxy.
    """
    proxies = {
        type_id: record_type_id
        for type_id, model in reviewed_model_by_type().items()
        if (record_type_id := content_type_of(model).pk) != type_id
    }
    if not proxies:
        return models.F(path)
    whens = [models.When(**{path: each}, then=models.Value(of)) for each, of in proxies.items()]
    return models.Case(*whens, default=models.F(path), output_field=models.IntegerField())


def reviewed_model_of(instance: models.Model) -> type[models.Model] | None:
    """The reviewed model that ``instance`` is a row of, also when it is only the base ``Page``.

    None where the object is not medically reviewed.
    """
    model: type[models.Model] | None = type(instance)
    if isinstance(instance, AbstractPage) and not isinstance(instance, ReviewedObject):
        model = instance.specific_class
    return reviewed_model(model)


def reviewed_model(cls: type[models.Model] | None) -> type[models.Model] | None:
    """The reviewed model that ``cls`` is, or is a proxy of; None where it is neither."""
    return concrete_model(cls) if cls is not None and issubclass(cls, ReviewedObject) else None


def concrete_model(model: type[models.Model]) -> type[models.Model]:
    """The model itself, or the one that it is a proxy of."""
    return model._meta.concrete_model or model


def alias_source(obj: Any) -> Any:
    """The page whose content ``obj`` shows: itself, or the end of its chain of aliases."""
    source, seen = obj, set()
    while getattr(source, "alias_of_id", None) and source.alias_of_id not in seen:
        seen.add(source.alias_of_id)
        source = source.alias_of
    return source


def content_type_of(model: type[models.Model]) -> ContentType:
    """The content type under which reviews of ``model`` are kept: that of its concrete model."""
    return ContentType.objects.get_for_model(model)


class ReviewedObjectQuerySet(models.QuerySet):
    """Records that are about one reviewed object."""

    def for_object(self, obj: models.Model) -> Any:
        """The records about ``obj``, which may be given as a base ``Page``."""
        model = reviewed_model_of(obj) or type(obj)
        return self.filter(content_type=content_type_of(model), object_id=str(obj.pk))


class ReviewedObjectRecord(models.Model):
    """Abstract base of records that must survive the object they are about.

    A generic key without a foreign key constraint: deleting the object leaves the record.
    """

    content_type = models.ForeignKey(
        ContentType,
        verbose_name=_("content type"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    object_id = models.CharField(_("object id"), max_length=255)

    objects = ReviewedObjectQuerySet.as_manager()

    # The reference index answers "what shows this content?"; a record of the past shows nothing.
    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True
