"""What the assessment of people reads from a build: observations by person, units and their heads, reviews of the year.

Observations stay columns until a half-year is judged: 50,000 people and six half-years are a million of them.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

import duckdb
import polars as pl

from warehouse.assessment.score import Observation

PARTS = 10_000
OBSERVED = "person.person_observation"
Place = tuple[str, str]  # department, employee
ItemsSeen = Mapping[str, Observation]
PersonPriors = Mapping[str, Mapping[str, Fraction]]
Sums = dict[str, dict[str, tuple[Fraction, Fraction]]]


@dataclass(frozen=True)
class Unit:
    """One row of a department's history, in force on the days of [valid_from, valid_to)."""

    department_id: str
    parent_id: str | None
    manager_id: str | None
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True)
class Review:
    """A management review of a department, or of a person in it: 0 to 100."""

    department_id: str
    employee_id: str | None
    score: Decimal


@lru_cache(maxsize=100_000)
def _parts(count: int) -> Fraction:
    return Fraction(count, PARTS)


def _nothing() -> pl.DataFrame:
    return pl.DataFrame({"period_id": []}, schema={"period_id": pl.String})


@dataclass(frozen=True)
class PersonFacts:
    """`observed` has numerators and denominators in ten-thousandths."""

    observed: pl.DataFrame = field(default_factory=_nothing)
    units: list[Unit] = field(default_factory=list)
    reviews: Mapping[str, list[Review]] = field(default_factory=dict)

    def seen(self, period_id: str) -> dict[Place, dict[str, Observation]]:
        """What was counted in a half-year, by (department, employee) and item."""
        found: dict[Place, dict[str, Observation]] = defaultdict(dict)
        for _, department, employee, item, numerator, denominator, raters in self._rows(period_id):
            found[department, employee][item] = Observation(_parts(numerator), _parts(denominator), raters)
        return found

    def sums(self, period_id: str) -> Sums:
        """By department and item what all its people had together; under "" the whole company's."""
        sums: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
        for _, department, _, item, numerator, denominator, _ in self._rows(period_id):
            for whose in (department, ""):
                sums[whose][item][0] += numerator
                sums[whose][item][1] += denominator
        return {
            whose: {item: (Fraction(n, PARTS), Fraction(d, PARTS)) for item, (n, d) in sorted(items.items())}
            for whose, items in sorted(sums.items())
        }

    def units_on(self, day: date) -> dict[str, Unit]:
        """The row of each department that is in force on a day."""
        found: dict[str, Unit] = {}
        for unit in sorted(self.units, key=lambda unit: unit.valid_from or date.min):
            if (unit.valid_from or date.min) <= day < (unit.valid_to or date.max):
                found[unit.department_id] = unit
        return found

    def _rows(self, period_id: str) -> list[tuple[str, str, str, str, int, int, int | None]]:
        return self.observed.filter(pl.col("period_id") == period_id).rows()


def read_person_facts(connection: duckdb.DuckDBPyConnection) -> PersonFacts:
    """Without observations of people where a build or a snapshot is older than they are."""
    schema, table = OBSERVED.split(".")
    is_there = connection.execute(
        "SELECT 1 FROM information_schema.tables WHERE table_schema = $1 AND table_name = $2", [schema, table]
    ).fetchone()
    if not is_there:
        return PersonFacts()
    return PersonFacts(_observed(connection), _units(connection), _reviews(connection))


def priors_from(sums: Sums) -> PersonPriors:
    """The rate of each department and, under "", of the company."""
    return {whose: {item: n / d for item, (n, d) in items.items() if d} for whose, items in sums.items()}


def _observed(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    rows = connection.execute(f"""
        SELECT period_id, department_id, employee_id, indicator_id, CAST(numerator * {PARTS} AS BIGINT) AS numerator,
            CAST(denominator * {PARTS} AS BIGINT) AS denominator, rater_count
        FROM {OBSERVED}
        ORDER BY ALL
    """)
    frame = pl.from_arrow(rows.to_arrow_table())
    assert isinstance(frame, pl.DataFrame)
    return frame


def _units(connection: duckdb.DuckDBPyConnection) -> list[Unit]:
    rows = connection.execute(
        "SELECT department_id, parent_department_id, manager_employee_id, valid_from, valid_to FROM feed.departments"
        " ORDER BY ALL"
    ).fetchall()
    return [Unit(*row) for row in rows]


def _reviews(connection: duckdb.DuckDBPyConnection) -> dict[str, list[Review]]:
    found: dict[str, list[Review]] = defaultdict(list)
    rows = connection.execute(
        "SELECT period_id, department_id, employee_id, score FROM feed.evaluations"
        " WHERE source = 'management_review' AND department_id IS NOT NULL ORDER BY ALL"
    ).fetchall()
    for period_id, *row in rows:
        found[period_id].append(Review(*row))
    return found
