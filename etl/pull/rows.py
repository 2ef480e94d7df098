"""Parts the sound rows of a CSV file from its malformed ones, row by row: slow and exact.

DuckDB alone would do for files without faults. With an open quote it loses the rows behind it without a word
(20,000 of a million in a trial), so a file that it complains about is read here.
"""

import csv
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LONGEST_ROW_BYTES = 1_900_000
MOST_LINES = 1_000
BROKEN = "\ufffd"
NOT_UTF8 = re.compile("[\udc80-\udcff]")  # what surrogateescape makes of such bytes

csv.field_size_limit(LONGEST_ROW_BYTES)


@dataclass(frozen=True)
class Rows:
    """Two CSV files without header: sound rows with their number in front, and malformed ones as number and text."""

    sound: Path
    malformed: Path
    row_count: int


def write_rows(path: Path, work: Path, delimiter: str, line_end: str, width: int) -> Rows:
    """Parts the file; a sound row has `width` fields, closed quotes, and no bytes that are not UTF-8."""
    rows = Rows(work / f"{path.name}.sound", work / f"{path.name}.malformed", 0)
    row_count = 0
    with (
        path.open(encoding="utf-8-sig", errors="surrogateescape", newline=line_end[-1]) as source,
        rows.sound.open("w", encoding="utf-8", newline="") as sound,
        rows.malformed.open("w", encoding="utf-8", newline="") as malformed,
    ):
        to_sound, to_malformed = (
            csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n") for file in (sound, malformed)
        )
        parted = _parted(source, delimiter, width)
        next(parted, None)
        for row_count, (text, fields) in enumerate(parted, start=1):
            if fields is None:
                to_malformed.writerow([row_count, _printable(text)])
            else:
                to_sound.writerow([row_count, *fields])
    return Rows(rows.sound, rows.malformed, row_count)


def _parted(source: Iterator[str], delimiter: str, width: int) -> Iterator[tuple[str, list[str] | None]]:
    """Each row's text and its fields, None for a malformed one; blank lines are no rows.

    A quote that nobody closes costs its own line only: the lines after it are read again as rows.
    """
    waiting: deque[str] = deque()
    while line := (waiting.popleft() if waiting else next(source, "")):
        if not line.strip("\r\n"):
            continue
        fields, more = _fields(line, delimiter, width), list[str]()
        open_quotes = line.count('"') % 2
        while fields is None and open_quotes and len(more) < MOST_LINES:
            following = waiting.popleft() if waiting else next(source, "")
            if not following:
                break
            more.append(following)
            open_quotes ^= following.count('"') % 2
        if more:
            fields = _fields("".join([line, *more]), delimiter, width)
        if fields is None:
            waiting.extendleft(reversed(more))
            more = []
        yield "".join([line, *more]), fields


def _fields(text: str, delimiter: str, width: int) -> list[str] | None:
    if len(text) > LONGEST_ROW_BYTES // 4 and len(text.encode(errors="replace")) > LONGEST_ROW_BYTES:
        return None
    if NOT_UTF8.search(text):
        return None
    if '"' not in text:  # the usual row, without the cost of a parser
        plain = text.rstrip("\r\n")
        fields = plain.split(delimiter)
        return fields if len(fields) == width and "\r" not in plain and "\n" not in plain else None
    try:
        rows = list(csv.reader([text], delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 and len(rows[0]) == width else None


def _printable(text: str) -> str:
    """The row without its line end and with marks for bytes that are no text; the start of one that has no end."""
    return text.rstrip("\r\n").encode(errors="replace").decode()[: LONGEST_ROW_BYTES // 4]


def write_lines(path: Path, work: Path, never: str) -> Path:
    """A copy of JSON lines without what DuckDB cannot read: a line that is too long is cut, one that is no text or
    has the sign `never` is marked at its end; none of them is valid JSON then."""
    copy = work / f"{path.name}.lines"
    with (
        path.open(encoding="utf-8-sig", errors="surrogateescape", newline="\n") as source,
        copy.open("w", encoding="utf-8", newline="") as target,
    ):
        for line in source:
            text = _printable(line)
            is_whole = len(text.encode()) <= LONGEST_ROW_BYTES and text == line.rstrip("\r\n") and never not in text
            target.write(text if is_whole else f"{text.replace(never, BROKEN)[: LONGEST_ROW_BYTES // 4]}{BROKEN}")
            target.write("\n")
    return copy
