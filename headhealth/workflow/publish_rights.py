"""Who may publish by Wagtail's own permissions, approved or not: those who lead."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_permission_codename
from wagtail.models import AbstractPage


def has_publish_right(user: Any, obj: Any) -> bool:
    """Whether Wagtail would let ``user`` publish ``obj``, a page (also its base row) or snippet."""
    if isinstance(obj, AbstractPage):
        return obj.specific.permissions_for_user(user).has_publish_permission()
    codename = get_permission_codename("publish", obj._meta)
    return user.has_perm(f"{obj._meta.app_label}.{codename}")
