"""What our pages are measured against."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.snippets.blocks import SnippetChooserBlock


class ArticleBody(blocks.StreamBlock):
    heading = blocks.CharBlock()
    text = blocks.RichTextBlock()
    page = blocks.PageChooserBlock()
    symptom = SnippetChooserBlock("headhealth.Symptom")
    source = SnippetChooserBlock("headhealth.Source")
    contributor = SnippetChooserBlock("headhealth.Contributor")


class BareArticlePage(Page):
    """A Wagtail article as the tutorial builds one: a stream of stock blocks."""

    body = StreamField(ArticleBody())
    template = "bench/bare_article_page.html"
    content_panels = [*Page.content_panels, "body"]


class NaiveArticlePage(Page):
    """The same with what a health page shows around it, each part by its own queries."""

    body = StreamField(ArticleBody())
    template = "bench/naive_article_page.html"
    content_panels = [*Page.content_panels, "body"]

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        home = self.get_site().root_page
        return {
            **super().get_context(request, *args, **kwargs),
            "menu": home.get_children().live().in_menu(),
            "breadcrumb": self.get_ancestors().live().filter(depth__gte=2),
            "related": self.get_siblings(inclusive=False).live().specific()[:5],
            "json_ld": format_html(
                '<script type="application/ld+json">{}</script>',
                {"@type": "MedicalWebPage", "url": self.full_url, "name": self.title},
            ),
        }
