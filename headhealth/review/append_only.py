"""Rows that are written once and kept for good, as far as Django can see to it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _


def never_changed(model: type[models.Model]) -> PermissionDenied:
    return PermissionDenied(
        _("%(records)s are never changed.") % {"records": plural_name(model)},
    )


def never_deleted(model: type[models.Model]) -> PermissionDenied:
    return PermissionDenied(_("%(records)s are never deleted.") % {"records": plural_name(model)})


def plural_name(model: type[models.Model] | models.Model) -> str:
    """The verbose name of several rows of ``model``, as the beginning of a sentence."""
    return str(capfirst(model._meta.verbose_name_plural))


class OneByOne:
    """For the querysets of such models: refuses what changes, deletes or adds rows in bulk."""

    model: type[models.Model]

    def update(self, **kwargs: Any) -> int:
        raise never_changed(self.model)

    def delete(self) -> Any:
        raise never_deleted(self.model)

    def bulk_create(self, *args: Any, **kwargs: Any) -> Any:
        # It knows of nothing that has to be written along, and can overwrite rows.
        raise PermissionDenied(
            _("%(records)s are written one by one.") % {"records": plural_name(self.model)}
        )


class AppendOnly(models.Model):
    """Abstract: ``save()`` inserts, once."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise never_changed(type(self))
        # Else Django would look for a row with this key to overwrite.
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise never_deleted(type(self))
