"""Refused rows of earlier pulls, read again: for feeds that are added to, the source does not bring them a second time.

They stand before the rows of this pull, so that whatever comes later wins, and keep the run that refused them first.
"""

from dataclasses import replace

import duckdb

from etl.pull.files import Pulled
from etl.pull.part import count
from etl.release import is_mended
from etl.sql import ident, literal
from warehouse.contract import Feed

OF_THIS_PULL = '"#position" > 0'


def read_again(connection: duckdb.DuckDBPyConnection, feed: Feed, pulled: Pulled) -> Pulled:
    """Adds to raw.<feed> what the last build holds in quarantine and this pull does not bring again as it was.

    The columns of a row that was refused before may be more than those of this pull.
    """
    before = f"previous.quarantine.{ident(feed.name)}"
    if not count(connection, before):
        return pulled
    keys = connection.execute(
        f"SELECT DISTINCT unnest(json_keys(content)) AS key FROM {before} WHERE {_is_whole()} ORDER BY key"
    ).fetchall()
    columns = tuple(dict.fromkeys([*pulled.columns, *(key for (key,) in keys)]))
    earlier = _write_earlier(connection, feed, pulled, columns)
    _put_before(connection, feed, pulled, columns)
    return replace(pulled, columns=columns, row_count=pulled.row_count + count(connection, earlier))


def _is_whole() -> str:
    return "NOT list_contains(broken, 'malformed_row:*')"


def _write_earlier(connection: duckdb.DuckDBPyConnection, feed: Feed, pulled: Pulled, columns: tuple[str, ...]) -> str:
    """Table raw."<feed> earlier": one row per refused source row, its place at or below 0, and its cells as text."""
    table = earlier_table(feed)
    cells = "".join(
        f", CASE WHEN {_is_whole()} THEN json_extract_string(content, {literal(_pointer(name))}) END AS {ident(name)}"
        for name in columns
    )
    comes_again = " AND ".join(
        f"old.{ident(name)} IS NOT DISTINCT FROM {f'new.{ident(name)}' if name in pulled.columns else 'NULL'}"
        for name in columns
    )
    connection.execute(
        f'CREATE TABLE {table} AS WITH old AS (SELECT run_id, source AS "#source", row_number AS "#row",'
        f" list_distinct(flatten(list(broken))) AS broken, content, NOT {_is_whole()} AS is_malformed,"
        f" content->>'$.line' AS line{cells} FROM previous.quarantine.{ident(feed.name)}"
        " GROUP BY ALL),"
        " stays AS (FROM old WHERE is_malformed"
        f" OR NOT EXISTS (FROM raw.{ident(feed.name)} AS new WHERE {comes_again}))"
        ' SELECT *, row_number() OVER (ORDER BY run_id, "#source", "#row") - count(*) OVER () AS "#position" FROM stays'
    )
    return table


def _pointer(name: str) -> str:
    return "/" + name.replace("~", "~0").replace("/", "~1")


def _put_before(connection: duckdb.DuckDBPyConnection, feed: Feed, pulled: Pulled, columns: tuple[str, ...]) -> None:
    raw, new, place = ident(feed.name), ident(f"{feed.name} of this pull"), '"#source", "#row", "#position"'
    here = ", ".join(ident(name) if name in pulled.columns else f"NULL AS {ident(name)}" for name in columns)
    there = ", ".join(map(ident, columns))
    connection.execute(f"ALTER VIEW raw.{raw} RENAME TO {new}")
    connection.execute(
        f"CREATE VIEW raw.{raw} AS SELECT {place}, {here} FROM raw.{new}"
        f" UNION ALL SELECT {place}, {there} FROM {earlier_table(feed)} WHERE NOT is_malformed"
    )
    malformed = f"raw.{ident(f'{feed.name} malformed')}"
    connection.execute(
        f"INSERT INTO {malformed} BY NAME SELECT {place}, line FROM {earlier_table(feed)} WHERE is_malformed"
    )


def has_earlier(connection: duckdb.DuckDBPyConnection, feed: Feed) -> bool:
    """Whether rows of earlier pulls were read again in this run."""
    name = literal(f"{feed.name} earlier")
    return bool(count(connection, f"(FROM duckdb_tables() WHERE schema_name = 'raw' AND table_name = {name})"))


def earlier_table(feed: Feed) -> str:
    return f"raw.{ident(f'{feed.name} earlier')}"


def hold_replaced(connection: duckdb.DuckDBPyConnection, feed: Feed) -> None:
    """A row whose key came again in the meantime stays refused, whatever the mapping makes of it now."""
    if not has_earlier(connection, feed):
        return
    rule = literal(f"duplicate_key:{'+'.join(feed.key)}")
    connection.execute(
        f"UPDATE shaped.{ident(feed.name)} AS row SET broken = list_append(row.broken, {rule})"
        f' FROM {earlier_table(feed)} AS earlier WHERE row."#position" = earlier."#position"'
        f" AND list_contains(earlier.broken, {rule}){_unless_mended(connection, feed)}"
    )


def _unless_mended(connection: duckdb.DuckDBPyConnection, feed: Feed) -> str:
    """A row that a person has mended may have another key now."""
    mended = f'SELECT "#position" FROM raw.{ident(feed.name)} WHERE "#mended" IS NOT NULL'
    return f' AND row."#position" NOT IN ({mended})' if is_mended(connection, feed) else ""
