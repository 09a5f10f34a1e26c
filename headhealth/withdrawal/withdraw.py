"""Noting why pages are taken away, and forgetting it when they come back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import swapper
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from wagtail.coreutils import get_dummy_request
from wagtail.log_actions import log
from wagtail.models import AbstractPage, Site

from headhealth.pages.public_pages import without_private
from headhealth.review.content_withdrawal import ContentWithdrawal
from headhealth.review.ledgered_record import record_act
from headhealth.review.object_lock import lock_with_dependents
from headhealth.review.recorded_name import recorded_name
from headhealth.review.review_ledger import hold_ledger
from headhealth.review.reviewed_object import content_type_of, reviewed_model_of
from headhealth.withdrawal.withdrawal import PATH_LENGTH, Withdrawal, check_reason


@dataclass(frozen=True)
class _LivePage:
    """What is noted of a page before it is taken away."""

    pk: int
    title: str
    own_content: Any
    """The model of the health content that is its own, not that of a page it is an alias of."""
    addresses: list[tuple[int, str]]
    """Sites and decoded paths. None of a private page: its title must not be told."""


@contextmanager
def withdrawing(
    pages: Iterable[Any], *, reason: str, replacement: Any = None, user: Any = None
) -> Iterator[None]:
    """Tell readers ``reason`` at the address of each public page that the block takes away.

    Health content among them, private or not, comes back only when it is approved again.

    Those are ``pages``, what stands below them and their aliases, as far as the block unpublishes
    or deletes them. Raises ``ValidationError`` where ``reason`` has no words.
    """
    check_reason(reason)
    model = swapper.load_model("wagtailcore", "Page")
    with transaction.atomic():
        hold_for_withdrawal(pages := list(pages))
        concerned = _concerned(pages)
        yield
        remaining = set(
            model.objects.filter(pk__in=[page.pk for page in concerned]).values_list("pk", "live")
        )
        for page in concerned:
            if (page.pk, True) not in remaining:
                if page.own_content:
                    _end_approval(page.own_content, page.pk, page.title, reason, user)
                _record(page, (page.pk, False) in remaining, reason, replacement, user)
                if (page.pk, False) in remaining:
                    instance = model.objects.get(pk=page.pk)
                    log(instance, "headhealth.page.withdraw", user=user, data={"reason": reason})


def withdraw(obj: Any, *, reason: str, user: Any = None) -> None:
    """Unpublish ``obj``, health content, and tell readers ``reason`` where it was.

    Snippets have no address of their own; they come back with a new review all the same. Raises
    ``ValidationError`` where ``reason`` has no words.
    """
    check_reason(reason)
    if isinstance(obj, AbstractPage):
        with withdrawing([obj], reason=reason, user=user):
            obj.unpublish(user=user)
        return
    with transaction.atomic():
        hold_for_withdrawal([obj])
        obj.unpublish(user=user)
        _end_approval(type(obj), obj.pk, str(obj), reason, user)


def hold_for_withdrawal(objects: Iterable[Any]) -> None:
    """Lock all that withdrawing ``objects`` takes away, and then the ledger."""
    lock_with_dependents(*objects)
    hold_ledger()


def end_withdrawals(page: Any) -> None:
    """Forget why ``page`` was taken away, and whatever was at its address: it is public now."""
    condition = Q(page_id=page.pk)
    for site_id, path in addresses_of(page):
        condition |= Q(site_id=site_id, path=path)
    Withdrawal.objects.filter(condition).delete()


def _end_approval(model: Any, pk: Any, title: str, reason: str, user: Any) -> None:
    """It comes back with a new review, which the address forgetting its reason does not change."""
    record_act(
        ContentWithdrawal(
            content_type=content_type_of(model),
            object_id=str(pk),
            object_title=title[:255],
            reason=reason,
            withdrawn_by=user,
            withdrawn_by_name=recorded_name(user),
            withdrawn_at=timezone.now(),
        )
    )


def _record(page: _LivePage, is_kept: bool, reason: str, replacement: Any, user: Any) -> None:
    for site_id, path in page.addresses:
        if len(path) <= PATH_LENGTH:
            Withdrawal.objects.update_or_create(
                site_id=site_id,
                path=path,
                defaults={
                    "page_title": page.title,
                    "page_id": page.pk if is_kept else None,
                    "reason": reason,
                    "replacement": replacement,
                    "withdrawn_at": timezone.now(),
                    "withdrawn_by": user,
                },
            )


def _concerned(pages: list[Any]) -> list[_LivePage]:
    """``pages`` and what stands below them, and the aliases of all that, as far as live."""
    model = swapper.load_model("wagtailcore", "Page")
    condition = Q(pk__in=[])
    for page in pages:
        condition |= Q(path__startswith=page.path)
    found = {page.pk: page for page in model.objects.live().filter(condition)}
    newest = set(found)
    while newest:
        aliases = model.objects.live().filter(alias_of__in=newest).exclude(pk__in=found)
        newest = {alias.pk for alias in aliases}
        found.update((alias.pk, alias) for alias in aliases)
    public = without_private(model.objects.filter(pk__in=found))
    open_to_all = set(public.values_list("pk", flat=True))
    return [_live_page(page, page.pk in open_to_all) for page in found.values()]


def _live_page(page: Any, is_public: bool) -> _LivePage:
    own_content = None if page.alias_of_id else reviewed_model_of(page)
    addresses = addresses_of(page) if is_public else []
    return _LivePage(page.pk, page.title, own_content, addresses)


def addresses_of(page: Any) -> list[tuple[int, str]]:
    """Where ``page`` is asked for: once for each site that it belongs to."""
    roots = Site.get_site_root_paths()
    site_ids = {root.site_id for root in roots if page.url_path.startswith(root.root_path)}
    addresses = []
    for site in Site.objects.filter(pk__in=site_ids):
        parts = page.get_url_parts(get_dummy_request(site=site))
        if parts is not None and parts[0] == site.pk and parts[2]:
            addresses.append((site.pk, unquote(parts[2])))
    return addresses
