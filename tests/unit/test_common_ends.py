"""The differing middle of two sequences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headhealth.rules.common_ends import differing_middle


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", (0, 0, 0)),
        ("abc", "abc", (3, 3, 3)),
        ("abc", "axc", (1, 2, 2)),
        ("ac", "abc", (1, 1, 2)),
        # An end may not begin before the beginning is over.
        ("aa", "aaa", (2, 2, 3)),
    ],
)
def test_differing_middle(old, new, expected):
    assert differing_middle(old, new) == expected


@given(st.text("ab"), st.text("ab"))
def test_differing_middle__leads_from_one_to_the_other(old, new):
    start, old_end, new_end = differing_middle(old, new)
    assert old[:start] + new[start:new_end] + old[old_end:] == new
