from datetime import date

import pytest

from headhealth.rules.review_schedule import add_months, is_overdue, next_review_due


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        pytest.param(date(2026, 1, 15), 6, date(2026, 7, 15), id="same day"),
        pytest.param(date(2026, 1, 31), 1, date(2026, 2, 28), id="shorter month"),
        pytest.param(date(2023, 12, 31), 2, date(2024, 2, 29), id="leap year"),
        pytest.param(date(2024, 2, 29), 12, date(2025, 2, 28), id="from a leap day"),
        pytest.param(date(2026, 11, 30), 36, date(2029, 11, 30), id="three years"),
        pytest.param(date(2026, 12, 1), 1, date(2027, 1, 1), id="over new year"),
    ],
)
def test_add_months__keeps_the_day_or_takes_the_months_last(day, months, expected):
    assert add_months(day, months) == expected


def test_add_months__is_never_the_same_day_or_before():
    for ordinal in range(date(2023, 1, 1).toordinal(), date(2025, 1, 1).toordinal()):
        day = date.fromordinal(ordinal)
        for months in (1, 6, 12, 36):
            later = add_months(day, months)
            assert later > day
            assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months


def test_next_review_due__refuses_an_interval_of_nothing():
    with pytest.raises(ValueError, match="at least one month"):
        next_review_due(date(2026, 1, 1), 0)


@pytest.mark.parametrize(
    ("today", "expected"),
    [(date(2026, 5, 1), False), (date(2026, 5, 2), False), (date(2026, 5, 3), True)],
    ids=["before", "on the day", "after"],
)
def test_is_overdue__from_the_day_after(today, expected):
    assert is_overdue(date(2026, 5, 2), today) is expected
