"""The list of withdrawn pages, where a reason is put better or a withdrawal ends."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.utils import get_user_display_name
from wagtail.permissions import policy_registry
from wagtail.snippets.views.chooser import (
    SnippetChosenMultipleView,
    SnippetChosenView,
)
from wagtail.snippets.views.snippets import (
    DeleteView,
    EditView,
    HistoryView,
    IndexView,
    SnippetViewSet,
    UsageView,
)

from headhealth.admin.forgiving_choosers import ForgivingPageChooser
from headhealth.admin.object_views import InstanceRightMixin, RowRightsMixin, object_or_404
from headhealth.admin.snippet_chooser import (
    CleanSearchChooseResultsView,
    CleanSearchChooserViewSet,
    CleanSearchChooseView,
)
from headhealth.admin.spreadsheet_view import SpreadsheetMixin
from headhealth.review.address_keys import keys_in_address
from headhealth.withdrawal.withdrawal import Withdrawal


class WithdrawalIndexView(SpreadsheetMixin, RowRightsMixin, IndexView):
    """Withdrawn pages in the user's part of the tree."""

    def to_row_dict(self, item: Withdrawal) -> dict[str, Any]:
        name = get_user_display_name(item.withdrawn_by) if item.withdrawn_by else ""
        return {**super().to_row_dict(item), "withdrawn_by": name}


class WithdrawalEditView(InstanceRightMixin, EditView):
    """The reason that readers are given, and the page to read instead."""


class WithdrawalHistoryView(InstanceRightMixin, HistoryView):
    """Changes of the reason."""


class WithdrawalUsageView(InstanceRightMixin, UsageView):
    """The places that use a withdrawal: there are none."""


class WithdrawalDeleteView(InstanceRightMixin, DeleteView):
    """Ends a withdrawal."""

    page_title = gettext_lazy("End the withdrawal")

    @property
    def confirmation_message(self) -> str:
        return _(
            "The address of “%(page)s” will say “page not found” again. The page itself, if there "
            "still is one, stays unpublished."
        ) % {"page": self.object}


class _OwnWithdrawals:
    """A view of the chooser, of the withdrawals that the user may change."""

    request: Any

    def get_object_list(self) -> Any:
        policy = policy_registry.get_by_type(Withdrawal)
        return policy.instances_user_has_any_permission_for(self.request.user, ["view", "change"])

    def get_object(self, pk: Any) -> Any:
        return object_or_404(Withdrawal, str(pk), self.get_object_list())

    def get_objects(self, pks: list[str]) -> Any:
        keys = keys_in_address(Withdrawal, pks[:100])
        return self.get_object_list().filter(pk__in=keys)


class WithdrawalChooseView(_OwnWithdrawals, CleanSearchChooseView):
    """The chooser's modal."""


class WithdrawalChooseResultsView(_OwnWithdrawals, CleanSearchChooseResultsView):
    """The list in the modal."""


class WithdrawalChosenView(_OwnWithdrawals, SnippetChosenView):
    """One that was chosen."""


class WithdrawalChosenMultipleView(_OwnWithdrawals, SnippetChosenMultipleView):
    """Several that were chosen."""


class WithdrawalChooserViewSet(CleanSearchChooserViewSet):
    """Wagtail makes one for every snippet."""

    choose_view_class = WithdrawalChooseView
    choose_results_view_class = WithdrawalChooseResultsView
    chosen_view_class = WithdrawalChosenView
    chosen_multiple_view_class = WithdrawalChosenMultipleView


class WithdrawnByColumn(Column):
    """The name of the user, as everywhere."""

    def __init__(self) -> None:
        label = gettext_lazy("Withdrawn by")
        super().__init__("withdrawn_by", label=label, sort_key="withdrawn_by")

    def get_value(self, instance: Withdrawal) -> str:
        return get_user_display_name(instance.withdrawn_by)


class WithdrawalViewSet(SnippetViewSet):
    """Withdrawn pages. Publishing a page again ends its withdrawal as well."""

    model = Withdrawal
    icon = "cross"
    menu_label = gettext_lazy("Withdrawn pages")
    list_display = ["page_title", "path", "site", "withdrawn_at", WithdrawnByColumn()]
    list_filter = ["site"]
    list_export = ["page_title", "path", "site", "reason", "withdrawn_at", "withdrawn_by"]
    search_fields = ["page_title", "path", "reason"]
    search_backend_name = None
    panels = [FieldPanel("reason"), FieldPanel("replacement", widget=ForgivingPageChooser)]
    chooser_viewset_class = WithdrawalChooserViewSet
    index_view_class = WithdrawalIndexView
    edit_view_class = WithdrawalEditView
    history_view_class = WithdrawalHistoryView
    usage_view_class = WithdrawalUsageView
    delete_view_class = WithdrawalDeleteView
    copy_view_enabled = False
