"""Departments with harder and easier cases on one footing. A cell is a stratum of the whole company."""

from collections.abc import Mapping
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

from warehouse.assessment.statistics.shrinkage import Exact, shrunk


class Cell(NamedTuple):
    """Cases of one department in one stratum."""

    met: int
    cases: int


class Benchmark(NamedTuple):
    """A stratum of the company in the period before: its rate, and its share of all cases."""

    rate: Fraction
    share: Fraction


class Expected(NamedTuple):
    """What was met, what the company would have met with these cases, their ratio, and how odd it is. For display."""

    observed: int
    expected: Fraction
    ratio: Fraction | None
    z: float | None


class Standing(NamedTuple):
    """A department's crude and standardised rate, and its cases."""

    crude: Fraction
    direct: Fraction
    cases: int


Cells = Mapping[str, Cell]
Benchmarks = Mapping[str, Benchmark]
STRENGTH = 10


def benchmarks(departments: Mapping[str, Cells]) -> dict[str, Benchmark]:
    """Rates and mix of the whole company, to be frozen for the next period."""
    strata = sorted({stratum for cells in departments.values() for stratum in cells})
    sums = {one: [sum(column) for column in zip(*_of(departments, one), strict=True)] for one in strata}
    whole = sum(cases for _, cases in sums.values())
    return {one: Benchmark(Fraction(met, cases), Fraction(cases, whole)) for one, (met, cases) in sums.items() if cases}


def direct_shrunk(cells: Cells, frozen: Benchmarks, strength: Exact = STRENGTH) -> Fraction:
    """The rate that is scored: with the company's mix, each cell drawn towards the company's frozen rate.

    Cases in strata that the company did not have before the period count for nothing.
    """
    return sum((mark.share * _drawn(cells, one, mark, strength) for one, mark in frozen.items()), Fraction(0))


def direct_error(cells: Cells, frozen: Benchmarks, strength: Exact = STRENGTH) -> float:
    """The standard error of the rate that is scored."""
    variance = Fraction(0)
    for one, mark in frozen.items():
        rate = _drawn(cells, one, mark, strength)
        variance += mark.share**2 * rate * (1 - rate) / (cells.get(one, Cell(0, 0)).cases + strength + 1)
    return float(variance) ** 0.5


def direct(cells: Cells, frozen: Benchmarks) -> Fraction | None:
    """The plain rate with the company's mix; None where a stratum has no cases."""
    if any(cells.get(one, Cell(0, 0)).cases == 0 for one in frozen):
        return None
    return direct_shrunk(cells, frozen, 0)


def observed_expected(cells: Cells, rates: Mapping[str, Fraction]) -> Expected:
    """O/E and its z. Not for scores: with a reference of the same period, succeeding more often can lower it."""
    known = {one: cell for one, cell in cells.items() if one in rates}
    observed = sum(cell.met for cell in known.values())
    expected = sum((cell.cases * rates[one] for one, cell in known.items()), Fraction(0))
    variance = sum((cell.cases * rates[one] * (1 - rates[one]) for one, cell in known.items()), Fraction(0))
    z = float(observed - expected) / float(variance) ** 0.5 if variance else None
    return Expected(observed, expected, observed / expected if expected else None, z)


def is_reversed(one: Standing, other: Standing, least_cases: int) -> bool:
    """Simpson's paradox (辛普森悖论): one is ahead crudely, the other on the same mix."""
    if min(one.cases, other.cases) < least_cases:
        return False
    return (one.crude - other.crude) * (one.direct - other.direct) < 0


def reversals(standings: Mapping[str, Standing], least_cases: int) -> list[tuple[str, str]]:
    """All pairs that a banner should warn of."""
    return [
        (one, other)
        for one, other in combinations(sorted(standings), 2)
        if is_reversed(standings[one], standings[other], least_cases)
    ]


def _drawn(cells: Cells, stratum: str, mark: Benchmark, strength: Exact) -> Fraction:
    cell = cells.get(stratum, Cell(0, 0))
    return shrunk(cell.met, cell.cases, mark.rate, strength)


def _of(departments: Mapping[str, Cells], stratum: str) -> list[Cell]:
    return [cells[stratum] for cells in departments.values() if stratum in cells]
