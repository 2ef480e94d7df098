"""Writes what the assessment found: its marts, and the rule book's indicators of each period."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any, Protocol

import duckdb
import polars as pl

from warehouse.assessment.person_marts import COUNT, PERSON_TABLES, RATIO, SCORE
from warehouse.assessment.score import rounded

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
        "error": RATIO,
        "raw_value": RATIO,
        "adjusted_value": RATIO,
        "provisional_reason": "VARCHAR",
        "self_service_count": "BIGINT",
        "collapsed_count": "BIGINT",
        "came_back_count": "BIGINT",
        "value_low": RATIO,
        "value_high": RATIO,
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
        "unadjusted_score": SCORE,
        "adjustment_points": SCORE,
        "unvetoed_grade": "VARCHAR",
        "ledger_ids": "VARCHAR",
        "score_error": SCORE,
        "score_low": SCORE,
        "score_high": SCORE,
        "band": "BIGINT",
        "best_rank": "BIGINT",
        "worst_rank": "BIGINT",
        "interval_share": SCORE,
    },
    "marts.period_doubt": {
        "period_id": "VARCHAR",
        "feed": "VARCHAR",
        "newest_at": "TIMESTAMPTZ",
        "age_s": "BIGINT",
    },
    "marts.period_trial": {"period_id": "VARCHAR", "reason": "VARCHAR"},
    "marts.simpson_warning": {
        "period_id": "VARCHAR",
        "indicator_id": "VARCHAR",
        "ahead_department_id": "VARCHAR",
        "behind_department_id": "VARCHAR",
        "crude_gap": RATIO,
        "adjusted_gap": RATIO,
    },
    **PERSON_TABLES,
}


class Rows(Protocol):
    """A half-year, judged or frozen."""

    def rows(self, table: str) -> Iterator[Sequence[Any]]: ...


def named(half_year: Rows, table: str) -> Iterator[dict[str, Any]]:
    """The rows of one of TABLES by the names of its columns."""
    return (dict(zip(TABLES[table], row, strict=True)) for row in half_year.rows(table))


def texts(columns: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> list[list[str | None]]:
    """The rows as they will stand in the table; fractions are rounded half to even to their column's decimals."""
    return [[_text(cell, type_name) for cell, type_name in zip(row, columns.values(), strict=True)] for row in rows]


def write(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    rows: Iterable[Sequence[Any]],
    columns: Mapping[str, str] | None = None,
) -> None:
    """Makes a table anew, by default one of TABLES; `columns` gives the DuckDB type of each."""
    columns = columns or TABLES[table]
    frame = pl.DataFrame(texts(columns, rows), schema=dict.fromkeys(columns, pl.String), orient="row")
    write_frame(connection, table, frame, columns)


def write_frame(
    connection: duckdb.DuckDBPyConnection, table: str, frame: pl.DataFrame, columns: Mapping[str, str]
) -> None:
    """The same of rows that are a frame already."""
    casts = ", ".join(f"CAST({name} AS {type_name}) AS {name}" for name, type_name in columns.items())
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {table.split('.')[0]}")
    connection.register("assessed", frame.to_arrow())
    connection.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT {casts} FROM assessed")
    connection.unregister("assessed")


def _text(cell: Any, type_name: str) -> str | None:
    """Asks for the exact type first: an instance check of a Fraction takes longer than its rounding."""
    kind = type(cell)
    if kind is str or cell is None:
        return cell
    if kind is Fraction:
        return str(rounded(cell, DECIMALS[type_name]))
    return cell.isoformat() if isinstance(cell, datetime) else str(cell)
