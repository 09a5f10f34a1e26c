"""Bulk publishing: says which pages have to be reviewed first, and which are only scheduled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.shortcuts import redirect
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.admin.views.pages.bulk_actions.publish import PublishBulkAction
from wagtail.models import AbstractPage

from headhealth.admin.object_views import DiscreetBulkMixin
from headhealth.admin.review_actions import REFUSALS
from headhealth.review.review_required import unreviewed, why_unreviewed
from headhealth.review.reviewed_object import alias_source, reviewed_model_of


class NotPublished(NamedTuple):
    """Numbers of pages that bulk publishing left as readers had them."""

    scheduled: int
    unreviewed_below: int
    """Subpages of the chosen pages."""


class ExplainedPublishBulkAction(DiscreetBulkMixin, PublishBulkAction):
    """Wagtail's, which tells of a page without an approval that the user lacks a permission."""

    template_name = "headhealth/admin/confirm_bulk_publish.html"

    def get_actionable_objects(self) -> Any:
        """Those that lack nothing but an approval stand apart from what the user may not publish.

        Each of them says in ``lacks`` what it lacks.
        """
        pages, refused = super().get_actionable_objects()
        lack_approval, forbidden = [], []
        for page in refused["items_with_no_access"]:
            if self._lacks_approval(page):
                page.lacks = capfirst(why_unreviewed(page))
                page.is_editable = page.permissions_for_user(self.request.user).can_edit()
                lack_approval.append(page)
            else:
                forbidden.append(page)
        return pages, {"items_with_no_access": forbidden, "items_without_approval": lack_approval}

    def prepare_action(self, objects: Any, objects_without_access: Any) -> None:
        lack_approval = objects_without_access["items_without_approval"]
        self._told_of = {page.pk for page in lack_approval}
        self._aliases = {page.pk: page.live for page in lack_approval if page.alias_of_id}
        for page in lack_approval:
            if page.pk not in self._aliases:
                messages.error(self.request, str(unreviewed(page)))

    def form_valid(self, form: Any) -> Any:
        try:
            return super().form_valid(form)
        except REFUSALS as refusal:
            # Wagtail publishes them in one transaction.
            messages.error(
                self.request,
                _("%(reason)s None of the pages has been published.") % {"reason": refusal},
            )
            return redirect(self.next_url)

    @classmethod
    def execute_action(
        cls, objects: Sequence[AbstractPage], include_descendants: bool = False, **kwargs: Any
    ) -> tuple[int, int]:
        """Each page once, also where another of them is above it."""
        publish = super().execute_action
        if not include_descendants:
            return publish(objects, **kwargs)
        below = [page for page in objects if any(page.is_descendant_of(each) for each in objects)]
        top = [page for page in objects if page not in below]
        parents, children = publish(top, include_descendants=True, **kwargs)
        # Those that were not live were published with the pages above them.
        return parents + publish([page for page in below if page.live], **kwargs)[0], children

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        """Publishing a version with a day ahead of it only schedules that version."""
        chosen = {page.pk for page in self.actionable_objects}
        for alias in self.model.objects.filter(pk__in=self._aliases):
            # One that is live now was perhaps published with the page that it shows.
            has_followed = alias.live and alias_source(alias).pk in chosen
            if not has_followed and alias.live == self._aliases[alias.pk]:
                messages.error(self.request, str(unreviewed(alias)))
        left = self._not_published()
        if left.unreviewed_below:
            messages.warning(self.request, self._said_of_unreviewed(left.unreviewed_below))
        if not left.scheduled:
            return super().get_success_message(num_parent_objects, num_child_objects)
        published = num_parent_objects + num_child_objects - left.scheduled
        said = ngettext(
            "%(count)d page is scheduled: readers get the new version on the day set in it.",
            "%(count)d pages are scheduled: readers get the new versions on the days set in them.",
            left.scheduled,
        ) % {"count": left.scheduled}
        if not published:
            return said
        first = ngettext(
            "%(count)d page has been published.", "%(count)d pages have been published.", published
        ) % {"count": published}
        return f"{first} {said}"

    def _said_of_unreviewed(self, count: int) -> str:
        return ngettext(
            "%(count)d subpage has not been published: it needs a medical review first.",
            "%(count)d subpages have not been published: they need a medical review first.",
            count,
        ) % {"count": count}

    def _lacks_approval(self, page: Any) -> bool:
        if reviewed_model_of(page) is None:
            return False
        return page.permissions_for_user(self.request.user).has_publish_permission()

    def _not_published(self) -> NotPublished:
        """Of the chosen pages, and where they were included, of those below, after the act."""
        chosen = {page.pk for page in self.actionable_objects}
        below: set[Any] = set()
        if self.cleaned_form.cleaned_data["include_descendants"]:
            for page in self.actionable_objects:
                below.update(page.get_descendants().not_live().values_list("pk", flat=True))
        below -= self._told_of
        waiting = self.model.objects.filter(pk__in=chosen | below).select_related("latest_revision")
        scheduled = unreviewed_below = 0
        for page in waiting.specific():
            may_publish = page.permissions_for_user(self.request.user).can_publish()
            is_scheduled = page.latest_revision and page.latest_revision.approved_go_live_at
            # Wagtail leaves out what the user may not publish.
            if may_publish:
                scheduled += bool(is_scheduled)
            elif page.pk in below and not page.alias_of_id and self._lacks_approval(page):
                unreviewed_below += 1
        return NotPublished(scheduled, unreviewed_below)
