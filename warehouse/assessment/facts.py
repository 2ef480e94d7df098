"""What the assessment reads from a build, as plain objects."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import duckdb

from warehouse.assessment.days import Absence, Assignment
from warehouse.assessment.detail import Detail, read_detail
from warehouse.assessment.person_facts import PersonFacts, read_person_facts
from warehouse.assessment.score import Observation

UNPAID = "unpaid"


@dataclass(frozen=True)
class Period:
    """One half-year: its days are [starts_on, ends_before_on)."""

    id: str
    starts_on: date
    ends_before_on: date
    is_complete: bool

    @property
    def last_day(self) -> date:
        return self.ends_before_on - timedelta(days=1)


@dataclass(frozen=True)
class People:
    """Histories and unpaid leave by employee, bases by (period, employee) in the company's currency."""

    history: Mapping[str, list[Assignment]]
    unpaid: Mapping[str, list[Absence]]
    bases: Mapping[str, dict[str, Decimal]]
    pools: Mapping[str, Decimal]


NOBODY = People({}, {}, {}, {})


@dataclass(frozen=True)
class Doubt:
    """A feed whose newest row is too old for a half-year's results to be final; `age_s` counts to its end or as-of."""

    feed: str
    newest_at: datetime
    age_s: int


Seen = Mapping[tuple[str, str], Observation]


@dataclass(frozen=True)
class Facts:
    """Everything that was observed: by period, and in it by (department, indicator)."""

    periods: list[Period]
    seen: Mapping[str, Seen]
    departments: Collection[str]
    measured: Collection[str]
    absent_feeds: Collection[str]
    people: People
    doubts: Mapping[str, list["Doubt"]] = field(default_factory=dict)
    details: Mapping[str, Detail] = field(default_factory=dict)
    persons: PersonFacts = field(default_factory=PersonFacts)


def read(connection: duckdb.DuckDBPyConnection) -> Facts:
    return Facts(
        _periods(connection),
        _observations(connection),
        _departments(connection),
        _indicators(connection),
        _absent_feeds(connection),
        _people(connection),
        _doubts(connection),
        read_detail(connection),
        read_person_facts(connection),
    )


def _periods(connection: duckdb.DuckDBPyConnection) -> list[Period]:
    """The half-years to judge, oldest first: begun before as-of, from the first one with an observation on."""
    rows = connection.execute("""
        SELECT period_id, starts_on, ends_before_on, is_complete FROM settings.period
        WHERE starts_at < (SELECT as_of FROM settings.company)
            AND starts_at >= (
                SELECT coalesce(min(starts_at) FILTER (observed.period_id IS NOT NULL), max(starts_at))
                FROM settings.period
                LEFT JOIN (SELECT DISTINCT period_id FROM metrics.indicator_observation) AS observed USING (period_id)
                WHERE starts_at < (SELECT as_of FROM settings.company)
            )
        ORDER BY starts_at
    """).fetchall()
    return [Period(*row) for row in rows]


def _observations(connection: duckdb.DuckDBPyConnection) -> dict[str, Seen]:
    """What was counted, by period and then by (department, indicator)."""
    found: dict[str, Any] = defaultdict(dict)
    rows = connection.execute("FROM metrics.indicator_observation WHERE department_id IS NOT NULL")
    names = [column[0] for column in rows.description]
    for cells in rows.fetchall():
        row = dict(zip(names, cells, strict=True))
        counts = (Fraction(row["numerator"]), Fraction(row["denominator"]), row["rater_count"])
        # A snapshot that was frozen before planned effort counted lacks both weights.
        good, whole = (row.get(name) for name in ("good_weight", "weight"))
        seen = Observation(*counts)
        if good is not None and whole is not None:
            seen = replace(seen, good_weight=Fraction(good), weight=Fraction(whole))
        found[row["period_id"]][row["department_id"], row["indicator_id"]] = seen
    return found


def _departments(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Everyone who is to be judged: all departments known today, and who was observed although not known."""
    rows = connection.execute(
        "SELECT department_id FROM core.dim_department"
        " UNION SELECT department_id FROM metrics.indicator_observation WHERE department_id IS NOT NULL"
    ).fetchall()
    return {row[0] for row in rows}


def _indicators(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """The indicators that the warehouse can measure: one table of schema metrics each."""
    rows = connection.execute(
        "SELECT DISTINCT table_name FROM information_schema.tables WHERE table_schema = 'metrics'"
    ).fetchall()
    return {row[0] for row in rows} - {"indicator_observation"}


def _absent_feeds(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """The feeds that the company does not have."""
    return {row[0] for row in connection.execute("SELECT feed FROM audit.feed WHERE state = 'absent'").fetchall()}


def _doubts(connection: duckdb.DuckDBPyConnection) -> dict[str, list[Doubt]]:
    """By half-year, the feeds that fell silent for longer than their limit before its end, or before as-of."""
    found: dict[str, list[Doubt]] = defaultdict(list)
    rows = connection.execute("""
        SELECT period_id, feed, newest_at, date_diff('second', newest_at, least(ends_at, as_of)) AS age_s
        FROM settings.period CROSS JOIN settings.company CROSS JOIN audit.feed
        WHERE starts_at < as_of AND date_diff('second', newest_at, least(ends_at, as_of)) > newest_stop_s
        ORDER BY feed
    """).fetchall()
    for period_id, feed, newest_at, age_s in rows:
        found[period_id].append(Doubt(feed, newest_at, age_s))
    return found


def _people(connection: duckdb.DuckDBPyConnection) -> People:
    history: dict[str, list[Assignment]] = defaultdict(list)
    unpaid: dict[str, list[Absence]] = defaultdict(list)
    bases: dict[str, dict[str, Decimal]] = defaultdict(dict)
    rows = connection.execute(
        "SELECT employee_id, department_id, effective_from, hired_on, left_on FROM feed.employees"
    ).fetchall()
    for row in rows:
        history[row[0]].append(Assignment(*row))
    absences = connection.execute("SELECT employee_id, from_on, to_on FROM feed.absences WHERE kind = $1", [UNPAID])
    for employee_id, *days in absences.fetchall():
        unpaid[employee_id].append(Absence(*days))
    amounts = connection.execute("SELECT period_id, employee_id, base_amount FROM feed.bonus_bases").fetchall()
    for period_id, employee_id, amount in amounts:
        bases[period_id][employee_id] = amount
    pools = connection.execute("SELECT period_id, amount FROM feed.bonus_pools").fetchall()
    return People(history, unpaid, bases, dict(pools))
