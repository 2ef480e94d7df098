"""Rows mended by hand: kept beside the warehouse, and taken in place of the refused source rows that they mend.

WAREHOUSE/released/<feed>.jsonl only grows: each line says who gave which cells when, and the source row as it was.
"""

import json
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import duckdb
import pyarrow as pa

from etl.notice import Notice
from etl.pull.files import Pulled
from etl.pull.part import count
from etl.sql import ident, literal
from warehouse.contract import Feed

FOLDER = "released"
Cells = dict[str, str | None]


@dataclass(frozen=True)
class Release:
    """A refused row as it came, the same row as it should be, and who says so (`at` in ISO 8601)."""

    at: str
    who: str
    feed: str
    source: str
    row_number: int
    was: Cells
    now: Cells

    @property
    def key(self) -> str:
        return json.dumps(self.was, sort_keys=True)


def keep(warehouse: Path, releases: list[Release]) -> None:
    """Adds them to the files of their feeds; they are on disk when this returns."""
    folder = warehouse / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    for release in releases:
        handle = os.open(folder / f"{release.feed}.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(release), ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())


def released(warehouse: Path, feed: str) -> list[Release]:
    """The last word on each row, oldest first; a line that was cut off counts for nothing."""
    path = warehouse / FOLDER / f"{feed}.jsonl"
    found: dict[str, Release] = {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        try:
            release = Release(**json.loads(line))
        except (ValueError, TypeError):
            continue
        found[release.key] = release
    return list(found.values())


@dataclass(frozen=True)
class Taken:
    """A release, and whether its source row stood in this run as it was when it was refused."""

    release: Release
    is_taken: bool

    @property
    def place(self) -> tuple[str, ...]:
        return (self.release.at, self.release.source, str(self.release.row_number))


def take_mended(
    connection: duckdb.DuckDBPyConnection, feed: Feed, pulled: Pulled, releases: list[Release]
) -> list[Taken]:
    """Puts mended cells into raw.<feed>, and gives back which ones; the rows as they came are then in came(feed).

    A source that was mended since wins: its row is another one now. Columns that it has no more are left out.
    """
    fitting = [one for one in releases if not any(one.was[name] for name in one.was if name not in pulled.columns)]
    if not fitting:
        return [Taken(one, False) for one in releases]
    raw, mended = f"raw.{ident(feed.name)}", f"raw.{ident(f'{feed.name} mended')}"
    connection.register("releases", _as_table(fitting, pulled.columns))
    connection.execute(f"CREATE TABLE {mended} AS FROM releases")
    connection.unregister("releases")
    connection.execute(f"ALTER VIEW {raw} RENAME TO {ident(f'{feed.name} as it came')}")
    same = " AND ".join(
        f"came.{ident(name)} IS NOT DISTINCT FROM mended.{ident(f'was {name}')}" for name in pulled.columns
    )
    cells = ", ".join(
        f"if(mended.number IS NULL, came.{ident(name)}, mended.{ident(f'now {name}')}) AS {ident(name)}"
        for name in pulled.columns
    )
    connection.execute(
        f'CREATE VIEW {raw} AS SELECT "#source", "#row", "#position", {cells}, mended.number AS "#mended"'
        f" FROM {came(feed)} AS came LEFT JOIN {mended} AS mended ON {same}"
    )
    numbers = connection.execute(f'SELECT DISTINCT "#mended" FROM {raw} WHERE "#mended" IS NOT NULL').fetchall()
    taken = {fitting[number].key for (number,) in numbers}
    return [Taken(one, one.key in taken) for one in releases]


def came(feed: Feed) -> str:
    """The view of a feed's rows as they came, where some of them were mended by hand."""
    return f"raw.{ident(f'{feed.name} as it came')}"


def is_mended(connection: duckdb.DuckDBPyConnection, feed: Feed) -> bool:
    """Whether take_mended has put cells of a release into this feed."""
    name = literal(f"{feed.name} as it came")
    return bool(count(connection, f"(FROM duckdb_views() WHERE schema_name = 'raw' AND view_name = {name})"))


def _as_table(releases: list[Release], columns: tuple[str, ...]) -> pa.Table:
    cells: dict[str, pa.Array] = {"number": pa.array(range(len(releases)), pa.int64())}
    for name in columns:
        cells[f"was {name}"] = pa.array([one.was.get(name) for one in releases], pa.string())
        cells[f"now {name}"] = pa.array([one.now.get(name) for one in releases], pa.string())
    return pa.table(cells)


def told_before(connection: duckdb.DuckDBPyConnection, feed: Feed) -> dict[tuple[str, ...], bool]:
    """At, source and row of the releases that the last build knew → whether it had taken them."""
    there = connection.execute(
        "SELECT 1 FROM duckdb_tables() WHERE database_name = 'previous' AND schema_name = 'audit'"
        " AND table_name = 'release'"
    ).fetchone()
    if not there:
        return {}
    rows = connection.execute(
        "SELECT released_at, source, row_number::VARCHAR, is_taken FROM previous.audit.release WHERE feed = $1",
        [feed.name],
    ).fetchall()
    return {tuple(place): is_taken for *place, is_taken in rows}


def settled(taken: list[Taken], before: dict[tuple[str, ...], bool], is_added_to: bool) -> list[Taken]:
    """The same, where a release of a feed that is added to stays taken: its row does not come again."""
    return [replace(one, is_taken=one.is_taken or (is_added_to and before.get(one.place, False))) for one in taken]


def told(feed: Feed, taken: list[Taken], before: dict[tuple[str, ...], bool]) -> list[Notice]:
    """Notices on releases that take effect for the first time, and on those that do so no more."""
    new = [one for one in taken if one.is_taken and not before.get(one.place, False)]
    over = [one for one in taken if not one.is_taken and before.get(one.place, True)]
    notices = [Notice(feed.name, "released", None, len(new))] if new else []
    return notices + ([Notice(feed.name, "release_unused", None, len(over))] if over else [])


def write_releases(connection: duckdb.DuckDBPyConnection, taken: list[Taken]) -> None:
    """Makes audit.release in the attached database `build`: who released which row when, and whether it counts."""
    connection.execute("CREATE SCHEMA IF NOT EXISTS build.audit")
    connection.execute(
        "CREATE TABLE build.audit.release (feed VARCHAR, source VARCHAR, row_number BIGINT, released_at VARCHAR,"
        " released_by VARCHAR, is_taken BOOLEAN)"
    )
    for one in taken:
        release = one.release
        row = [release.feed, release.source, release.row_number, release.at, release.who, one.is_taken]
        connection.execute("INSERT INTO build.audit.release VALUES (?, ?, ?, ?, ?, ?)", row)
