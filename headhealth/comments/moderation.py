"""Deciding about comments."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from headhealth.comments.reader_comment import CommentState, ReaderComment

LOG_ACTION = "headhealth.comment.moderate"


@transaction.atomic
def moderate_comments(
    *, comments: Iterable[ReaderComment], state: CommentState, moderator: Any
) -> int:
    """Take ``comments`` to ``state`` and write down who did it, when. Returns how many changed.

    A comment that is in that state already keeps the moderator who put it there. Putting one back
    in the queue undoes a decision: nobody has decided then.
    """
    keys = [comment.pk for comment in comments]
    changing = list(
        ReaderComment.objects.select_for_update().filter(pk__in=keys).exclude(state=state)
    )
    is_decided = state != CommentState.WAITING
    ReaderComment.objects.filter(pk__in=[comment.pk for comment in changing]).update(
        state=state,
        moderated_at=timezone.now() if is_decided else None,
        moderated_by=moderator if is_decided else None,
    )
    for comment in changing:
        log(
            instance=comment,
            action=LOG_ACTION,
            user=moderator,
            data={"state": state, "previous_state": comment.state},
        )
    return len(changing)
