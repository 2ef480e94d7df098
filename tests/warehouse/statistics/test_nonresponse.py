"""Those who did not answer (3.12)."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.warehouse.statistics.near import near, number
from warehouse.assessment.statistics.nonresponse import (
    Stratum,
    effective_count,
    finite_factor,
    is_provisional,
    merged,
    response_weights,
    satisfied_bounds,
    weighted_mean,
)

WORKED = {
    "a": Stratum(50, 40, Fraction("4.6") * 40),
    "b": Stratum(30, 10, Fraction("3.8") * 10),
    "c": Stratum(20, 5, Fraction("3.0") * 5),
}


@st.composite
def _answered(draw: st.DrawFn) -> tuple[int, int, int]:
    asked = draw(st.integers(1, 500))
    answered = draw(st.integers(0, asked))
    return draw(st.integers(0, answered)), answered, asked


def test_strata_that_answer_less_count_more() -> None:
    weights = response_weights(WORKED)
    assert [float(weight) for weight in weights.values()] == near([0.6875, 1.65, 2.2])
    raw = sum(one.score_sum for one in WORKED.values()) / 55
    assert [float(raw), number(weighted_mean(WORKED))] == near([4.309091, 4.04])


def test_weights_cost_answers() -> None:
    weights = response_weights(WORKED)
    count = effective_count([(weights[id_], one.answered) for id_, one in WORKED.items()])
    assert float(count) == pytest.approx(43.0108, abs=5e-5)
    assert float(55 / count) == near(1.278750)
    assert [effective_count([]), effective_count([(Fraction(3), 7)])] == [Fraction(0), Fraction(7)]


def test_people_of_a_silent_stratum_count_with_the_one_that_has_most_answers() -> None:
    silent = WORKED | {"d": Stratum(25, 0)}
    assert merged(silent) == WORKED | {"a": WORKED["a"]._replace(asked=75)}
    assert weighted_mean(silent) == weighted_mean(merged(silent)) == Fraction(519, 125)


def test_one_answer_for_many_people_is_trimmed() -> None:
    lone = {"a": Stratum(10, 10, Fraction(50)), "b": Stratum(90, 1, Fraction(1))}
    assert response_weights(lone) == {"a": Fraction(11, 100), "b": Fraction(4)}
    assert weighted_mean(lone) == Fraction(95, 51)


def test_where_nobody_answered_there_is_no_mean() -> None:
    assert merged({"a": Stratum(10, 0)}) == response_weights({}) == {}
    assert weighted_mean({"a": Stratum(10, 0)}) is None


def test_bounds_say_what_the_silent_may_have_meant() -> None:
    assert satisfied_bounds(48, 60, 100) == (Fraction(48, 100), Fraction(88, 100))
    assert satisfied_bounds(0, 0, 0) is None


@given(_answered())
def test_bounds_hold_the_raw_share_and_meet_when_all_answered(counted: tuple[int, int, int]) -> None:
    satisfied, answered, asked = counted
    bounds = satisfied_bounds(satisfied, answered, asked)
    assert bounds
    low, high = bounds
    assert 0 <= low <= high <= 1
    assert answered == 0 or low <= Fraction(satisfied, answered) <= high
    assert (low == high) == (answered == asked)


def test_few_answers_or_wide_bounds_leave_a_result_provisional() -> None:
    cases = [(10, 29, 100), (40, 49, 100), (40, 50, 100), (48, 60, 100)]
    found = [is_provisional(satisfied_bounds(*case), *case[1:]) for case in cases]
    assert found == [True, True, False, False]
    assert is_provisional(None, 0, 0)


def test_when_all_answered_nothing_is_left_to_chance() -> None:
    assert [finite_factor(*counts) for counts in ((0, 100), (75, 100), (100, 100), (0, 0))] == [1, 0.5, 0, 1]
