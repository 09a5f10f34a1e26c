"""The names of everything that readers of a site may find, kept in memory.

Suggestions and spelling need all names at hand. One cheap query tells whether they still hold:
Wagtail's log has an entry for whatever changes what is public.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import swapper
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Max, Subquery, Value
from wagtail.models import ModelLogEntry, PageLogEntry, PageViewRestriction

from headhealth.rules.search_queries import folded, query_words, stem
from headhealth.rules.terms import split_names
from headhealth.search.scope import SearchScope, searched_models
from headhealth.snippets.symptom import Symptom

MAX_AGE = 60.0
"""Seconds. What no log tells of, such as a row changed by SQL, is seen after that at the latest."""
_MAX_SCOPES = 16
_MAX_TAILS = 1000
"""How many names are looked at for suggestions; one letter begins thousands on a large site."""
_DRAFT_ACTIONS = ("wagtail.edit", "wagtail.create")


class Name(NamedTuple):
    """One name of one page or symptom."""

    name: str
    title: str
    """The page's title, or the symptom's first name; may be the same as ``name``."""
    model: Any
    pk: int
    url_path: str
    """Empty for a symptom."""

    @property
    def is_title(self) -> bool:
        return self.name == self.title


@dataclass
class Catalogue:
    """What there was when it was read."""

    names: list[Name] = field(default_factory=list)
    private_paths: list[str] = field(default_factory=list)

    @cached_property
    def page_ids_by_name(self) -> Mapping[str, list[int]]:
        """By folded name, also in the plural or singular: keys of the pages that have it."""
        ids: dict[str, list[int]] = {}
        for name in self.names:
            if name.url_path:
                ids.setdefault(_comparable(name.name), []).append(name.pk)
        return ids

    @cached_property
    def words(self) -> Mapping[str, int]:
        """The folded words of all names, with how many names hold each."""
        return Counter(word for name in self.names for word in set(folded(name.name).split()))

    @cached_property
    def spellings(self) -> Mapping[str, set[str]]:
        """By folded word: how it is spelled in names where that differs, as "ménière"."""
        spellings: dict[str, set[str]] = {}
        for name in self.names:
            if not name.name.isascii():
                for word in query_words(name.name):
                    if (plain := folded(word)) != word:
                        spellings.setdefault(plain, set()).add(word)
        return spellings

    @cached_property
    def symptom_names(self) -> Mapping[int, list[str]]:
        """By key of the symptom: its names."""
        names: dict[int, list[str]] = {}
        for name in self.names:
            if name.model is Symptom:
                names.setdefault(name.pk, []).append(name.name)
        return names

    @cached_property
    def _tails(self) -> list[tuple[str, int, int]]:
        """Each name from each of its words on, sorted: text, how far in, index of the name."""
        tails = []
        for index, name in enumerate(self.names):
            text = folded(name.name)
            start = 0
            while start >= 0 and text:
                tails.append((text[start:], start, index))
                start = text.find(" ", start) + 1 or -1
        return sorted(tails)

    def called(self, query: str) -> list[int]:
        """Keys of the pages one of whose names is ``query``, whatever its number or accents."""
        return self.page_ids_by_name.get(_comparable(query), [])

    def beginning_with(self, text: str) -> Iterable[Name]:
        """The names in which a word begins with ``text``, best first, each page once.

        A name that begins with it comes before one that holds it, then the shorter one.
        """
        key = folded(text)
        if not key:
            return []
        first = bisect_left(self._tails, (key,))
        found = []
        for tail, start, index in self._tails[first : first + _MAX_TAILS]:
            if not tail.startswith(key):
                break
            name = self.names[index]
            found.append((start > 0, not name.is_title, len(name.name), name.name, index))
        once: dict[tuple[Any, int], Name] = {}
        for *_order, index in sorted(found):
            name = self.names[index]
            once.setdefault((name.model, name.pk), name)
        return once.values()


def catalogue_of(scope: SearchScope) -> Catalogue:
    """The catalogue of ``scope`` as it is now: one query where nothing has changed."""
    stamp = _stamp()
    now = time.monotonic()
    kept = _kept.get(scope)
    if kept is not None and kept.stamp == stamp and now - kept.read_at < MAX_AGE:
        return kept.catalogue
    catalogue = _read(scope)
    if len(_kept) >= _MAX_SCOPES:
        _kept.clear()
    _kept[scope] = _Kept(stamp, now, catalogue)
    return catalogue


def forget_catalogues() -> None:
    """Read everything again. For code that changes pages behind Wagtail's back."""
    _kept.clear()


class _Kept(NamedTuple):
    stamp: tuple[Any, ...]
    read_at: float
    catalogue: Catalogue


_kept: dict[SearchScope, _Kept] = {}


def _stamp() -> tuple[Any, ...]:
    """Changes with everything that makes a name public, other or private."""
    newest = [
        Subquery(log.exclude(action__in=_DRAFT_ACTIONS).order_by("-pk").values(column)[:1])
        for log in (PageLogEntry.objects, ModelLogEntry.objects)
        for column in ("pk", "timestamp")
    ]
    restrictions = PageViewRestriction.objects.order_by().values(every=Value(1))
    counted = [Subquery(restrictions.values(of=total("pk"))) for total in (Count, Max)]
    # Asked of a table that is never empty, so that there is a row to answer in.
    return ContentType.objects.order_by("pk").values_list(*newest, *counted)[0]


def _read(scope: SearchScope) -> Catalogue:
    private_paths = _private_paths()
    names: list[Name] = []
    for model in searched_models():
        pages = scope.live_pages(model, private_paths=private_paths)
        for pk, url_path, title, also_known_as in pages.values_list(
            "pk", "url_path", "title", "also_known_as"
        ):
            for name in dict.fromkeys([title, *split_names(also_known_as)]):
                names.append(Name(name, title, model, pk, url_path))
    symptoms = Symptom.objects.filter(live=True)
    if scope.language_code:
        symptoms = symptoms.filter(locale__language_code=scope.language_code)
    for pk, first, also_known_as in symptoms.values_list("pk", "name", "also_known_as"):
        for name in dict.fromkeys([first, *split_names(also_known_as)]):
            names.append(Name(name, first, Symptom, pk, ""))
    return Catalogue(names, private_paths)


def _private_paths() -> list[str]:
    """Paths of the sections that not everybody may read.

    An alias is as private as its source, so ``Page.objects.public()`` does not do.
    """
    pages = swapper.load_model("wagtailcore", "Page")._default_manager.order_by()
    found = dict(
        pages.filter(view_restrictions__isnull=False, alias_of=None).values_list("pk", "path")
    )
    sources = set(found)
    while sources:
        aliases = dict(pages.filter(alias_of__in=sources).values_list("pk", "path"))
        sources = aliases.keys() - found.keys()
        found.update(aliases)
    return sorted(found.values())


def _comparable(name: str) -> str:
    """The folded name, the same in the singular and the plural."""
    return " ".join(map(stem, folded(name).split()))
