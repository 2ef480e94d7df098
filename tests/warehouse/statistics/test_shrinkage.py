"""Few cases and a frozen prior: rates (3.2), complaints (3.3), and what shrinking must never do (I22)."""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.warehouse.statistics.near import near, number
from warehouse.assessment.statistics.shrinkage import (
    Prior,
    fitted,
    mean_error,
    per_thousand,
    per_thousand_error,
    rate_error,
    rate_interval,
    shrunk,
)

NINE_TENTHS, TWENTY = Fraction(9, 10), Fraction(20)
SHARES = st.fractions(0, 1, max_denominator=1000)
COUNTED = st.integers(1, 5000).flatmap(lambda cases: st.tuples(st.integers(0, cases), st.just(cases)))


@pytest.mark.parametrize(
    ("met", "cases", "rate"), [(9, 10, 0.900000), (2, 2, 0.909091), (0, 2, 0.818182), (160, 200, 0.809091)]
)
def test_a_rate_is_drawn_towards_the_frozen_prior(met: int, cases: int, rate: float) -> None:
    assert float(shrunk(met, cases, NINE_TENTHS, TWENTY)) == near(rate)


def test_two_of_two_leave_a_wide_interval() -> None:
    assert rate_interval(2, 2, NINE_TENTHS, TWENTY) == near((0.793275, 0.982809))


def test_a_prior_is_estimated_from_a_past_period_by_moments() -> None:
    units = [(9, 10), (45, 50), (160, 200), (30, 60), (2, 2)]
    prior = fitted(units)
    assert [float(prior.rate), number(prior.correlation), number(prior.strength)] == near(
        [0.763975, 0.144919, 5.900429]
    )
    rates = [float(shrunk(met, cases, prior.rate, prior.strength)) for met, cases in units]
    assert rates == near([0.849523, 0.885642, 0.798968, 0.523635, 0.823725])


def test_units_that_do_not_differ_all_get_the_pooled_rate() -> None:
    prior = fitted([(8, 10), (16, 20), (40, 50)], fewest=3)
    assert prior.correlation < 0
    assert prior.strength is None
    assert shrunk(0, 10, prior.rate, prior.strength) == Fraction(4, 5)


def test_too_few_units_take_the_strength_of_the_policy() -> None:
    assert fitted([(8, 10), (16, 20), (40, 50)]).strength == 20
    assert fitted([(1, 1)] * 4 + [(0, 1)]) == Prior(NINE_TENTHS - Fraction(1, 10), None, TWENTY)
    assert fitted([(3, 4)]) == Prior(Fraction(3, 4), None, TWENTY)


def test_units_that_are_all_perfect_show_no_difference() -> None:
    assert fitted([(3, 3)] * 6) == Prior(Fraction(1), Fraction(0), None)


def test_without_cases_there_is_no_prior() -> None:
    assert (fitted([]), fitted([(0, 0)])) == (None, None)


def test_a_prior_of_the_same_period_turns_the_order_of_others_and_a_frozen_one_cannot() -> None:
    before, after = ([(33, 44), (met, 59), (3, 4)] for met in (29, 59))
    found = []
    for units in (before, after):
        prior = fitted(units, fewest=2)
        found += [float(shrunk(*units[place], prior.rate, prior.strength)) for place in (0, 2)]
    assert found == pytest.approx([0.7241, 0.6488, 0.7596, 0.8122], abs=5e-5)
    frozen = fitted(before, fewest=2)
    a, c = (shrunk(*before[place], frozen.rate, frozen.strength) for place in (0, 2))
    assert [a, c] == [shrunk(*after[place], frozen.rate, frozen.strength) for place in (0, 2)]


@pytest.mark.parametrize(("count", "exposure", "rate"), [(0, 120, 6.25), (3, 120, 15.625), (30, 2400, 12.307692)])
def test_complaints_per_thousand_are_drawn_towards_the_frozen_rate(count: int, exposure: int, rate: float) -> None:
    assert float(per_thousand(count, exposure, Fraction(10, 1000), 200)) == near(rate)


def test_without_cases_the_prior_is_what_is_left() -> None:
    assert shrunk(0, 0, NINE_TENTHS, TWENTY) == shrunk(0, 0, NINE_TENTHS, 0) == NINE_TENTHS


def test_the_error_of_a_shrunken_value_is_that_of_its_posterior() -> None:
    from scipy.stats import beta, gamma

    assert rate_error(2, 2, NINE_TENTHS, TWENTY) == near(beta(20, 2).std())
    assert per_thousand_error(3, 120, Fraction(1, 100), 200) == near(gamma(5, scale=1000 / 320).std())
    assert mean_error(0.81, 28, 8) == near(0.15)


@given(COUNTED, SHARES, st.integers(0, 500))
def test_a_shrunken_rate_lies_between_the_raw_one_and_the_prior(
    counted: tuple[int, int], prior: Fraction, strength: int
) -> None:
    met, cases = counted
    low, high = sorted([Fraction(met, cases), prior])
    assert low <= shrunk(met, cases, prior, strength) <= high


@given(COUNTED, SHARES, st.integers(0, 500), st.integers(1, 10**9))
def test_with_more_cases_a_rate_goes_to_the_raw_one(
    counted: tuple[int, int], prior: Fraction, strength: int, times: int
) -> None:
    met, cases = counted
    far = abs(shrunk(met * times, cases * times, prior, strength) - Fraction(met, cases))
    assert far <= Fraction(strength, cases * times + strength)


@given(COUNTED, SHARES, st.integers(0, 500))
def test_one_success_more_never_lowers_a_rate(counted: tuple[int, int], prior: Fraction, strength: int) -> None:
    met, cases = counted
    assert shrunk(min(met + 1, cases), cases, prior, strength) >= shrunk(met, cases, prior, strength)


@given(st.lists(COUNTED, min_size=5, max_size=12), st.randoms())
def test_the_order_of_units_changes_no_prior(units: list[tuple[int, int]], chance: Random) -> None:
    shuffled = units[:]
    chance.shuffle(shuffled)
    assert fitted(shuffled) == fitted(units)
