"""The Atom feed (RFC 4287) of reviewed changes."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe
from wagtail.models import Site

from headhealth.blocks.content_language import language_code_of
from headhealth.discovery.public_changes import PublicChange, public_changes
from headhealth.discovery.site_address import site_address
from headhealth.rules.characters import printable

ENTRIES = 50
_BEFORE_ANYTHING = datetime(2000, 1, 1, tzinfo=UTC)


class ChangesFeed(Atom1Feed):
    """Entries with a language of their own; a date that stands still while there are none."""

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["language"]}

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else _BEFORE_ANYTHING


@require_safe
@conditional_page
def show_changes_feed(request: HttpRequest) -> HttpResponse:
    """The newest reviewed changes of the site's public pages.

    Compared by its content: when a page was taken away, no date in it is newer than before.
    """
    site = Site.find_for_request(request)
    name = site.site_name or site.root_page.title if site else request.get_host()
    feed = ChangesFeed(
        title=printable(_("%(site)s: reviewed changes") % {"site": name}),
        link=site.root_page.full_url if site else request.build_absolute_uri("/"),
        description="",
        subtitle=_("What medical reviewers approved."),
        feed_url=site_address(request, "headhealth:changes_feed"),
        feed_guid=_urn("feed", site.root_page.translation_key if site else ""),
    )
    for change in public_changes(site, ENTRIES):
        feed.add_item(**_entry(change))
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


def _entry(change: PublicChange) -> dict[str, Any]:
    page, review = change.page, change.review
    note = review.public_note
    if review.is_correction:
        note = _("Correction: %(note)s") % {"note": note}
    return {
        "title": printable(page.title),
        "link": page.full_url,
        "description": escape(printable(note)),
        "author_name": printable(review.reviewer_names),
        "updateddate": review.reviewed_at,
        "categories": ["correction"] if review.is_correction else [],
        # Neither a move, nor another host name, nor another title makes it a new entry.
        "unique_id": _urn(page.translation_key, review.pk),
        "language": language_code_of(page),
    }


def _urn(*names: Any) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, "/".join(["headhealth", *map(str, names)])).urn
