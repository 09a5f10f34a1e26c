"""Where readers get different text, fingerprints differ: nothing else can hold the gate up."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from django.db import models
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from wagtail.blocks import Block

from headhealth.review.content_digest import digest_of
from headhealth.review.reviewed_object import reviewed_models
from tests.integration.fingerprint.changes import changed, with_unknown
from tests.integration.fingerprint.faults import FAULTS
from tests.integration.fingerprint.reader_view import reader_view, shown_fields
from tests.integration.fingerprint.stored_contents import (
    generated_blocks,
    generated_fields,
    make_targets,
    stored_content,
)

# A failure is reported as it was found: the chance has no smaller form.
SEARCH = settings(
    max_examples=2_000,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
CHANGES = 4
"""Of each content."""
CHANCE = st.randoms(use_true_random=True)


@pytest.fixture
def targets(a_to_z: Any) -> None:
    make_targets(a_to_z)


def test_fingerprint__differs_where_readers_get_different_text(targets: None) -> None:
    found: dict[str, int] = {}
    tried = 0

    # The same examples in each run.
    @seed(9)
    @SEARCH
    @given(chance=CHANCE)
    def search(chance: Random) -> None:
        nonlocal tried
        tried += 1
        model, content = stored_content(reviewed_models(), chance)
        view = reader_view(model, content)
        for _ in range(CHANGES):
            other = with_unknown(model, content, chance) if chance.random() < 0.1 else None
            if other is None:
                other = changed(model, content, chance)
                if reader_view(model, other) == view:
                    continue
            assert digest_of(model, content) != digest_of(model, other), (model, content, other)
            for name, digest in FAULTS.items():
                if name not in found and _is_blind(digest, model, content, other):
                    found[name] = tried

    search()
    assert FAULTS.keys() == found.keys(), f"not found: {FAULTS.keys() - found.keys()}; {found}"
    assert _block_classes() <= generated_blocks
    assert {(m, n) for m in reviewed_models() for n in shown_fields(m)} <= generated_fields


def _is_blind(digest: Any, model: type[models.Model], one: Any, other: Any) -> bool:
    try:
        return digest(model, one) == digest(model, other)
    except Exception:
        # An approval that cannot be made lets nothing through.
        return False


def _block_classes(base: type = Block) -> set[type]:
    """The app's own block classes that are no bases of others."""
    found: set[type] = set()
    for cls in base.__subclasses__():
        found |= _block_classes(cls)
        if cls.__module__.startswith("headhealth.") and not cls.__subclasses__():
            found.add(cls)
    return found
