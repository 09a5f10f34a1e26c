"""Rights on single objects: a permission of the app together with Wagtail's rights in the tree."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, TypeVar

import swapper
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from wagtail.models import AbstractPage
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import policy_registry

from headhealth.review.reviewed_object import content_type_of, reviewed_models, reviewed_types
from headhealth.workflow.reviewer_reach import (
    is_model_reviewed_by,
    is_reviewed_by,
    pages_reviewed_by,
)

Records = TypeVar("Records", bound=QuerySet)

_PAGES = PagePermissionPolicy()


@dataclass(frozen=True)
class ObjectRight:
    """The right to do one thing to pages and to what is no page.

    A user has it on an object with all of ``permissions``, and with any of Wagtail's permissions
    for ``page_actions`` in the tree of a page, or for ``model_actions`` on anything else. Medical
    reviewers, who need no rights in the tree, have it on what they review.
    """

    permissions: Collection[str] = ()
    page_actions: Collection[str] = ()
    model_actions: Collection[str] = ()

    def is_given(self, user: Any) -> bool:
        """Whether ``user`` has the permissions of the app, for whatever object."""
        return bool(user.is_active and user.has_perms(self.permissions))

    def allows(self, user: Any, obj: Any) -> bool:
        """Whether ``user`` may do it to ``obj``, which may be given as a base ``Page``."""
        if not self.is_given(user):
            return False
        actions = self.page_actions if isinstance(obj, AbstractPage) else self.model_actions
        policy = policy_registry.get_by_type(type(obj))
        is_allowed = policy is not None and policy.user_has_any_permission_for_instance(
            user, set(actions), obj
        )
        return is_allowed or is_reviewed_by(obj, user)

    def pages(self, user: Any) -> QuerySet:
        """The pages to which ``user`` may do it."""
        page_model = swapper.load_model("wagtailcore", "Page")
        if self.has_all_pages(user):
            return page_model._default_manager.all()
        if not self.is_given(user):
            return page_model._default_manager.none()
        actions = set(self.page_actions)
        allowed = _PAGES.instances_user_has_any_permission_for(user, actions)
        return allowed | page_model._default_manager.filter(pages_reviewed_by(user))

    def has_all_pages(self, user: Any) -> bool:
        """Whether ``user`` may do it from the root of the tree down, without a look at any page.

        These users have it on records of deleted objects too, of which no place is known.
        """
        if not self.is_given(user):
            return False
        codenames = {f"{action}_page" for action in self.page_actions}
        return user.is_superuser or any(
            each.page.is_root() and each.permission.codename in codenames
            for each in _PAGES.get_cached_permissions_for_user(user)
        )

    def objects(self, user: Any, model: Any) -> QuerySet:
        """The objects of the reviewed ``model`` to which ``user`` may do it."""
        if issubclass(model, AbstractPage):
            return model._default_manager.filter(pk__in=self.pages(user).order_by().values("pk"))
        if not self.is_given(user):
            return model._default_manager.none()
        policy: Any = policy_registry.get_by_type(model)
        actions = set(self.model_actions)
        if not policy.user_has_any_permission(user, actions) and is_model_reviewed_by(model, user):
            return model._default_manager.all()
        return policy.instances_user_has_any_permission_for(user, actions)

    def records(self, user: Any, records: Records) -> Records:
        """Select the ``records`` about reviewed objects to which ``user`` may do it.

        The records have ``content_type`` and ``object_id``. Deleted objects are within reach of
        those users only who have the right in the whole tree.
        """
        if not self.is_given(user):
            return records.none()
        if user.is_superuser:
            return records
        has_all_pages = self.has_all_pages(user)
        condition = Q(content_type__in=reviewed_types(AbstractPage))
        if not has_all_pages:
            condition &= Q(object_id__in=record_keys(self.pages(user)))
        for model in reviewed_models():
            if not issubclass(model, AbstractPage):
                allowed = Q(object_id__in=record_keys(self.objects(user, model)))
                if has_all_pages:
                    allowed |= ~Q(object_id__in=record_keys(model._default_manager.all()))
                condition |= Q(content_type=content_type_of(model)) & allowed
        return records.filter(condition)


SEE = ObjectRight(
    page_actions=("add", "change", "publish", "lock", "unlock", "bulk_delete"),
    model_actions=("add", "change", "delete", "view", "publish", "choose"),
)
"""The right to know that it exists and its title: any right in its part of the tree."""
SEE_REVIEWS = ObjectRight(
    ("headhealth.view_reviewclock",),
    page_actions=SEE.page_actions,
    model_actions=SEE.model_actions,
)
"""The right to see the state of its review."""
ASK_FOR_REVIEW = ObjectRight(
    ("headhealth.add_rereviewrequest",), page_actions=("publish",), model_actions=("publish",)
)
"""The right to ask for a new review, which locks its editors out meanwhile."""
SEE_EVIDENCE = ObjectRight(
    ("headhealth.view_evidence",),
    page_actions=("change", "publish"),
    model_actions=("change", "view", "publish"),
)
"""The right to read its evidence pack, which tells of drafts and reviewers too."""
SHARE_EVIDENCE = ObjectRight(
    ("headhealth.view_evidence", "headhealth.add_evidencelink"),
    page_actions=SEE_EVIDENCE.page_actions,
    model_actions=SEE_EVIDENCE.model_actions,
)
"""The right to give its evidence pack to people without an account."""


def record_keys(objects: QuerySet) -> QuerySet:
    """The keys of ``objects`` as records hold them."""
    return objects.order_by().annotate(_key=Cast("pk", CharField())).values("_key")
