"""Blocks that choose a page or a snippet of this app."""

from __future__ import annotations

from copy import copy
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import PageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from headhealth.blocks.page_visibility import shown_pages
from headhealth.blocks.preview import PREVIEW_TEMPLATE
from headhealth.page_cache.process_memory import rows_by_key


class HealthChooserMixin:
    """Mixin for chooser blocks of one model."""

    def value_from_form(self, value: Any) -> Any:
        """As Wagtail's; what cannot be a key is the key of nothing."""
        try:
            return super().value_from_form(value)
        except (ValueError, OverflowError, ValidationError):
            return None

    def clean(self: Any, value: Any) -> Any:
        """As Wagtail's, without loading a second time what the form has just loaded."""
        if isinstance(value, self.model_class) and value.pk:
            self.field.run_validators(value)
            return value
        return super().clean(value)

    def get_searchable_content(self, value: Model | None) -> list[str]:
        """The name readers see: a page is found by the symptoms that it shows."""
        return [str(value)] if value is not None and getattr(value, "live", True) else []


class HealthSnippetChooserBlock(HealthChooserMixin, SnippetChooserBlock):
    def bulk_to_python(self, values: Any) -> list[Any]:
        """As Wagtail's, with the rows that the worker remembers."""
        rows = rows_by_key(self.model_class, values)
        # A page that shows one twice gets two, as they may be changed apart.
        return [copy(rows.get(key)) for key in values]

    class Meta:
        preview_template = PREVIEW_TEMPLATE


class HealthPageChooserBlock(HealthChooserMixin, PageChooserBlock):
    """In its template, ``shown_page`` is the chosen page, or None where readers may not see it."""

    shows_content = False
    """Whether it shows text of the chosen page, and does not only link to it. Then a change of that
    page puts the approval of this one out of date."""

    def get_context(
        self, value: Any, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        context["shown_page"] = next(iter(shown_pages([value], context)), None)
        return context

    def get_searchable_content(self, value: Model | None) -> list[str]:
        """Nothing: a page may become private after another that links to it was indexed."""
        return []

    class Meta:
        preview_template = PREVIEW_TEMPLATE
        template = "headhealth/blocks/page_link.html"


class SymptomChooserBlock(HealthSnippetChooserBlock):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__("headhealth.Symptom", **kwargs)

    def get_preview_value(self) -> Model:
        return self.model_class(
            name=str(_("stiff neck")),
            description=str(_("It hurts to bend your head forward.")),
            live=True,
        )

    def get_searchable_content(self, value: Any) -> list[str]:
        """Also the other names: who searches for any of them finds the pages that list it."""
        names = super().get_searchable_content(value)
        return [*names, *value.other_names] if names else []

    class Meta:
        icon = "clipboard-list"
        label = _("Symptom")
        description = _("A symptom from the shared list, with its reviewed description.")
        template = "headhealth/blocks/symptom.html"


class ContributorChooserBlock(HealthSnippetChooserBlock):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__("headhealth.Contributor", **kwargs)

    def get_preview_value(self) -> Model:
        return self.model_class(
            name=str(_("Dr Sam Example")),
            credentials=str(_("MBBS, MRCGP")),
            role=str(_("General practitioner")),
        )

    class Meta:
        icon = "user"
        label = _("Author")
        description = _("Somebody who wrote the page, with credentials and role.")
        template = "headhealth/blocks/contributor.html"


class SourceChooserBlock(HealthSnippetChooserBlock):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__("headhealth.Source", **kwargs)

    def get_preview_value(self) -> Model:
        return self.model_class(
            title=str(_("Headaches in over 12s: diagnosis and management")),
            publisher=str(_("National guideline")),
            year=2021,
        )

    class Meta:
        icon = "doc-full"
        label = _("Source")
        description = _("A publication that supports the page as a whole.")
        template = "headhealth/blocks/source.html"


class ConditionChooserBlock(HealthPageChooserBlock):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(page_type="headhealth.ConditionPage", **kwargs)

    def get_preview_value(self) -> Model:
        return self.model_class(title=str(_("Tension headache")), live=True)

    class Meta:
        icon = "doc-full-inverse"
        label = _("Condition")
        description = _("A link to a condition article.")


class RelatedPageChooserBlock(HealthPageChooserBlock):
    def __init__(self, **kwargs: Any) -> None:
        page_types = ("ConditionPage", "SymptomListPage", "TreatmentPage")
        super().__init__(page_type=[f"headhealth.{name}" for name in page_types], **kwargs)

    def get_preview_value(self) -> Model:
        return self.model_class(title=str(_("Migraine")), live=True)

    class Meta:
        icon = "link"
        label = _("Page")
        description = _("A link to a page that readers of this one may want next.")
