"""CSV and JSON lines into DuckDB as plain text."""

import codecs
import csv
from pathlib import Path

import duckdb

from etl.pull.part import Naming, Part, Unreadable, count, distinct_names
from etl.pull.rows import NOT_UTF8, write_rows
from etl.sql import ident, literal

DELIMITERS = ",;\t|"
CHUNK = 1 << 20
BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
NEVER_IN_JSON = "\x01"


def as_utf8(path: Path, work: Path, encoding: str | None) -> Path:
    """The file itself when it is UTF-8, else a copy of it in UTF-8; recognised are UTF-8, UTF-16 and GB18030."""
    found = encoding or _encoding(path)
    try:
        if codecs.lookup(found).name in ("utf-8", "utf-8-sig"):
            return path
    except LookupError as error:
        raise Unreadable(f'cannot be read: no encoding is called "{found}"') from error
    copy = work / f"{path.name}.utf8"
    try:
        with path.open(encoding=found, newline="") as source, copy.open("w", encoding="utf-8", newline="") as target:
            while chunk := source.read(CHUNK):
                target.write(chunk)
    except UnicodeDecodeError as error:
        raise Unreadable(f"is not {found} text (byte {error.start} of a block)") from error
    return copy


def _encoding(path: Path) -> str:
    with path.open("rb") as source:
        start = source.read(4)
    for bom, name in BOMS.items():
        if start.startswith(bom):
            return name
    return "gb18030" if not _decodes(path, "utf-8") and _decodes(path, "gb18030") else "utf-8"


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as source:
        try:
            while chunk := source.read(CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def header(path: Path) -> tuple[list[str], str]:
    """The titles in the first line, and the delimiter that parts them."""
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as source:
        first_line = source.readline()
        if any(ord(sign) in NOT_UTF8 for sign in first_line):
            raise Unreadable("is neither UTF-8 nor GB18030 text; name its encoding in sources.toml")
        delimiter = max(DELIMITERS, key=first_line.count)
        source.seek(0)
        try:
            titles = next(csv.reader(source, delimiter=delimiter, strict=True), [])
        except csv.Error as error:
            raise Unreadable(f"has a first line that is no header: {error}") from error
    if not any(title.strip() for title in titles):
        raise Unreadable("is empty: not even a header line")
    return titles, delimiter


def read_csv(connection: duckdb.DuckDBPyConnection, path: Path, work: Path, name: Naming) -> Part:
    """All rows as text; DuckDB reads a sound file, and row by row in Python one that has malformed rows."""
    titles, delimiter = header(path)
    columns, table = distinct_names(titles), name("rows")
    try:
        connection.execute(f"CREATE TABLE {table} AS {_select(path, columns, delimiter, has_header=True)}")
    except (duckdb.InvalidInputException, duckdb.ConversionException):
        return _read_row_by_row(connection, path, work, name, columns, delimiter)
    return Part(table, columns, "rowid + 1", count(connection, table))


def _select(path: Path, columns: tuple[str, ...], delimiter: str, has_header: bool, types: tuple[str, ...] = ()) -> str:
    typed = zip(columns, types or ("VARCHAR",) * len(columns), strict=True)
    struct = ", ".join(f"{ident(column)}: '{type_name}'" for column, type_name in typed)
    return (
        f"FROM read_csv({literal(str(path))}, columns = {{{struct}}}, auto_detect = false, header = {has_header},"
        f""" delim = {literal(delimiter)}, quote = '"', escape = '"')"""
    )


def _read_row_by_row(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    work: Path,
    name: Naming,
    columns: tuple[str, ...],
    delimiter: str,
) -> Part:
    rows = write_rows(path, work, delimiter, len(columns))
    table, malformed = name("rows"), name("malformed")
    numbered = ("#row", *columns)
    types = ("BIGINT", *["VARCHAR"] * len(columns))
    try:
        connection.execute(f"CREATE TABLE {table} AS {_select(rows.sound, numbered, ',', False, types)}")
        bad = _select(rows.malformed, ("row", "line"), ",", False, ("BIGINT", "VARCHAR"))
        connection.execute(f"CREATE TABLE {malformed} AS {bad}")
    except (duckdb.InvalidInputException, duckdb.ConversionException) as error:
        raise Unreadable(f"cannot be read as CSV: {str(error).splitlines()[0]}") from error
    return Part(table, columns, '"#row"', rows.row_count, malformed)


def read_jsonl(connection: duckdb.DuckDBPyConnection, path: Path, _work: Path, name: Naming) -> Part:
    """One object per line, any other line is malformed. Columns are all keys that occur; nested values stay JSON."""
    lines, table, malformed = name("lines"), name("rows"), name("malformed")
    try:
        connection.execute(
            f"CREATE TABLE {lines} AS SELECT line,"
            " CASE WHEN json_valid(line) THEN json_type(line) = 'OBJECT' ELSE false END AS is_object"
            f" FROM read_csv({literal(str(path))}, columns = {{line: 'VARCHAR'}}, auto_detect = false, header = false,"
            f" delim = {literal(NEVER_IN_JSON)}, quote = '', escape = '') WHERE trim(line) <> ''"
        )
    except duckdb.InvalidInputException as error:
        raise Unreadable(f"cannot be read as JSON lines: {str(error).splitlines()[0]}") from error
    found = connection.execute(
        f"SELECT key FROM (SELECT unnest(json_keys(line)) AS key, rowid AS row FROM {lines} WHERE is_object)"
        " GROUP BY key ORDER BY min(row), key"
    ).fetchall()
    keys = [key for (key,) in found]
    if not keys:
        raise Unreadable("holds no JSON object")
    columns = distinct_names(keys)
    pointers = ", ".join(literal("/" + key.replace("~", "~0").replace("/", "~1")) for key in keys)
    values = ", ".join(f"found[{index}] AS {ident(column)}" for index, column in enumerate(columns, start=1))
    connection.execute(
        f'CREATE TABLE {table} AS SELECT row AS "#row", {values} FROM (SELECT rowid + 1 AS row,'
        f" json_extract_string(line, [{pointers}]) AS found FROM {lines} WHERE is_object)"
    )
    connection.execute(f"CREATE TABLE {malformed} AS SELECT rowid + 1 AS row, line FROM {lines} WHERE NOT is_object")
    row_count = count(connection, lines)
    connection.execute(f"DROP TABLE {lines}")
    return Part(table, columns, '"#row"', row_count, malformed)
