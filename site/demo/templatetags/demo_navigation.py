from typing import Any

from django import template
from wagtail.models import Site

from headhealth.models import AToZPage
from headhealth.page_cache.process_memory import remembered

register = template.Library()


@register.simple_tag(takes_context=True)
def main_navigation(context: dict[str, Any]) -> list[AToZPage]:
    """The A to Z pages directly under the home page, in the order editors gave them.

    One query after each change of the content. Empty where there is no request to tell the site
    from, as in e-mail.
    """
    site = Site.find_for_request(context.get("request"))
    if site is None:
        return []
    pages = AToZPage.objects.child_of(site.root_page).live()
    return remembered(
        ("navigation", site.pk),
        lambda: list(pages.only("title", "url_path", "path", "depth", "locale")),
    )
