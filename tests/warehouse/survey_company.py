"""Survey answers in a DuckDB in memory, with the survey models run over them as they stand in the files."""

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import NamedTuple

import duckdb
import jinja2

from warehouse.build import PROJECT

MODELS = (
    "core.fct_survey_mark", "core.fct_survey_rater", "marts.survey_cell", "core.fct_survey_remainder",
    "marts.survey_edge",
)  # fmt: skip
TABLES = """
CREATE SCHEMA settings; CREATE SCHEMA core; CREATE SCHEMA marts;
CREATE TABLE settings.privacy (k_score BIGINT);
CREATE TABLE core.fct_survey_answer (response_id VARCHAR, question VARCHAR, kind VARCHAR, period_id VARCHAR,
    rater_id VARCHAR, customer_department_id VARCHAR, provider_department_id VARCHAR, is_self_service BOOLEAN,
    score_share DECIMAL(18, 6), expected_share DECIMAL(18, 6));
"""


class Answer(NamedTuple):
    """One person's answer to the question overall; `share` may be any number, as in a spy's arithmetic."""

    period: str
    provider: str
    customer: str
    kind: str
    rater: str
    share: int = 0

    @property
    def is_self(self) -> bool:
        return self.provider == self.customer


def publish(answers: Iterable[Answer], k: int) -> duckdb.DuckDBPyConnection:
    """The published cells of some answers, below `k` raters none."""
    connection = duckdb.connect()
    connection.execute(TABLES)
    connection.execute("INSERT INTO settings.privacy VALUES (?)", [k])
    rows = [
        (str(place), one.kind, one.period, one.rater, one.customer, one.provider, one.is_self, one.share)
        for place, one in enumerate(answers)
    ]
    if rows:
        connection.executemany(
            "INSERT INTO core.fct_survey_answer VALUES (?, 'overall', ?, ?, ?, ?, ?, ?, ?, NULL)", rows
        )
    run(connection, MODELS)
    return connection


def run(connection: duckdb.DuckDBPyConnection, models: Collection[str]) -> None:
    """Makes or replaces tables by their models."""
    for model in models:
        connection.execute(f"CREATE OR REPLACE TABLE {model} AS {_sql(model)}")


def _sql(model: str) -> str:
    (path,) = (PROJECT / "models").rglob(f"{model.split('.')[1]}.sql")
    text = Path(PROJECT / "macros/privacy.sql").read_text(encoding="utf-8") + path.read_text(encoding="utf-8")
    schemas = {file.stem: file.parent.name for file in (PROJECT / "models").rglob("*.sql")}
    return jinja2.Environment().from_string(text).render(
        ref=lambda name: f"{schemas[name]}.{name}",
        source=lambda schema, name: f"{schema}.{name}",
        config=lambda **_: "",
    )  # fmt: skip
