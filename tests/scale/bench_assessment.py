"""One half-year of 500 departments and 50,000 people, beside a bare read of the same tables by DuckDB.

`python -m tests.scale.bench_assessment [PEOPLE]`: makes the facts of six half-years, then tells seconds, CPU seconds
and ratios of CPU to the bare read of reading them, judging the last half-year, and writing its marts.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import duckdb
from rich.console import Console
from rich.table import Table

from warehouse.assessment.facts import read
from warehouse.assessment.half_year import HalfYear
from warehouse.assessment.halves import Kept, judged
from warehouse.assessment.marts import TABLES, write
from warehouse.assessment.period.result import result_sha256
from warehouse.assessment.policy_file import load_policies
from warehouse.contract import DUCKDB_TYPE, FEEDS
from warehouse.store import connect

DEPARTMENTS, PERIODS = 500, ("2023H2", "2024H1", "2024H2", "2025H1", "2025H2", "2026H1")
POLICY = Path(__file__).parents[2] / "company"
Result = TypeVar("Result")
SETTINGS = """
CREATE SCHEMA settings; CREATE SCHEMA core; CREATE SCHEMA feed; CREATE SCHEMA audit; CREATE SCHEMA metrics;
CREATE SCHEMA person; CREATE SCHEMA marts;
CREATE TABLE settings.company AS SELECT TIMESTAMPTZ '2026-07-01 00:00:00Z' AS as_of;
CREATE TABLE settings.period AS
SELECT year || 'H' || half AS period_id, make_date(year, 6 * half - 5, 1) AS starts_on,
    CAST(make_date(year, 6 * half - 5, 1) + INTERVAL 6 MONTH AS DATE) AS ends_before_on,
    CAST(starts_on AS TIMESTAMPTZ) AS starts_at, CAST(ends_before_on AS TIMESTAMPTZ) AS ends_at, true AS is_complete
FROM range(2023, 2027) AS years(year), range(1, 3) AS halves(half);
CREATE TABLE core.dim_department AS SELECT 'D' || n AS department_id FROM range($departments) AS made(n);
CREATE TABLE audit.feed AS
SELECT '' AS feed, 'loaded' AS state, NULL::TIMESTAMPTZ AS newest_at, NULL::BIGINT AS newest_stop_s WHERE false;
"""
PEOPLE = """
INSERT INTO feed.departments BY NAME SELECT 'D' || n AS department_id, 'Department ' || n AS department_name,
    CASE WHEN n > 24 THEN 'D' || n % 25 END AS parent_department_id, 'E' || n AS manager_employee_id
    FROM range($departments) AS made(n);
INSERT INTO feed.employees BY NAME SELECT 'E' || n AS employee_id, 'D' || n % $departments AS department_id,
    DATE '2020-01-01' AS hired_on FROM range($people) AS made(n);
INSERT INTO feed.employees BY NAME SELECT 'E' || n AS employee_id, 'D' || n * 7 % $departments AS department_id,
    DATE '2020-01-01' AS hired_on, DATE '2026-03-01' AS effective_from FROM range($people) AS made(n) WHERE n % 20 = 0;
INSERT INTO feed.bonus_bases SELECT period_id, 'E' || n, 6000 + n % 90 * 100
    FROM range($people) AS made(n), (SELECT unnest($periods) AS period_id);
INSERT INTO feed.bonus_pools SELECT unnest($periods), 8000 * $people;
CREATE TABLE person.person_observation AS
SELECT item AS indicator_id, period_id, 'D' || n % $departments AS department_id, 'E' || n AS employee_id,
    CAST(CASE WHEN item IN ('own_resolution_on_time', 'own_csat') THEN cases * (70 + hash(n, item) % 30) // 100
        WHEN item = 'peer_collaboration' THEN cases * (75 + hash(n, item) % 25) ELSE 70 + hash(n, item, period_id) % 30
        END AS DECIMAL(18, 4)) AS numerator,
    CAST(CASE WHEN item LIKE '%review' THEN 1 ELSE cases END AS DECIMAL(18, 4)) AS denominator,
    CASE WHEN item IN ('own_csat', 'peer_collaboration') THEN cases END AS rater_count
FROM (
    SELECT *, 5 + hash(n, item, period_id) % 60 AS cases
    FROM range($people) AS made(n), (SELECT unnest($periods) AS period_id), (SELECT unnest($items) AS item)
);
"""


def make(file: Path, people: int) -> None:
    """The tables of a build that the assessment reads."""
    policy = load_policies(POLICY)[-1]
    given = {"departments": DEPARTMENTS, "people": people, "periods": list(PERIODS)}
    items = list(policy.individual.weights.items()) if policy.individual else []
    with connect(file, read_only=False) as connection:
        _run(connection, SETTINGS, given)
        for feed in FEEDS.values():
            columns = ", ".join(f"{column.name} {DUCKDB_TYPE[column.type]}" for column in feed.columns)
            connection.execute(f"CREATE TABLE feed.{feed.name} ({columns})")
        _run(connection, PEOPLE, given | {"items": items})
        seen = " UNION ALL ".join(
            f"SELECT '{one.id}' AS indicator_id, {_share(one.kind)} AS score" for one in policy.indicators
        )
        connection.execute(f"""
            CREATE TABLE metrics.indicator_observation AS
            SELECT indicator_id, period_id, department_id, CAST(400 * score AS DECIMAL(18, 4)) AS numerator,
                CAST(400 AS DECIMAL(18, 4)) AS denominator, CAST(40 AS BIGINT) AS rater_count
            FROM core.dim_department, (SELECT unnest($periods) AS period_id), ({seen})
        """, {"periods": list(PERIODS)})  # fmt: skip
        for one in policy.indicators:
            connection.execute(f"CREATE TABLE metrics.{one.id} AS FROM metrics.indicator_observation LIMIT 0")


def _share(kind: str) -> str:
    """A value of each kind that differs from department to department."""
    by = "(hash(department_id, period_id) % 100 / 100.0)"
    return {"mean": f"3.5 + {by}", "rate": f"0.01 * {by}", "value": f"70 + 25 * {by}"}.get(kind, f"0.8 + 0.18 * {by}")


def _run(connection: duckdb.DuckDBPyConnection, script: str, given: dict[str, object]) -> None:
    for statement in script.split(";"):
        if statement.strip():
            names = {name: value for name, value in given.items() if f"${name}" in statement}
            connection.execute(statement, names or None)


def bare(connection: duckdb.DuckDBPyConnection) -> None:
    """Every row of every table that the assessment reads, into Arrow."""
    for schema, table in connection.execute(
        "SELECT schema_name, table_name FROM duckdb_tables() WHERE estimated_size > 0"
    ).fetchall():
        connection.execute(f"FROM {schema}.{table}").to_arrow_table()


def measure(file: Path) -> list[tuple[str, float, float]]:
    """Wall and CPU seconds of each step, the bare read first."""
    found: list[tuple[str, float, float]] = []

    def timed(name: str, step: Callable[[], Result]) -> Result:
        start, worked = time.perf_counter(), time.process_time()
        result = step()
        found.append((name, time.perf_counter() - start, time.process_time() - worked))
        return result

    policies = load_policies(POLICY)
    with connect(file, read_only=False) as connection:
        timed("bare read into Arrow", lambda: bare(connection))
        facts = timed("read the facts", lambda: read(connection))

        def judge() -> HalfYear:
            half_year = judged(policies, facts, Kept(), facts.periods[-1])
            assert half_year
            return half_year

        half_year = timed("judge one half-year", judge)
        timed("write its marts", lambda: _write(connection, half_year))
        timed("hash its result", lambda: result_sha256(half_year))
        told = connection.execute(
            "SELECT (SELECT count(*) FROM marts.person_score), (SELECT count(*) FROM marts.person_score"
            " WHERE status <> 'not_rated'), (SELECT sum(amount_fen) = any_value(pool_fen) FROM marts.bonus_line"
            " JOIN marts.bonus_pool USING (period_id))"
        ).fetchone()
        print("people's results, rated, lines add up to the pool:", *(told or ()))
    return found


def _write(connection: duckdb.DuckDBPyConnection, half_year: HalfYear) -> None:
    for table in TABLES:
        write(connection, table, half_year.rows(table))


def main() -> None:
    people = int(sys.argv[1].replace("_", "")) if len(sys.argv) > 1 else 50_000
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "facts.duckdb"
        make(file, people)
        steps = measure(file)
    grid = Table(
        "step", "s", "CPU s", "× bare read", title=f"{DEPARTMENTS} departments, {people:,} people, 6 half-years"
    )
    total = ("read, judge and write", sum(step[1] for step in steps[1:4]), sum(step[2] for step in steps[1:4]))
    for name, seconds, cpu in [*steps, total]:
        grid.add_row(name, f"{seconds:.2f}", f"{cpu:.2f}", f"{cpu / steps[0][2]:.1f}")
    Console().print(grid)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
