"""Bulk publishing: says which pages have to be reviewed first, and which are only scheduled."""

from __future__ import annotations

from typing import Any

from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.admin.views.pages.bulk_actions.publish import PublishBulkAction
from wagtail.models import Page

from headhealth.admin.object_views import DiscreetBulkMixin
from headhealth.review.review_required import unreviewed
from headhealth.review.reviewed_object import reviewed_model_of


class ExplainedPublishBulkAction(DiscreetBulkMixin, PublishBulkAction):
    """Wagtail's, which tells of a page without an approval that the user lacks a permission."""

    template_name = "headhealth/admin/confirm_bulk_publish.html"

    def get_actionable_objects(self) -> Any:
        """Those that lack nothing but an approval stand apart from what the user may not publish.

        Each of them says in ``refusal`` what it lacks.
        """
        pages, refused = super().get_actionable_objects()
        lack_approval, forbidden = [], []
        for page in refused["items_with_no_access"]:
            if self._lacks_approval(page):
                page.refusal = str(unreviewed(page))
                lack_approval.append(page)
            else:
                forbidden.append(page)
        return pages, {"items_with_no_access": forbidden, "items_without_approval": lack_approval}

    def prepare_action(self, objects: Any, objects_without_access: Any) -> None:
        for page in objects_without_access["items_without_approval"]:
            messages.error(self.request, page.refusal)

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        """Publishing a version with a day ahead of it only schedules that version."""
        scheduled = self._scheduled()
        if not scheduled:
            return super().get_success_message(num_parent_objects, num_child_objects)
        published = num_parent_objects + num_child_objects - scheduled
        said = ngettext(
            "%(count)d page is scheduled: readers get the new version on the day set in it.",
            "%(count)d pages are scheduled: readers get the new versions on the days set in them.",
            scheduled,
        ) % {"count": scheduled}
        if not published:
            return said
        first = ngettext(
            "%(count)d page has been published.", "%(count)d pages have been published.", published
        ) % {"count": published}
        return f"{first} {said}"

    def _lacks_approval(self, page: Page) -> bool:
        if reviewed_model_of(page) is None:
            return False
        return page.permissions_for_user(self.request.user).has_publish_permission()

    def _scheduled(self) -> int:
        """The number of pages that this act only scheduled."""
        keys = {page.pk for page in self.actionable_objects}
        if self.cleaned_form.cleaned_data["include_descendants"]:
            for page in self.actionable_objects:
                keys.update(page.get_descendants().not_live().values_list("pk", flat=True))
        waiting = Page.objects.filter(
            pk__in=keys, latest_revision__approved_go_live_at__isnull=False
        )
        # Wagtail leaves out what the user may not publish.
        return sum(
            page.permissions_for_user(self.request.user).can_publish()
            for page in waiting.specific()
        )
