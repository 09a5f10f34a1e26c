"""Thousands of live condition pages, written as rows: one by one takes an hour."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import QuerySet
from modelsearch.backends import get_search_backend
from wagtail.models import Page, Site

from headhealth.models import AToZPage, ConditionPage
from headhealth.rules.review_schedule import RiskTier

WORD_ON_EVERY_PAGE = "headache"
_CHUNK = 500
_SYLLABLES = "al an ba ce da el fo gi ha in ko la me no or pa qui ro sa te ul vi wa xe yo".split()


def make_many_pages(
    number: int,
    *,
    sections: int = 10,
    words: int = 1000,
    seed: int = 1,
    is_indexed: bool = True,
) -> None:
    """Add an A to Z with ``number`` live conditions of ``words`` words, which searches find.

    Common words are used more often; ``WORD_ON_EVERY_PAGE`` is in every section. A third of the
    pages is of each risk tier.
    """
    chance = random.Random(seed)
    tiers = itertools.cycle(RiskTier)
    vocabulary = _vocabulary(chance)
    root = Site.objects.get(is_default_site=True).root_page
    parent = root.add_child(
        instance=AToZPage(title="All conditions", listed_type="headhealth.ConditionPage")
    )
    for start in range(0, number, _CHUNK):
        with transaction.atomic():
            bases = _add_bases(parent, start, min(_CHUNK, number - start), chance, vocabulary)
            _add_conditions(
                ConditionPage(
                    page_ptr=page,
                    risk_tier=next(tiers),
                    also_known_as=_phrase(chance, vocabulary, 2),
                    summary=_phrase(chance, vocabulary, 20),
                    body=json.dumps(_body(chance, vocabulary, sections, words)),
                )
                for page in bases
            )
    Page.objects.filter(pk=parent.pk).update(numchild=number)
    if is_indexed:
        _index(Page.objects.child_of(parent).values("pk"))


def _add_bases(
    parent: Any, start: int, count: int, chance: random.Random, vocabulary: list[str]
) -> list[Page]:
    content_type = ContentType.objects.get_for_model(ConditionPage)
    pages = []
    for number in range(start, start + count):
        title = f"{_phrase(chance, vocabulary, 2).title()} {number}"
        slug = f"condition-{number}"
        pages.append(
            Page(
                title=title,
                draft_title=title,
                slug=slug,
                path=Page._get_path(parent.path, parent.depth + 1, number + 1),
                depth=parent.depth + 1,
                url_path=f"{parent.url_path}{slug}/",
                content_type=content_type,
                locale_id=parent.locale_id,
            )
        )
    return Page.objects.bulk_create(pages)


def _add_conditions(conditions: Iterable[ConditionPage]) -> None:
    """Write rows of the condition's own table, whose base rows are there.

    Django's ``bulk_create`` refuses models with a parent. A save of each is judged by the gate,
    which would hold it as a draft: nobody has reviewed it.
    """
    rows: Any = QuerySet(ConditionPage)
    rows._batched_insert(list(conditions), ConditionPage._meta.local_concrete_fields, _CHUNK)


def _body(
    chance: random.Random, vocabulary: list[str], sections: int, words: int
) -> list[dict[str, Any]]:
    blocks = []
    for number in range(sections):
        heading = f"Heading {number}"
        text = f"<p>{WORD_ON_EVERY_PAGE} {_phrase(chance, vocabulary, words // sections)}.</p>"
        value = {"heading": heading, "aspect": "overview", "text": text}
        blocks.append({"type": "text_section", "id": f"{chance.getrandbits(64):x}", "value": value})
    if sections > 1:
        # A migration of the site makes it a section (``jobs.rebaseline_rewritten``).
        blocks[-1].update(type="expander", value={"summary": heading, "text": text})
    return blocks


def _index(pks: Any) -> None:
    index = get_search_backend().get_index_for_model(ConditionPage)
    pages = ConditionPage.objects.filter(pk__in=pks).order_by("pk")
    for start in range(0, pages.count(), _CHUNK):
        index.add_items(ConditionPage, list(pages[start : start + _CHUNK]))


def _vocabulary(chance: random.Random) -> list[str]:
    words = {"".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))) for _ in range(4000)}
    return sorted(words)


def _phrase(chance: random.Random, vocabulary: list[str], length: int) -> str:
    # The first words of the list are the common ones.
    ranks = (int(len(vocabulary) * chance.random() ** 3) for _ in range(length))
    return " ".join(vocabulary[rank] for rank in ranks)
