"""What cron, or whoever runs the site, has done to a whole library."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from django.core.management import call_command
from wagtail.models import Site

from headhealth.models import ConditionPage, ReviewClock, ReviewPolicy
from headhealth.re_review.ask import request_reviews, work_on
from tests import factories
from tests.bench.results import IN_PACKS, RE_REVIEWED

TAKEDOWN_AFTER_DAYS = 30


def rebaseline_rewritten() -> None:
    """A migration has written every text anew, and left its words."""
    for pk in ConditionPage.objects.order_by("pk").values_list("pk", flat=True):
        blocks = ConditionPage.objects.get(pk=pk).body.get_prep_value()
        for block in blocks:
            if "text" in block["value"]:
                words = block["value"]["text"].replace("<p>", "<p><b>").replace("</p>", "</b></p>")
                block["value"]["text"] = words
        ConditionPage.objects.filter(pk=pk).update(body=json.dumps(blocks))
    call_command("rebaseline_reviews", user="admin", reason="New aspects", verbosity=0)


def ask_for_reviews() -> None:
    """All that whoever asked waits for, if nothing else goes on."""
    clocks = ReviewClock.objects.order_by("pk")[:RE_REVIEWED].values("pk")
    request = request_reviews(
        clocks=ReviewClock.objects.filter(pk__in=clocks),
        reason="The source was retracted.",
        cause="Chosen",
        user=factories.superuser(),
    )
    progress = work_on(request, seconds=3600)
    assert progress.asked == RE_REVIEWED, progress


def write_packs() -> None:
    pages = list(ConditionPage.objects.order_by("-pk").values_list("pk", flat=True)[:IN_PACKS])
    with tempfile.TemporaryDirectory() as folder:
        call_command("evidence_pack", page=pages, output=Path(folder), verbosity=0)


def take_down_overdue() -> None:
    """The policy of the site has just been told to."""
    policy = ReviewPolicy.for_site(Site.objects.get(is_default_site=True))
    policy.takedown_after_days = TAKEDOWN_AFTER_DAYS
    policy.save()
    call_command("apply_review_policy")


JOBS: dict[str, Callable[[], object]] = {
    "audit": partial(call_command, "audit_live_pages"),
    "reminders": partial(call_command, "send_review_reminders"),
    "policy": take_down_overdue,
    "evidence": write_packs,
    "re-review": ask_for_reviews,
    "rebaseline": rebaseline_rewritten,
    "adopt": partial(
        call_command, "adopt_pages", user="admin", reason="App installed", verbosity=0
    ),
}
