"""Two units that lift each other (3.10)."""

from itertools import combinations, cycle
from random import Random

import numpy as np
import pytest

from tests.warehouse.statistics.near import near
from warehouse.assessment.statistics.multiplicity import holm
from warehouse.assessment.statistics.mutual import Pair, Ratings, mutual_inflation

UNITS = "ABCDEF"
GIVER = dict(zip(UNITS, (0.1, -0.1, 0, 0.2, -0.2, 0), strict=True))
RECEIVER = dict(zip(UNITS, (3.6, 3.7, 3.9, 3.5, 4.0, 3.8), strict=True))
NOISE = (0.05, -0.05, 0.1, -0.1, 0, 0.05, -0.1, 0.1, 0, -0.05)


def _worked(units: str = UNITS, inflation: float = 1.0) -> Ratings:
    keys = [(giver, receiver) for giver in units for receiver in units if giver != receiver]
    return {
        (one, other): min(5, round(GIVER[one] + RECEIVER[other] + noise + inflation * ({one, other} == {*"AB"}), 2))
        for (one, other), noise in zip(keys, cycle(NOISE), strict=False)
    }


def _by_library(ratings: Ratings) -> dict[tuple[str, str], tuple[float, float, float, float]]:
    """Each pair by its own full regression: its dummy, t, p, and the smaller residual of a fit without it."""
    import statsmodels.api as sm
    from scipy.stats import t as student

    keys = sorted(ratings)
    givers, receivers = sorted({one for one, _ in keys}), sorted({other for _, other in keys})
    design = np.array([[one == g for g in givers] + [other == r for r in receivers[1:]] for one, other in keys], float)
    scores = np.array([ratings[key] for key in keys])
    found = {}
    for pair in combinations(sorted({*givers, *receivers}), 2):
        is_pair = np.array([set(key) == set(pair) for key in keys])
        if is_pair.sum() == 2:
            full = sm.OLS(scores, np.column_stack([design, is_pair])).fit()
            rest = sm.OLS(scores[~is_pair], design[~is_pair]).fit()
            residual = scores[is_pair] - rest.predict(design[is_pair])
            t = float(full.tvalues[-1])
            found[pair] = float(full.params[-1]), t, float(student.sf(t, full.df_resid)), float(residual.min())
    return found


def _numbers(pair: Pair) -> tuple[float, float, float, float]:
    return pair.inflation, pair.t, pair.p, pair.smaller_residual


def test_only_the_pair_that_lifts_each_other_is_flagged() -> None:
    first, second, *_ = found = mutual_inflation(_worked())
    assert [(one.first_id, one.second_id) for one in found if one.is_flagged] == [("A", "B")]
    assert (first.inflation, first.t, first.smaller_residual) == pytest.approx((1.0833, 17.021, 1.0208), abs=5e-4)
    assert first.p_holm < 1e-10
    assert (second.first_id, second.second_id, second.p_holm) == ("C", "D", 1)
    assert second.inflation == pytest.approx(0.2604, abs=5e-5)


@pytest.mark.parametrize("share", [1.0, 0.7])
def test_each_pair_is_what_its_own_full_regression_gives(share: float) -> None:
    chance = Random(4)
    units = [f"u{place:02}" for place in range(14)]
    ratings = {
        (one, other): min(5.0, round(chance.gauss(4, 0.4), 2))
        for one in units
        for other in units
        if one != other and chance.random() < share
    }
    found, expected = mutual_inflation(ratings), _by_library(ratings)
    assert {(one.first_id, one.second_id) for one in found} == set(expected)
    for one in found:
        assert _numbers(one) == pytest.approx(expected[one.first_id, one.second_id], abs=1e-9)
    adjusted = holm([p for _, _, p, _ in expected.values()])
    assert [one.p_holm for one in found] == pytest.approx(sorted(adjusted), abs=1e-9)


def test_with_fewer_than_six_units_nobody_is_judged() -> None:
    assert mutual_inflation(_worked("ABCDE")) == mutual_inflation({}) == []
    assert [one.is_flagged for one in mutual_inflation(_worked("ABCD"), fewest=4)].count(True) == 2


def test_a_pair_that_rated_one_way_only_is_left_out() -> None:
    ratings = {key: score for key, score in _worked().items() if key != ("A", "B")}
    found = mutual_inflation(ratings)
    assert len(found) == 14
    assert ("A", "B") not in {(one.first_id, one.second_id) for one in found}


def test_a_lift_below_half_a_point_is_not_flagged_however_certain() -> None:
    first = mutual_inflation(_worked(inflation=0.4))[0]
    assert first.p_holm < 0.05
    assert first.smaller_residual < 0.5
    assert not first.is_flagged


def test_the_ceiling_of_the_scale_makes_a_lift_smaller() -> None:
    lifted = [mutual_inflation(_worked(inflation=by))[0].inflation for by in (1, 1.2, 2)]
    assert lifted[2] - lifted[0] < 0.5


def test_raters_who_give_all_the_same_lift_nobody() -> None:
    flat = dict.fromkeys(_worked(), 5.0)
    assert {(one.inflation, one.p_holm, one.is_flagged) for one in mutual_inflation(flat)} == {(0, 1, False)}


def test_a_lift_without_any_noise_is_certain() -> None:
    exact = {key: GIVER[key[0]] + RECEIVER[key[1]] + ({*key} == {*"AB"}) for key in _worked()}
    first, *others = mutual_inflation(exact)
    assert (first.inflation, first.smaller_residual) == near((1, 1))
    assert (first.p, first.is_flagged) == (0, True)
    assert not any(one.is_flagged for one in others)


def test_pairs_that_nothing_else_ties_to_the_others_are_left_out() -> None:
    ratings = _worked() | {("X", "Y"): 5.0, ("Y", "X"): 5.0}
    found = mutual_inflation(ratings)
    assert ("X", "Y") not in {(one.first_id, one.second_id) for one in found}
    alone = {(one.first_id, one.second_id): _numbers(one) for one in mutual_inflation(_worked())}
    assert {(one.first_id, one.second_id): _numbers(one) for one in found} == {
        pair: pytest.approx(numbers, abs=1e-9) for pair, numbers in alone.items()
    }


def test_self_ratings_and_the_order_of_rows_change_nothing() -> None:
    ratings = _worked()
    backwards = dict(reversed(list(ratings.items()))) | {("A", "A"): 5.0}
    assert mutual_inflation(backwards) == mutual_inflation(ratings)


def test_honest_units_are_flagged_no_more_often_than_stated() -> None:
    chance = np.random.default_rng(20250630)
    keys = list(_worked())
    flagged = 0
    for scores in chance.normal(3.5, 0.6, size=(400, len(keys))):
        flagged += any(one.is_flagged for one in mutual_inflation(dict(zip(keys, scores, strict=True))))
    assert flagged / 400 <= 0.05 + 0.022  # two standard errors of 400 tries
