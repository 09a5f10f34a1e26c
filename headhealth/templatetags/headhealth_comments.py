"""``{% load headhealth_comments %}``: the comments of readers under a page."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from wagtail.models import Site

from headhealth.comments.discussion import Discussion, discussion_of

register = template.Library()


@register.simple_tag(takes_context=True)
def page_discussion(context: Context, page: Any) -> Discussion | None:
    """Return the discussion under ``page``; None, without a query, where comments are off."""
    request = context.get("request")
    if request is None or not getattr(page, "comments_allowed", False):
        return None
    return discussion_of(page, site=Site.find_for_request(request))
