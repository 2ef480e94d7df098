"""CSV and JSON lines into DuckDB as plain text."""

import codecs
import csv
import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb

from etl.pull.part import Naming, Part, Unreadable, count, distinct_names
from etl.pull.rows import NOT_UTF8, write_lines, write_rows
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


def below(path: Path, work: Path, line_count: int) -> Path:
    """A copy of the UTF-8 file without its first lines; the file itself when there are none to leave out."""
    if not line_count:
        return path
    copy = work / f"{path.name}.below"
    with path.open("rb") as source, copy.open("wb") as target:
        for _ in range(line_count):
            source.readline()
        shutil.copyfileobj(source, target, CHUNK)
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


@dataclass(frozen=True)
class Dialect:
    """How a CSV file is written, as its first line shows."""

    columns: tuple[str, ...]
    delimiter: str
    line_end: str


def dialect(path: Path) -> Dialect:
    """The titles in the first line, what parts them, and what ends it; DuckDB would guess the end from any line."""
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as source:
        first_line = source.readline()
        if NOT_UTF8.search(first_line):
            raise Unreadable("is neither UTF-8 nor GB18030 text; name its encoding in sources.toml")
        delimiter = max(DELIMITERS, key=first_line.count)
        source.seek(0)
        try:
            titles = next(csv.reader(source, delimiter=delimiter, strict=True), [])
        except csv.Error as error:
            raise Unreadable(f"has a first line that is no header: {error}") from error
    if not any(title.strip() for title in titles):
        raise Unreadable("is empty: not even a header line")
    line_end = "".join(sign for sign in first_line[-2:] if sign in "\r\n") or "\n"
    return Dialect(distinct_names(titles), delimiter, line_end)


def read_csv(connection: duckdb.DuckDBPyConnection, path: Path, work: Path, name: Naming) -> Part:
    """All rows as text; DuckDB reads a sound file, and row by row in Python one that has malformed rows."""
    written, table = dialect(path), name("rows")
    try:
        connection.execute(f"CREATE TABLE {table} AS {_select(path, written, has_header=True)}")
    except (duckdb.InvalidInputException, duckdb.ConversionException):
        return _read_row_by_row(connection, path, work, name, written)
    return Part(table, written.columns, "rowid + 1", count(connection, table))


def _select(path: Path, written: Dialect, has_header: bool) -> str:
    types = ", ".join(f"{ident(column)}: '{'BIGINT' if column == '#row' else 'VARCHAR'}'" for column in written.columns)
    line_end = written.line_end.replace("\r", "\\r").replace("\n", "\\n")
    return (
        f"FROM read_csv({literal(str(path))}, columns = {{{types}}}, auto_detect = false, header = {has_header},"
        f""" delim = {literal(written.delimiter)}, quote = '"', escape = '"', new_line = '{line_end}')"""
    )


def _read_row_by_row(
    connection: duckdb.DuckDBPyConnection, path: Path, work: Path, name: Naming, written: Dialect
) -> Part:
    rows = write_rows(path, work, written.delimiter, written.line_end, len(written.columns))
    table, malformed = name("rows"), name("malformed")
    sound, bad = Dialect(("#row", *written.columns), ",", "\n"), Dialect(("#row", "line"), ",", "\n")
    try:
        connection.execute(f"CREATE TABLE {table} AS {_select(rows.sound, sound, has_header=False)}")
        connection.execute(f"CREATE TABLE {malformed} AS {_select(rows.malformed, bad, has_header=False)}")
    except (duckdb.InvalidInputException, duckdb.ConversionException) as error:
        raise Unreadable(f"cannot be read as CSV: {str(error).splitlines()[0]}") from error
    return Part(table, written.columns, '"#row"', rows.row_count, malformed)


def read_jsonl(connection: duckdb.DuckDBPyConnection, path: Path, work: Path, name: Naming) -> Part:
    """One object per line, any other line is malformed. Columns are all keys that occur; nested values stay JSON."""
    lines, table, malformed = name("lines"), name("rows"), name("malformed")
    try:
        _read_lines(connection, path, lines)
    except (duckdb.InvalidInputException, duckdb.ConversionException):
        try:
            _read_lines(connection, write_lines(path, work, NEVER_IN_JSON), lines)
        except (duckdb.InvalidInputException, duckdb.ConversionException) as error:
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
    connection.execute(f'CREATE TABLE {malformed} AS SELECT rowid + 1 AS "#row", line FROM {lines} WHERE NOT is_object')
    row_count = count(connection, lines)
    connection.execute(f"DROP TABLE {lines}")
    return Part(table, columns, '"#row"', row_count, malformed)


def _read_lines(connection: duckdb.DuckDBPyConnection, path: Path, table: str) -> None:
    connection.execute(
        f"CREATE TABLE {table} AS SELECT line,"
        " CASE WHEN json_valid(line) THEN json_type(line) = 'OBJECT' ELSE false END AS is_object"
        f" FROM read_csv({literal(str(path))}, columns = {{line: 'VARCHAR'}}, auto_detect = false, header = false,"
        f" delim = {literal(NEVER_IN_JSON)}, quote = '', escape = '') WHERE trim(line) <> ''"
    )
