"""One comment, and what a moderator can do with it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import PermissionCheckedMixin, WagtailAdminTemplateMixin
from wagtail.admin.widgets import Button

from headhealth.admin.comment_moderation import DECISIONS, Decision, undo_button
from headhealth.admin.object_views import InstanceRightMixin
from headhealth.comments.moderation import moderate_comments
from headhealth.comments.reader_comment import ReaderComment


class CommentDecisionView(
    InstanceRightMixin, PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView
):
    """Shows all there is to know; whoever may change comments finds the decisions below it."""

    model = ReaderComment
    any_permission_required = ["change", "delete", "view"]
    template_name = "headhealth/admin/comment_decision.html"
    page_title = gettext_lazy("Reader comment")
    header_icon = "comment"
    index_url_name = ""
    delete_url_name = ""
    history_url_name = ""

    def get_object(self) -> ReaderComment:
        comments = ReaderComment.objects.select_related("page__locale", "moderated_by")
        return get_object_or_404(comments, pk=self.kwargs["pk"])

    @property
    def comment(self) -> ReaderComment:
        return self.object

    @cached_property
    def decisions(self) -> list[Decision]:
        """Those that would change anything, for a user who may decide."""
        if not self.user_has_permission("change"):
            return []
        return [decision for decision in DECISIONS if decision.state != self.comment.state]

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen = request.POST.get("state")
        decision = next((each for each in self.decisions if each.state == chosen), None)
        if decision is None:
            # Somebody else was faster, or the form is forged: what is shown now tells.
            return redirect(request.path)
        comments = [self.comment]
        moderate_comments(comments=comments, state=decision.state, moderator=request.user)
        done = decision.done % {"count": 1}
        messages.success(request, done, buttons=undo_button(decision, comments))
        return redirect(f"{reverse(self.index_url_name)}?state=waiting")

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        args = [self.comment.pk]
        buttons = [
            Button(
                gettext_lazy("History"),
                url=reverse(self.history_url_name, args=args),
                icon_name="history",
            )
        ]
        if self.user_has_permission("delete"):
            url = reverse(self.delete_url_name, args=args)
            buttons.append(Button(gettext_lazy("Delete"), url=url, icon_name="bin"))
        return buttons

    def get_page_subtitle(self) -> str:
        return str(self.comment)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {
                "url": reverse(self.index_url_name),
                "label": capfirst(ReaderComment._meta.verbose_name_plural),
            },
            {"url": "", "label": str(self.comment)},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            comment=self.comment,
            page_url=self.comment.page.get_url(self.request),
            decisions=self.decisions,
            **kwargs,
        )
