"""Who asks, for the people who read the logs of the sites that are asked."""

from __future__ import annotations

from django.conf import settings
from wagtail.admin.utils import get_admin_base_url
from wagtail.models import Site

from headhealth import __version__


def user_agent() -> str:
    """The software and the address of the site, without a character that headers cannot hold."""
    site = Site.objects.filter(is_default_site=True).first()
    address = site.root_url if site else get_admin_base_url() or ""
    name = getattr(settings, "WAGTAIL_SITE_NAME", "")
    text = f"headhealth/{__version__} (link check of {name}; +{address})"
    return "".join(each for each in text if " " <= each <= "~")
