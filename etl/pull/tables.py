"""Excel sheets and Parquet files into DuckDB as plain text."""

from pathlib import Path

import duckdb

from etl.pull.part import Naming, Part, Unreadable, count, distinct_names
from etl.sql import ident, literal


def read_excel(connection: duckdb.DuckDBPyConnection, path: Path, sheet: str | None, name: Naming) -> Part:
    """The named sheet, else the first, with its titles in the first row; every cell as the text that it shows."""
    import fastexcel  # only companies with Excel feeds pay for it

    try:
        book = fastexcel.read_excel(str(path))
        if sheet is not None and sheet not in book.sheet_names:
            raise Unreadable(f'has no sheet "{sheet}"; it has {", ".join(book.sheet_names)}')
        cells = book.load_sheet(0 if sheet is None else sheet, header_row=None, dtypes="string").to_arrow()
    except fastexcel.FastExcelError as error:
        raise Unreadable(f"cannot be read as an Excel file: {str(error).splitlines()[0]}") from error
    if not cells.num_rows or not cells.num_columns:
        raise Unreadable("is empty: not even a header line")
    columns = distinct_names([column[0].as_py() or "" for column in cells.columns])
    table = name("rows")
    connection.register("sheet", cells.slice(1).rename_columns(list(columns)))
    filled = ", ".join(ident(column) for column in columns)
    connection.execute(f"CREATE TABLE {table} AS FROM sheet WHERE coalesce({filled}) IS NOT NULL")
    connection.unregister("sheet")
    return Part(table, columns, "rowid + 1", count(connection, table))


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
