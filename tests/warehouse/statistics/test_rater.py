"""Lenient and severe raters (3.9)."""

from fractions import Fraction
from random import Random

import numpy as np
import pytest

from warehouse.assessment.statistics.rater import (
    Rating,
    component_count,
    constant_raters,
    corrected,
    severities,
)

HALF = Fraction(1, 2)
SEVERITY = {"r1": HALF, "r2": -HALF, "r3": Fraction(0)}
UNIT = {"A": Fraction(4), "B": Fraction(42, 10), "C": Fraction(35, 10)}
PAIRS = ("r1 A", "r1 C", "r2 B", "r2 C", "r3 A", "r3 B")
WORKED = [Rating(rater, unit, SEVERITY[rater] + UNIT[unit]) for rater, unit in map(str.split, PAIRS)]


def _means(ratings: list[Rating]) -> dict[str, Fraction]:
    given = {one.ratee_id: [other.score for other in ratings if other.ratee_id == one.ratee_id] for one in ratings}
    return {unit: sum(scores, Fraction(0)) / len(scores) for unit, scores in given.items()}


def _many(chance: Random, raters: int = 12, units: int = 9) -> list[Rating]:
    return [
        Rating(f"r{rater}", f"u{unit}", Fraction(chance.randint(1, 5)))
        for rater in range(raters)
        for unit in chance.sample(range(units), 5)
    ]


def _by_library(ratings: list[Rating], ridge: float) -> dict[str, float]:
    """The same model by dense least squares, with the penalty as further rows."""
    raters, units = sorted({one.rater_id for one in ratings}), sorted({one.ratee_id for one in ratings})
    design = np.array(
        [[one.rater_id == r for r in raters] + [one.ratee_id == u for u in units] for one in ratings], dtype=float
    )
    penalty = np.hstack([np.sqrt(ridge) * np.eye(len(raters)), np.zeros((len(raters), len(units)))])
    scores = [float(one.score) for one in ratings] + [0.0] * len(raters)
    found = np.linalg.lstsq(np.vstack([design, penalty]), np.array(scores), rcond=None)[0][: len(raters)]
    return dict(zip(raters, found - found.mean(), strict=True))


def test_corrected_means_put_the_unit_with_severe_raters_first() -> None:
    assert _means(WORKED) == {"A": Fraction("4.25"), "B": Fraction("3.95"), "C": Fraction("3.5")}
    found = severities(WORKED, ridge=Fraction(0), least_ratees=1, least_raters=1)
    assert found.by_rater == SEVERITY
    assert _means(corrected(WORKED, found.by_rater)) == UNIT


def test_unconnected_raters_are_not_comparable_and_nothing_is_corrected() -> None:
    apart = [Rating("r1", "A", Fraction(5)), Rating("r2", "B", Fraction(3))]
    found = severities(apart, least_ratees=1, least_raters=1)
    assert (found.component_count, found.is_comparable, found.by_rater) == (2, False, {})
    assert corrected(apart, found.by_rater) == apart


def test_a_rater_and_a_unit_of_one_name_are_two() -> None:
    assert component_count([Rating("A", "B", Fraction(5)), Rating("B", "A", Fraction(3))]) == 2
    assert component_count([]) == 0


def test_one_rater_or_none_has_no_severity() -> None:
    alone = [Rating("r1", unit, Fraction(5)) for unit in "ABC"]
    assert severities(alone).by_rater == severities([]).by_rater == {}
    assert severities(alone, least_raters=1).by_rater == {"r1": 0}


def test_raters_of_few_units_and_units_of_few_raters_fall_out_together() -> None:
    full = [Rating(f"r{rater}", f"u{unit}", Fraction(rater + unit, 2)) for rater in range(3) for unit in range(3)]
    thin = [Rating("r9", "u0", Fraction(1)), Rating("r9", "u1", Fraction(1)), Rating("r0", "u9", Fraction(5))]
    thin += [Rating("r8", unit, Fraction(5)) for unit in ("u0", "u1", "u9")]
    assert severities(full + thin) == severities(full)
    assert set(severities(full).by_rater) == {"r0", "r1", "r2"}


@pytest.mark.parametrize("ridge", [0, 1, 5])
def test_severities_are_those_of_dense_least_squares(ridge: int) -> None:
    ratings = _many(Random(ridge))
    found = severities(ratings, Fraction(ridge)).by_rater
    assert {id_: float(value) for id_, value in found.items()} == pytest.approx(_by_library(ratings, ridge), abs=1e-9)
    assert abs(sum(found.values())) < Fraction(1, 10**9)


def test_a_ridge_draws_severities_towards_nothing() -> None:
    loose, tight = (severities(WORKED, Fraction(ridge), 1, 1).by_rater for ridge in (1, 100))
    assert HALF > loose["r1"] > tight["r1"] > 0


def test_a_correction_is_capped_and_leaves_unknown_raters_alone() -> None:
    given = [Rating("r1", "A", Fraction(5)), Rating("r2", "A", Fraction(2)), Rating("r9", "A", Fraction(3))]
    found = corrected(given, {"r1": Fraction(3, 4), "r2": Fraction(-2)})
    assert [one.score for one in found] == [Fraction("4.5"), Fraction("2.5"), Fraction(3)]


def test_the_order_of_ratings_changes_no_digit() -> None:
    ratings = _many(Random(11))
    shuffled = Random(5).sample(ratings, len(ratings))
    assert severities(shuffled) == severities(ratings)


def test_a_rater_who_gives_everybody_the_same_says_nothing_about_differences() -> None:
    same = [Rating("r1", unit, Fraction(5)) for unit in "AB"] + [Rating("r2", "A", Fraction(5))] * 2
    assert constant_raters([*same, *WORKED[2:]]) == {"r1"}
