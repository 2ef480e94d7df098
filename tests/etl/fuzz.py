"""Mangled rows of every feed, and files of them as csv, JSON lines and Parquet."""

import csv
import io
import json
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from warehouse.contract import FEEDS, STATUSES, Column, Feed

Cells = dict[str, str | None]
Writer = Callable[[Path, Feed, list["Row"], random.Random], None]
START = datetime(2026, 1, 5, tzinfo=UTC)
HUGE_BYTES = 5_000_000
TIMES = (
    "soon", "2026-02-30", "2026-13-01T00:00:00Z", "2026-01-05T25:00:00Z", "2026-01-05T23:59:60Z", "20260105",
    "2026-01-05T24:00:00Z", "0000-01-01", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+08:00", "9999-12-31",
    "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-11:00", "10000-01-01", "1899-12-31", "1986-05-04T00:30:00",
    "2026-01-05 10:00", "2026-01-05T10:00:00+14:30", "2026-01-05T10:00:00+15:00", "2026-01-05T10:00:00.999Z",
    "1969-12-31T23:59:59.5Z", "05/01/2026", "45000", "2026-01-05T10:00:00 +0800", "2026-01-05T10:00:00-08",
    "２０２６-01-05", "-2026-01-05", "infinity", "-infinity", "epoch", "now", "2026-01-05T10:00:00Z; DROP TABLE",
)  # fmt: skip
NUMBERS = (
    "-1", "-5", "1e3", "1e400", "nan", "inf", "-inf", "0x10", "1_000", "1,000", "1.00005", "-0", "+7", "7.", ".5",
    "9223372036854775807", "9223372036854775808", "99999999999999.9999", "99999999999999.99995", "1" * 400, "1.5", "½",
    "１２", "1 000", "--1", "1e", "true", "12.0000", "1e-30", "4分",
)  # fmt: skip
TEXTS = (
    "", " ", "\t", "\u3000", "\u00a0", "\r", "\n", "\x00", "\x01", "\x1b[31m", "NULL", "null", "None", "N/A", "?", "''",
    "'; DROP TABLE feed.tickets; --", '"', '""', 'a"b', "a,b", "a\nb", "a\r\nb", "a\tb", "\ufeff", "\u200b", "\u202e",
    "\U0001f4a9", "é", "e\u0301", "张三┋李四", "Ω" * 3000, "\\", "\\N", "{}", "[]", "=1+1", "${HOME}", "%s", "OPEN",
    "Open", "open ", "#row", "-",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A row of a source; an untouched one keeps the contract."""

    cells: Cells
    is_touched: bool = False


def marker(number: int) -> str:
    return f"M{number:06}"


def rows_of(feed: Feed, count: int, draw: random.Random) -> list[Row]:
    """As many mangled rows, and a sound one after each third of them."""
    rows: list[Row] = []
    for number in range(count):
        rows.append(_mangled(feed, _good(feed, number, draw), rows, draw))
        if number % 3 == 0:
            rows.append(Row(_good(feed, count + number, draw)))
    return rows


def _good(feed: Feed, number: int, draw: random.Random) -> Cells:
    cells: Cells = {column.name: _good_cell(column, number, draw) for column in feed.columns}
    cells[feed.key[0]] = marker(number)
    if feed.name == "ticket_events" and cells["field"] == "status":
        cells |= {"old_value": draw.choice(STATUSES), "new_value": draw.choice(STATUSES)}
    if feed.name == "service_levels":
        cells |= {"calendar": "office", "valid_from": "2026-01-01", "valid_to": ""}
    return cells


def _good_cell(column: Column, number: int, draw: random.Random) -> str:
    if column.words:
        return draw.choice(column.words)
    hours = 1 if column.name == "occurred_at" else 0
    made = {
        "instant": (START + timedelta(minutes=number, hours=hours)).isoformat(),
        "date": (START + timedelta(days=number % 300)).date().isoformat(),
        "integer": str(number),
        "decimal": f"{number % 10}.5",
        "boolean": draw.choice(("true", "no", "1", "F")),
    }
    return made.get(column.type, f"{column.name} {number}")


def _mangled(feed: Feed, cells: Cells, before: list[Row], draw: random.Random) -> Row:
    if before and draw.random() < 0.1:  # a key that comes again
        place = draw.randrange(len(before))
        before[place] = replace(before[place], is_touched=True)
        cells |= {name: before[place].cells[name] for name in feed.key}
    for column in draw.sample(feed.columns, min(len(feed.columns), draw.choice((1, 1, 1, 2, 3, 99)))):
        cells[column.name] = _mangled_cell(cells[column.name] or "", column, draw)
    return Row(cells, is_touched=True)


def _mangled_cell(cell: str, column: Column, draw: random.Random) -> str | None:
    special = {"instant": TIMES, "date": TIMES, "integer": NUMBERS, "decimal": NUMBERS}.get(column.type, TEXTS)
    place = draw.randrange(len(cell) + 1)
    return draw.choice(
        (
            None,
            draw.choice(special),
            draw.choice(special),
            draw.choice(TEXTS),
            draw.choice((*TIMES, *NUMBERS)),
            f"  {cell} ",
            cell.upper(),
            cell[:place] + chr(draw.choice((0, 9, 27, 0x200B, 0x3000, draw.randrange(32, 0xD7FF)))) + cell[place:],
            cell[:place] + cell[place + 1 :],
            cell * 2,
        )
    )


def _csv_line(cells: list[str]) -> str:
    line = io.StringIO()
    if any("\r" in cell for cell in cells):  # which the writer would leave bare
        csv.writer(line, lineterminator="\n", quoting=csv.QUOTE_ALL).writerow(cells)
    else:
        csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()


def write_csv(path: Path, feed: Feed, rows: list[Row], _draw: random.Random) -> None:
    """Well-formed, whatever stands in the cells."""
    lines = [_csv_line(list(feed.column_names))]
    lines += [_csv_line([row.cells[name] or "" for name in feed.column_names]) for row in rows]
    path.with_suffix(".csv").write_bytes("".join(lines).encode())


def write_gb18030(path: Path, feed: Feed, rows: list[Row], draw: random.Random) -> None:
    write_csv(path, feed, rows, draw)
    file = path.with_suffix(".csv")
    file.write_bytes(file.read_bytes().decode().encode("gb18030"))


def write_broken_csv(path: Path, feed: Feed, rows: list[Row], draw: random.Random) -> None:
    """Touched rows are broken as lines, too: quotes, separators, line ends, bytes that are no text, no end at all."""
    lines = [_csv_line(list(feed.column_names)).encode()]
    for row in rows:
        line = _csv_line([row.cells[name] or "" for name in feed.column_names]).encode()
        lines.append(_broken(line, draw) if row.is_touched and draw.random() < 0.5 else line)
    huge = _csv_line([marker(len(rows)), "x" * HUGE_BYTES]).encode()
    path.with_suffix(".csv").write_bytes(b"".join([*lines, huge]))


def _broken(line: bytes, draw: random.Random) -> bytes:
    place, body = draw.randrange(len(line)), line.rstrip(b"\n")
    inserted = draw.choice((b'"', b",", b"\n", b"\r", b"\x00", b"\xff", b"\x80\x81", b'""', b'","', b"\xc3"))
    return draw.choice(
        (
            line[:place] + inserted + line[place:],
            line[:place] + b"\n",
            body + b",too,many\n",
            b'"' + line,
            body + b'"\n',
            b"\n" + line,
            body + b"\r\n",
        )
    )


def write_jsonl(path: Path, feed: Feed, rows: list[Row], draw: random.Random) -> None:
    """Touched rows have keys too many or too few, or are no objects; what still means a row is added to `rows`."""
    lines = [json.dumps({name: row.cells[name] for name in feed.column_names}, ensure_ascii=False) for row in rows]
    for place, row in enumerate(list(rows)):
        if row.is_touched and draw.random() < 0.4:
            lines[place] = _broken_json(lines[place], row.cells, draw)
            rows += _still_a_row(lines[place])
    huge = json.dumps({feed.key[0]: marker(len(rows)), "x": "x" * HUGE_BYTES})
    path.with_suffix(".jsonl").write_text("\n".join([*lines, huge]) + "\n", encoding="utf-8")


def _broken_json(line: str, cells: Cells, draw: random.Random) -> str:
    place = draw.randrange(1, len(line))
    few = dict(draw.sample(list(cells.items()), max(1, len(cells) // 2)))
    return draw.choice(
        (
            line[:place],
            line[:place] + draw.choice('"{}[],:\\') + line[place:],
            f"[{line}]",
            f"{line} x",
            json.dumps(few | {"more": [1, {"a": None}]}),
            line[:-1] + ', "again": NaN}',
            "null",
            '"' + line,
        )
    )


def _still_a_row(line: str) -> list[Row]:
    try:
        found = json.loads(line)
    except ValueError:
        return []
    return [Row(found, is_touched=True)] if isinstance(found, dict) else []


def write_parquet(path: Path, feed: Feed, rows: list[Row], draw: random.Random) -> None:
    columns = {name: pa.array([row.cells[name] for row in rows], pa.string()) for name in feed.column_names}
    parquet.write_table(pa.table(columns), path.with_suffix(".parquet"), row_group_size=draw.choice((7, 1000, 100_000)))


WRITERS: dict[str, Writer] = {
    "csv": write_csv,
    "csv in GB18030": write_gb18030,
    "broken csv": write_broken_csv,
    "jsonl": write_jsonl,
    "parquet": write_parquet,
}


def write_feeds(folder: Path, kind: str, count: int, seed: int) -> dict[str, list[Row]]:
    """feeds/<feed>.* of every feed in the folder; the rows that were written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = {}
    for feed in FEEDS.values():
        draw = random.Random(f"{seed} {kind} {feed.name}")
        written[feed.name] = rows_of(feed, count, draw)
        WRITERS[kind](folder / feed.name, feed, written[feed.name], draw)
    return written
