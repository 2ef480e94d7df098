"""Looks at the first rows of one feed: are its columns there, and would they be refused."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pyarrow as pa

from etl.answers import in_place
from etl.complaint import MEANING
from etl.pull.files import JSON_LINES, TEXT, FilePull, Pulled
from etl.pull.incremental import origin_of
from etl.pull.part import distinct_names
from etl.shape import shape
from etl.sources import Source
from etl.sql import ident, literal
from etl.texts import Columns
from warehouse.contract import row_rules, set_rules
from warehouse.store import connect
from warehouse.toml_file import place

ROWS = 10_000
SAMPLES = 5


@dataclass(frozen=True)
class Seen:
    """What is wrong with a feed, a sentence each, and which rows would be refused without failing it."""

    problems: list[str]
    notes: list[str]
    summary: str


class Probe:
    """Works in a folder of its own; sources that are not files are only asked with `asks`."""

    def __init__(self, work: Path, asks: bool) -> None:
        self._work, self._asks = work, asks

    def look(self, source: Source) -> Seen:
        """UserError when the source cannot be read, or lacks a column."""
        kind = source.settings.kind
        if kind != "file" and not self._asks:
            return Seen([], [], f"settings of {kind} source are sound; not asked (CONNECT=1 asks it)")
        work = self._work / source.feed.name
        work.mkdir()
        connection = connect(work / "probe.duckdb", read_only=False)
        try:
            connection.execute("CREATE SCHEMA raw; CREATE SCHEMA shaped")
            pulled = self._file(connection, source, work) if kind == "file" else _first_page(connection, source)
            source = in_place(source, pulled)
            columns = shape(connection, source, pulled)
            refused = list(_refused(connection, source, columns))
        finally:
            connection.close()
        mapped = sum(1 for column in columns.values() if column.names or column.value is not None)
        limit = source.settings.max_bad_share * pulled.row_count
        problems = [sentence for count, sentence in refused if count > limit]
        notes = [sentence for count, sentence in refused if count <= limit]
        return Seen(problems, notes, f"{mapped} columns mapped, {pulled.row_count:,} rows looked at")

    def _file(self, connection: duckdb.DuckDBPyConnection, source: Source, work: Path) -> Pulled:
        heads = [_head(path, work / "heads") for path in source.files]
        pulled = FilePull(connection, work).pull(source.feed.name, heads, source.settings)
        if pulled.row_count <= ROWS:
            return pulled
        name = ident(source.feed.name)
        connection.execute(f"ALTER VIEW raw.{name} RENAME TO {ident(f'{source.feed.name} whole')}")
        connection.execute(f"CREATE VIEW raw.{name} AS FROM raw.{ident(f'{source.feed.name} whole')} LIMIT {ROWS}")
        return replace(pulled, row_count=ROWS)


def _head(path: Path, folder: Path) -> Path:
    """The first lines of a plain text file; other kinds are read as they are."""
    if path.suffix.lower() not in TEXT + JSON_LINES:
        return path
    folder.mkdir(exist_ok=True)
    head = folder / path.name
    with path.open("rb") as whole, head.open("wb") as copy:
        for _, line in zip(range(ROWS + 1), whole, strict=False):
            copy.write(line)
    return head


def _first_page(connection: duckdb.DuckDBPyConnection, source: Source) -> Pulled:
    """The first page that the source gives, as raw.<feed>."""
    with closing(origin_of(source).pages(None)) as pages:  # type: ignore[type-var]
        table: pa.Table = next(iter(pages)).slice(0, ROWS)
    columns = distinct_names(table.column_names)
    feed = source.feed.name
    connection.register("page", table.rename_columns(list(columns)))
    numbered = f'SELECT {literal(source.settings.kind)} AS "#source", row_number() OVER () AS "#row",'
    connection.execute(
        f'CREATE TABLE raw.{ident(feed)} AS {numbered} row_number() OVER () AS "#position", page.* FROM page'
    )
    connection.unregister("page")
    connection.execute(
        f'CREATE TABLE raw.{ident(f"{feed} malformed")} AS SELECT "#source", "#row", "#position", \'\' AS line'
        f" FROM raw.{ident(feed)} WHERE false"
    )
    return Pulled(columns, frozenset(), (source.settings.kind,), table.num_rows)


def _refused(connection: duckdb.DuckDBPyConnection, source: Source, columns: Columns) -> Iterator[tuple[int, str]]:
    """Per column and reason the rows that would be refused, and a sentence with the most frequent words."""
    table = f"shaped.{ident(source.feed.name)}"
    for rule in [*row_rules(source.feed), *set_rules(source.feed)]:
        listed = f"list_contains(broken, {literal(rule.id)})"
        row = connection.execute(f"SELECT count(*) FROM {table} WHERE {listed}").fetchone()
        if not row or not row[0]:
            continue
        told = connection.execute(
            f"SELECT {_text(source, columns, rule.column)} AS word FROM {table} AS shaped"
            f' JOIN raw.{ident(source.feed.name)} AS raw USING ("#position") WHERE {listed}'
            f" GROUP BY word ORDER BY count(*) DESC, word LIMIT {SAMPLES}"
        ).fetchall()
        samples = ", ".join(f'"{" ".join(str(word).split())[:60]}"' for (word,) in told if word)
        where, what = _place(source, rule.code, rule.column), f"feed {source.feed.name}, column {rule.column}"
        yield (
            row[0],
            f"{where}: {what}: {row[0]:,} of the first rows would be refused as {rule.code}"
            f" ({MEANING[rule.code]}){f': {samples}' if samples else ''}.",
        )


def _text(source: Source, columns: Columns, name: str) -> str:
    """What stands in the source; a made column has nothing there."""
    known = columns.get(name)
    names = [f"raw.{ident(one)}" for one in known.names] if known else []
    shaped = f"shaped.{ident(name)}::VARCHAR" if name in source.feed.column_names else "NULL"
    return f"coalesce({', '.join([*names, shaped, literal('')])})"


def _place(source: Source, code: str, column: str) -> str:
    keys = ("values", column) if code == "unknown_word" else ("columns", column)
    where = place(source.settings_file, (source.feed.name, *keys))
    return where if " line " in where or not source.files else str(source.files[0])
