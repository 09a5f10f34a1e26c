"""Comments of readers under one page, in every state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from wagtail.models import Site

from demo.loading.content_files import read_comments
from headhealth.comments.moderation import moderate_comments
from headhealth.comments.reader_comment import CommentState, ReaderComment
from headhealth.models import CommentSettings


def load_comments(pages: Mapping[str, Any], *, moderator: Any) -> None:
    """Turn comments on and write those that are missing; a moderator decides about them."""
    site = Site.objects.get(is_default_site=True)
    CommentSettings.objects.get_or_create(site=site, defaults={"is_enabled": True})
    content = read_comments()
    for entry in content["comments"]:
        comment, is_new = ReaderComment.objects.get_or_create(
            submission_id=uuid5(NAMESPACE_URL, f"headhealth-demo:{entry['key']}"),
            defaults={
                "page_id": pages[content["page"]].pk,
                "name": entry["name"],
                "email": entry["email"],
                "text": entry["text"].strip(),
            },
        )
        if is_new:
            state = CommentState(entry["state"])
            moderate_comments(comments=[comment], state=state, moderator=moderator)
