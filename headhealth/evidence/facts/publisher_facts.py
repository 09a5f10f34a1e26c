"""Who publishes, and what they declare."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import NamedTuple

from django.utils.text import capfirst
from wagtail.models import Site

from headhealth.evidence.publisher_statements import PublisherStatements
from headhealth.rules.web_addresses import web_address


class Statement(NamedTuple):
    label: str
    text: str
    is_address: bool


@dataclass(frozen=True)
class PublisherFacts:
    """As declared in the settings of the site; "" where nothing is."""

    name: str = ""
    site_url: str = ""
    contact_url: str = ""
    process: str = ""
    process_url: str = ""
    training: str = ""
    need: str = ""
    user_involvement: str = ""
    equality: str = ""
    dissemination: str = ""
    impact: str = ""
    funding: str = ""
    advertising: str = ""
    conflicts: str = ""
    privacy_url: str = ""
    accessibility: str = ""
    accessibility_url: str = ""

    @property
    def statements(self) -> list[Statement]:
        """What is stated, without name and address."""
        return [
            Statement(
                label=capfirst(str(PublisherStatements._meta.get_field(name).verbose_name)),
                text=getattr(self, name),
                is_address=bool(name.endswith("_url") and web_address(getattr(self, name))),
            )
            for name in STATED
            if getattr(self, name).strip()
        ]


def publisher_facts(site: Site | None) -> PublisherFacts:
    if site is None:
        return PublisherFacts()
    # Not ``for_site``, which writes a row where there is none: a pack only reads.
    stated = PublisherStatements.objects.filter(site=site).first() or PublisherStatements()
    return PublisherFacts(
        name=stated.publisher or site.site_name or str(site.root_page.title),
        site_url=site.root_url,
        **{name: getattr(stated, name) for name in STATED},
    )


STATED = [each.name for each in fields(PublisherFacts) if each.name not in ("name", "site_url")]
"""What the settings of the site hold."""
