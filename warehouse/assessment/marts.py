"""Writes what the assessment found: three marts, and the rule book's indicators of each period."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

import duckdb
import polars as pl

from warehouse.assessment.score import rounded

COUNT = "DECIMAL(18, 4)"
SCORE = "DECIMAL(9, 4)"
RATIO = "DECIMAL(18, 6)"
DECIMALS = {COUNT: 4, SCORE: 4, RATIO: 6}
TABLES = {
    "settings.indicator": {
        "period_id": "VARCHAR",
        "indicator_id": "VARCHAR",
        "indicator_name": "VARCHAR",
        "source": "VARCHAR",
        "kind": "VARCHAR",
        "direction": "VARCHAR",
        "weight": SCORE,
        "prior": RATIO,
        "policy_version": "VARCHAR",
    },
    "marts.indicator_value": {
        "period_id": "VARCHAR",
        "department_id": "VARCHAR",
        "indicator_id": "VARCHAR",
        "status": "VARCHAR",
        "numerator": COUNT,
        "denominator": COUNT,
        "value": RATIO,
        "score": SCORE,
        "weight": SCORE,
        "rater_count": "BIGINT",
    },
    "marts.department_score": {
        "period_id": "VARCHAR",
        "department_id": "VARCHAR",
        "status": "VARCHAR",
        "score": SCORE,
        "rank": "BIGINT",
        "grade": "VARCHAR",
        "coefficient": RATIO,
        "coverage": SCORE,
    },
    "marts.bonus_line": {
        "period_id": "VARCHAR",
        "employee_id": "VARCHAR",
        "department_id": "VARCHAR",
        "amount_fen": "BIGINT",
    },
}


def write(connection: duckdb.DuckDBPyConnection, table: str, rows: Iterable[Sequence[Any]]) -> None:
    """Makes one table of TABLES anew; fractions are rounded half to even to the decimals of their column."""
    columns = TABLES[table]
    texts = [[_text(cell, type_name) for cell, type_name in zip(row, columns.values(), strict=True)] for row in rows]
    frame = pl.DataFrame(texts, schema=dict.fromkeys(columns, pl.String), orient="row")
    casts = ", ".join(f"CAST({name} AS {type_name}) AS {name}" for name, type_name in columns.items())
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {table.split('.')[0]}")
    connection.register("assessed", frame.to_arrow())
    connection.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT {casts} FROM assessed")
    connection.unregister("assessed")


def _text(cell: Any, type_name: str) -> str | None:
    if cell is None:
        return None
    return str(rounded(cell, DECIMALS[type_name])) if isinstance(cell, Fraction) else str(cell)
