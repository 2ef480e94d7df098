"""The error of a score (3.5) and what it means at a threshold (3.24)."""

from collections.abc import Sequence
from fractions import Fraction

import pytest

from tests.warehouse.statistics.near import near
from warehouse.assessment.statistics.bootstrap import by_customer, of_mean
from warehouse.assessment.statistics.composite import Part, is_near_knot, slope, standard_error
from warehouse.assessment.statistics.ranking import Estimate, at_least

CURVE = [(Fraction(x), Fraction(y)) for x, y in (("0.70", 0), ("0.85", 60), ("0.95", 100), ("1", 120))]
FALLING = [(Fraction(x), Fraction(y)) for x, y in ((0, 120), (5, 100), (15, 60), (30, 0))]


def test_the_worked_composite_is_wider_than_half_a_grade() -> None:
    assert standard_error([Part(20, 50, 0.15), Part(10, Fraction(1000, 3), 0.03)]) == near(6.009252)


def test_slopes_are_those_of_the_segment() -> None:
    assert [slope(Fraction(x), CURVE) for x in ("0.75", "0.9", "0.97", "0.5", "1.2")] == [400, 400, 400, 0, 0]
    assert [slope(x, FALLING) for x in (2, 10, 20)] == [-4, -4, -4]


def test_on_a_knot_the_steeper_side_counts() -> None:
    bent = [(Fraction(0), Fraction(0)), (Fraction(1), Fraction(60)), (Fraction(2), Fraction(70))]
    assert [slope(x, bent) for x in (0, 1, 1.5, 2)] == [60, 60, 10, 10]


def test_a_value_is_near_a_knot_within_one_error() -> None:
    assert is_near_knot(0.9083, 0.05, CURVE)
    assert not is_near_knot(0.9083, 0.03, CURVE)


def test_without_weight_there_is_no_error() -> None:
    assert standard_error([]) is standard_error([Part(0, 50, 0.15)]) is None


def test_the_order_of_indicators_changes_no_digit() -> None:
    parts = [Part(weight, 50 + weight, 0.1 / weight) for weight in (20, 10, 15, 8, 7, 4, 3)]
    assert standard_error(parts) == standard_error(parts[::-1])


def test_the_bootstrap_of_a_mean_comes_out_with_its_seed() -> None:
    assert of_mean([5, 4, 4, 3, 5, 5, 2, 4], seed=42) == pytest.approx((3.25, 4.625), abs=0.1)
    assert of_mean([5], seed=42) is None


def test_customers_are_resampled_not_their_answers() -> None:
    alike = {"sales": [5.0] * 50, "ops": [1.0] * 50}
    found = by_customer(alike, lambda clusters: sum(sum(one) / len(one) for one in clusters) / len(clusters), seed=1)
    assert found.interval == (1, 5)
    assert found.error == pytest.approx(2**0.5, abs=0.05)


def test_the_same_seed_gives_the_same_error_in_any_order_and_one_customer_none() -> None:
    scores = {"sales": [3.0, 4.0], "ops": [5.0], "fin": [2.0, 2.0]}

    def mean(clusters: list[Sequence[float]]) -> float:
        return sum(sum(one) for one in clusters) / sum(len(one) for one in clusters)

    backwards = dict(reversed(list(scores.items())))
    assert by_customer(scores, mean, seed=7) == by_customer(backwards, mean, seed=7)
    assert by_customer({"sales": [3.0]}, mean, seed=7) is None


def test_a_threshold_within_the_error_is_close_to_a_coin_toss() -> None:
    assert at_least(Estimate(94.5, 3), 95) == near(0.433816)
    assert [at_least(Estimate(score, 0), 95) for score in (94.9, 95, 95.1)] == [0, 1, 1]
