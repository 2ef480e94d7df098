"""The columns of each source: what they fill, how empty they are, and which are new or gone since the last builds."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import PurePath

import duckdb

from etl.notice import Notice
from etl.pull.files import JSON_LINES, Pulled
from etl.sources import Source, columns_of
from etl.sql import ident, words

RUNS_KEPT = 20
LEAST_ROWS = 20
TABLE = "run_id VARCHAR, feed VARCHAR, column_name VARCHAR, fills VARCHAR[], row_count BIGINT, null_share DOUBLE"


@dataclass(frozen=True)
class Seen:
    """One column of a source in one pull; a column that is gone has no share. A share is 0 to 1."""

    name: str
    fills: tuple[str, ...] = ()
    row_count: int | None = None
    null_share: float | None = None


@dataclass(frozen=True)
class Past:
    """The last published pulls of one feed, the newest first: each with its columns by name."""

    pulls: tuple[dict[str, Seen], ...] = field(default=())

    @property
    def last(self) -> dict[str, Seen]:
        return self.pulls[0] if self.pulls else {}

    @property
    def names(self) -> frozenset[str]:
        return frozenset(name for pull in self.pulls for name in pull)


def past_pulls(connection: duckdb.DuckDBPyConnection, feed: str) -> Past:
    """What the attached database `previous` tells of a feed; nothing when it is of a version that did not tell."""
    if not has_past(connection):
        return Past()
    rows = connection.execute(
        "SELECT run_id, column_name, fills, row_count, null_share FROM previous.audit.source_column"
        " WHERE feed = $1 ORDER BY run_id DESC",
        [feed],
    ).fetchall()
    pulls: dict[str, dict[str, Seen]] = {}
    for run_id, name, fills, row_count, null_share in rows:
        pulls.setdefault(run_id, {})[name] = Seen(name, tuple(fills), row_count, null_share)
    return Past(tuple(pulls.values()))


def has_past(connection: duckdb.DuckDBPyConnection) -> bool:
    found = connection.execute(
        "SELECT 1 FROM duckdb_tables() WHERE database_name = 'previous' AND schema_name = 'audit'"
        " AND table_name = 'source_column'"
    )
    return found.fetchone() is not None


def without_gone(source: Source, pulled: Pulled, past: Past) -> Source:
    """The source without the optional columns that it once had and has no more: they are empty from now on.

    A column that settings name and that never was there is a mistake, and stays one.
    """
    columns = dict(source.settings.columns)
    for name, column in columns.items():
        is_optional = name in source.feed.column_names and not source.feed.column(name).is_required
        here = tuple(one for one in column.names if one in pulled.columns or one not in past.names)
        is_filled = bool(here) or column.value is not None
        if here != column.names and (is_filled or is_optional):
            columns[name] = replace(column, names=here)
    return replace(source, settings=source.settings.model_copy(update={"columns": columns}))


def seen_columns(connection: duckdb.DuckDBPyConnection, source: Source, pulled: Pulled) -> list[Seen]:
    """Every column of raw.<feed> as it came, with the share of rows in which it says nothing."""
    fills = _fills(source, pulled)
    nothing = words(sorted({"", *(word.strip() for word in source.settings.null_values)}))
    counts = ", ".join(f"count(*) FILTER ({ident(name)} NOT IN {nothing})" for name in pulled.columns)
    row = connection.execute(f"SELECT count(*), {counts} FROM raw.{ident(source.feed.name)}").fetchone()
    row_count, *given = row or (0,)
    return [
        Seen(name, tuple(fills.get(name, ())), row_count, 1 - one / row_count if row_count else None)
        for name, one in zip(pulled.columns, given, strict=True)
    ]


def _fills(source: Source, pulled: Pulled) -> dict[str, list[str]]:
    """Source column → canonical columns, fields and questions that it fills; those that give the order fill `order`."""
    found: dict[str, list[str]] = {}
    for name, column in columns_of(source, pulled).items():
        for one in column.names:
            found.setdefault(one, []).append(name)
    used = dict.fromkeys(source.settings.sheet_columns, "score") | dict.fromkeys(source.settings.order, "order")
    for one, name in used.items():
        found.setdefault(one, []).append(name)
    return found


def gone_columns(asked: Source, source: Source, seen: Iterable[Seen], past: Past) -> list[Seen]:
    """Columns of the last build that settings still name, or that filled by their own name what nothing fills now.

    `asked` is the source as settings have it, `source` is it without those columns.
    """
    here = {one.name: one for one in seen}
    filled = {name for one in here.values() for name in one.fills}
    filled |= {name for name, column in source.settings.columns.items() if (column.value, column.file) != (None, None)}
    named = {name for column in asked.settings.columns.values() for name in column.names}
    return [
        Seen(one.name, one.fills)
        for one in past.last.values()
        if one.name not in here and (one.name in named or one.name in set(one.fills) - filled)
    ]


def drift(source: Source, pulled: Pulled, seen: list[Seen], gone: list[Seen], past: Past) -> list[Notice]:
    """What a person should know of it. A pull of a few records in JSON has only the keys that occur in them."""
    feed = source.feed.name
    if not past.pulls:
        return []
    notices = [Notice(feed, "new_column", one.name) for one in seen if not one.fills and one.name not in past.names]
    may_lack = source.settings.kind == "rest" or any(PurePath(name).suffix in JSON_LINES for name in pulled.names)
    if pulled.row_count >= LEAST_ROWS or not may_lack:
        notices += [Notice(feed, "gone_column", one.name) for one in gone]
    return notices


def write_columns(connection: duckdb.DuckDBPyConnection, run_id: str, seen: dict[str, list[Seen]]) -> None:
    """Makes audit.source_column in the attached database `build`: this run's columns, and those of the last builds."""
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS build.audit; CREATE TABLE build.audit.source_column ({TABLE})")
    if has_past(connection):
        connection.execute(
            "INSERT INTO build.audit.source_column FROM previous.audit.source_column WHERE run_id IN"
            f" (SELECT DISTINCT run_id FROM previous.audit.source_column ORDER BY run_id DESC LIMIT {RUNS_KEPT - 1})"
        )
    rows = [
        [run_id, feed, one.name, list(one.fills), one.row_count, one.null_share]
        for feed, columns in seen.items()
        for one in columns
    ]
    if rows:
        connection.executemany("INSERT INTO build.audit.source_column VALUES (?, ?, ?, ?, ?, ?)", rows)
