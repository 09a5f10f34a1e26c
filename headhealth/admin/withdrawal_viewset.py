"""The list of withdrawn pages, where a reason is put better or a withdrawal ends."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views.snippets import DeleteView, SnippetViewSet

from headhealth.withdrawal.withdrawal import Withdrawal


class WithdrawalPermissionPolicy(ModelPermissionPolicy):
    """A withdrawal is made by taking a page away, and in no other way."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "add" and super().user_has_permission(user, action)


class WithdrawalDeleteView(DeleteView):
    """Ends a withdrawal."""

    page_title = gettext_lazy("End the withdrawal")

    @property
    def confirmation_message(self) -> str:
        return _(
            "The address of “%(page)s” will say “page not found” again. The page itself, if there "
            "still is one, stays unpublished."
        ) % {"page": self.object}


class WithdrawalViewSet(SnippetViewSet):
    """Withdrawn pages. Publishing a page again ends its withdrawal as well."""

    model = Withdrawal
    icon = "cross"
    menu_label = gettext_lazy("Withdrawn pages")
    list_display = ["page_title", "path", "site", "withdrawn_at", "withdrawn_by"]
    list_filter = ["site"]
    list_export = ["page_title", "path", "site", "reason", "withdrawn_at", "withdrawn_by"]
    search_fields = ["page_title", "path", "reason"]
    search_backend_name = None
    panels = [FieldPanel("reason"), FieldPanel("replacement")]
    delete_view_class = WithdrawalDeleteView
    copy_view_enabled = False
