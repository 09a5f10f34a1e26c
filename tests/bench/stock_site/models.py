"""The one page type of the stock site."""

from __future__ import annotations

from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import Page


class StockArticlePage(Page):
    """Headings and texts in a stream, as the tutorial has them."""

    body = StreamField([("heading", blocks.CharBlock()), ("text", blocks.RichTextBlock())])
    template = "stock_site/article.html"
    content_panels = [*Page.content_panels, "body"]
