"""Rows that are gone at the source leave here too: a word in a column says so, or the list of all keys lacks them.

They are no rows of the feed, so neither read nor refused; the run's log says how many left. A ticket takes its events
with it.
"""

import duckdb

from etl.pull.part import count
from etl.sources import Source
from etl.sql import ident, replaced, trimmed, words
from etl.typed import typed
from warehouse.contract import FEEDS, Feed
from warehouse.toml_file import nearest


def mark_deleted(connection: duckdb.DuckDBPyConnection, source: Source, columns: tuple[str, ...]) -> None:
    """Makes raw."<feed> deleted" of the positions whose row says that it is gone, if the feed has such a column."""
    deleted, feed = source.settings.deleted, source.feed.name
    if deleted is None or deleted.column is None:
        return
    if deleted.column not in columns:
        near = nearest(deleted.column, columns)
        problem = f'deleted: the source has no column "{deleted.column}"; the nearest it has is "{near}"'
        raise source.error(None, problem, "deleted")
    says_so = f"{trimmed(ident(deleted.column))} IN {words(deleted.words)}"
    connection.execute(
        f'CREATE TABLE raw.{ident(f"{feed} deleted")} AS SELECT "#position" FROM raw.{ident(feed)} WHERE {says_so}'
    )


def take_out(connection: duckdb.DuckDBPyConnection, source: Source, is_added_to: bool) -> list[str]:
    """Takes what is gone out of shaped.<feed>, and writes shaped."<feed> gone" with the keys that the last build loses.

    `is_added_to`: rows of the last build stay. Gives back a sentence for the log when rows left.
    """
    feed, deleted = source.feed, source.settings.deleted
    if deleted is None:
        return []
    before = count(connection, f"shaped.{ident(feed.name)}")
    if deleted.column:
        _told_by_word(connection, feed)
    else:
        _told_by_keys(connection, source, is_added_to)
    left = before - count(connection, f"shaped.{ident(feed.name)}")
    old = f"(FROM previous.feed.{ident(feed.name)} AS old WHERE EXISTS ({same_key(feed)}))"
    lost = count(connection, old) if is_added_to else 0
    left_out = (
        f"{feed.name}: {left:,} rows of this pull and {lost:,} of the last build are gone at the source; left out."
    )
    return [left_out] if left or lost else []


def take_out_events(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Takes the events of this pull out whose ticket is gone; gives back a sentence for the log when there are any."""
    of_gone = f"ticket_id IN (SELECT ticket_id FROM {gone_table(FEEDS['tickets'])})"
    left = count(connection, f"(FROM shaped.ticket_events WHERE {of_gone})")
    connection.execute(f"DELETE FROM shaped.ticket_events WHERE {of_gone}")
    return [f"ticket_events: {left:,} rows of this pull belong to tickets that are gone; left out."] if left else []


def same_key(feed: Feed, old: str = "old") -> str:
    """A SELECT of the row of shaped."<feed> gone" that has the key of the row called `old`."""
    return f"FROM {gone_table(feed)} AS gone WHERE {_same(feed, 'gone', old)}"


def gone_table(feed: Feed) -> str:
    """Where `take_out` writes the keys that are gone."""
    return f"shaped.{ident(f'{feed.name} gone')}"


def _same(feed: Feed, one: str, other: str) -> str:
    return " AND ".join(f"{one}.{ident(key)} IS NOT DISTINCT FROM {other}.{ident(key)}" for key in feed.key)


def _told_by_word(connection: duckdb.DuckDBPyConnection, feed: Feed) -> None:
    """Of several rows with one key the last counts: one that came back after it was deleted is there."""
    keys, table = ", ".join(map(ident, feed.key)), f"shaped.{ident(feed.name)}"
    deleted = f'"#position" IN (SELECT "#position" FROM raw.{ident(f"{feed.name} deleted")})'
    connection.execute(
        f'CREATE TABLE {gone_table(feed)} AS SELECT {keys}, max("#position") AS position FROM {table}'
        f" WHERE {deleted} AND {_has_key(feed)} GROUP BY {keys}"
    )
    if not count(connection, gone_table(feed)):
        return
    connection.execute(f"DELETE FROM {table} WHERE {deleted} AND {_has_key(feed)}")
    back = f'FROM {table} AS new WHERE {_same(feed, "new", "gone")} AND new."#position" > gone.position'
    connection.execute(f"DELETE FROM {gone_table(feed)} AS gone WHERE EXISTS ({back})")
    connection.execute(f"DELETE FROM {table} AS old WHERE EXISTS ({same_key(feed)})")


def _told_by_keys(connection: duckdb.DuckDBPyConnection, source: Source, is_added_to: bool) -> None:
    feed, keys = source.feed, ", ".join(map(ident, source.feed.key))
    listed = ", ".join(_as_shaped(source, key) for key in feed.key)
    there = f"(SELECT {listed} FROM raw.{ident(f'{feed.name} keys')})"
    new = f"SELECT {keys} FROM shaped.{ident(feed.name)} WHERE {_has_key(feed)}"
    known = f"({new}{f' UNION SELECT {keys} FROM previous.feed.{ident(feed.name)}' if is_added_to else ''})"
    connection.execute(
        f"CREATE TABLE {gone_table(feed)} AS FROM {known} AS known"
        f" WHERE NOT EXISTS (FROM {there} AS there WHERE {_same(feed, 'known', 'there')})"
    )
    lost = count(connection, gone_table(feed))
    if lost and lost == count(connection, known):
        key_count = count(connection, f"raw.{ident(f'{feed.name} keys')}")
        problem = f"deleted: keys lists {key_count:,} keys and none of the {lost:,} rows that are known; mend the query"
        raise source.error(None, problem, "deleted")
    connection.execute(f"DELETE FROM shaped.{ident(feed.name)} AS old WHERE EXISTS ({same_key(feed)})")


def _as_shaped(source: Source, key: str) -> str:
    """A listed key as the value that it is in the feed."""
    settings, column = source.settings, source.feed.column(key)
    text = replaced(f"nullif({trimmed(ident(key))}, '')", settings.values.get(key, {}))
    return f"{typed(text, column.type, None, settings.timezone)} AS {ident(key)}"


def _has_key(feed: Feed) -> str:
    return " AND ".join(f"{ident(key)} IS NOT NULL" for key in feed.key if feed.column(key).is_required)
