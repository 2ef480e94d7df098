"""Ranks under other weights (3.23)."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from tests.warehouse.statistics.near import near, number
from warehouse.assessment.statistics.sensitivity import by_draws, by_steps, one_at_a_time, tie_weight

SCORES = {
    "1": {"a": 90.0, "b": 70.0, "c": 85.0},
    "2": {"a": 70.0, "b": 85.0, "c": 88.0},
    "3": {"a": 88.0, "b": 72.0, "c": 84.0},
}
WEIGHTS = {"a": 0.5, "b": 0.3, "c": 0.2}
SEED = 20250630


def _pair(first: int, second: int) -> tuple[Fraction, Fraction]:
    return Fraction(first), Fraction(second)


def test_two_units_tie_at_a_weight() -> None:
    assert number(tie_weight(_pair(90, 70), _pair(70, 85))) == near(0.428571)
    assert tie_weight(_pair(90, 85), _pair(70, 70)) is None
    assert tie_weight(_pair(90, 85), _pair(90, 85)) is None


@given(*[st.tuples(st.fractions(0, 120), st.fractions(0, 120))] * 2)
def test_at_the_weight_of_a_tie_the_scores_are_equal(
    one: tuple[Fraction, Fraction], other: tuple[Fraction, Fraction]
) -> None:
    weight = tie_weight(one, other)
    if weight is not None:
        means = [weight * first + (1 - weight) * second for first, second in (one, other)]
        assert means[0] == means[1]


def test_the_first_stays_first_when_single_weights_change_by_a_fifth() -> None:
    assert one_at_a_time(SCORES, WEIGHTS) == {(id_, way): ["1"] for id_ in "abc" for way in (-1, 1)}


def test_the_first_stays_first_in_nearly_all_draws() -> None:
    held = by_draws(SCORES, WEIGHTS, SEED)
    assert round(held["1"].rank, 3) == 0.999
    assert {one.grade for one in held.values()} == {1}


def test_a_grade_just_above_its_threshold_falls_in_many_draws() -> None:
    held = by_draws(SCORES, WEIGHTS, SEED, thresholds=[83, 60])
    assert 0.4 < held["1"].grade < 0.7
    assert held["2"].grade > 0.95


def test_a_missing_indicator_shares_its_weight_out_and_nothing_at_all_is_left_out() -> None:
    held = by_draws(SCORES | {"4": {"a": 100.0}, "5": {}}, WEIGHTS, SEED)
    assert held["4"].rank == 1
    assert "5" not in held
    assert by_draws({}, WEIGHTS, SEED) == {}


def test_equal_units_keep_their_shared_rank_and_the_order_of_rows_changes_nothing() -> None:
    twins = {"x": SCORES["1"], "y": SCORES["1"]}
    assert [one.rank for one in by_draws(twins, WEIGHTS, SEED).values()] == [1, 1]
    backwards = dict(reversed(list(SCORES.items())))
    assert by_draws(backwards, dict(reversed(list(WEIGHTS.items()))), SEED) == by_draws(SCORES, WEIGHTS, SEED)


def test_every_rank_holds_when_single_weights_change_by_a_fifth_and_a_close_pair_swaps() -> None:
    assert {one.rank for one in by_steps(SCORES, WEIGHTS).values()} == {1}
    close = {"1": {"a": 90.0, "b": 70.0}, "2": {"a": 70.0, "b": 90.1}}
    held = by_steps(close, {"a": 0.5, "b": 0.5})
    assert held["1"].rank == held["2"].rank == 0.5


def test_points_of_the_ledger_are_in_the_rank_that_has_to_hold() -> None:
    close = {"1": {"a": 90.0, "b": 70.0}, "2": {"a": 70.0, "b": 90.0}}
    weights = {"a": 0.5, "b": 0.5}
    assert 0.4 < by_draws(close, weights, SEED)["1"].rank < 0.6
    assert by_draws(close, weights, SEED, points={"1": 5.0})["1"].rank > 0.9
