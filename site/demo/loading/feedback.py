"""What readers of the demo said about its pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.utils import timezone

from demo.loading.content_files import read_list
from headhealth.feedback.record_feedback import record_feedback
from headhealth.models import Feedback

QUEUE_FIELDS = ("state", "notes")


def load_feedback(pages: Mapping[str, Any], accounts: Mapping[str, Any]) -> None:
    """Send what is missing, and take it to the state that the data file asks for."""
    for entry in read_list("feedback"):
        submission_id = uuid5(NAMESPACE_URL, f"headhealth-demo:{entry['key']}")
        if Feedback.objects.filter(submission_id=submission_id).exists():
            continue
        page = pages[entry["page"]].specific
        anchors = {str(section.heading): section.anchor for section in page.contents}
        feedback = record_feedback(
            page=page,
            submission_id=submission_id,
            section_anchor=anchors[entry["section"]] if "section" in entry else "",
            is_useful=entry.get("useful"),
            kind=entry.get("kind", ""),
            comment=entry["comment"],
            email=entry.get("email", ""),
        )
        feedback.submitted_at = timezone.now() - timedelta(days=entry["days_ago"])
        for name in QUEUE_FIELDS:
            setattr(feedback, name, entry.get(name, ""))
        # So that nobody is mailed about it once it is stored.
        feedback.editors_mailed_at = feedback.submitted_at
        feedback.assigned_to = accounts.get(entry.get("assigned_to", ""))
        feedback.save()
