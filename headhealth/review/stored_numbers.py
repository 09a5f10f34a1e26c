"""Numbers as the columns that hold them give them back, on every database."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import models

from headhealth.review.stored import UNKNOWN_KEY


def as_column(definition: Any, value: Any) -> Any:
    """A number of a field as its column gives it back, whatever a form or a script assigned."""
    try:
        match definition:
            case models.DecimalField() if value is not None:
                places = Decimal(1).scaleb(-definition.decimal_places)
                return str(Decimal(value).quantize(places))
            case models.FloatField() if value is not None:
                return float(value)
    except (ArithmeticError, TypeError, ValueError):
        pass
    return value


def as_json_column(value: Any) -> Any:
    """JSON data with its numbers as a ``jsonb`` column gives them back."""
    if isinstance(value, Mapping):
        return {key: as_json_column(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json_column(item) for item in value]
    if isinstance(value, float):
        if not math.isfinite(value):
            return {UNKNOWN_KEY: repr(value)}
        if "e" in repr(value) and value.is_integer():
            return int(Decimal(repr(value)))
        return value or 0.0
    return value
