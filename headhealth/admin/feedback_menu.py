"""The menu item that says how much new feedback there is."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem as LinkMenuItemComponent
from wagtail.permissions import policy_registry

from headhealth.feedback.feedback import OPEN_STATES, Feedback


class FeedbackMenuItem(MenuItem):
    """Leads to what is open. Counting costs those who see it one query of an index."""

    def is_shown(self, request: Any) -> bool:
        policy = policy_registry.get_by_type(Feedback)
        return policy.user_has_any_permission(request.user, ["view", "change", "delete"])

    def render_component(self, request: Any) -> LinkMenuItemComponent:
        policy = policy_registry.get_by_type(Feedback)
        seen = policy.instances_user_has_any_permission_for(request.user, ["view", "change"])
        count = seen.new().count()
        label = _("%(label)s (%(count)d)") % {"label": self.label, "count": count}
        return LinkMenuItemComponent(
            self.name,
            label if count else self.label,
            f"{self.url}?{'&'.join(f'state={state}' for state in OPEN_STATES)}",
            icon_name=self.icon_name,
            classname=self.classname,
            attrs=self.attrs,
        )
