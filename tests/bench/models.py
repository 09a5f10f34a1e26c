"""What our pages are measured against."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import Any

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail import blocks
from wagtail.admin.panels import InlinePanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page, Site
from wagtail.snippets.blocks import SnippetChooserBlock

from headhealth.models import ConditionPageMixin
from tests.bench.naive_blocks import NaiveBody
from tests.bench.naive_structured_data import structured_data


class BareBody(blocks.StreamBlock):
    heading = blocks.CharBlock()
    text = blocks.RichTextBlock()
    page = blocks.PageChooserBlock()
    symptom = SnippetChooserBlock("headhealth.Symptom")
    source = SnippetChooserBlock("headhealth.Source")
    contributor = SnippetChooserBlock("headhealth.Contributor")


class BareArticlePage(Page):
    """A Wagtail article as the tutorial builds one: a stream of stock blocks."""

    body = StreamField(BareBody())
    template = "bench/bare_article_page.html"
    content_panels = [*Page.content_panels, "body"]


class NaiveArticlePage(Page):
    """Prints what a condition page prints, by the means of Wagtail's documentation alone."""

    also_known_as = models.CharField(max_length=255, blank=True)
    summary = models.TextField()
    body = StreamField(NaiveBody())
    related_pages = StreamField([("page", blocks.PageChooserBlock())], blank=True)
    authors = StreamField([("author", SnippetChooserBlock("headhealth.Contributor"))], blank=True)
    sources = StreamField([("source", SnippetChooserBlock("headhealth.Source"))], blank=True)

    template = "bench/naive/article.html"
    content_panels = [
        *Page.content_panels,
        "also_known_as",
        "summary",
        "body",
        "related_pages",
        "authors",
        "sources",
        InlinePanel("reviews"),
    ]

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        site = Site.find_for_request(request)
        review = self.reviews.select_related("reviewer").last()
        return {
            **super().get_context(request, *args, **kwargs),
            "site": site,
            "menu": site.root_page.get_children().live().in_menu(),
            "breadcrumb": self.get_ancestors().live().filter(depth__gte=site.root_page.depth),
            "review": review,
            "structured_data": structured_data(self, site, review),
        }

    @cached_property
    def _numbers(self) -> dict[int, int]:
        return {block.value.pk: number for number, block in enumerate(self.sources, start=1)}

    @cached_property
    def _times_cited(self) -> Counter[int]:
        return Counter()

    def cite(self, source_pk: int) -> tuple[int, int]:
        """The number of the source and how often it was cited so far, this time included."""
        self._times_cited[source_pk] += 1
        return self._numbers[source_pk], self._times_cited[source_pk]

    def references(self) -> list[tuple[Any, range]]:
        """The sources, each with the places that cite it. After the text was rendered."""
        return [
            (block.value, range(1, self._times_cited[block.value.pk] + 1)) for block in self.sources
        ]


def _same(name: str) -> models.Field:
    field: Any = ConditionPageMixin._meta.get_field(name)
    return field.clone()


class StockConditionPage(Page):
    """The fields and blocks of a condition on a stock page: what its editor is measured against."""

    also_known_as = _same("also_known_as")
    summary = _same("summary")
    body = _same("body")
    related_pages = _same("related_pages")
    authors = _same("authors")
    sources = _same("sources")
    risk_tier = _same("risk_tier")

    template = "bench/bare_article_page.html"
    content_panels = [
        *Page.content_panels,
        *("also_known_as", "summary", "body", "related_pages", "authors", "sources", "risk_tier"),
    ]


class ArticleReview(Orderable):
    """Who reviewed a naive page, as editors fill it in."""

    page = ParentalKey(NaiveArticlePage, on_delete=models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey("headhealth.Contributor", on_delete=models.PROTECT)
    reviewed_on = models.DateField()
    due_on = models.DateField()
    note = models.CharField(max_length=255)

    def __str__(self) -> str:
        return f"{self.reviewed_on}: {self.note}"
