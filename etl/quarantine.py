"""Takes rows that were mended by hand: `python -m etl.quarantine mended.csv --warehouse warehouse-data`.

The file is one that `make quarantine OUT=` wrote, with cells put right; its columns with # say which row each one is.
"""

import argparse
import csv
import getpass
import json
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from etl.release import Cells, Release, keep
from etl.sql import ident
from warehouse.contract import FEEDS
from warehouse.errors import UserError
from warehouse.store import Published, connect, published

ID, FEED = "#id", "#feed"
QUOTED = re.compile(r"'[=+\-@\t\r]")


def main(arguments: list[str] | None = None) -> int:
    """The exit status: 0 when the rows are kept for the next run."""
    options = _options(arguments)
    try:
        build = published(options.warehouse)
        if build is None:
            raise UserError(f"Nothing is published in {options.warehouse}; run `make etl` first.")
        releases = read_mended(options.file, build)
        keep(options.warehouse, releases)
        print(f"{len(releases):,} mended rows are kept; the next `make etl` takes them in place of the refused ones.")
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def read_mended(path: Path, build: Published) -> list[Release]:
    """The rows of the file that differ from what the build has in quarantine; UserError when there is none."""
    rows = _rows(path)
    at, who, releases = datetime.now(UTC).isoformat(timespec="seconds"), getpass.getuser(), list[Release]()
    for feed in sorted({row[FEED] for row in rows}):
        if feed not in FEEDS:
            raise UserError(f'{path}: there is no feed "{feed}"; leave the columns with # as they were written.')
        refused = _quarantine(build, feed)
        for number, row in enumerate(rows, start=2):
            if row[FEED] == feed:
                releases += _release(path, number, row, refused, (at, who, feed))
    if not releases:
        raise UserError(f"{path}: no cell differs from what was refused; mend some, and give the file again.")
    return releases


def _release(
    path: Path,
    number: int,
    row: dict[str, str],
    refused: dict[str, tuple[str, int, Cells]],
    given: tuple[str, str, str],
) -> list[Release]:
    if row[ID] not in refused:
        raise UserError(
            f"{path} line {number}: this row is in quarantine no more; write the file anew with OUT=, and mend that."
        )
    source, row_number, was = refused[row[ID]]
    if set(was) == {"line"}:
        raise UserError(
            f"{path} line {number}: this line could not be parted into columns; mend it at its source,"
            f" {source} row {row_number}, and leave it out here."
        )
    mended = {name: cell for name, cell in row.items() if not name.startswith("#")}
    now = {name: _mended(was.get(name), cell) for name, cell in mended.items()}
    return [] if now == {name: was.get(name) for name in now} else [Release(*given, source, row_number, was, was | now)]


def _mended(was: str | None, cell: str) -> str | None:
    """The cell without the quote that kept a spreadsheet from computing; an empty one that was null stays null."""
    if was is None and not cell:
        return None
    return cell[1:] if QUOTED.match(cell) else cell


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        if path.suffix.lower() == ".xlsx":
            return [row for sheet in _sheets(path) for row in sheet]
        with path.open(encoding="utf-8-sig", newline="") as file:
            return _keyed(path, list(csv.reader(file)))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UserError(f"{path} cannot be read: {error}.") from error


def _sheets(path: Path) -> list[list[dict[str, str]]]:
    import fastexcel

    try:
        book = fastexcel.read_excel(str(path))
        names = book.sheet_names
        sheets = [book.load_sheet(name, header_row=None, dtypes="string").to_arrow() for name in names]
    except fastexcel.FastExcelError as error:
        raise UserError(f"{path} cannot be read as an Excel file: {str(error).splitlines()[0]}.") from error
    return [
        _keyed(path, [["" if cell is None else cell for cell in row.values()] for row in one.to_pylist()])
        for one in sheets
    ]


def _keyed(path: Path, lines: list[list[str]]) -> list[dict[str, str]]:
    header = lines[0] if lines else []
    if ID not in header or FEED not in header:
        raise UserError(f"{path} lacks the columns {ID} and {FEED}; give back a file that OUT= wrote.")
    for number, line in enumerate(lines[1:], start=2):
        if line and len(line) != len(header):
            raise UserError(
                f"{path} line {number}: {len(line)} cells where the header has {len(header)}; mend the line."
            )
    return [dict(zip(header, line, strict=True)) for line in lines[1:] if line]


def _quarantine(build: Published, feed: str) -> dict[str, tuple[str, int, Cells]]:
    """Id → source, row number and cells of each refused row of the build."""
    with connect(build.path) as connection:
        found = connection.execute(
            f"SELECT md5($1 || content::VARCHAR), source, row_number, content::VARCHAR FROM quarantine.{ident(feed)}",
            [feed],
        ).fetchall()
    rows: dict[str, tuple[str, int, Any]] = {}
    for name, source, row_number, content in found:
        rows[name] = (source, row_number, json.loads(content))
    return rows


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m etl.quarantine", description=__doc__)
    parser.add_argument("file", type=Path, help="the mended file, .csv or .xlsx")
    parser.add_argument("--warehouse", type=Path, default=Path("warehouse-data"), help="the folder of the builds")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
