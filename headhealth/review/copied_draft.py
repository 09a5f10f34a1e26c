"""A copy that is a draft, and what it must not take over from what it was copied from."""

from __future__ import annotations

from typing import Any

_NEVER_PUBLISHED = "_headhealth_never_published"


def never_published(instance: Any) -> None:
    """Note that ``instance`` was held as a draft before it was ever public.

    Wagtail goes on to write dates of a publication on the same instance where it copies a page "as
    live". They are taken away by ``forget_publication``.
    """
    setattr(instance, _NEVER_PUBLISHED, True)


def forget_publication(instance: Any) -> None:
    """Leave a draft no live version and, where it was never public, no dates of a publication.

    A new copy of a draft was not public either, whatever its source was.
    """
    instance.live_revision = None
    if instance._state.adding and "_copied_from" in vars(instance):
        never_published(instance)
    if getattr(instance, _NEVER_PUBLISHED, False):
        instance.first_published_at = None
        instance.last_published_at = None
