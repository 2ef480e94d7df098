"""How sure a score is: errors with the prior of the score, intervals on the scale, bands and ranks."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.warehouse.worked_example import INDICATORS, POLICY, prior, values_of
from warehouse.assessment.policy import Policy
from warehouse.assessment.score import Observation, Score, Value, department_score, judge
from warehouse.assessment.uncertainty import score_error, sureness, value_error, value_interval

WHOLE = Fraction(1)


def _error(indicator: str, total: int, cases: int, frozen: Fraction | None) -> float:
    value = judge(INDICATORS[indicator], Observation(Fraction(total), Fraction(cases)), frozen, 1)
    error = value_error(POLICY, INDICATORS[indicator], value, frozen)
    assert error is not None
    return float(error)


def _all_with_errors(department: str) -> dict[str, Value]:
    values = values_of(department)
    return {
        id_: replace(value, error=value_error(POLICY, INDICATORS[id_], value, prior(id_)))
        for id_, value in values.items()
    }


@pytest.mark.parametrize(
    ("indicator", "total", "cases", "expected"),
    [
        ("response_on_time", 190, 200, (208 / 220 * 12 / 220 / 221) ** 0.5),
        ("csat_relationship", 180, 40, (0.81 / 48) ** 0.5),
        ("complaint_rate", 3, 600, 1000 * 5**0.5 / 800),
    ],
)
def test_the_prior_of_the_score_is_that_of_its_error(indicator: str, total: int, cases: int, expected: float) -> None:
    assert _error(indicator, total, cases, prior(indicator)) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("frozen", [None, Fraction(1)])
def test_twenty_of_twenty_is_not_certain_where_no_prior_says_that_it_can_be_otherwise(frozen: Fraction | None) -> None:
    assert _error("response_on_time", 20, 20, frozen) > 0.02


def test_more_cases_make_an_error_smaller() -> None:
    few, many = (
        _error("resolution_on_time", met, cases, prior("resolution_on_time")) for met, cases in ((18, 20), (1800, 2000))
    )
    assert many < few / 4


def test_what_has_no_value_and_a_single_judgement_have_no_error() -> None:
    errors = {id_: value.error for id_, value in _all_with_errors("HR").items()}
    assert {id_ for id_, error in errors.items() if error is None} == {
        "complaint_satisfaction", "superior_review", "self_review",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("indicator", "value", "error", "low", "high"),
    [
        ("response_on_time", "0.9", "0.04", 0.834206, 0.965794),
        ("response_on_time", "0.98", "0.04", 0.914206, 1),
        ("csat_relationship", "1.1", "0.1", 1, 1.264485),
        ("complaint_rate", "1", "1", 0, 2.644854),
    ],
)
def test_an_interval_of_a_value_has_the_policys_confidence_and_holds_only_what_can_be(
    indicator: str, value: str, error: str, low: float, high: float
) -> None:
    one = Value("rated", value=Fraction(value), error=Fraction(error))
    assert list(value_interval(POLICY, INDICATORS[indicator], one)) == pytest.approx([low, high], abs=1e-6)
    assert value_interval(POLICY, INDICATORS[indicator], replace(one, error=None)) == (None, None)


def test_the_error_of_a_score_is_that_of_the_worked_example() -> None:
    """Two indicators of weight 20 and 10, slopes 50 and 1000/3, errors .15 and .03."""
    curve = [(Fraction(x), Fraction(y)) for x, y in ((4, 60), (5, 110))]
    steep = [(Fraction(85, 100), Fraction(60)), (Fraction(97, 100), Fraction(100))]
    two = [
        INDICATORS["csat_relationship"].model_copy(update={"curve": curve}),
        INDICATORS["response_on_time"].model_copy(update={"curve": steep}),
    ]
    values = {
        "csat_relationship": Value("rated", value=Fraction("4.4333"), score=WHOLE, error=Fraction("0.15")),
        "response_on_time": Value("rated", value=Fraction("0.9083"), score=WHOLE, error=Fraction("0.03")),
    }
    error = score_error(POLICY.model_copy(update={"indicators": two}), values)
    assert float(error or 0) == pytest.approx(6.009252, abs=1e-6)


def _banded(scores: dict[str, str], policy: Policy = POLICY) -> dict[str, tuple[int, int, int]]:
    """Band, best and worst rank of departments whose scores differ and whose errors are HR's."""
    values = {one: _all_with_errors("HR") for one in scores}
    found = sureness(policy, values, {one: Score("rated", Decimal(text), WHOLE) for one, text in scores.items()})
    return {one: (sure.band, sure.best_rank, sure.worst_rank) for one, sure in found.items()}


def test_a_clear_difference_opens_a_band_and_a_small_one_does_not() -> None:
    assert _banded({"A": "100", "B": "99", "C": "40"}) == {"A": (1, 1, 2), "B": (1, 1, 2), "C": (2, 3, 3)}


def test_the_policy_says_how_probable_a_difference_must_be() -> None:
    bold = POLICY.model_copy(
        update={"uncertainty": POLICY.uncertainty.model_copy(update={"band_probability": Fraction(51, 100)})}
    )
    assert [band for band, _, _ in _banded({"A": "100", "B": "99"}, bold).values()] == [1, 2]


def test_an_interval_stays_on_the_scale_and_holds_the_score() -> None:
    values = {"HR": _all_with_errors("HR")}
    sure = sureness(POLICY, values, {"HR": Score("rated", Decimal("119"), WHOLE)})["HR"]
    assert sure.low < Decimal(119) < sure.high == Decimal(120)


def test_what_is_not_rated_has_no_error_and_takes_no_rank_from_others() -> None:
    values = {one: _all_with_errors(one) for one in ("HR", "IT", "LAW")}
    found = sureness(POLICY, values, {one: department_score(POLICY, values[one]) for one in values})
    assert set(found) == {"HR", "IT"}
    assert found["IT"].worst_rank == 2


def test_errors_move_no_score() -> None:
    assert department_score(POLICY, _all_with_errors("HR")) == department_score(POLICY, values_of("HR"))
