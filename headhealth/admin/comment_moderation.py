"""What a moderator can decide, about one comment or about those ticked in the queue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from wagtail.admin import messages
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.views.generic import PermissionCheckedMixin
from wagtail.log_actions import LogFormatter

from headhealth.admin.object_views import DiscreetBulkMixin
from headhealth.comments.moderation import moderate_comments
from headhealth.comments.reader_comment import CommentState, ReaderComment
from headhealth.review.address_keys import keys_in_address

MOST_AT_ONCE = 100
"""More than a page of the queue shows: nobody decides about what they have not seen."""


@dataclass(frozen=True)
class Decision:
    """A state that a moderator can give to comments, in the words of the buttons."""

    state: CommentState
    action: str
    """Of the bulk action, in its address."""
    label: Any
    question: Any
    icon: str
    done: Any
    """What to say afterwards, with a place for the number of comments."""


DECISIONS = [
    Decision(
        CommentState.APPROVED,
        "approve",
        gettext_lazy("Approve"),
        gettext_lazy("Show these comments to all readers?"),
        "check",
        ngettext_lazy(
            "%(count)s comment approved: readers see it now.",
            "%(count)s comments approved: readers see them now.",
            "count",
        ),
    ),
    Decision(
        CommentState.REJECTED,
        "reject",
        gettext_lazy("Reject"),
        gettext_lazy("Reject these comments? Readers do not see them."),
        "cross",
        ngettext_lazy("%(count)s comment rejected.", "%(count)s comments rejected.", "count"),
    ),
    Decision(
        CommentState.SPAM,
        "spam",
        gettext_lazy("Spam"),
        gettext_lazy("Mark these comments as spam? Readers do not see them."),
        "warning",
        ngettext_lazy(
            "%(count)s comment marked as spam.", "%(count)s comments marked as spam.", "count"
        ),
    ),
    Decision(
        CommentState.WAITING,
        "wait",
        gettext_lazy("Put back in the queue"),
        gettext_lazy("Undo the decision and put these comments back in the queue?"),
        "undo",
        ngettext_lazy(
            "%(count)s comment put back in the queue.",
            "%(count)s comments put back in the queue.",
            "count",
        ),
    ),
]


def undo_button(decision: Decision, comments: Iterable[ReaderComment]) -> list[Any]:
    """The way back, for the message that says what was done."""
    if decision.state == CommentState.WAITING:
        return []
    query = urlencode({"id": [comment.pk for comment in comments]}, doseq=True)
    next_url = urlencode({"next": reverse("reader_comments:index")})
    url = reverse("wagtail_bulk_action", args=["headhealth", "readercomment", "wait"])
    return [messages.button(f"{url}?{query}&{next_url}", _("Undo"))]


class ModerateCommentsAction(DiscreetBulkMixin, PermissionCheckedMixin, BulkAction):
    """Asks once more, then takes the ticked comments to a state."""

    models = [ReaderComment]
    permission_required = "change"
    template_name = "headhealth/admin/comment_bulk_confirm.html"
    decision: Decision

    @classmethod
    def get_queryset(cls, model: Any, object_ids: Iterable[str]) -> list[ReaderComment]:
        keys = keys_in_address(ReaderComment, object_ids)
        comments = ReaderComment.objects.filter(pk__in=keys[:MOST_AT_ONCE]).select_related("page")
        found = list(comments.order_by("-submitted_at", "-pk"))
        if not found:
            raise Http404
        return found

    def check_perm(self, obj: ReaderComment) -> bool:
        return self.user_has_permission_for_instance("change", obj)

    def is_known(self, obj: ReaderComment) -> bool:
        return self.user_has_permission_for_instance("view", obj)

    def get_all_objects_in_listing_query(self, parent_id: Any) -> list[str]:
        """Not offered, so whoever asks for it did not come from the queue."""
        return []

    def get_execution_context(self) -> dict[str, Any]:
        return {"moderator": self.request.user}

    @classmethod
    def execute_action(cls, objects: Any, moderator: Any = None, **kwargs: Any) -> tuple[int, int]:
        state = cls.decision.state
        return moderate_comments(comments=objects, state=state, moderator=moderator), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> None:
        """Wagtail's own message has no room for a way back."""
        buttons = undo_button(self.decision, self.actionable_objects)
        done = self.decision.done % {"count": num_parent_objects}
        messages.success(self.request, done, buttons=buttons)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(decision=self.decision, **kwargs)


def bulk_actions() -> list[type[ModerateCommentsAction]]:
    """One for each decision, in the order in which they are offered."""
    return [
        type(
            f"{decision.action.title()}CommentsAction",
            (ModerateCommentsAction,),
            {
                "decision": decision,
                "display_name": decision.label,
                "action_type": decision.action,
                "aria_label": decision.label,
                "action_priority": priority,
            },
        )
        for priority, decision in enumerate(DECISIONS)
    ]


class ModerationLogFormatter(LogFormatter):
    """Says to which state a comment was taken."""

    label = gettext_lazy("Moderate comment")

    def format_message(self, log_entry: Any) -> str:
        states = dict(CommentState.choices)
        return _("Comment moderated: %(before)s to %(after)s") % {
            "before": states.get(log_entry.data.get("previous_state"), ""),
            "after": states.get(log_entry.data.get("state"), ""),
        }
