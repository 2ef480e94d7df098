"""Harder and easier cases (3.15, I22)."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.warehouse.statistics.near import near, number
from warehouse.assessment.statistics.case_mix import (
    Benchmark,
    Cell,
    Standing,
    benchmarks,
    direct,
    direct_error,
    direct_shrunk,
    is_reversed,
    observed_expected,
    reversals,
)
from warehouse.assessment.statistics.shrinkage import rate_error

A = {"easy": Cell(81, 87), "hard": Cell(192, 263)}
B = {"easy": Cell(234, 270), "hard": Cell(55, 80)}
COMPANY = benchmarks({"A": A, "B": B})
RATES = {stratum: mark.rate for stratum, mark in COMPANY.items()}
CELLS = st.dictionaries(
    st.sampled_from(["easy", "hard", "odd"]),
    st.integers(0, 300).flatmap(lambda cases: st.builds(Cell, st.integers(0, cases), st.just(cases))),
)


def _crude(cells: dict[str, Cell]) -> Fraction:
    return Fraction(sum(cell.met for cell in cells.values()), sum(cell.cases for cell in cells.values()))


def test_the_company_is_its_own_benchmark() -> None:
    assert [float(mark.rate) for mark in COMPANY.values()] == near([0.882353, 0.720117])
    assert [mark.share for mark in COMPANY.values()] == [Fraction(51, 100), Fraction(49, 100)]
    assert benchmarks({"A": {"easy": Cell(0, 0)}, "B": {}}) == {}


def test_who_is_better_in_every_stratum_can_look_worse() -> None:
    assert [float(_crude(A)), float(_crude(B))] == near([0.780000, 0.825714])
    assert [number(direct(A, COMPANY)), number(direct(B, COMPANY))] == near([0.832546, 0.778875])


def test_the_score_draws_each_cell_towards_the_frozen_rate() -> None:
    found = [float(direct_shrunk(cells, COMPANY)) for cells in (A, B, {})]
    assert found == near([0.829809, 0.780937, 0.802857])


def test_observed_over_expected_is_shown_beside_it() -> None:
    found = [observed_expected(cells, RATES) for cells in (A, B)]
    assert [float(one.expected) for one in found] == near([266.155376, 295.844624])
    assert [number(one.ratio) for one in found] == near([1.025717, 0.976864])
    assert [one.z for one in found] == near([0.868999, -1.030093])
    assert sum(one.observed for one in found) == sum(one.expected for one in found) == 562


def test_nothing_expected_has_no_ratio() -> None:
    found = observed_expected({"new": Cell(3, 4)}, RATES)
    assert found == (0, Fraction(0), None, None)


def _by_internal_reference(a: dict[str, Cell], b: dict[str, Cell]) -> tuple[float, float]:
    """O/E of B with a reference of the same period, and the rate that is adjusted by it."""
    marks = benchmarks({"A": a, "B": b})
    ratio = observed_expected(b, {stratum: mark.rate for stratum, mark in marks.items()}).ratio
    return number(ratio), number(ratio) * float(sum(mark.rate * mark.share for mark in marks.values()))


def test_with_a_reference_of_the_same_period_more_success_can_mean_less() -> None:
    a = {"hard": Cell(1, 27)}
    before, after = {"easy": Cell(0, 2), "hard": Cell(2, 2)}, {"easy": Cell(1, 2), "hard": Cell(2, 2)}
    assert _by_internal_reference(a, before) == near((9.666667, 0.935484))
    assert _by_internal_reference(a, after) == near((2.485714, 0.320737))


def test_a_frozen_reference_takes_the_defect_away() -> None:
    a = {"hard": Cell(20, 40)}
    before, after = {"easy": Cell(5, 10), "hard": Cell(9, 10)}, {"easy": Cell(6, 10), "hard": Cell(9, 10)}
    assert [_by_internal_reference(a, b)[0] for b in (before, after)] == near([1.296296, 1.271186])
    frozen = {stratum: mark.rate for stratum, mark in benchmarks({"A": a, "B": before}).items()}
    assert [number(observed_expected(b, frozen).ratio) for b in (before, after)] == near([1.296296, 1.388889])


def test_a_warning_names_the_pairs_that_the_mix_turns_round() -> None:
    standings = {
        name: Standing(_crude(cells), direct_shrunk(cells, COMPANY, 0), 350) for name, cells in (("A", A), ("B", B))
    }
    assert reversals(standings | {"C": Standing(Fraction(1), Fraction(1), 350)}, 20) == [("A", "B")]
    assert not is_reversed(standings["A"], standings["B"], 351)
    assert not is_reversed(standings["A"], standings["A"], 20)


def test_a_stratum_without_cases_has_no_plain_rate() -> None:
    assert direct({"easy": Cell(1, 1)}, COMPANY) is None


def test_one_stratum_has_the_error_of_a_shrunken_rate() -> None:
    one = {"all": Benchmark(Fraction(4, 5), Fraction(1))}
    assert direct_error({"all": Cell(90, 100)}, one) == near(rate_error(90, 100, Fraction(4, 5), 10))


@given(CELLS, st.sampled_from(["easy", "hard", "odd"]))
def test_one_success_more_never_lowers_the_adjusted_rate(cells: dict[str, Cell], stratum: str) -> None:
    cell = cells.get(stratum, Cell(0, 0))
    better = cells | {stratum: cell._replace(met=min(cell.met + 1, cell.cases))}
    assert direct_shrunk(better, COMPANY) >= direct_shrunk(cells, COMPANY)


@given(CELLS, st.integers(1, 50))
def test_the_adjusted_rate_is_a_rate_and_without_cases_the_company_s(cells: dict[str, Cell], strength: int) -> None:
    assert 0 <= direct_shrunk(cells, COMPANY, strength) <= 1
    empty = {stratum: Cell(0, 0) for stratum in cells}
    whole = sum(mark.share * mark.rate for mark in COMPANY.values())
    assert direct_shrunk(empty, COMPANY, strength) == direct_shrunk(empty, COMPANY, 0) == whole


@pytest.mark.parametrize("times", [1, 1000])
def test_with_many_cases_the_adjusted_rate_goes_to_the_plain_one(times: int) -> None:
    many = {stratum: Cell(cell.met * times, cell.cases * times) for stratum, cell in A.items()}
    assert abs(direct_shrunk(many, COMPANY) - direct(A, COMPANY)) <= Fraction(10, 87 * times + 10)
