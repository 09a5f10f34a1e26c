"""Views of the admin about one object, for those who have the right to what they do to it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_list_or_404

from headhealth.review.address_keys import key_in_address, keys_in_address
from headhealth.workflow.object_rights import SEE


class ObjectRightMixin:
    """The first base of a view about one object: 404 where there is none, else 403 without a right.

    ``is_allowed`` takes the user and the object that the rights hang on: that of ``get_object``,
    or what ``get_subject`` says of it.
    """

    is_allowed: Any
    """A static method, for example ``staticmethod(SEE_EVIDENCE.allows)``."""
    request: Any
    object: Any

    def get_subject(self) -> Any:
        return self.object

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        self.object = self.get_object()
        if not self.is_allowed(request.user, self.get_subject()):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_object(self, *args: Any, **kwargs: Any) -> Any:
        """Look up the object that the address names; raises ``Http404``."""
        known = getattr(self, "object", None)
        return super().get_object(*args, **kwargs) if known is None else known


class InstanceRightMixin(ObjectRightMixin):
    """For Wagtail's views of models, which ask for rights on the whole model only."""

    permission_policy: Any
    permission_required: str | None
    any_permission_required: Any

    def is_allowed(self, user: Any, obj: Any) -> bool:
        actions = {self.permission_required} if self.permission_required else set()
        actions |= set(self.any_permission_required or ())
        policy = self.permission_policy
        return policy.user_has_any_permission_for_instance(user, actions, obj)


class RowRightsMixin:
    """For Wagtail's lists of models: the rows that the policy of the model lets the user have."""

    any_permission_required: Any
    permission_policy: Any
    request: Any

    def get_base_queryset(self) -> Any:
        allowed = self.permission_policy.instances_user_has_any_permission_for(
            self.request.user, set(self.any_permission_required)
        )
        return super().get_base_queryset().filter(pk__in=allowed.order_by().values("pk"))


class CheckedKeysMixin:
    """A bulk action that takes what cannot be a key for the key of nothing, as any address."""

    model: Any
    request: Any

    @classmethod
    def get_queryset(cls, model: Any, object_ids: Any) -> Any:
        return get_list_or_404(model, pk__in=keys_in_address(model, object_ids))

    def get_all_objects_in_listing_query(self, parent_id: str | None) -> Any:
        """Of the children of a page that an address names; ``Http404`` where there is none."""
        if parent_id is not None:
            object_or_404(self.model, parent_id)
        if "\0" in self.request.GET.get("q", ""):
            raise Http404
        return super().get_all_objects_in_listing_query(parent_id)


class DiscreetBulkMixin(CheckedKeysMixin):
    """A bulk action that names nothing that the user may not even see.

    Wagtail lists by title all that was asked for and is refused, whatever keys an address holds.
    """

    def get_actionable_objects(self) -> Any:
        objects, refused = super().get_actionable_objects()
        hidden = "items_with_no_access"
        seen = [obj for obj in refused[hidden] if self.is_known(obj)]
        return objects, {**refused, hidden: seen}

    def is_known(self, obj: Any) -> bool:
        return SEE.allows(self.request.user, obj)


def object_or_404(model: Any, key: str, queryset: Any = None) -> Any:
    """The object of ``model`` whose key an address holds, which may be any text."""
    rows = model._base_manager.all() if queryset is None else queryset
    value = key_in_address(model, key)
    found = rows.filter(pk=value).first() if value is not None else None
    if found is None:
        raise Http404
    return found
