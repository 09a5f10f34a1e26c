"""Do and don't lists."""

from __future__ import annotations

import pytest

from headhealth.rules.dos_and_donts import (
    check_dont_item,
    check_either_list,
    check_list_length,
)


@pytest.mark.parametrize("item", ["do not drive", "Do  not drive", " DO NOT drive", "", "  "])
def test_items_that_say_do_not(item: str) -> None:
    assert check_dont_item(item) == []


@pytest.mark.parametrize(
    "item", ["don't drive", "don’t drive", "drive", "do not", "do nothing", "never do not", "🚗"]
)
def test_items_that_do_not_say_it(item: str) -> None:
    assert [finding.code for finding in check_dont_item(item)] == ["dont_item_wording"]


def test_a_list_has_no_item_or_several() -> None:
    assert [len(check_list_length(count)) for count in range(4)] == [0, 1, 0, 0]


def test_one_of_the_lists_is_there() -> None:
    assert check_either_list(0, 0)
    assert not check_either_list(2, 0)
    assert not check_either_list(0, 2)
