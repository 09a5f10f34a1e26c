"""A field for the address of a web page, which can become a link."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from headhealth.rules.web_addresses import web_address


def validate_web_address(text: str) -> None:
    if not web_address(text):
        raise ValidationError(_("Give the address of a web page: it begins with https://."))


class WebAddressField(models.URLField):
    """Django's own, without other schemes such as ``ftp``.

    A script may store anything past the validators: what renders it asks ``web_address``.
    """

    default_validators = [*models.URLField.default_validators, validate_web_address]

    def deconstruct(self) -> Any:
        """Deconstruct as Django's field: the column is the same, and migrations do not change."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.URLField", args, kwargs
