"""An A to Z of one page type, each page under each of its names."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import AbstractPage, Page

from headhealth.conf import app_settings
from headhealth.page_cache.process_memory import remembered
from headhealth.pages.breadcrumb import breadcrumb
from headhealth.pages.health_page import HealthPageMixin
from headhealth.pages.public_pages import without_private
from headhealth.pages.routed_page import RoutedPageMixin
from headhealth.pages.tree_rules import ListedPageMixin
from headhealth.rules.terms import ALPHABET, OTHER_LETTER, index_letter, sort_key, split_names


class AToZEntry(NamedTuple):
    """One name of one page; ``title`` differs from ``name`` where this is another name."""

    name: str
    title: str
    url: str


@dataclass
class Letter:
    """One letter with the entries under it, sorted."""

    letter: str
    entries: list[AToZEntry] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        return "other" if self.letter == OTHER_LETTER else f"letter-{self.letter.lower()}"


def listed_types() -> list[tuple[str, Any]]:
    """The page types that an A to Z can list, with their plural names."""
    models_ = (
        model
        for model in apps.get_models()
        if issubclass(model, ListedPageMixin) and issubclass(model, HealthPageMixin)
    )
    return [(model._meta.label, model._meta.verbose_name_plural) for model in models_]


def a_to_z_types() -> set[int]:
    """The content types of the A to Z pages of the app and of the site."""
    models_ = [model for model in apps.get_models() if issubclass(model, AToZPageMixin)]
    return {found.pk for found in ContentType.objects.get_for_models(*models_).values()}


class AToZPageMixin(RoutedPageMixin):
    """Lists its live public children by letter. It holds no health text, so it needs no review."""

    listed_type = models.CharField(
        _("lists"),
        max_length=255,
        choices=listed_types,
        help_text=_("The one type of page that stands under this one."),
    )

    content_panels = [*AbstractPage.content_panels, FieldPanel("listed_type")]
    page_icon = "list-ul"
    page_description = _("Lists one type of page from A to Z, with other names.")
    cacheable_query_parameters = ("letter", "page")

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.pk and any(
            child.specific_class and not self.lists(child.specific_class)
            for child in self.get_children()
        ):
            raise ValidationError(
                {"listed_type": _("Pages of another type stand under this page. Move them first.")}
            )

    def lists(self, model: type[models.Model]) -> bool:
        """Whether pages of ``model`` stand under this page."""
        return self.listed_type == model._meta.label

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """All letters, or a page of one where there are too many names for one page."""
        context = super().get_context(request, *args, **kwargs)
        letters = self.letters(request)
        shown = [letter for letter in letters if letter.entries]
        names = sum(len(letter.entries) for letter in shown)
        context.update(
            breadcrumb=breadcrumb(self, request),
            letters=letters,
            shown_letters=shown,
            name_count=names,
        )
        if names > app_settings.A_TO_Z_NAMES_PER_PAGE:
            context.update(_one_letter(shown, request))
        return context

    def letters(self, request: Any = None) -> list[Letter]:
        """Every letter of the alphabet, empty or not, then others that names start with.

        Not to be altered: a worker remembers them while the content is the same.
        """
        base = self.get_url(request) or ""
        return remembered(("a to z", self.pk, base), lambda: self._letters(base))

    def _letters(self, base: str) -> list[Letter]:
        letters = {letter: Letter(letter) for letter in ALPHABET}
        for entry in self._entries(base):
            key = index_letter(entry.name)
            letters.setdefault(key, Letter(key)).entries.append(entry)
        for letter in letters.values():
            letter.entries.sort(key=lambda entry: sort_key(entry.name))
        return sorted(
            letters.values(), key=lambda letter: (letter.letter == OTHER_LETTER, letter.letter)
        )

    def _entries(self, base: str) -> list[AToZEntry]:
        if self._listed_model is None:
            return []
        pages = without_private(self._listed_model._default_manager.child_of(self).live())
        # In no order: they are sorted by their names.
        rows = pages.order_by().values_list("title", "also_known_as", "slug")
        return [
            AToZEntry(name=name, title=title, url=f"{base}{slug}/")
            for title, also_known_as, slug in rows
            for name in dict.fromkeys([title, *split_names(also_known_as)])
        ]

    @cached_property
    def _listed_model(self) -> type[models.Model] | None:
        try:
            return apps.get_model(self.listed_type)
        except (LookupError, ValueError):
            return None


def _one_letter(letters: list[Letter], request: Any) -> dict[str, Any]:
    """What is shown of ``letters``, none of them empty: a page of the one asked for, or the first.

    Each has an address of its own, but the first page of the first letter, which has the page's.
    """
    wanted = request.GET.get("letter", "").upper()
    chosen = next((letter for letter in letters if letter.letter == wanted), letters[0])
    paginator = Paginator(chosen.entries, max(1, app_settings.A_TO_Z_NAMES_PER_PAGE))
    entries = paginator.get_page(request.GET.get("page"))
    query = {"letter": chosen.letter}
    if entries.number > 1:
        query["page"] = str(entries.number)
    is_first = chosen is letters[0] and entries.number == 1
    return {
        "current_letter": chosen.letter,
        "shown_letters": [Letter(chosen.letter, list(entries))],
        "pages_of_letter": entries,
        "canonical_query": "" if is_first else urlencode(query),
    }


class AToZPage(AToZPageMixin, Page):
    """An A to Z; health pages live under it."""

    template = "headhealth/pages/a_to_z_page.html"
    subpage_types = [
        "headhealth.ConditionPage",
        "headhealth.SymptomListPage",
        "headhealth.TreatmentPage",
    ]

    class Meta:
        verbose_name = _("A to Z")
        verbose_name_plural = _("A to Z pages")
