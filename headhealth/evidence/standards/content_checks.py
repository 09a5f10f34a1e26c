"""The text and what it has of what standards ask; proven while a reviewer has approved it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headhealth.blocks.health_aspect import HealthAspect
from headhealth.blocks.treatments import TREATMENT_FACETS
from headhealth.evidence.standards.item import (
    Answer,
    Case,
    judge,
    missing,
    not_applicable,
    proven,
)


def has_main_message(case: Case) -> Answer:
    if not case.evidence.content.summary.strip():
        return missing(_("It has no summary that says what it is about."), "content")
    return proven(
        _("It opens with its main message: “%(summary)s”")
        % {"summary": case.evidence.content.summary},
        "content",
    )


def names_authors(case: Case) -> Answer:
    authors = case.evidence.content.authors
    if not authors:
        return missing(_("It names no author."), "content")
    bare = [author.name for author in authors if not author.credentials.strip()]
    if bare:
        return missing(
            _("No credentials are given for %(who)s.") % {"who": get_text_list(bare, _("and"))},
            "content",
        )
    named = [f"{author.name} ({author.credentials})" for author in authors]
    return proven(
        _("It names as its authors %(who)s.") % {"who": get_text_list(named, _("and"))}, "content"
    )


def says_when_to_get_help(case: Case) -> Answer:
    """Information stands beside what a doctor says, and leads to one."""
    content = case.evidence.content
    if not content.care_levels and HealthAspect.SEE_DOCTOR.value not in content.aspects:
        return missing(_("It does not say when to see somebody who can help."), "content")
    return proven(
        ngettext(
            "It says when to get help, with %(count)d care card.",
            "It says when to get help, with %(count)d care cards.",
            len(content.care_levels),
        )
        % {"count": len(content.care_levels)},
        "content",
    )


def leads_to_more(case: Case) -> Answer:
    content = case.evidence.content
    if not (content.related_pages or case.evidence.sources):
        return missing(_("It leads to no further information."), "content")
    return judge(
        _(
            "It lists %(sources)d sources and %(pages)d related pages. Whether they are the "
            "support that readers need is for a person to judge."
        )
        % {"sources": len(case.evidence.sources), "pages": content.related_pages},
        "sources",
    )


def answers(facet: str) -> Callable[[Case], Answer]:
    """The check whether every treatment says something on ``facet``; how well, a person judges."""
    label = next(each.label for each in TREATMENT_FACETS if each.name == facet)

    def check(case: Case) -> Answer:
        treatments = case.evidence.content.treatments
        if not treatments:
            return not_applicable(_("It is about no treatment."))
        silent = [each.name for each in treatments if facet in each.missing]
        if silent:
            return missing(
                _("“%(part)s” is empty for %(treatments)s.")
                % {"part": label, "treatments": get_text_list(silent, _("and"))},
                "content",
            )
        named = [each.name for each in treatments]
        return proven(
            _("“%(part)s” has a text for %(treatments)s. How good it is, a person judges.")
            % {"part": label, "treatments": get_text_list(named, _("and"))},
            "content",
        )

    return check


def offers_choices(case: Case) -> Answer:
    """Of more than one treatment, or what can be done instead of it."""
    treatments = case.evidence.content.treatments
    if len(treatments) > 1:
        named = get_text_list([each.name for each in treatments], _("and"))
        return proven(
            _("It sets several treatments side by side: %(treatments)s.") % {"treatments": named},
            "content",
        )
    return answers("alternatives")(case)


def for_a_person(sentence: Any) -> Callable[[Case], Answer]:
    """The check that no software makes; ``sentence``, which may be lazy, says what to look at."""

    def check(case: Case) -> Answer:
        return judge(str(sentence), "content")

    return check
