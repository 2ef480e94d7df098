"""The tables of schema audit that tell of runs: their counts per feed, and how far incremental pulls have come."""

from dataclasses import astuple

import duckdb

from etl.pull.incremental import Cursor
from etl.runlog import PastRun, RowCount


def write_counts(
    connection: duckdb.DuckDBPyConnection, runs: list[PastRun], run_id: str, counts: list[RowCount]
) -> None:
    """Makes audit.row_count with the accounts of earlier runs and of this one."""
    connection.execute("CREATE SCHEMA IF NOT EXISTS audit")
    connection.execute(
        "CREATE TABLE audit.row_count (run_id VARCHAR, feed VARCHAR, source_count BIGINT, read_count BIGINT,"
        " loaded_count BIGINT, quarantined_count BIGINT)"
    )
    rows = [(run.run_id, *astuple(one)) for run in runs for one in run.counts]
    rows += [(run_id, *astuple(one)) for one in counts]
    connection.executemany("INSERT INTO audit.row_count VALUES (?, ?, ?, ?, ?, ?)", rows)


def write_cursors(connection: duckdb.DuckDBPyConnection, run_id: str, cursors: list[Cursor]) -> None:
    """Makes audit.cursor: up to where this build has each feed that is pulled incrementally, and of which source."""
    connection.execute("CREATE SCHEMA IF NOT EXISTS audit")
    connection.execute(
        "CREATE TABLE audit.cursor (feed VARCHAR, cursor VARCHAR, pulled_at TIMESTAMPTZ, run_id VARCHAR,"
        " fingerprint VARCHAR)"
    )
    rows = [(feed, cursor, pulled_at, run_id, mark) for feed, cursor, pulled_at, mark in cursors]
    if rows:
        connection.executemany("INSERT INTO audit.cursor VALUES (?, ?, ?, ?, ?)", rows)


def write_runs(connection: duckdb.DuckDBPyConnection, runs: list[PastRun]) -> None:
    """Makes audit.run with every run that is known, oldest first."""
    connection.execute(
        "CREATE TABLE audit.run (run_id VARCHAR, started_at TIMESTAMPTZ, finished_at TIMESTAMPTZ, as_of TIMESTAMPTZ,"
        " build_id VARCHAR, outcome VARCHAR, error VARCHAR)"
    )
    rows = [
        (run.run_id, run.started_at, run.finished_at, run.as_of, run.build_id, run.outcome, run.error) for run in runs
    ]
    connection.executemany("INSERT INTO audit.run VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
