"""Partial builds: a build starts from the last one, and only tickets whose inputs have changed are computed again.

The answer is the same as that of a whole build; where that cannot be known cheaply, the build is whole.
"""

import hashlib
import os
import shutil
from contextlib import suppress
from functools import partial
from pathlib import Path

import duckdb

from warehouse.contract import FEEDS
from warehouse.store import Published, connect

ROOM = Path(__file__).parent
MOST = 0.3
TICKET_FEEDS = ("tickets", "ticket_events")
# Rows of the tickets that may have changed, where a pull says which it touched: all rows are read once to find them.
NEAR = "near"
TICKET_TABLES = {
    *(("core", f"fct_ticket_{part}") for part in ("standing", "interval", "clock", "breach", "reached", "trait")),
    *(("marts", f"ticket_{part}") for part in ("sla", "hold", "handover")),
}
STAYING = TICKET_TABLES | {("settings", "ticket_input")}
# What the clocks depend on besides a ticket's own rows; people and services are followed one by one.
SAME = {
    "the company's time zone": "SELECT timezone FROM {}.settings.company",
    "service levels": "FROM {}.feed.service_levels",
    "calendars": "SELECT calendar, calendar_key, timezone, version FROM {}.settings.calendar",
}
STILL_THERE = {
    # The last day may be cut off in a night shift; an instant that was sought there was not found.
    "days of calendars": "FROM {0}.settings.calendar_day"
    " WHERE day_key % 65536 < (SELECT max(day_key % 65536) - 2 FROM {0}.settings.calendar_day)",
    "half-years": "SELECT period_id, starts_at, ends_at FROM {}.settings.period",
}
INPUT = """
    SELECT ticket_id, bit_xor(input) AS fingerprint, count(*) AS row_count FROM (
        SELECT ticket_id, hash({ticket}) AS input FROM {schema}.tickets {only}
        UNION ALL SELECT ticket_id, hash({event}) FROM {schema}.ticket_events {only}
    ) GROUP BY ticket_id
"""
ITS_OWN_ROWS = """
    SELECT ticket_id FROM {new} AS new FULL JOIN {old} AS old USING (ticket_id)
    WHERE (new.fingerprint, new.row_count) IS DISTINCT FROM (old.fingerprint, old.row_count)
"""
OTHER_REASONS = {
    "not settled when it was judged last": """
        SELECT ticket_id FROM previous.marts.ticket_sla WHERE status IN ('open', 'pending')
        OR (resolution_target_s IS NOT NULL AND (resolution_due_at IS NULL OR period_id IS NULL))
        OR (response_target_s IS NOT NULL AND (response_due_at IS NULL OR response_period_id IS NULL))""",
    "what was still to come": """
        SELECT ticket_id FROM feed.tickets WHERE created_at > (SELECT as_of FROM previous.settings.company)
        UNION ALL SELECT ticket_id FROM feed.ticket_events
        WHERE occurred_at > (SELECT as_of FROM previous.settings.company)""",
    "who asked or answered has moved": """
        SELECT ticket_id FROM feed.tickets WHERE requester_id IN (FROM moved_employee)
        UNION ALL SELECT ticket_id FROM feed.ticket_events WHERE actor_id IN (FROM moved_employee)""",
    "its service has come or gone": """
        SELECT ticket_id FROM feed.tickets WHERE service_id IN (FROM moved_service)""",
}
MOVED = {
    "moved_employee": ("employees", "employee_id", "employee_id, department_id, effective_from"),
    "moved_service": ("services", "service_id", "service_id"),
}


def code_version() -> str:
    """Changes with every model, macro and line of Python here, and with DuckDB: another one builds from the start."""
    digest = hashlib.sha256(duckdb.__version__.encode())
    files = [*ROOM.glob("models/**/*.sql"), *ROOM.glob("macros/*.sql"), *ROOM.glob("**/*.py")]
    for path in sorted(files):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def start_from(before: Published | None, build: Path, feeds: frozenset[str]) -> bool:
    """Makes `build` of the last build's tickets and of `feeds`, the feeds that are added to; False when it cannot.

    It cannot when there is no last build, or when other code made it.
    """
    if before is None or _made_by(before.path) != code_version():
        return False
    _copy(before.path, build)
    with connect(build, read_only=False) as connection:
        stays = STAYING | {("feed", feed) for feed in feeds}
        for kind in ("view", "table"):
            made = f"SELECT schema_name, {kind}_name FROM duckdb_{kind}s() WHERE NOT internal"
            for place in connection.execute(made).fetchall():
                if place not in stays:
                    connection.execute('DROP {} "{}"."{}"'.format(kind, *place))
    return True


def _copy(source: Path, target: Path) -> None:
    """A copy that shares its blocks with the source, and so costs nothing, where the file system can (XFS, Btrfs)."""
    left = source.stat().st_size
    with suppress(AttributeError, OSError), source.open("rb") as old, target.open("wb") as new:
        while left and (done := os.copy_file_range(old.fileno(), new.fileno(), left)):
            left -= done
    if left:
        shutil.copyfile(source, target)


def _made_by(path: Path) -> str | None:
    with connect(path) as connection:
        tables = connection.execute("SELECT schema_name || '.' || table_name FROM duckdb_tables()").fetchall()
        row = connection.execute("FROM settings.code").fetchone() if ("settings.code",) in tables else None
    return row[0] if row else None


def narrow(connection: duckdb.DuckDBPyConnection, before: Published | None, is_started: bool) -> str:
    """Decides what the models compute, once feeds and settings stand; gives back a sentence for the log.

    `is_started`: the build holds the tickets of the last one. Table settings.touched_ticket, where there is one, names
    all tickets of which a row came or left.
    """
    connection.execute("CREATE SCHEMA IF NOT EXISTS settings")
    connection.execute("CREATE OR REPLACE TABLE settings.code AS SELECT ? AS version", [code_version()])
    if before is None or not is_started:
        _write_inputs(connection)
        return "Every ticket was computed."
    connection.execute(f"ATTACH {_literal(before.path)} AS previous (READ_ONLY)")
    try:
        _find_other_reasons(connection)
        return _narrow(connection, _write_inputs(connection))
    finally:
        connection.execute("DETACH previous")


def _find_other_reasons(connection: duckdb.DuckDBPyConnection) -> None:
    """Temporary table due_again: tickets to compute again, whatever became of their own rows."""
    for table, (feed, key, columns) in MOVED.items():
        new, old = (f"SELECT {columns} FROM {database}feed.{feed}" for database in ("", "previous."))
        moved = f"SELECT {key} FROM (({new} EXCEPT {old}) UNION ALL ({old} EXCEPT {new})) GROUP BY 1"
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {moved}")
    found = " UNION ALL ".join(f"({select})" for select in OTHER_REASONS.values())
    connection.execute(f"CREATE OR REPLACE TEMP TABLE due_again AS SELECT DISTINCT ticket_id FROM ({found})")


def _write_inputs(connection: duckdb.DuckDBPyConnection) -> str:
    """Table settings.ticket_input: a fingerprint of each ticket's row and events, as they come from the feeds.

    Gives back the SELECT of the tickets whose own rows have changed since `previous`.
    """
    ticket, event = (", ".join(FEEDS[feed].column_names) for feed in TICKET_FEEDS)
    inputs = partial(INPUT.format, ticket=ticket, event=event)
    if not _has(connection, "touched_ticket"):
        connection.execute(f"CREATE OR REPLACE TABLE settings.ticket_input AS {inputs(schema='feed', only='')}")
        return ITS_OWN_ROWS.format(new="settings.ticket_input", old="previous.settings.ticket_input")
    connection.execute(f"CREATE SCHEMA {NEAR}")
    for feed in TICKET_FEEDS:
        near = f"FROM feed.{feed} WHERE ticket_id IN (FROM settings.touched_ticket UNION ALL FROM due_again)"
        connection.execute(f"CREATE TABLE {NEAR}.{feed} AS {near}")
    only = "WHERE ticket_id IN (FROM settings.touched_ticket)"
    connection.execute(f"CREATE TEMP TABLE input_before AS FROM settings.ticket_input {only}")
    connection.execute(f"CREATE TEMP TABLE input_now AS {inputs(schema=NEAR, only=only)}")
    connection.execute(f"DELETE FROM settings.ticket_input {only}; INSERT INTO settings.ticket_input FROM input_now")
    return ITS_OWN_ROWS.format(new="input_now", old="input_before")


def part_off(build: Path, part: Path) -> bool:
    """Makes `part` of the settings, the small feeds and the changed tickets; False when the build is a whole one."""
    with connect(build, read_only=False) as connection:
        is_part = _has(connection, "changed_ticket")
        if is_part:
            _write_part(connection, part)
        connection.execute(f"DROP TABLE IF EXISTS settings.touched_ticket; DROP SCHEMA IF EXISTS {NEAR} CASCADE")
    return is_part


def _write_part(connection: duckdb.DuckDBPyConnection, part: Path) -> None:
    tables = connection.execute("SELECT schema_name, table_name FROM duckdb_tables()").fetchall()
    connection.execute(f"ATTACH {_literal(part)} AS part; CREATE SCHEMA part.feed; CREATE SCHEMA part.settings")
    for schema, table in tables:
        if schema not in ("feed", "settings") or (schema, table) in STAYING:
            continue
        rows = f"FROM {schema}.{table}"
        if schema == "feed" and table in TICKET_FEEDS:
            near = f"{NEAR}.{table}" if (NEAR, table) in tables else f"feed.{table}"
            rows = f"FROM {near} WHERE ticket_id IN (FROM settings.changed_ticket)"
        connection.execute(f"CREATE TABLE part.{schema}.{table} AS {rows}")
    connection.execute("DETACH part")


def put_back(build: Path, part: Path) -> None:
    """Takes the changed tickets out of the build's tables, and puts in what was computed of them in `part`."""
    with connect(build, read_only=False) as connection:
        # In one transaction: without it, every few tables are a checkpoint.
        connection.execute(f"ATTACH {_literal(part)} AS part (READ_ONLY); BEGIN")
        for schema, table in sorted(TICKET_TABLES):
            connection.execute(f"DELETE FROM {schema}.{table} WHERE ticket_id IN (FROM settings.changed_ticket)")
            connection.execute(f"INSERT INTO {schema}.{table} BY NAME FROM part.{schema}.{table}")
        connection.execute("DROP TABLE settings.changed_ticket; COMMIT; DETACH part")
    part.unlink()


def _literal(path: Path | str) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _has(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    found = "SELECT 1 FROM duckdb_tables() WHERE schema_name = 'settings' AND table_name = ?"
    return connection.execute(found, [table]).fetchone() is not None


def _narrow(connection: duckdb.DuckDBPyConnection, own_rows: str) -> str:
    """Writes settings.changed_ticket, or makes the build whole; `previous` is the last build."""
    reason = _reason_for_whole(connection)
    if reason is None:
        connection.execute(f"CREATE TABLE settings.changed_ticket AS ({own_rows}) UNION (FROM due_again)")
        changed, known = (_count(connection, table) for table in ("settings.changed_ticket", "settings.ticket_input"))
        if changed <= MOST * known:
            return f"{changed:,} of {known:,} tickets were computed again; nothing changed for the others."
        connection.execute("DROP TABLE settings.changed_ticket")
        reason = f"{changed:,} of {known:,} have changed"
    for schema, table in TICKET_TABLES:
        connection.execute(f"DROP TABLE {schema}.{table}")
    return f"Every ticket was computed again: {reason}."


def _reason_for_whole(connection: duckdb.DuckDBPyConnection) -> str | None:
    if _count(connection, "settings.company JOIN previous.settings.company AS old ON company.as_of < old.as_of"):
        return "the last build was judged at a later instant"
    here = connection.execute("SELECT current_database()").fetchone()
    assert here
    for what, select in (SAME | STILL_THERE).items():
        new, old = (select.format(database) for database in (f'"{here[0]}"', "previous"))
        lost = _count(connection, f"(({old}) EXCEPT ({new}))")
        if lost or (what in SAME and _count(connection, f"(({new}) EXCEPT ({old}))")):
            return f"{what} have changed"
    return None


def _count(connection: duckdb.DuckDBPyConnection, relation: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM {relation}").fetchone()
    assert row
    return int(row[0])
