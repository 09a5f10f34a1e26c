"""A text that is null shows nothing, as the fingerprint takes it: not the word "None"."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from wagtail.fields import StreamField

from headhealth.models import ConditionPage, SymptomListPage, TreatmentPage
from tests.integration.fingerprint.browser_tokens import browser_tokens
from tests.integration.fingerprint.stored_contents import make_targets, stored_block


def test_blocks__show_nothing_for_a_text_that_is_null(a_to_z: Any) -> None:
    make_targets(a_to_z)
    for model in (ConditionPage, SymptomListPage, TreatmentPage):
        for field in model._meta.fields:
            if isinstance(field, StreamField):
                for seed in range(40):
                    chance = Random(seed)
                    stored = _nulled(stored_block(field.stream_block, chance), chance)
                    for child in field.stream_block.to_python(stored):
                        html = child.render()
                        assert not _says_none(html), (json.dumps(stored), html)


def _nulled(value: Any, chance: Random, key: Any = None) -> Any:
    """``value`` without most of its texts."""
    if isinstance(value, dict):
        return {key: _nulled(each, chance, key) for key, each in value.items()}
    if isinstance(value, list):
        return [_nulled(each, chance) for each in value]
    if not isinstance(value, str) or key in ("type", "id"):
        return value
    return None if chance.random() < 0.7 else value.replace("None", "")


def _says_none(html: str) -> bool:
    return any(
        "None" in words or any("None" in value for _name, value in attributes)
        for _kind, words, attributes in browser_tokens(html)
    )
