"""The refusals of the gate, in words."""

from __future__ import annotations

from typing import Any

from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headhealth.review.authority import open_withdrawal
from headhealth.review.content_digest import changed_fields
from headhealth.review.content_snapshot import content_snapshot
from headhealth.review.refusal import ReviewRequired
from headhealth.review.version import Version
from headhealth.site_calendar import site_day


def unreviewed(obj: Any) -> ReviewRequired:
    """The refusal for content that no medical reviewer has approved as it is, or not again."""
    told = {"title": obj, "reason": why_unreviewed(obj)}
    return ReviewRequired(_("“%(title)s” has not been published: %(reason)s") % told, obj=obj)


def why_unreviewed(obj: Any) -> str:
    """What keeps it from being published and what to do, without a capital letter."""
    if getattr(obj, "alias_of_id", None):
        if obj.live:
            return _("it is an alias of a page that readers see: it needs no publishing.")
        if obj.alias_of.live:
            return _("it is an alias: publish the page that it shows again, and it is public, too.")
        return _("it is an alias, which is published with the page that it shows.")
    is_in_review = obj.pk is not None and getattr(obj, "workflow_in_progress", False)
    if withdrawal := open_withdrawal(obj):
        day = date_format(site_day(withdrawal.withdrawn_at))
        if is_in_review:
            return _(
                "it was withdrawn on %(day)s. Its review is under way: it comes back when a "
                "medical reviewer who did not write it approves it."
            ) % {"day": day}
        return _(
            "it was withdrawn on %(day)s. It comes back when a medical reviewer who did not "
            "write it approves it: submit it for medical review."
        ) % {"day": day}
    if is_in_review:
        return _(
            "this version has not been approved by a medical reviewer. Its review is under way: "
            "it is published when a reviewer who did not write it approves it."
        )
    return _(
        "this version has not been approved by a medical reviewer. Submit it for medical review; "
        "it is published when a reviewer who did not write it approves it."
    )


def changed_by_saving(version: Version, refusal: ReviewRequired) -> ReviewRequired:
    """The refusal to publish an approved ``version`` that the site's own code changes on saving.

    ``refusal`` itself where its object is another, or says what was approved.
    """
    obj = refusal.obj
    if type(obj) is not version.model or obj.pk != version.obj.pk:
        return refusal
    names = changed_fields(version.model, version.snapshot, content_snapshot(obj))
    if not names:
        return refusal
    return ReviewRequired(
        ngettext(
            "“%(title)s” has not been published: saving it changes %(fields)s, so that readers "
            "would get something else than was approved. Tell the developers of the site that "
            "this field is to be rewritten before a version is kept, in clean() say, and not by "
            "save() or by a receiver.",
            "“%(title)s” has not been published: saving it changes %(fields)s, so that readers "
            "would get something else than was approved. Tell the developers of the site that "
            "these fields are to be rewritten before a version is kept, in clean() say, and not "
            "by save() or by a receiver.",
            len(names),
        )
        % {"title": obj, "fields": get_text_list([f"“{name}”" for name in names], _("and"))},
        obj=obj,
    )


def alias_needs_own_review(obj: Any) -> ReviewRequired:
    """The refusal to turn a live alias of a reviewed page into a page of its own."""
    return ReviewRequired(
        _(
            "“%(title)s” shows a page that was medically reviewed. As a page of its own it needs "
            "a review of its own: unpublish the alias first, then convert it and submit it for "
            "medical review."
        )
        % {"title": obj},
        obj=obj,
    )


def part_of_live_content(obj: Any) -> ReviewRequired:
    """The refusal to write a row that is part of a live page on its own."""
    return ReviewRequired(
        _(
            "This is part of “%(title)s”, which readers can see. It can only be changed together "
            "with that page, as a version that a medical reviewer has approved."
        )
        % {"title": obj},
        obj=obj,
    )


def keys_disagree(obj: Any) -> ReviewRequired:
    """The refusal to write one object over the row of another."""
    return ReviewRequired(
        _(
            "“%(title)s” has not been saved: its keys name two different rows, and one page would "
            "be written over another. To make a copy, use copy() or copy_for_translation()."
        )
        % {"title": obj},
        obj=obj,
    )


def other_type(obj: Any) -> ReviewRequired:
    """The refusal to write live content as something else than the reviewed type it is."""
    return ReviewRequired(
        _(
            "“%(title)s” has not been saved: readers can see it as one type of content, and it "
            "would be written as another. Unpublish it first, or save it as the type that it is."
        )
        % {"title": obj},
        obj=obj,
    )


def copies_are_drafts() -> str:
    """The reason, for the person who asked for a copy that is public."""
    return _("Copies are kept as drafts: a copy needs a medical review of its own.")
