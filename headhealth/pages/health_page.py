"""What every page of health content has: names, a main message, evidence, review."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import models
from django.utils.functional import cached_property, classproperty
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList, TabbedInterface
from wagtail.fields import RichTextField, StreamField
from wagtail.models import AbstractPage
from wagtail.search import index

from headhealth.blocks.care_card import CareCardValue
from headhealth.blocks.choosers import ContributorChooserBlock, SourceChooserBlock
from headhealth.pages.breadcrumb import breadcrumb
from headhealth.pages.health_page_form import HealthPageForm
from headhealth.pages.page_links import PageLinks
from headhealth.pages.references import Reference, number_references
from headhealth.pages.routed_page import RoutedPageMixin
from headhealth.pages.sections import Section
from headhealth.review.medically_reviewed import MedicallyReviewedMixin
from headhealth.rules.review_schedule import RiskTier
from headhealth.rules.terms import split_names
from headhealth.snippets.cited_sources import cited_source_ids, stored_texts

SUMMARY_LENGTH = 400
"""Characters: two or three sentences, what a phone shows above the fold."""


class RiskTierChoice(models.TextChoices):
    """The risk tiers, named for editors."""

    ROUTINE = RiskTier.ROUTINE, _("Routine")
    ELEVATED = RiskTier.ELEVATED, _("Elevated: wrong or old advice can harm")
    HIGH = RiskTier.HIGH, _("High: emergencies, doses, children")


class HealthPageMixin(RoutedPageMixin, MedicallyReviewedMixin):
    """Abstract base of every page type with health content, of this app or of a host site."""

    also_known_as = models.TextField(
        _("also known as"),
        blank=True,
        help_text=_(
            "Other names people use, one on each line. The page is listed under each of them."
        ),
    )
    summary = models.TextField(
        _("summary"),
        max_length=SUMMARY_LENGTH,
        help_text=_("The one main message of the page, in plain words."),
    )
    authors = StreamField(
        [("contributor", ContributorChooserBlock())],
        verbose_name=_("authors"),
        blank=True,
        help_text=_("Who wrote the page. The medical reviewer is added by the review."),
    )
    sources = StreamField(
        [("source", SourceChooserBlock())],
        verbose_name=_("further sources"),
        blank=True,
        help_text=_(
            "Sources cited in the text are listed by themselves, in the order of citation. "
            "Add those that support the page as a whole."
        ),
    )
    risk_tier = models.CharField(
        _("risk tier"),
        max_length=16,
        choices=RiskTierChoice,
        default=RiskTier.ROUTINE,
        help_text=_("Decides how often the whole page is reviewed."),
    )
    comments_allowed = models.BooleanField(
        _("readers may comment"),
        default=False,
        help_text=_("If the site allows comments. A moderator reads each one first."),
    )

    review_exempt_fields = ["comments_allowed"]

    lead_panels = [FieldPanel("also_known_as"), FieldPanel("summary")]
    evidence_panels = [FieldPanel("authors"), FieldPanel("sources")]
    review_panels = [
        FieldPanel(
            "risk_tier",
            help_text=_(
                "Decides how often the whole page is reviewed, and how many different reviewers "
                "a version takes."
            ),
        ),
        HelpPanel(template="headhealth/admin/review_status_panel.html"),
    ]

    reader_panels = [FieldPanel("comments_allowed")]

    search_fields = AbstractPage.search_fields + [
        index.SearchField("also_known_as", boost=2),
        index.AutocompleteField("also_known_as"),
        index.SearchField("summary"),
        index.FilterField("risk_tier"),
    ]

    base_form_class = HealthPageForm
    page_description = _("Health content under medical review.")
    shipped_template = "headhealth/pages/health_page.html"
    page_icon = "doc-full-inverse"
    """Shown in the admin beside pages of the type."""
    show_in_menus_default = False
    cacheable_query_parameters: Sequence[str] | None = ()
    """What the page reads of the query string; None for a page that differs between readers."""

    class Meta:
        abstract = True

    @classproperty
    def edit_handler(cls) -> TabbedInterface:
        """The same four tabs on every type, from the panel lists of the class."""
        return TabbedInterface(
            [
                ObjectList(cls.content_panels, heading=_("Content")),
                ObjectList(cls.evidence_panels, heading=_("Evidence")),
                ObjectList(cls.review_panels, heading=_("Review")),
                ObjectList(
                    [*cls.promote_panels, *cls.reader_panels, *cls.settings_panels],
                    heading=_("Promote"),
                ),
            ]
        )

    def get_template(self, request: Any, *args: Any, **kwargs: Any) -> list[str]:
        """The template that a site has for the type, else the one that the app ships."""
        return [super().get_template(request, *args, **kwargs), self.shipped_template]

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        # Looked up first: reading a block turns what was deleted since the review into nothing,
        # and the content no longer looks like what was approved.
        line = self.review_line
        return {
            "review_line": line,
            "breadcrumb": breadcrumb(self, request),
            **super().get_context(request, *args, **kwargs),
        }

    @property
    def other_names(self) -> list[str]:
        return split_names(self.also_known_as)

    @cached_property
    def live_authors(self) -> list[Any]:
        """The contributors named as authors, without those who were deleted since."""
        return [block.value for block in self.authors if block.value is not None]

    def named_authors(self) -> list[Any]:
        return self.live_authors

    @property
    def lead_text(self) -> str:
        """Rich text in its stored form that stands before all sections."""
        return ""

    @cached_property
    def body_sections(self) -> list[Section]:
        """The sections of the page in reading order. A page type says which it has."""
        return []

    @cached_property
    def emergency_card(self) -> Any:
        """The block of the first emergency care card, which is shown above all sections, if any."""
        blocks = (block for section in self.body_sections for block in section.blocks)
        return next(
            (
                block
                for block in blocks
                if isinstance(value := getattr(block, "value", None), CareCardValue)
                and value.is_emergency
            ),
            None,
        )

    @property
    def contents(self) -> list[Section]:
        """The sections that a contents list can name."""
        return [section for section in self.body_sections if section.heading]

    @cached_property
    def references(self) -> list[Reference]:
        """The page's sources, numbered as its citations refer to them."""
        return number_references(self.source_ids)

    @property
    def source_ids(self) -> list[int]:
        """The keys of the sources that the text cites, by first appearance, then of the others.

        No query. By key, so that those in both are loaded once.
        """
        further = [child["value"] for child in self.sources.raw_data if child["value"]]
        return list(dict.fromkeys([*cited_source_ids(*self._texts()), *further]))

    @cached_property
    def page_links(self) -> PageLinks:
        """Where the links to other pages lead that stand in the texts of the page."""
        return PageLinks(self.linking_texts())

    def linking_texts(self) -> Iterator[str]:
        """The stored texts that readers see on the page."""
        return stored_texts(*self._texts())

    def _texts(self) -> list[Any]:
        return [
            getattr(self, field.name)
            for field in self._meta.get_fields()
            if isinstance(field, RichTextField | StreamField)
        ]
