"""Excel sheets and Parquet files into DuckDB as plain text."""

from fnmatch import fnmatchcase
from pathlib import Path

import duckdb
import pyarrow as pa

from etl.pull.part import Naming, Part, Unreadable, count, distinct_names
from etl.sql import ident, literal

EMPTY = "is empty: not even a header line"


def read_excel(
    connection: duckdb.DuckDBPyConnection, path: Path, sheet: str | None, header_row: int | None, name: Naming
) -> list[tuple[str, Part]]:
    """Every sheet of that name or pattern, else the first, each with its name when there are several.

    Titles stand in row `header_row` as Excel counts, else in the first row with a filled cell. Every cell becomes the
    text that it shows, a time ISO 8601, a whole number without `.0`; rows without a filled cell are none.
    """
    import fastexcel  # only companies with Excel feeds pay for it

    parts: list[tuple[str, Part]] = []
    try:
        book = fastexcel.read_excel(str(path))
        sheets = _sheets(book.sheet_names, sheet)
        for number, title in enumerate(sheets):
            above = None if header_row is None else 0  # 0 keeps empty rows, so that rows count as Excel counts them
            cells = book.load_sheet(title, header_row=None, skip_rows=above, dtypes="string").to_arrow()
            if cells.num_rows > (header_row or 1) - 1 and cells.num_columns:
                part = _part(connection, cells.slice((header_row or 1) - 1), name(f"rows {number}"))
                parts.append((title if len(sheets) > 1 else "", part))
    except fastexcel.FastExcelError as error:
        raise Unreadable(f"cannot be read as an Excel file: {str(error).splitlines()[0]}") from error
    if not parts:
        raise Unreadable(f"ends before its header_row {header_row}" if header_row else EMPTY)
    return parts


def _sheets(titles: list[str], wanted: str | None) -> list[str]:
    if wanted is None:
        return titles[:1]
    found = [wanted] if wanted in titles else [title for title in titles if fnmatchcase(title, wanted)]
    if not found:
        raise Unreadable(f'has no sheet "{wanted}"; it has {", ".join(titles)}')
    return found


def _part(connection: duckdb.DuckDBPyConnection, cells: pa.RecordBatch, table: str) -> Part:
    """The rows below the first one, under its titles."""
    columns = distinct_names([column[0].as_py() or "" for column in cells.columns])
    connection.register("sheet", cells.slice(1).rename_columns(list(columns)))
    filled = ", ".join(f"nullif(trim({ident(column)}), '')" for column in columns)
    connection.execute(f"CREATE TABLE {table} AS FROM sheet WHERE coalesce({filled}) IS NOT NULL")
    connection.unregister("sheet")
    return Part(table, columns, "rowid + 1", count(connection, table), is_sheet=True)


def read_parquet(connection: duckdb.DuckDBPyConnection, path: Path, name: Naming) -> Part:
    """A view on the file, not a copy: files of any size stream through. Whole numbers lose their `.0`."""
    source = f"read_parquet({literal(str(path))}, file_row_number = true)"
    try:
        described = connection.execute(f"DESCRIBE SELECT * EXCLUDE (file_row_number) FROM {source}").fetchall()
        row_count = count(connection, source)
    except (duckdb.InvalidInputException, duckdb.BinderException) as error:
        raise Unreadable(f"cannot be read as Parquet: {str(error).splitlines()[0]}") from error
    types = {str(column): str(type_name) for column, type_name, *_ in described}
    view = name("rows")
    selected = ", ".join(f"{_as_text(column, type_name)} AS {ident(column)}" for column, type_name in types.items())
    connection.execute(f'CREATE VIEW {view} AS SELECT file_row_number + 1 AS "#row", {selected} FROM {source}')
    times = frozenset(column for column, type_name in types.items() if type_name.startswith(("TIMESTAMP", "DATE")))
    return Part(view, tuple(types), '"#row"', row_count, iso=times)


def _as_text(column: str, type_name: str) -> str:
    """A double that is whole is an integer with a gap somewhere in its column: ids must not become `17.0`."""
    value = ident(column)
    if type_name in ("DOUBLE", "FLOAT"):
        whole = f"{value} = floor({value}) AND abs({value}) < 1e15"
        return f"CASE WHEN {whole} THEN {value}::BIGINT::VARCHAR ELSE {value}::VARCHAR END"
    return value if type_name == "VARCHAR" else f"{value}::VARCHAR"
