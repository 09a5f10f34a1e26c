"""The rule for the slug of a reviewed page: it follows the title, or a content lead chose it.

The slug changes without a review, as the address of a page may. So it must say nothing that the
reviewed title does not say. People are held to the rule; code without a user, such as an import,
keeps the addresses that it brings.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.coreutils import cautious_slugify, find_available_slug
from wagtail.log_actions import get_active_log_context
from wagtail.models import AbstractPage, Revision

from headhealth.rules.slugs import fitting, follows


class SlugRefused(PermissionDenied):
    """This person may not give the page this slug; the text says why."""


@dataclass(frozen=True)
class _Version:
    """The slug and the title of a stored version; ``is_public`` is said of the row."""

    slug: str
    title: str
    is_public: bool = False


def keep_slug_rule(
    page: Any,
    *,
    user: Any = None,
    earlier: Revision | None = None,
    fields: Collection[str] | None = None,
) -> bool:
    """Raise ``SlugRefused`` where ``page`` is written with a slug that its user may not choose.

    ``user`` defaults to the one for whom Wagtail logs. ``earlier`` is the version of the page that
    is brought back; ``fields`` names what is written, all where it is None. Returns whether the
    slug of ``page`` was changed to one that follows its title.
    """
    user = user or get_active_log_context().user
    if not isinstance(page, AbstractPage) or user is None or not page.slug:
        return False
    slug, title = page.slug, page.title
    if fields is not None and not {"slug", "title"}.issubset(fields):
        rows = type(page)._base_manager.filter(pk=page.pk).values_list("slug", "title")
        stored_slug, stored_title = rows.first() or (slug, title)
        slug = slug if "slug" in fields else stored_slug
        title = title if "title" in fields else stored_title
    kept = kept_slug(page, slug=slug, title=title, user=user, earlier=earlier)
    if kept == slug:
        return False
    page.slug = kept
    return True


def kept_slug(
    page: Any, *, slug: str, title: str, user: Any, earlier: Revision | None = None
) -> str:
    """The slug that ``page`` gets where ``user`` writes it with ``slug`` and ``title``.

    Raises ``SlugRefused``. The slug of a live page stays when the title changes, and one that a
    lead chose always; that of a draft goes with its title, or a title for one save would be a slug
    for ever.
    """
    if _follows_title(page, slug, title) or may_choose_slug(page, user=user):
        return slug
    versions = _stored_versions(page, earlier)
    alike = [version for version in versions if version.slug == slug]
    if not alike:
        raise SlugRefused(_refusal(page, title, versions))
    if any(each.is_public or not _follows(page, each.slug, each.title) for each in alike):
        return slug
    public = next((each.slug for each in versions if each.is_public), None)
    return public or new_slug(title, parent=page.get_parent())


def keep_slug_of_revision(revision: Revision, stored: Mapping[str, Any]) -> None:
    """As ``keep_slug_rule``, for a ``revision`` that held ``stored`` and is edited itself."""
    user = get_active_log_context().user
    content = revision.content
    if user is None or all(content.get(name) == stored.get(name) for name in ("slug", "title")):
        return
    page = revision.as_object()
    if keep_slug_rule(page, user=user):
        revision.content = {**content, "slug": page.slug}


def slug_message() -> str:
    """The rule, for the person at the screen."""
    return _(
        "The address is made from the title and stays the same once the page is live. "
        "Only a content lead can set a different one."
    )


def may_choose_slug(page: Any, *, user: Any, parent: Any = None) -> bool:
    """Whether ``user`` leads the content of ``page``, which stands or will stand under ``parent``.

    By Wagtail's own permission to publish there, whatever waits for a review.
    """
    if parent is not None and not page.path:
        return parent.permissions_for_user(user).can_publish_subpage()
    return page.permissions_for_user(user).has_publish_permission()


def _follows_title(page: Any, slug: str, title: str) -> bool:
    """Whether ``slug`` is that of ``title``, of the source of a copy, or one of these numbered."""
    source = vars(page).get("_copied_from")
    return _follows(page, slug, title) or (
        source is not None and (follows(slug, [source.slug]) or _follows(page, slug, source.title))
    )


def slug_of(title: str) -> str:
    """The slug of ``title`` as Wagtail makes it; in Latin letters where a site allows no others."""
    allow_unicode = getattr(settings, "WAGTAIL_ALLOW_UNICODE_SLUGS", True)
    return slugify(title, allow_unicode=allow_unicode) or cautious_slugify(title)


def new_slug(title: str, *, parent: Any) -> str:
    """The slug of a new page under ``parent``, numbered where another page has it; may be ""."""
    slug = fitting(slug_of(title), parent.url_path)
    return find_available_slug(parent, slug) if slug else ""


def _follows(page: Any, slug: str, title: str) -> bool:
    """Whether ``slug`` is that of ``title`` at the place and in the language of ``page``."""
    bases = {slug_of(title), slugify(title)}
    if follows(slug, bases):
        return True
    # Where translations stand beside each other, Wagtail tells them apart by their language.
    language = page.locale.language_code if page.locale_id else ""
    parent = page.get_parent() if page.path else None
    parent_path = parent.url_path if parent else ""
    return follows(
        slug,
        [
            *(f"{base}-{language}" for base in bases if base),
            *(fitting(base, parent_path) for base in bases),
        ],
    )


def _refusal(page: Any, title: str, versions: list[_Version]) -> str:
    """Advice for people: keep the slug that the row has, or take that of the title."""
    if versions:
        text = _(
            "Keep “%(slug)s”, the address that the page has. "
            "Only a content lead can set a different one."
        )
        return text % {"slug": versions[0].slug}
    slug = new_slug(title, parent=page.get_parent())
    if not slug:
        return slug_message()
    text = _(
        "Use “%(slug)s”, the address made from the title. "
        "Only a content lead can set a different one."
    )
    return text % {"slug": slug}


def _stored_versions(page: Any, earlier: Revision | None) -> list[_Version]:
    """The row of ``page`` and the versions that this write may bring."""
    if page.pk is None:
        return []
    rows = type(page)._base_manager.filter(pk=page.pk).values_list("slug", "title", "live")
    known = {page.latest_revision_id, page.live_revision_id, earlier.pk if earlier else None}
    revisions = Revision.objects.for_instance(page).filter(pk__in=known - {None})
    return [
        *(_Version(*row) for row in rows),
        *(_Version(each.content["slug"], each.content["title"]) for each in revisions),
    ]
