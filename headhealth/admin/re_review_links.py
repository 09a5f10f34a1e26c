"""Who may ask for the review of many pages, and the ways there."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.widgets import Button, HeaderButton

from headhealth.review.seen_parts import is_showable
from headhealth.workflow.object_rights import ASK_FOR_REVIEW

SHOWS = "shows"
"""The parameter that names a thing: all that shows it. Without it, the filters of the report."""
REASON = "reason"
"""The parameter that holds a first wording of the reason."""


def can_ask(user: Any) -> bool:
    """Whether ``user`` may ask for reviews of many pages at once."""
    return ASK_FOR_REVIEW.is_given(user)


def ask_url(shown: Model, *, reason: str = "") -> str:
    """Where one asks for the review of all that shows ``shown``."""
    query = {SHOWS: f"{shown._meta.label_lower}:{shown.pk}", **({REASON: reason} if reason else {})}
    return f"{reverse('headhealth_admin:re_review_ask')}?{urlencode(query)}"


def ask_button(shown: Model, user: Any, *, button: type[Button] = Button) -> list[Button]:
    """For lists of what can be done with ``shown``; empty for whom it is not."""
    if not (can_ask(user) and is_showable(type(shown))):
        return []
    label = _("Ask for review of what shows it")
    return [button(label, url=ask_url(shown), icon_name="calendar-check", priority=40)]


def ask_listed_button(request: Any) -> list[Button]:
    """For the report of reviews: all that it lists with the filters of ``request``."""
    if not can_ask(request.user):
        return []
    url = f"{reverse('headhealth_admin:re_review_ask')}?{request.GET.urlencode()}"
    label = _("Ask for review of these")
    return [HeaderButton(label, url=url, icon_name="calendar-check", classname="hh-ask-listed")]
