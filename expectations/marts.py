"""The invariants of the marts, checked on a finished build before it is published."""

from collections.abc import Callable, Sequence
from pathlib import Path

from expectations.annual_score import suite as annual_score
from expectations.bonus_department import suite as bonus_department
from expectations.bonus_line import suite as bonus_line
from expectations.bonus_pool import suite as bonus_pool
from expectations.breach_share import suite as breach_share
from expectations.chain_yield import suite as chain_yield
from expectations.declared_use import suite as declared_use
from expectations.department_score import suite as department_score
from expectations.engine import Checker, Suite, checker, to_result
from expectations.fairness_decision import suite as fairness_decision
from expectations.fairness_flag import suite as fairness_flag
from expectations.indicator_value import suite as indicator_value
from expectations.person_score import suite as person_score
from expectations.rater_severity import suite as rater_severity
from expectations.requirement_value import suite as requirement_value
from expectations.result import Result
from expectations.row_count import suite as row_count
from expectations.service_edge import suite as service_edge
from expectations.sla_cell import suite as sla_cell
from expectations.survey_cell import suite as survey_cell
from expectations.survey_edge import suite as survey_edge
from expectations.ticket_handover import suite as ticket_handover
from expectations.ticket_hold import suite as ticket_hold
from expectations.ticket_sla import suite as ticket_sla
from expectations.weight_sensitivity import suite as weight_sensitivity

STAGE = "marts"
SUITES = (
    *(ticket_sla, ticket_hold, ticket_handover, breach_share, sla_cell, service_edge, declared_use),
    *(indicator_value, department_score, weight_sensitivity, person_score, annual_score, requirement_value),
    *(bonus_pool, bonus_department, bonus_line, survey_cell, survey_edge, chain_yield),
    *(fairness_flag, rater_severity, fairness_decision, row_count),
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
