"""Row accounting: what was read, which feeds are too bad to use, and the split into loaded and refused rows."""

from dataclasses import replace

import duckdb

from etl.again import OF_THIS_PULL, earlier_table, has_earlier
from etl.complaint import share_complaint, time_complaint
from etl.forgotten import People, unsaid_json
from etl.gone import gone_table
from etl.pull.files import Pulled
from etl.pull.part import count
from etl.release import came, is_mended
from etl.runlog import RowCount
from etl.set_rules import Previous
from etl.shape import file_column
from etl.sources import Source
from etl.sql import ident, literal
from etl.texts import Columns
from warehouse.contract import DUCKDB_TYPE, FEEDS, Feed

QUARANTINE = "run_id VARCHAR, source VARCHAR, row_number BIGINT, reasons VARCHAR[], broken VARCHAR[], content JSON"


def account(connection: duckdb.DuckDBPyConnection, source: Source, pulled: Pulled) -> RowCount:
    """The counts of a feed whose shaped rows are all marked."""
    name = source.feed.name
    table = f"shaped.{ident(name)}"
    read, refused = count(connection, table), count(connection, f"(FROM {table} WHERE len(broken) > 0)")
    return RowCount(name, pulled.row_count, read, read - refused, refused)


def refuse_bad_feed(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    columns: Columns,
    counts: RowCount,
    max_bad_share: float,
    has_previous: bool,
) -> None:
    """Raises UserError when the feed fails as a whole: empty all at once, unreadable times, or too many bad rows."""
    feed, settings = source.feed, source.settings
    if not counts.read_count and settings.load == "full" and has_previous:
        before = count(connection, f"previous.feed.{ident(feed.name)}")
        if before:
            problem = f"its source has no row, while the last build has {before:,}; mend the source, or take it away"
            raise source.error(None, problem)
    if settings.time_format and (error := time_complaint(connection, source, columns)):
        raise error
    counts = _of_this_pull(connection, counts)
    if counts.quarantined_count > max_bad_share * counts.read_count:
        raise share_complaint(connection, source, columns, counts)


def _of_this_pull(connection: duckdb.DuckDBPyConnection, counts: RowCount) -> RowCount:
    """The same without rows of earlier pulls that were read again: a good pull must not fail for their sake."""
    table = f"FROM shaped.{ident(counts.feed)} WHERE {OF_THIS_PULL}"
    read, refused = count(connection, f"({table})"), count(connection, f"({table} AND len(broken) > 0)")
    return replace(counts, read_count=read, loaded_count=read - refused, quarantined_count=refused)


def split(
    connection: duckdb.DuckDBPyConnection,
    run_id: str,
    pulled: dict[str, Pulled],
    previous: Previous,
    forgotten: People | None = None,
) -> None:
    """Fills schemas feed and quarantine of the attached database `build`, with both tables for every known feed.

    A feed that is added to may stand in `build` already, as the last build left it. Refused rows as they came are kept
    without those who are to be forgotten.
    """
    connection.execute("CREATE SCHEMA IF NOT EXISTS build.feed; CREATE SCHEMA IF NOT EXISTS build.quarantine")
    there = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = 'build' AND schema_name = 'feed'"
    ).fetchall()
    for feed in FEEDS.values():
        columns = ", ".join(f"{ident(column.name)} {DUCKDB_TYPE[column.type]}" for column in feed.columns)
        connection.execute(f"CREATE TABLE IF NOT EXISTS build.feed.{ident(feed.name)} ({columns})")
        connection.execute(f"CREATE TABLE build.quarantine.{ident(feed.name)} ({QUARANTINE})")
        if feed.name in pulled:
            _load(connection, feed, previous, (feed.name,) in there)
            _refuse(connection, feed, run_id, pulled[feed.name], forgotten)
    if there and {"tickets", "ticket_events"} <= previous.appended:
        _write_touched(connection, previous)


def _load(connection: duckdb.DuckDBPyConnection, feed: Feed, previous: Previous, is_there: bool) -> None:
    names = ", ".join(map(ident, feed.column_names))
    table = f"build.feed.{ident(feed.name)}"
    if is_there:
        connection.execute(f"DELETE FROM {table} AS old WHERE {previous.leaving(feed)}")
    elif stays := previous.rows(feed):
        connection.execute(f"INSERT INTO {table} {stays}")
    connection.execute(f"INSERT INTO {table} SELECT {names} FROM shaped.{ident(feed.name)} WHERE len(broken) = 0")


def _write_touched(connection: duckdb.DuckDBPyConnection, previous: Previous) -> None:
    """Table settings.touched_ticket of `build`: the tickets of which a row has come, or has left at its source."""
    feeds = [FEEDS[name] for name in ("tickets", "ticket_events")]
    selects = [f"SELECT ticket_id FROM shaped.{ident(feed.name)} WHERE len(broken) = 0" for feed in feeds]
    selects += [f"SELECT ticket_id FROM {gone_table(feed)}" for feed in feeds if feed.name in previous.shrinking]
    connection.execute("CREATE SCHEMA IF NOT EXISTS build.settings")
    connection.execute(f"CREATE TABLE build.settings.touched_ticket AS {' UNION '.join(selects)}")


def _refuse(
    connection: duckdb.DuckDBPyConnection, feed: Feed, run_id: str, pulled: Pulled, forgotten: People | None
) -> None:
    """Refused rows with the source row as it came; a source row of which several rows were made comes several times.

    A row of an earlier pull keeps the run that refused it first.
    """
    cells = ", ".join(f"{literal(column)}: raw.{ident(column)}" for column in pulled.columns)
    as_it_came = f"CASE WHEN line.line IS NULL THEN to_json({{{cells}}}) ELSE to_json({{line: line.line}}) END"
    rows = came(feed) if is_mended(connection, feed) else f"raw.{ident(feed.name)}"
    run, earlier = literal(run_id), ""
    if has_earlier(connection, feed):
        run, as_it_came = f"coalesce(earlier.run_id, {run})", f"coalesce(earlier.content, {as_it_came})"
        earlier = f' LEFT JOIN {earlier_table(feed)} AS earlier USING ("#position")'
    if forgotten:
        as_it_came = unsaid_json(as_it_came, forgotten)
    connection.execute(
        f"INSERT INTO build.quarantine.{ident(feed.name)}"
        f" SELECT {run}, bad.{file_column(feed)}, bad.row_number,"
        " list_sort(list_distinct(list_transform(bad.broken, lambda rule: split_part(rule, ':', 1)))),"
        f" list_filter(bad.broken, lambda rule, place: list_position(bad.broken, rule) = place), {as_it_came}"
        f" FROM (FROM shaped.{ident(feed.name)} WHERE len(broken) > 0) AS bad"
        f' LEFT JOIN {rows} AS raw USING ("#position")'
        f' LEFT JOIN raw.{ident(f"{feed.name} malformed")} AS line USING ("#position"){earlier}'
        ' ORDER BY "#position"'
    )
