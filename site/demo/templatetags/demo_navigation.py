from typing import Any

from django import template
from django.db.models import QuerySet
from wagtail.models import Site

from headhealth.models import AToZPage

register = template.Library()


@register.simple_tag(takes_context=True)
def main_navigation(context: dict[str, Any]) -> QuerySet[AToZPage]:
    """The A to Z pages directly under the home page, in the order editors gave them.

    One query. Empty where there is no request to tell the site from, as in e-mail.
    """
    site = Site.find_for_request(context.get("request"))
    if site is None:
        return AToZPage.objects.none()
    return (
        AToZPage.objects.child_of(site.root_page)
        .live()
        .only("title", "url_path", "path", "depth", "locale")
    )
