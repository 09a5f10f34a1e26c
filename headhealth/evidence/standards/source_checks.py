"""What is known of the sources."""

from __future__ import annotations

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headhealth.evidence.standards.item import Answer, Case, judge, missing, proven

MOST_NAMED = 3


def records_sources(case: Case) -> Answer:
    sources = case.evidence.sources
    if not sources:
        return missing(_("It names no source."), "sources")
    return proven(
        ngettext(
            "%(count)d source is listed, with its publisher and where to find it.",
            "%(count)d sources are listed, with their publishers and where to find them.",
            len(sources),
        )
        % {"count": len(sources)},
        "sources",
    )


def dates_sources(case: Case) -> Answer:
    sources = case.evidence.sources
    if not sources:
        return missing(_("It names no source."), "sources")
    undated = [source.title for source in sources if not source.year]
    if undated:
        return missing(
            _("No year is given for %(titles)s.") % {"titles": _named(undated)}, "sources"
        )
    years = [source.year for source in sources if source.year]
    return proven(
        _("Every source has a year: from %(first)d to %(last)d.")
        % {"first": min(years), "last": max(years)},
        "sources",
    )


def cites_sources(case: Case) -> Answer:
    """Whether claims carry a reference; whether all do, a person sees."""
    content = case.evidence.content
    if not content.citations:
        return missing(_("No statement in the text refers to a source."), "sources")
    return proven(
        ngettext(
            "The text refers to its sources at %(count)d place. Whether every claim needs one more "
            "is for a person to judge.",
            "The text refers to its sources at %(count)d places. Whether every claim needs one "
            "more is for a person to judge.",
            content.citations,
        )
        % {"count": content.citations},
        "sources",
    )


def has_sound_sources(case: Case) -> Answer:
    """None that was superseded, retracted or deleted since."""
    sources = case.evidence.sources
    if not sources:
        return missing(_("It names no source."), "sources")
    unsound = [f"{source.title} ({source.notice})" for source in sources if source.notice]
    if unsound:
        return missing(
            _("Sources are no longer what they were: %(titles)s.") % {"titles": _named(unsound)},
            "sources",
        )
    return judge(
        _(
            "None of its sources is marked as superseded or retracted. How strong they are, and "
            "whether the text tells them rightly, is for a person to judge."
        ),
        "sources",
    )


def _named(titles: list[str]) -> str:
    shown = titles[:MOST_NAMED]
    if others := len(titles) - len(shown):
        shown.append(ngettext("%(count)d more", "%(count)d more", others) % {"count": others})
    return get_text_list(shown, _("and"))
