"""The invariants of the marts, checked on a finished build before it is published."""

from collections.abc import Callable, Sequence
from pathlib import Path

from expectations.bonus_line import suite as bonus_line
from expectations.breach_share import suite as breach_share
from expectations.department_score import suite as department_score
from expectations.engine import Checker, Suite, checker, to_result
from expectations.indicator_value import suite as indicator_value
from expectations.result import Result
from expectations.row_count import suite as row_count
from expectations.service_edge import suite as service_edge
from expectations.sla_cell import suite as sla_cell
from expectations.ticket_handover import suite as ticket_handover
from expectations.ticket_hold import suite as ticket_hold
from expectations.ticket_sla import suite as ticket_sla

STAGE = "marts"
SUITES = (
    *(ticket_sla, ticket_hold, ticket_handover, breach_share, sla_cell, service_edge),
    *(indicator_value, department_score, bonus_line, row_count),
)


def check_marts(database: Path, suites: Sequence[Callable[[], Suite]] = SUITES) -> list[Result]:
    """One result per invariant of each mart. The file must not be open elsewhere in this process."""
    with checker(database, "build") as checks:
        _mirror(checks)
        return [result for suite in suites for result in _check(checks, suite())]


def _mirror(checks: Checker) -> None:
    """Gives every table of the build a view of its own name, so that queries read as they do everywhere else."""
    tables = checks.sql(
        "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'build'"
        " UNION ALL SELECT schema_name, view_name FROM duckdb_views() WHERE database_name = 'build' AND NOT internal"
    )
    for schema in sorted({table["schema_name"] for table in tables} - {"main"}):
        checks.sql(f"CREATE SCHEMA IF NOT EXISTS {schema}")
    for table in tables:
        if table["schema_name"] != "main":
            name = f"{table['schema_name']}.{table['table_name']}"
            checks.sql(f"CREATE VIEW {name} AS SELECT * FROM build.{name}")


def _check(checks: Checker, suite: Suite) -> list[Result]:
    """The results of one suite; GX finds a table by its bare name."""
    view = suite.table.split(".")[1]
    checks.sql(f"CREATE VIEW {view} AS SELECT * FROM build.{suite.table}")
    row_count_of_table = checks.count(view)
    found = checks.validate(suite, view)
    return [
        to_result(STAGE, suite, expectation, one, row_count_of_table)
        for expectation, one in zip(suite.expectations, found, strict=True)
    ]
