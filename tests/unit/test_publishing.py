import itertools

import pytest

from headhealth.rules.publishing import Verdict, judge_write


@pytest.mark.parametrize(
    ("state", "verdict"),
    [
        pytest.param("new live unapproved", Verdict.HOLD_AS_DRAFT, id="born live"),
        pytest.param("draft live unapproved", Verdict.REFUSE, id="published without review"),
        pytest.param("live live unapproved changed", Verdict.REFUSE, id="changed without review"),
        pytest.param("live live unapproved", Verdict.ALLOW, id="bookkeeping of a live row"),
        pytest.param("live live unapproved stopped", Verdict.REFUSE, id="published again"),
        pytest.param("live live approved stopped", Verdict.ALLOW, id="approved again"),
        pytest.param("draft draft unapproved changed", Verdict.ALLOW, id="a draft is free"),
        pytest.param("live draft unapproved changed", Verdict.ALLOW, id="taken down"),
        pytest.param("draft live approved changed", Verdict.ALLOW, id="approved"),
        pytest.param("new live approved", Verdict.ALLOW, id="alias of approved content"),
    ],
)
def test_judge_write__table(state, verdict):
    before, after, approval, *more = state.split()
    assert (
        judge_write(
            is_new=before == "new",
            was_live=before == "live",
            will_be_live=after == "live",
            content_changed=before == "new" or "changed" in more,
            may_be_public=approval == "approved",
            may_stay_public="stopped" not in more,
        )
        is verdict
    )


def test_judge_write__never_lets_new_unapproved_content_become_public():
    for is_new, was_live in itertools.product([True, False], repeat=2):
        verdict = judge_write(
            is_new=is_new,
            was_live=was_live,
            will_be_live=True,
            content_changed=True,
            may_be_public=False,
            may_stay_public=True,
        )
        assert verdict is not Verdict.ALLOW
