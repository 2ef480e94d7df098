"""The tables of schema audit: runs, row counts, and the state of each feed."""

from dataclasses import astuple
from datetime import UTC, datetime

import duckdb

from etl.runlog import PastRun, RowCount
from etl.sql import ident, literal
from warehouse.contract import FEEDS, Feed

DERIVED = ("departments", "employees", "services")


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


def write_feeds(connection: duckdb.DuckDBPyConnection, loaded: set[str]) -> None:
    """Makes audit.feed: which feeds the company has, and how new their newest row is."""
    connection.execute(
        "CREATE TABLE audit.feed (feed VARCHAR, state VARCHAR, newest_at TIMESTAMPTZ, loaded_at TIMESTAMPTZ)"
    )
    for feed in FEEDS.values():
        state = "loaded" if feed.name in loaded else "derived" if feed.name in DERIVED else "absent"
        newest = f"(SELECT max({column}) FROM feed.{ident(feed.name)})" if (column := _event_time(feed)) else "NULL"
        at = literal(datetime.now(UTC).isoformat(timespec="seconds")) if state == "loaded" else "NULL"
        connection.execute(f"INSERT INTO audit.feed VALUES ({literal(feed.name)}, {literal(state)}, {newest}, {at})")


def _event_time(feed: Feed) -> str | None:
    """The instant that every row of the feed must have."""
    return next(
        (ident(column.name) for column in feed.columns if column.type == "instant" and column.is_required), None
    )


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
