"""Row accounting: what was read, which feeds are too bad to use, and the split into loaded and refused rows."""

import duckdb

from etl.complaint import share_complaint, time_complaint
from etl.pull.files import Pulled
from etl.pull.part import count
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
    connection: duckdb.DuckDBPyConnection, source: Source, columns: Columns, counts: RowCount, has_previous: bool
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
    if counts.quarantined_count > settings.max_bad_share * counts.read_count:
        raise share_complaint(connection, source, columns, counts)


def split(
    connection: duckdb.DuckDBPyConnection,
    run_id: str,
    pulled: dict[str, Pulled],
    previous: Previous,
) -> None:
    """Fills schemas feed and quarantine of the attached database `build`, with both tables for every known feed."""
    connection.execute("CREATE SCHEMA build.feed; CREATE SCHEMA build.quarantine")
    for feed in FEEDS.values():
        columns = ", ".join(f"{ident(column.name)} {DUCKDB_TYPE[column.type]}" for column in feed.columns)
        connection.execute(f"CREATE TABLE build.feed.{ident(feed.name)} ({columns})")
        connection.execute(f"CREATE TABLE build.quarantine.{ident(feed.name)} ({QUARANTINE})")
        if feed.name in pulled:
            _load(connection, feed, previous)
            _refuse(connection, feed, run_id, pulled[feed.name])


def _load(connection: duckdb.DuckDBPyConnection, feed: Feed, previous: Previous) -> None:
    names = ", ".join(map(ident, feed.column_names))
    table = f"build.feed.{ident(feed.name)}"
    connection.execute(f"INSERT INTO {table} SELECT {names} FROM shaped.{ident(feed.name)} WHERE len(broken) = 0")
    if stays := previous.rows(feed):
        connection.execute(f"INSERT INTO {table} {stays}")


def _refuse(connection: duckdb.DuckDBPyConnection, feed: Feed, run_id: str, pulled: Pulled) -> None:
    """Refused rows with the source row as it came; a source row of which several rows were made comes several times."""
    cells = ", ".join(f"{literal(column)}: raw.{ident(column)}" for column in pulled.columns)
    as_it_came = f"CASE WHEN line.line IS NULL THEN to_json({{{cells}}}) ELSE to_json({{line: line.line}}) END"
    connection.execute(
        f"INSERT INTO build.quarantine.{ident(feed.name)}"
        f" SELECT {literal(run_id)}, bad.{file_column(feed)}, row_number,"
        " list_sort(list_distinct(list_transform(broken, lambda rule: split_part(rule, ':', 1)))), broken,"
        f" {as_it_came} FROM (FROM shaped.{ident(feed.name)} WHERE len(broken) > 0) AS bad"
        f' LEFT JOIN raw.{ident(feed.name)} AS raw USING ("#position")'
        f' LEFT JOIN raw.{ident(f"{feed.name} malformed")} AS line USING ("#position")'
        ' ORDER BY "#position"'
    )
