"""What the small warehouse knows of its assessment beside the scores: policy, observations, people, state, weights.

A1 answers on time more often than A21, and A21 resolves on time more often: the weights decide who is first.
"""

from datetime import UTC, datetime

import duckdb

from tests.dashboard import small_bonus
from tests.warehouse import governed
from warehouse.assessment.life_marts import LEDGER_ENTRY, PERIOD_STATE, POLICY
from warehouse.assessment.marts import TABLES
from warehouse.assessment.restate import RESTATEMENT
from warehouse.assessment.weights import SENSITIVITY
from warehouse.contract import DUCKDB_TYPE, FEEDS

PERIOD, BEFORE = "2026H1", "2025H2"
APPEALS_END = datetime(2126, 8, 7, 16, tzinfo=UTC)
POOL = 100_000
READ = ("departments", "employees", "evaluations", "absences", "bonus_bases", "bonus_pools")
SEEN = {
    "A1": {"response_on_time": (98, 100), "resolution_on_time": (80, 100)},
    "A21": {"response_on_time": (80, 100), "resolution_on_time": (98, 100)},
    "B2": {"response_on_time": (70, 100), "resolution_on_time": (72, 100)},
}
EVERYBODY = {"complaint_rate": (3, 600)}
RULES = governed.TEXT.replace('min_weight_coverage = "0.60"', 'min_weight_coverage = "0.10"').replace(
    '"csat_relationship", "csat_transaction"], [', ""
)  # the small company has tickets alone
PEOPLE = {"E8": "A1", "E10": "A1", "E3": "A21", "E5": "B2"}


def fill(connection: duckdb.DuckDBPyConnection, has_rows: bool) -> None:
    """Adds the tables that the pages of the assessment use; without rows they are there and empty."""
    tables = {
        "marts.period_state": PERIOD_STATE,
        "marts.restatement": RESTATEMENT,
        "marts.weight_sensitivity": SENSITIVITY,
        "audit.ledger_entry": LEDGER_ENTRY,
        "settings.policy": POLICY,
        **{name: TABLES[name] for name in ("settings.indicator", "marts.bonus_line")},
    }
    connection.execute("create schema if not exists feed; create schema if not exists metrics")
    for name in READ:
        tables[f"feed.{name}"] = {column.name: DUCKDB_TYPE[column.type] for column in FEEDS[name].columns}
    for table, columns in tables.items():
        connection.execute(f"create table {table} ({', '.join(' '.join(one) for one in columns.items())})")
    connection.execute(
        "create table metrics.indicator_observation (indicator_id varchar, period_id varchar, department_id varchar,"
        " numerator decimal(18, 4), denominator decimal(18, 4), rater_count bigint)"
    )
    for name in ("unvetoed_grade", "ledger_ids"):
        connection.execute(f"alter table marts.department_score add column {name} varchar")
    if has_rows:
        _rows(connection)
    small_bonus.fill(connection, has_rows)


def _rows(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("insert into settings.policy values (null, 'assessment.toml', ?, 'abc')", [RULES])
    for indicator, source, kind in (
        ("response_on_time", "data", "proportion"),
        ("resolution_on_time", "data", "proportion"),
        ("csat_relationship", "customer", "mean"),
        ("project_quality", "self", "proportion"),
    ):
        connection.execute(
            "insert into settings.indicator by name select unnest(['2025H1', '2025H2', '2026H1']) as period_id,"
            " ? as indicator_id, ? as source, ? as kind, '1.0.0' as policy_version",
            [indicator, source, kind],
        )
    for period in (BEFORE, PERIOD):
        for department, numbers in SEEN.items():
            for indicator, (met, cases) in {**EVERYBODY, **numbers}.items():
                connection.execute(
                    "insert into metrics.indicator_observation values (?, ?, ?, ?, ?, null)",
                    [indicator, period, department, met, cases],
                )
    for employee, department in PEOPLE.items():
        connection.execute(
            "insert into feed.employees by name select ? as employee_id, ? as department_id", [employee, department]
        )
        connection.execute("insert into feed.bonus_bases values (?, ?, 10000)", [PERIOD, employee])
        line = "select ? as period_id, ? as employee_id, ? as department_id, 2500000 as amount_fen"
        connection.execute(f"insert into marts.bonus_line by name {line}", [PERIOD, employee, department])
    connection.execute("insert into feed.bonus_pools values (?, ?)", [PERIOD, POOL])
    connection.execute(
        "insert into marts.period_state by name select ? as period_id, 'publicity' as state,"
        " timestamptz '2026-07-31 16:00:00Z' as publicity_ends_at, ? as appeals_end_at",
        [PERIOD, APPEALS_END],
    )
    connection.execute(
        "insert into marts.restatement by name select ? as period_id, 'B2' as department_id, 75.5 as present_score,"
        " 2 as present_rank, 1.5 as score_change, 1.5 as proposed_points, '2026H2' as next_period_id",
        [PERIOD],
    )
    for department, share in (("A1", 0.95), ("A21", 0.62), ("B2", 0.97)):
        connection.execute(
            "insert into marts.weight_sensitivity values (?, ?, ?, 0.99, 0.9, 1, ?, 4000, 20250630)",
            [PERIOD, department, share, share < 0.9],
        )
