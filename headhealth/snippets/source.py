"""Sources that pages cite."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import RevisionMixin, TranslatableMixin
from wagtail.search import index

from headhealth.rules.web_addresses import web_address
from headhealth.site_calendar import is_in_future, site_day
from headhealth.snippets.web_address_field import WebAddressField

DOI_FORM = r"^10\.[0-9]{4,9}/\S+\Z"
"""The registrant prefix and suffix of a DOI, after the DOI Handbook, section 2.2."""
PMID_FORM = r"^[1-9][0-9]{0,7}\Z"
"""A PubMed identifier: one to eight digits without leading zeros (National Library of Medicine)."""

_DOI_ADDRESS = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)


class SourceType(models.TextChoices):
    """What kind of publication a source is."""

    GUIDELINE = "guideline", _("Guideline")
    SYSTEMATIC_REVIEW = "systematic_review", _("Systematic review")
    JOURNAL_ARTICLE = "journal_article", _("Journal article")
    FORMULARY = "formulary", _("Medicines formulary")
    CLASSIFICATION = "classification", _("Classification of diseases")
    BOOK = "book", _("Book")
    WEB_PAGE = "web_page", _("Web page")
    DATASET = "dataset", _("Statistics or data")


def newest_possible_year() -> int:
    """Books are dated up to a year ahead."""
    return site_day().year + 1


class SourceManager(models.Manager):
    """Sources with what readers must know of them, which is shown wherever they are."""

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().select_related("notice__replacement")


class Source(index.Indexed, RevisionMixin, TranslatableMixin):
    """A publication that supports what a page says."""

    type = models.CharField(
        _("type"), max_length=32, choices=SourceType, default=SourceType.WEB_PAGE
    )
    authors = models.CharField(
        _("authors"),
        max_length=500,
        blank=True,
        help_text=_("As readers should see them. Leave empty where the publisher is the author."),
    )
    title = models.CharField(_("title"), max_length=500)
    publisher = models.CharField(
        _("publisher"), max_length=255, help_text=_("Organisation, journal or publishing house.")
    )
    year = models.PositiveSmallIntegerField(
        _("year"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1500), MaxValueValidator(newest_possible_year)],
        help_text=_("Year of publication or last update. Leave empty where none is given."),
    )
    url = WebAddressField(_("web address"), max_length=1000, blank=True)
    doi = models.CharField(
        _("DOI"),
        max_length=255,
        blank=True,
        help_text=_("For example 10.1136/bmj.h2308."),
        validators=[
            RegexValidator(
                DOI_FORM,
                _("A DOI starts with “10.”, a number and a slash, for example 10.1136/bmj.h2308."),
            )
        ],
    )
    pmid = models.CharField(
        _("PubMed ID"),
        max_length=8,
        blank=True,
        validators=[
            RegexValidator(
                PMID_FORM,
                _("A PubMed ID is a number of one to eight digits, for example 26232314."),
            )
        ],
    )
    accessed_on = models.DateField(
        _("accessed on"),
        null=True,
        blank=True,
        help_text=_("When somebody last looked at it."),
    )

    objects: models.Manager = SourceManager()

    seen_fields = ["authors", "title", "publisher", "year", "url", "doi", "pmid"]
    """What readers see of it below a page, apart from the day on which somebody last looked at it.
    What happened to it is told beside that, at once."""

    portable_key_field = "doi"
    """The field that identifies a source on every site, where it has a value."""

    panels = [
        FieldPanel("type"),
        FieldPanel("title"),
        FieldPanel("authors"),
        FieldRowPanel([FieldPanel("publisher"), FieldPanel("year")]),
        MultiFieldPanel(
            [
                FieldPanel("url"),
                FieldRowPanel([FieldPanel("doi"), FieldPanel("pmid")]),
                FieldPanel("accessed_on"),
            ],
            heading=_("Where to find it"),
        ),
    ]

    search_fields = [
        index.SearchField("title", boost=2),
        index.AutocompleteField("title"),
        index.SearchField("authors"),
        index.SearchField("publisher"),
        index.AutocompleteField("publisher"),
        index.SearchField("doi"),
        index.SearchField("pmid"),
        index.FilterField("type"),
        index.FilterField("locale"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["title"]

    def __str__(self) -> str:
        return f"{self.title} ({self.citation_label})"

    @property
    def citation_label(self) -> str:
        """A short name for editors, for example “NHS, 2023”."""
        name = self.authors.split(",")[0].split(";")[0].strip() or self.publisher
        return f"{name}, {self.year}" if self.year else name

    @property
    def address(self) -> str:
        """The address at which readers find the source: of its DOI, if any, as that does not move.

        It becomes a link, so it is "" for anything but the address of a web page.
        """
        if self.doi:
            return web_address(f"https://doi.org/{self.doi}")
        if self.url:
            return web_address(self.url)
        return web_address(f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/") if self.pmid else ""

    @property
    def linked_title(self) -> str:
        """Its title for readers, as a link where it has an address."""
        title = format_html("<bdi>{}</bdi>", self.title)
        address = self.address
        return format_html('<a href="{}">{}</a>', address, title) if address else title

    def clean_fields(self, exclude=None) -> None:
        # People paste a DOI as an address or with a label: the form of it is what counts.
        self.doi = _DOI_ADDRESS.sub("", self.doi.strip())
        self.pmid = self.pmid.strip()
        super().clean_fields(exclude=exclude)

    def clean(self) -> None:
        super().clean()
        if not (self.url or self.doi or self.pmid):
            raise ValidationError(
                {"url": _("Give a web address, a DOI or a PubMed ID, so that readers can find it.")}
            )
        if self.accessed_on and is_in_future(self.accessed_on):
            raise ValidationError({"accessed_on": _("This day is in the future.")})
