"""SQL sources: the rows of a table or query in pages of text, from a cursor on."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import URL, Connection, bindparam, column, literal_column, null, or_, select, table, text
from sqlalchemy.sql.elements import ColumnClause
from sqlalchemy.sql.selectable import Select
from sqlalchemy.types import NullType

from etl.pull.cursor import parsed
from etl.pull.database import identity, session, url_of
from etl.pull.landed import ISO
from etl.pull.landing import Origin, Pages
from etl.sources import Source
from warehouse.source_settings import SourceSettings

PAGE_ROWS = 50_000
POSTGRES_TIMES = {1082, 1114, 1184}
END = re.compile(r"\s*;\s*(--[^\n]*\s*)*$")  # a comment may follow it
MYSQL_TIMES, MYSQL_INSTANT = {7, 10, 12, 14}, 7


def sql_origin(source: Source) -> Origin:
    """The feed's table or query; UserError when its url cannot be used."""
    url, settings = url_of(source), source.settings
    keys = settings.deleted.keys if settings.deleted else None
    return Origin(
        pages=sql_pages(source, url),
        identity=identity(url),
        is_ordered=settings.cursor is not None,
        keys=(lambda _: _read(source, url, lambda _: text(_plain(keys)))) if keys else None,
    )


def sql_pages(source: Source, url: URL) -> Pages:
    """Gives the rows whose cursor is `since` or later, or is null, in ascending order of the cursor.

    One query, so one state of the database; each table has up to PAGE_ROWS rows. Without a cursor, all rows.
    """
    return lambda since: _read(source, url, lambda connection: _statement(connection, source.settings, since))


def _read(source: Source, url: URL, statement: Callable[[Connection], Any]) -> Iterator[pa.Table]:
    with session(source, url) as connection:
        result = connection.execute(statement(connection).execution_options(stream_results=True, yield_per=PAGE_ROWS))
        described = [(told[0], told[1]) for told in result.cursor.description]
        is_empty = True
        for rows in result.partitions(PAGE_ROWS):
            is_empty = False
            yield _page(connection.dialect.name, described, rows)
        if is_empty:
            yield _page(connection.dialect.name, described, [])


def _plain(query: str) -> str:
    """The query without its end, for text(), which would take `:word` for a parameter."""
    return END.sub("", query).replace(":", "\\:")


def _rows(settings: SourceSettings) -> Any:
    if settings.query:
        return text(f"(\n{_plain(settings.query)}\n) AS pulled")
    schema, _, name = (settings.table or "").rpartition(".")
    return table(name, schema=schema or None)


def _statement(connection: Connection, settings: SourceSettings, since: str | None) -> Any:
    if not settings.cursor:
        return (
            text(_plain(settings.query)) if settings.query else select(literal_column("*")).select_from(_rows(settings))
        )
    cursor: ColumnClause[Any] = column(settings.cursor)
    statement: Select[Any] = select(literal_column("*")).select_from(_rows(settings)).order_by(cursor)
    if since is None:
        return statement
    value = since if connection.dialect.name == "postgresql" else _own_type(connection, settings, cursor, since)
    # PostgreSQL reads a text of no type as the column's own type; null cursors would else be pulled only once
    return statement.where(or_(cursor >= bindparam("since", value, type_=NullType()), cursor.is_(null())))


def _own_type(connection: Connection, settings: SourceSettings, cursor: ColumnClause[Any], since: str) -> Any:
    """The cursor as a value of the type that the driver gives for its column."""
    one = select(cursor).select_from(_rows(settings)).where(cursor.is_not(null())).limit(1)
    result = connection.execute(one)
    code = result.cursor.description[0][1]
    sample, value = result.scalar(), parsed(since)
    if isinstance(sample, int | Decimal | float) and isinstance(value, int | Decimal):
        return type(sample)(since)
    if connection.dialect.name in ("mysql", "mariadb") and code == MYSQL_INSTANT and isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ")
    if isinstance(sample, datetime) and isinstance(value, datetime):
        return value.isoformat(sep="T", timespec="milliseconds")  # SQL Server's oldest type knows no finer one
    return since


def _page(dialect: str, described: list[tuple[str, Any]], rows: Sequence[Any]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(described)
    arrays, fields = [], []
    for (name, code), values in zip(described, columns, strict=True):
        array = _texts(values)
        if dialect in ("mysql", "mariadb") and code == MYSQL_INSTANT:
            array = pc.binary_join_element_wise(array, "+00:00", "")
        arrays.append(array)
        fields.append(pa.field(name, pa.string(), metadata=ISO if _is_time(dialect, code, values) else None))
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields))


def _is_time(dialect: str, code: Any, values: Sequence[Any]) -> bool:
    if dialect == "postgresql":
        return code in POSTGRES_TIMES
    if dialect in ("mysql", "mariadb"):
        return code in MYSQL_TIMES
    return any(isinstance(value, date) for value in values[:100])


def _texts(values: Sequence[Any]) -> pa.Array:
    """One column as text; the usual types without a Python call per value."""
    try:
        return pa.array(values, pa.string())
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        pass
    try:
        array = pa.array(values)
        if pa.types.is_integer(array.type) or pa.types.is_boolean(array.type):
            return array.cast(pa.string())
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
        pass
    return pa.array([None if value is None else as_text(value) for value in values], pa.string())


def as_text(value: Any) -> str:
    """A value of a driver as text: times ISO 8601, numbers plain, nested values JSON."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value.encode(errors="replace").decode()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).decode(errors="replace")
    if isinstance(value, list | tuple | dict):
        return NESTED.encode(value)
    return str(value)


NESTED = json.JSONEncoder(ensure_ascii=False, default=as_text)
