"""Who may ask guest readers about what, and where."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.widgets import Button
from wagtail.models import AbstractPage
from wagtail.permissions import policy_registry

from headhealth.guest_reading.guest_link import has_address
from headhealth.review.reviewed_object import content_type_of, reviewed_model_of

PERMISSION = "headhealth.add_guestinvitation"


def guest_permissions() -> QuerySet[Permission]:
    """What a site can give its groups."""
    app_label, codename = PERMISSION.split(".")
    return Permission.objects.filter(content_type__app_label=app_label, codename=codename)


def guest_readers_url(obj: Any) -> str:
    """Where guest readers of ``obj`` are invited, and what they said is read."""
    model = reviewed_model_of(obj) or type(obj)
    return reverse("headhealth_admin:guest_invite", args=[content_type_of(model).pk, obj.pk])


def is_offered(user: Any, obj: Any) -> bool:
    """Whether to offer it to ``user``, who has the editor of ``obj`` open."""
    return (
        obj.pk is not None
        and reviewed_model_of(obj) is not None
        and user.has_perm(PERMISSION)
        and has_address()
    )


def can_invite(user: Any, obj: Any) -> bool:
    """Whether ``user`` may ask guest readers about ``obj``: who may, and can read the draft."""
    return is_offered(user, obj) and _can_open_editor(user, obj)


def guest_buttons(obj: Any, user: Any) -> list[Button]:
    """For the menu in the header of an editor."""
    if not is_offered(user, obj):
        return []
    url = guest_readers_url(obj)
    return [Button(_("Ask an outside expert"), url=url, icon_name="group", priority=68)]


def _can_open_editor(user: Any, obj: Any) -> bool:
    if isinstance(obj, AbstractPage):
        return obj.permissions_for_user(user).can_edit()
    if policy_registry.get_by_type(type(obj)).user_has_permission(user, "change"):
        return True
    task = obj.current_workflow_task
    return bool(task and task.user_can_access_editor(obj, user))
