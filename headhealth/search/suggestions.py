"""What to offer while somebody types: names that begin with it, from memory."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.text import capfirst

from headhealth.rules.search_queries import MAX_QUERY_LENGTH
from headhealth.search.catalogue import Name, catalogue_of
from headhealth.search.scope import SearchScope
from headhealth.snippets.symptom import Symptom

MAX_SUGGESTIONS = 8


@dataclass(frozen=True)
class Suggestion:
    """``title`` is empty where it is the same as ``name``."""

    name: str
    title: str
    type: str
    url: str


def suggest(text: str, *, scope: SearchScope) -> list[Suggestion]:
    """Up to ``MAX_SUGGESTIONS`` names, the likeliest first."""
    names = catalogue_of(scope).beginning_with(text[:MAX_QUERY_LENGTH])
    return [_suggestion(scope, name) for name in islice(names, MAX_SUGGESTIONS)]


def _suggestion(scope: SearchScope, name: Name) -> Suggestion:
    return Suggestion(
        name=name.name,
        title="" if name.is_title else name.title,
        type=capfirst(str(name.model._meta.verbose_name)),
        url=_url(scope, name),
    )


def _url(scope: SearchScope, name: Name) -> str:
    """The address of the page or symptom, made without loading it; else the search for it."""
    if name.model is Symptom:
        address = Symptom(pk=name.pk, name=name.title).address
    else:
        try:
            address = reverse("wagtail_serve", args=[name.url_path.removeprefix(scope.root_path)])
        except NoReverseMatch:
            address = ""
    return address or f"{reverse('headhealth:search')}?{urlencode({'q': name.name})}"
