"""The principles of HONcode, which the Health On the Net Foundation certified until 2022."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from headhealth.evidence.standards import approval_checks as approval
from headhealth.evidence.standards import content_checks as content
from headhealth.evidence.standards import cycle_checks as cycle
from headhealth.evidence.standards import publisher_checks as publisher
from headhealth.evidence.standards import source_checks as sources
from headhealth.evidence.standards.item import Item, Standard

HONCODE = Standard(
    "honcode",
    _("HONcode"),
    _("Eight principles for health web sites by the Health On the Net Foundation."),
    [
        Item(
            "honcode-authority",
            _("Authority"),
            _("It says who wrote it, and what qualifies them."),
            content.names_authors,
        ),
        Item(
            "honcode-reviewer",
            _("Qualified advice"),
            _("Medical advice comes from people who are trained for it."),
            approval.names_reviewer,
        ),
        Item(
            "honcode-complementarity",
            _("Complementarity"),
            _("It supports what a doctor says and does not stand in for one."),
            content.says_when_to_get_help,
        ),
        Item(
            "honcode-confidentiality",
            _("Confidentiality"),
            _("It says how data of readers are handled."),
            publisher.states("privacy_url"),
        ),
        Item(
            "honcode-attribution",
            _("Attribution"),
            _("Sources are named, with their dates."),
            sources.dates_sources,
        ),
        Item(
            "honcode-date",
            _("Date of the last change"),
            _("It says when it was last brought up to date."),
            cycle.shows_dates,
        ),
        Item(
            "honcode-justifiability",
            _("Justifiability"),
            _("Claims about benefits and performance are supported."),
            sources.cites_sources,
        ),
        Item(
            "honcode-transparency",
            _("Transparency"),
            _("Readers can reach whoever answers for it."),
            publisher.states("contact_url"),
        ),
        Item(
            "honcode-funding",
            _("Financial disclosure"),
            _("It says who pays."),
            publisher.states("funding"),
        ),
        Item(
            "honcode-advertising",
            _("Advertising policy"),
            _("Advertising is told from content; it says so where there is none."),
            publisher.states("advertising"),
        ),
    ],
)
