from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headhealth.rules.review_schedule import (
    LONGEST_INTERVAL,
    ReviewState,
    add_months,
    is_overdue,
    next_review_due,
    review_state,
)

# A busy machine is slow, not wrong.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

DAYS = st.dates(date(1990, 1, 1), date(2200, 12, 31))
INTERVALS = st.integers(1, LONGEST_INTERVAL)


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


@given(DAYS, INTERVALS)
def test_next_review_due__is_so_many_calendar_months_later(day, months):
    due = next_review_due(day, months)
    assert (due.year * 12 + due.month) - (day.year * 12 + day.month) == months
    # The same day of the month, or the last one of a shorter month.
    assert due.day == day.day or (due.day < day.day and (due + timedelta(days=1)).day == 1)


@given(DAYS, DAYS, INTERVALS)
def test_next_review_due__never_comes_earlier_for_a_later_review(day, other, months):
    first, last = sorted([day, other])
    assert next_review_due(first, months) <= next_review_due(last, months)


@given(DAYS, INTERVALS, INTERVALS)
def test_next_review_due__comes_earlier_for_a_shorter_interval(day, months, other):
    shorter, longer = sorted([months, other])
    assert next_review_due(day, shorter) <= next_review_due(day, longer)


@given(DAYS, INTERVALS, INTERVALS)
def test_add_months__in_two_steps_loses_no_more_than_the_end_of_a_month(day, first, second):
    at_once = add_months(day, first + second)
    in_steps = add_months(add_months(day, first), second)
    assert (at_once.year, at_once.month) == (in_steps.year, in_steps.month)
    assert timedelta() <= at_once - in_steps <= timedelta(days=3)


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


@given(DAYS, st.integers(1, 365), DAYS)
def test_review_state__only_ever_gets_later(due_on, notice, today):
    soon = due_on - timedelta(days=notice)
    order = [ReviewState.CURRENT, ReviewState.DUE_SOON, ReviewState.OVERDUE]
    now = review_state(due_on, soon, today)
    tomorrow = review_state(due_on, soon, today + timedelta(days=1))
    assert order.index(now) <= order.index(tomorrow) <= order.index(now) + 1
    assert (now == ReviewState.OVERDUE) == is_overdue(due_on, today)


def test_review_state__without_a_day():
    assert review_state(None, None, date(2026, 1, 1)) == ReviewState.NEVER
