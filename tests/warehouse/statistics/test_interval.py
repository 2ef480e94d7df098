"""Intervals for rates (3.1, 3.2) and counts (3.3)."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.warehouse.statistics.near import near
from warehouse.assessment.statistics.interval import beta, garwood, wilson, z_of


def test_the_quantile_of_95_percent_is_the_usual_one() -> None:
    assert z_of(0.95) == near(1.959964)


@pytest.mark.parametrize(
    ("met", "cases", "ends"),
    [
        (18, 20, (0.698966, 0.972134)),
        (180, 200, (0.850594, 0.934330)),
        (5, 5, (0.565518, 1)),
        (0, 5, (0, 0.434482)),
    ],
)
def test_wilson_gives_the_worked_intervals(met: int, cases: int, ends: tuple[float, float]) -> None:
    assert wilson(met, cases) == near(ends)


def test_without_cases_or_exposure_there_is_no_interval() -> None:
    assert (wilson(0, 0), garwood(0, 0)) == (None, None)


@given(st.integers(1, 5000).flatmap(lambda cases: st.tuples(st.integers(0, cases), st.just(cases))))
def test_wilson_holds_the_rate_and_stays_within_0_and_1(counted: tuple[int, int]) -> None:
    met, cases = counted
    ends = wilson(met, cases)
    assert ends
    low, high = ends
    assert 0 <= low <= met / cases <= high <= 1


@pytest.mark.parametrize(("met", "cases"), [(0, 1), (1, 1), (7, 9), (123, 4567)])
def test_wilson_is_what_statsmodels_gives(met: int, cases: int) -> None:
    from statsmodels.stats.proportion import proportion_confint

    assert wilson(met, cases, 0.9) == pytest.approx(proportion_confint(met, cases, 0.1, "wilson"), abs=1e-12)


def test_weighted_answers_enter_by_their_effective_count() -> None:
    count = Fraction("43.0108")
    assert wilson(count * Fraction(4, 5), count) == pytest.approx(wilson(34.40864, 43.0108), abs=1e-12)


@pytest.mark.parametrize(
    ("count", "exposure", "ends"),
    [(0, 120, (0, 30.7407)), (3, 120, (5.1556, 73.0606)), (30, 2400, (8.4337, 17.8445))],
)
def test_garwood_gives_the_worked_intervals_per_thousand(count: int, exposure: int, ends: tuple[float, float]) -> None:
    assert garwood(count, exposure) == pytest.approx(ends, abs=5e-5)


def test_no_events_have_an_upper_limit_of_3_7_over_the_exposure() -> None:
    assert garwood(0, 1000).high == pytest.approx(3.689, abs=5e-4)


def test_garwood_is_what_statsmodels_gives() -> None:
    from statsmodels.stats.rates import confint_poisson

    ends = [1000 * end for end in confint_poisson(7, 321, method="exact-c", alpha=0.1)]
    assert garwood(7, 321, 0.9) == pytest.approx(ends, abs=1e-9)


def test_a_certain_prior_leaves_a_point() -> None:
    assert beta(0, 3) == (0, 0)
    assert beta(3, 0) == (1, 1)
