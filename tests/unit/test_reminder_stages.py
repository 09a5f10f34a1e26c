from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headhealth.rules.reminder_stages import ReminderStages
from headhealth.rules.review_schedule import next_review_due

POLICY = ReminderStages.of(before=[60, 30, 7], after=[1, 14, 30], repeats_after=30)
DUE = date(2026, 3, 31)
DAYS = st.dates(date(1990, 1, 1), date(2200, 12, 31))
LEADS = st.sets(st.integers(1, 365), max_size=6)
STAGES = st.builds(
    lambda before, after, repeats: ReminderStages.of(
        before=before, after=after, repeats_after=repeats
    ),
    LEADS,
    st.sets(st.integers(0, 365), max_size=6),
    st.integers(1, 90),
)


@pytest.mark.parametrize(
    ("today", "stage"),
    [
        pytest.param(date(2026, 1, 29), None, id="61 days before"),
        pytest.param(date(2026, 1, 30), -60, id="60 days before, over a month of 28"),
        pytest.param(date(2026, 2, 28), -60, id="the last day of February"),
        pytest.param(date(2026, 3, 1), -30, id="30 days before"),
        pytest.param(date(2026, 3, 24), -7, id="7 days before"),
        pytest.param(date(2026, 3, 31), -7, id="the due day: not late yet"),
        pytest.param(date(2026, 4, 1), 1, id="the first day late"),
        pytest.param(date(2026, 4, 14), 14, id="a fortnight late"),
        pytest.param(date(2026, 4, 29), 14, id="nothing new between two stages"),
        pytest.param(date(2026, 5, 29), 30, id="59 days late"),
        pytest.param(date(2026, 5, 30), 60, id="then every 30 days"),
        pytest.param(date(2027, 3, 31), 360, id="a year late"),
    ],
)
def test_newest__is_the_stage_reached_last(today, stage):
    assert POLICY.newest(DUE, today) == stage


@pytest.mark.parametrize(
    ("before", "after", "days", "stage"),
    [
        pytest.param([], [1], -1, None, id="nobody is told before"),
        pytest.param([7], [], 29, -7, id="nothing named after, and not yet a month late"),
        pytest.param([7], [], 30, 30, id="nothing named after: monthly all the same"),
        pytest.param([], [0], 0, 0, id="on the day itself"),
        pytest.param([], [0], 31, 30, id="monthly from the day itself"),
        pytest.param([], [], 5, None, id="no stages at all"),
    ],
)
def test_newest__of_sparse_stages(before, after, days, stage):
    stages = ReminderStages.of(before=before, after=after, repeats_after=30)
    assert stages.newest(DUE, DUE + timedelta(days=days)) == stage


@given(STAGES, DAYS, st.integers(-400, 2000))
def test_newest__has_passed_and_never_goes_back(stages, due_on, days):
    today = due_on + timedelta(days=days)
    stage, next_stage = (stages.newest(due_on, each) for each in (today, today + timedelta(1)))
    if stage is not None:
        assert stage <= days
        assert next_stage is not None and next_stage >= stage


@given(STAGES, DAYS, st.integers(0, 2000))
def test_newest__what_is_late_is_told_again_in_bounded_time(stages, due_on, days):
    """Over any stretch as long as the longest gap there is, a new stage comes."""
    last = max(stages.after, default=0)
    gap = max(last, stages.repeats_after)
    start = due_on + timedelta(days=days)
    assert stages.newest(due_on, start + timedelta(days=gap)) != stages.newest(
        due_on, start - timedelta(days=1)
    )


@given(STAGES, DAYS, st.integers(1, 400))
def test_until__is_the_last_due_day_that_can_be_told(stages, today, days):
    later = stages.until(today) + timedelta(days=days)
    assert stages.newest(later, today) is None


@given(STAGES, DAYS, st.sets(st.integers(0, 800), min_size=1))
def test_missed_days__lose_no_stage_that_still_counts(stages, due_on, run_days):
    """Whenever runs happen, the last of them leaves the newest stage told, each at most once."""
    first = due_on - timedelta(days=400)
    told: list[int] = []
    for day in sorted(run_days):
        stage = stages.newest(due_on, first + timedelta(days=day))
        if stage is not None and stage not in told:
            told.append(stage)
    newest = stages.newest(due_on, first + timedelta(days=max(run_days)))
    assert newest is None or told[-1] == newest
    assert told == sorted(told)


@given(DAYS, st.integers(1, 120), st.integers(0, 27))
def test_stages__count_days_whatever_the_lengths_of_the_months(reviewed_on, months, shift):
    due_on = next_review_due(reviewed_on, months)
    assert POLICY.newest(due_on, due_on - timedelta(days=30)) == -30
    assert POLICY.newest(due_on, due_on + timedelta(days=14)) == 14
    assert POLICY.newest(due_on + timedelta(days=shift + 61), due_on) is None


def test_repeats__never_more_often_than_daily():
    with pytest.raises(ValueError):
        ReminderStages.of(repeats_after=0)
