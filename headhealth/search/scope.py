"""Which pages a reader who searches may find."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import swapper
from django.apps import apps
from django.conf import settings
from django.db.models import QuerySet
from django.db.models.functions import Left
from django.utils.translation import get_language
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.models import Site

from headhealth.pages.health_page import HealthPageMixin


def searched_models() -> list[Any]:
    """Every page type of health content, of this app or of the site's own."""
    page_model = swapper.load_model("wagtailcore", "Page")
    return [
        model
        for model in apps.get_models()
        if issubclass(model, HealthPageMixin) and issubclass(model, page_model)
    ]


@dataclass(frozen=True)
class SearchScope:
    """The part of the page tree that belongs to one site in one language."""

    root_path: str
    """The address of its root in the tree. Wagtail's ``url_path``: starts and ends with "/"."""
    language_code: str
    """Empty on a site in one language."""
    other_roots: tuple[str, ...] = ()
    """Roots of other sites below ``root_path``."""

    @classmethod
    def of_request(cls, request: Any) -> SearchScope | None:
        """None where the site has no pages in the reader's language."""
        site = Site.find_for_request(request)
        if site is None:
            return None
        paths = Site.get_site_root_paths()
        language = _active_language()
        root_path = next(
            (
                path.root_path
                for path in paths
                if path.site_id == site.pk and language in ("", path.language_code)
            ),
            None,
        )
        if root_path is None:
            return None
        others = (path.root_path for path in paths if path.site_id != site.pk)
        inside = (path for path in others if path != root_path and path.startswith(root_path))
        return cls(root_path, language, tuple(sorted(set(inside))))

    def live_pages(self, model: Any, *, private_paths: Iterable[str]) -> QuerySet[Any]:
        """The pages of ``model`` that are live and below none of ``private_paths``.

        The latter are paths as treebeard writes them.
        """
        pages = model._default_manager.live().filter(url_path__startswith=self.root_path)
        if self.language_code:
            pages = pages.filter(locale__language_code=self.language_code)
        for other_root in self.other_roots:
            pages = pages.exclude(url_path__startswith=other_root)
        by_length: dict[int, list[str]] = {}
        for path in private_paths:
            by_length.setdefault(len(path), []).append(path)
        for length, paths in by_length.items():
            # By set and not by one LIKE each: a site may have a thousand private sections.
            beginning = f"path_{length}"
            pages = pages.alias(**{beginning: Left("path", length)})
            pages = pages.exclude(**{f"{beginning}__in": paths})
        return pages.order_by()


def _active_language() -> str:
    if not getattr(settings, "WAGTAIL_I18N_ENABLED", False):
        return ""
    try:
        return get_supported_content_language_variant(get_language() or settings.LANGUAGE_CODE)
    except LookupError:
        return get_supported_content_language_variant(settings.LANGUAGE_CODE)
