"""The rules that need more than one row: repeated keys, events without their ticket, levels that overlap."""

from dataclasses import dataclass
from datetime import date

import duckdb

from etl.gone import gone_table, same_key
from etl.shape import file_column
from etl.sources import Source
from etl.sql import ident, words
from warehouse.contract import FEEDS, Feed

BEFORE_ALL = -(1 << 60)
LEVEL = ("service_id", "priority", "customer_department_id")


@dataclass(frozen=True)
class Previous:
    """Of which feeds rows of the last published build (attached as `previous`) stay: `appended`, those added to.

    `shrinking` feeds know what is gone at their source (etl/gone.py); `replaced` ones have come whole. `lacking` are
    columns, as feed and name, that came into the contract after that build was made.
    """

    appended: frozenset[str] = frozenset()
    shrinking: frozenset[str] = frozenset()
    replaced: frozenset[str] = frozenset()
    lacking: frozenset[tuple[str, str]] = frozenset()

    def rows(self, feed: Feed) -> str | None:
        """A SELECT of the rows that stay: those whose key does not come again in good order; None when none stay."""
        if feed.name not in self.appended:
            return None
        names = ", ".join(
            f"{'NULL' if (feed.name, name) in self.lacking else f'old.{ident(name)}'} AS {ident(name)}"
            for name in feed.column_names
        )
        return f"SELECT {names} FROM previous.feed.{ident(feed.name)} AS old WHERE NOT ({self.leaving(feed)})"

    def leaving(self, feed: Feed) -> str:
        """When a row `old` of a feed that is added to does not stay."""
        reasons = [_comes_again(feed)]
        if feed.name in self.shrinking:
            reasons.append(f"EXISTS ({same_key(feed)})")
        if feed.name == "ticket_events":
            reasons += self._without_ticket()
        return " OR ".join(reasons)

    def _without_ticket(self) -> list[str]:
        """An event leaves with its ticket."""
        if "tickets" in self.replaced:
            there = "FROM shaped.tickets AS ticket WHERE len(ticket.broken) = 0"
            return [f"NOT EXISTS ({there} AND ticket.ticket_id = old.ticket_id)"]
        if "tickets" in self.shrinking:
            gone = f"FROM {gone_table(FEEDS['tickets'])} AS gone"
            return [f"EXISTS ({gone} WHERE gone.ticket_id = old.ticket_id)"]
        return []


def _comes_again(feed: Feed) -> str:
    """When a good new row has the key of `old`. Where no key can be null, IN is ten times as fast as EXISTS."""
    good = f"FROM shaped.{ident(feed.name)} AS new WHERE len(new.broken) = 0"
    if all(feed.column(key).is_required for key in feed.key):
        old, new = (", ".join(f"{row}.{ident(key)}" for key in feed.key) for row in ("old", "new"))
        return f"({old}) IN (SELECT {new} {good})"
    same = " AND ".join(f"new.{ident(key)} IS NOT DISTINCT FROM old.{ident(key)}" for key in feed.key)
    return f"EXISTS ({good} AND {same})"


def mark_broken(
    connection: duckdb.DuckDBPyConnection, sources: list[Source], calendars: list[str], previous: Previous
) -> list[str]:
    """Completes `broken` in every shaped feed; gives back a sentence for each pair of levels that overlap.

    Repeated keys come last: of rows with one key, the last that is good otherwise stays.
    """
    names, notes = {source.feed.name for source in sources}, list[str]()
    for source in sources:
        feed = source.feed
        if feed.name == "ticket_events":
            _mark(connection, feed, _without_ticket(names, previous))
        if feed.name == "service_levels":
            unknown = f"calendar NOT IN {words(calendars)}" if calendars else "calendar IS NOT NULL"
            _mark(
                connection,
                feed,
                f"SELECT rowid AS id, 'unknown_reference:calendar' AS rule FROM shaped.{feed.name} WHERE {unknown}",
            )
            notes += _mark_overlaps(connection, feed, previous)
        else:
            _mark(connection, feed, _repeated(feed))
    return notes


def _mark(connection: duckdb.DuckDBPyConnection, feed: Feed, found: str) -> None:
    """Adds a rule to each row that the SELECT (id, rule) finds."""
    table = f"shaped.{ident(feed.name)}"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE found AS {found}")
    connection.execute(
        f"UPDATE {table} SET broken = list_append({table}.broken, found.rule) FROM found WHERE {table}.rowid = found.id"
    )


def _without_ticket(feeds: set[str], previous: Previous) -> str:
    """Events whose ticket is not loaded, and events from before their ticket was created."""
    tickets, stays = FEEDS["tickets"], previous.rows(FEEDS["tickets"])
    loaded = ["SELECT ticket_id, created_at FROM shaped.tickets WHERE len(broken) = 0"] if "tickets" in feeds else []
    loaded += [f"SELECT ticket_id, created_at FROM ({stays})"] if stays and tickets.name in feeds else []
    nothing = "SELECT NULL::VARCHAR AS ticket_id, NULL::TIMESTAMPTZ AS created_at WHERE false"
    return (
        "SELECT event.rowid AS id, CASE WHEN ticket.ticket_id IS NULL THEN 'unknown_reference:ticket_id'"
        " ELSE 'before_creation:occurred_at' END AS rule FROM shaped.ticket_events AS event"
        f" LEFT JOIN ({' UNION ALL '.join(loaded) or nothing}) AS ticket USING (ticket_id)"
        " WHERE event.ticket_id IS NOT NULL AND (ticket.ticket_id IS NULL OR event.occurred_at < ticket.created_at)"
    )


def _repeated(feed: Feed) -> str:
    """All rows of a key but one. Hashes find the few candidates first, so that millions of keys need little memory."""
    keys, table = ", ".join(map(ident, feed.key)), f"shaped.{ident(feed.name)}"
    has_key = " AND ".join(f"{ident(key)} IS NOT NULL" for key in feed.key if feed.column(key).is_required)
    hashed = f"hash({keys})"
    candidates = f"SELECT {hashed} FROM {table} WHERE {has_key} GROUP BY 1 HAVING count(*) > 1"
    ranked = f'row_number() OVER (PARTITION BY {keys} ORDER BY len(broken) = 0 DESC, "#position" DESC, rowid DESC)'
    return (
        f"SELECT id, 'duplicate_key:{'+'.join(feed.key)}' AS rule FROM (SELECT rowid AS id, {ranked} AS place"
        f" FROM {table} WHERE {has_key} AND {hashed} IN ({candidates})) WHERE place > 1"
    )


@dataclass(frozen=True)
class _Level:
    where: str
    days: tuple[date, date]


def _mark_overlaps(connection: duckdb.DuckDBPyConnection, feed: Feed, previous: Previous) -> list[str]:
    """Refuses each level whose days overlap those of a level before it that was not refused itself."""
    columns, table = f"{', '.join(LEVEL)}, valid_from, valid_to", "shaped.service_levels"
    named = "AS before(id, place, position, service_id, priority, customer_department_id, valid_from, valid_to)"
    selects = [f"SELECT rowid, {file_column(feed)} || ' row ' || row_number, \"#position\", {columns}"]
    selects[0] += f" FROM {table} WHERE len(broken) = 0"
    if stays := previous.rows(feed):
        selects.append(f"SELECT NULL::BIGINT, 'the last build', {BEFORE_ALL}, {columns} FROM ({stays})")
    rows = connection.execute(f"FROM ({' UNION ALL '.join(selects)}) {named} ORDER BY position, id").fetchall()
    kept: dict[tuple[str | None, ...], list[_Level]] = {}
    refused, notes = list[int](), list[str]()
    for row_id, where, _, *level, valid_from, valid_to in rows:
        days = (valid_from or date.min, valid_to or date.max)
        same = kept.setdefault(tuple(level), [])
        clash = next((one for one in same if _overlap(one.days, days)), None)
        if clash is None or row_id is None:
            same.append(_Level(where, days))
        else:
            refused.append(row_id)
            notes.append(
                f"service_levels: {where} overlaps {clash.where} ({' / '.join(filter(None, level))}); refused."
            )
    connection.execute("CREATE OR REPLACE TEMP TABLE refused (id BIGINT)")
    if refused:
        connection.execute("INSERT INTO refused SELECT unnest($1::BIGINT[])", [refused])
    _mark(connection, feed, "SELECT id, 'conflicting_level:valid_from' AS rule FROM refused")
    return notes


def _overlap(one: tuple[date, date], other: tuple[date, date]) -> bool:
    """Half-open days; two that begin on one day always clash, for they have the same key."""
    return one[0] == other[0] or (one[0] < other[1] and other[0] < one[1])
