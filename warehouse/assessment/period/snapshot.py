"""What the assessment of one half-year reads, copied into a DuckDB file of its own: no name, no mail address."""

from pathlib import Path

import duckdb

from warehouse.assessment.facts import UNPAID, Facts, read
from warehouse.assessment.person_facts import OBSERVED
from warehouse.store import connect

OF_PERIOD = "FROM settings.period WHERE period_id = $1"
COPIED = {
    "settings.company": "SELECT as_of FROM settings.company WHERE $1 IS NOT NULL",
    "settings.period": "SELECT * FROM settings.period WHERE period_id = $1",
    "metrics.indicator_observation": "SELECT * FROM metrics.indicator_observation WHERE period_id = $1",
    "marts.outcome_cell": "SELECT * FROM marts.outcome_cell WHERE period_id = $1",
    "marts.survey_reach": "SELECT * FROM marts.survey_reach WHERE period_id = $1",
    "core.fct_rater_score": "SELECT * FROM core.fct_rater_score WHERE period_id = $1",
    "core.dim_department": "SELECT department_id FROM core.dim_department WHERE $1 IS NOT NULL",
    "audit.feed": "SELECT feed, state, newest_at, newest_stop_s FROM audit.feed WHERE $1 IS NOT NULL",
    "feed.departments": "SELECT department_id, parent_department_id, manager_employee_id, valid_from, valid_to"
    " FROM feed.departments WHERE $1 IS NOT NULL",
    "feed.employees": "SELECT employee_id, department_id, effective_from, hired_on, left_on FROM feed.employees"
    f" WHERE left_on IS NULL OR left_on >= (SELECT starts_on {OF_PERIOD})",
    "feed.absences": "SELECT employee_id, from_on, to_on, kind FROM feed.absences"
    f" WHERE kind = '{UNPAID}' AND to_on >= (SELECT starts_on {OF_PERIOD})",
    "feed.evaluations": "SELECT period_id, source, department_id, employee_id, score FROM feed.evaluations"
    " WHERE period_id = $1 AND source = 'management_review'",
    OBSERVED: f"SELECT * FROM {OBSERVED} WHERE period_id = $1",
    "feed.bonus_bases": "SELECT period_id, employee_id, base_amount FROM feed.bonus_bases WHERE period_id = $1",
    "feed.bonus_pools": "SELECT period_id, amount FROM feed.bonus_pools WHERE period_id = $1",
}


def write_inputs(build: duckdb.DuckDBPyConnection, period: str, file: Path) -> None:
    """Copies from a build, which may be open read-only, into a new file."""
    with connect(file, read_only=False) as inputs:
        for table, query in COPIED.items():
            inputs.register("copied", build.execute(query, [period]).to_arrow_table())
            inputs.execute(f"CREATE SCHEMA IF NOT EXISTS {table.split('.')[0]}")
            inputs.execute(f"CREATE TABLE {table} AS SELECT * FROM copied")
            inputs.unregister("copied")
        inputs.execute("CHECKPOINT")


def read_inputs(file: Path) -> Facts:
    with connect(file) as inputs:
        return read(inputs)
