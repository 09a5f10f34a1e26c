"""The benchmarks of the Journal of the American Medical Association (1997)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from headhealth.evidence.standards import approval_checks as approval
from headhealth.evidence.standards import content_checks as content
from headhealth.evidence.standards import cycle_checks as cycle
from headhealth.evidence.standards import publisher_checks as publisher
from headhealth.evidence.standards import source_checks as sources
from headhealth.evidence.standards.item import Item, Standard

JAMA = Standard(
    "jama",
    _("JAMA benchmarks"),
    _("Four benchmarks by Silberg, Lundberg and Musacchio (JAMA, 1997)."),
    [
        Item(
            "jama-authorship",
            _("Authorship"),
            _("Authors and contributors are named, with credentials and affiliations."),
            content.names_authors,
        ),
        Item(
            "jama-attribution",
            _("Attribution"),
            _("Sources are listed."),
            sources.records_sources,
        ),
        Item(
            "jama-disclosure",
            _("Disclosure: the site"),
            _("Ownership, funding and advertising are disclosed."),
            publisher.states("funding", "advertising", "conflicts"),
        ),
        Item(
            "jama-conflicts",
            _("Disclosure: the people"),
            _("Conflicts of interest are disclosed."),
            approval.declares_conflicts,
        ),
        Item(
            "jama-currency",
            _("Currency"),
            _("It says when it was posted and brought up to date."),
            cycle.shows_dates,
        ),
    ],
)
