"""The permission policy of what is about a page: permissions of the model, in the user's trees."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from wagtail.permission_policies import ModelPermissionPolicy

from headhealth.workflow.object_rights import SEE, ObjectRight


class AboutPagePolicy(ModelPermissionPolicy):
    """For models with a foreign key ``page``, whose rows are made outside of the admin.

    A row whose page was deleted is for those only who have the right in the whole tree.
    """

    right: ObjectRight = SEE
    """The right that a user needs on the page."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "add" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_any_permission_for_instance(
        self, user: Any, actions: Iterable[str], instance: Any
    ) -> bool:
        return self.user_has_any_permission(user, actions) and self.is_in_reach(user, instance)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return self.user_has_any_permission_for_instance(user, [action], instance)

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet:
        rows = self.model._default_manager.all()
        if not self.user_has_any_permission(user, actions):
            return rows.none()
        return rows if self.right.has_all_pages(user) else rows.filter(self.reach(user))

    def instances_user_has_permission_for(self, user: Any, action: str) -> QuerySet:
        return self.instances_user_has_any_permission_for(user, [action])

    def is_in_reach(self, user: Any, instance: Any) -> bool:
        if self.right.has_all_pages(user):
            return True
        return instance.page is not None and self.right.allows(user, instance.page)

    def reach(self, user: Any) -> Q:
        """The condition under which a row is about a page on which ``user`` has the right."""
        return Q(page__in=self.right.pages(user).order_by().values("pk"))
