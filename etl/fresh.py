"""The state of every feed in a build: whether the company has it, and its two clocks with their limits."""

from collections.abc import Iterable
from datetime import UTC, datetime

import duckdb

from etl.sources import Source
from etl.sql import ident
from warehouse.contract import FEEDS, Feed
from warehouse.source_settings import SourceSettings

DERIVED = ("departments", "employees", "services")


def write_feeds(connection: duckdb.DuckDBPyConnection, sources: Iterable[Source], as_of: datetime) -> None:
    """Makes audit.feed: newest row up to as-of, instant of the load, and the limits of both ages in seconds.

    `newest_state` is how old the newest row was at as-of: fresh, warn or stop; null where the feed has no such limit.
    The age of the load grows while nobody loads, so readers measure it themselves.
    """
    had = {source.feed.name: source.settings for source in sources}
    loaded_at = datetime.now(UTC).replace(microsecond=0)
    connection.execute(
        "CREATE TABLE audit.feed (feed VARCHAR, state VARCHAR, newest_at TIMESTAMPTZ, loaded_at TIMESTAMPTZ,"
        " newest_warn_s BIGINT, newest_stop_s BIGINT, loaded_warn_s BIGINT, loaded_stop_s BIGINT, newest_state VARCHAR)"
    )
    for feed in FEEDS.values():
        row = _row(connection, feed, had.get(feed.name), loaded_at, as_of)
        connection.execute("INSERT INTO audit.feed VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)


def _row(
    connection: duckdb.DuckDBPyConnection,
    feed: Feed,
    settings: SourceSettings | None,
    loaded_at: datetime,
    as_of: datetime,
) -> list[object]:
    if settings is None:
        return [feed.name, "derived" if feed.name in DERIVED else "absent", *[None] * 7]
    newest_at = _newest(connection, feed, as_of)
    newest, loaded = settings.newest_limits(feed.name), settings.loaded_limits()
    state = _state(newest.warn, newest.stop, (as_of - newest_at).total_seconds() if newest_at else None)
    return [feed.name, "loaded", newest_at, loaded_at, newest.warn, newest.stop, loaded.warn, loaded.stop, state]


def _newest(connection: duckdb.DuckDBPyConnection, feed: Feed, as_of: datetime) -> datetime | None:
    """The newest instant up to as-of: one wrong row from the year 2099 must not keep a feed fresh for ever."""
    if feed.happened is None:
        return None
    at = f"{ident(feed.happened)}::TIMESTAMPTZ"
    row = connection.execute(
        f"SELECT max({at}) FROM feed.{ident(feed.name)} WHERE {at} <= $1::TIMESTAMPTZ", [as_of]
    ).fetchone()
    return row[0] if row else None


def _state(warn_s: int | None, stop_s: int | None, age_s: float | None) -> str | None:
    if age_s is None or (warn_s is None and stop_s is None):
        return None
    if stop_s is not None and age_s > stop_s:
        return "stop"
    return "warn" if warn_s is not None and age_s > warn_s else "fresh"
