"""Landed pages as schema raw: from here on a source is rows of text, like a file."""

from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from etl.pull.files import Pulled
from etl.pull.landing import ROW, Landed
from etl.pull.part import count
from etl.sources import Source, columns_of, made_by_shape
from etl.sql import ident, literal

ISO = {b"time": b"iso"}  # the metadata of a column that holds times of the source's own types


def read_landed(connection: duckdb.DuckDBPyConnection, source: Source, landed: Landed) -> Pulled:
    """Makes raw.<feed> of the pages; a row that a later attempt of the same pull brought again is there once."""
    feed, settings = source.feed.name, source.settings
    schemas = [pq.read_schema(page) for page in landed.pages]
    columns = tuple(dict.fromkeys(name for schema in schemas for name in schema.names if name != ROW))
    iso = {
        field.name for schema in schemas for field in schema if field.metadata and ISO.items() <= field.metadata.items()
    }
    title = f"{settings.kind} {settings.table or ('query' if settings.kind == 'sql' else 'resource')}"
    pulled = Pulled(columns, frozenset(iso), (title,), 0)
    relation = _pages(landed.pages)
    if len(landed.starts) > 1:
        relation = _once(connection, source, pulled, landed.starts, relation)
    names = ", ".join(map(ident, columns))
    place = f'{literal(title)} AS "#source", "#row", "#row" AS "#position"'
    connection.execute(f"CREATE VIEW raw.{ident(feed)} AS SELECT {place}, {names} FROM {relation}")
    empty = """SELECT '' AS "#source", 0::BIGINT AS "#row", 0::BIGINT AS "#position", '' AS line WHERE false"""
    connection.execute(f"CREATE TABLE raw.{ident(f'{feed} malformed')} AS {empty}")
    return Pulled(columns, pulled.iso, pulled.names, count(connection, f"raw.{ident(feed)}"))


def _pages(pages: tuple[Path, ...]) -> str:
    return f"read_parquet([{', '.join(literal(str(page.resolve())) for page in pages)}], union_by_name = true)"


def _once(
    connection: duckdb.DuckDBPyConnection, source: Source, pulled: Pulled, starts: tuple[int, ...], relation: str
) -> str:
    """A table of the rows without those whose key came again in a later attempt; within one attempt all stay."""
    columns = columns_of(source, pulled)
    made = made_by_shape(source.settings)
    keys = [columns[name].names for name in source.feed.key if name in columns and name not in made]
    words = [f"coalesce({', '.join(f'trim({ident(name)})' for name in names)}, '')" for names in keys if names]
    key = f"concat_ws(chr(31), {', '.join(words) or literal('')})"
    attempt = " + ".join(f'("#row" > {start})::INTEGER' for start in starts)
    table = f"raw.{ident(f'{source.feed.name} pages')}"
    connection.execute(
        f"CREATE TABLE {table} AS WITH came AS (SELECT *, {key} AS again, {attempt} AS attempt FROM {relation}),"
        f' latest AS (SELECT again, max(attempt) AS latest FROM came WHERE "#row" > {starts[1]} GROUP BY again)'
        " SELECT came.* EXCLUDE (again, attempt) FROM came LEFT JOIN latest USING (again)"
        ' WHERE latest IS NULL OR attempt >= latest ORDER BY "#row"'
    )
    return table


def read_keys(connection: duckdb.DuckDBPyConnection, source: Source, path: Path) -> None:
    """Makes raw."<feed> keys" of all keys that the source has now, with the columns of the feed's key."""
    feed, listed = source.feed, pq.read_schema(path).names
    if len(listed) != len(feed.key):
        problem = f"keys must list {', '.join(feed.key)}, in this order; it lists {', '.join(listed)}"
        raise source.error(None, problem, "deleted")
    connection.register("listed", pq.read_table(path).rename_columns(list(feed.key)))
    connection.execute(f"CREATE TABLE raw.{ident(f'{feed.name} keys')} AS FROM listed")
    connection.unregister("listed")
