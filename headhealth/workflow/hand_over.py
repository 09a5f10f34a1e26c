"""Handing pages over: to a new owner, to a deputy, or both."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import prefetch_related_objects
from wagtail.admin.utils import get_user_display_name
from wagtail.log_actions import log

from headhealth.review.page_deputy import PageDeputy
from headhealth.review.review_clock import ReviewClock

LOG_ACTION = "headhealth.page.hand_over"


def may_hand_over(*, page: Any, user: Any) -> bool:
    """Whether ``user`` may say who looks after ``page``: its owner, and who may change any there.

    A reviewer whom a review lets into the editor may not.
    """
    if user.is_superuser:
        return True
    permissions = page.permissions_for_user(user).permissions
    return "change" in permissions or ("add" in permissions and page.owner_id == user.pk)


def may_look_after(*, page: Any, user: Any) -> bool:
    """Whether ``user`` could do something about ``page``, if it were theirs."""
    if user.is_superuser:
        return True
    return bool({"add", "change"} & page.permissions_for_user(user).permissions)


@transaction.atomic
def hand_over(
    *,
    pages: Iterable[Any],
    user: Any,
    owner: Any = None,
    deputy: Any = None,
    removes_deputy: bool = False,
) -> int:
    """Give ``pages`` to ``owner`` and to ``deputy``, where named. Says how many changed.

    The owner of a page is never its deputy too: who becomes the one stops being the other. Each
    page's history tells who handed it over, from whom to whom.
    """
    pages = list(pages)
    prefetch_related_objects(pages, "owner")
    deputies = PageDeputy.objects.select_related("user").in_bulk([page.pk for page in pages])
    changed = 0
    for page in pages:
        known = deputies.get(page.pk)
        before = (page.owner, known.user if known else None)
        new_owner = owner or before[0]
        new_deputy = None if removes_deputy else (deputy or before[1])
        if new_deputy == new_owner:
            new_deputy = None
        if before == (new_owner, new_deputy):
            continue
        _set_owner(page, new_owner)
        _set_deputy(page, new_deputy)
        names = [get_user_display_name(each) if each else "" for each in before]
        log(
            instance=page.specific_deferred,
            action=LOG_ACTION,
            user=user,
            # Of entries that share one, a history shows only the last, whatever page that is of.
            uuid=uuid4(),
            data={
                "owner_before": names[0],
                "owner": get_user_display_name(new_owner) if new_owner else "",
                "deputy_before": names[1],
                "deputy": get_user_display_name(new_deputy) if new_deputy else "",
            },
        )
        changed += 1
    return changed


def _set_owner(page: Any, owner: Any) -> None:
    if page.owner == owner:
        return
    page.owner = owner
    # Past save(), which would write and index the whole page anew: nobody's content has changed,
    # and of its owner nothing is in the index.
    type(page)._base_manager.filter(pk=page.pk).update(owner=owner)
    ReviewClock.objects.for_object(page).update(owner=owner)


def _set_deputy(page: Any, deputy: Any) -> None:
    if deputy is None:
        PageDeputy.objects.filter(page=page.pk).delete()
    else:
        PageDeputy.objects.update_or_create(page_id=page.pk, defaults={"user": deputy})
