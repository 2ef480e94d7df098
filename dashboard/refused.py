"""Refused rows for people: reasons in words, and files that a spreadsheet opens without computing anything."""

import io
import json
from collections.abc import Iterator
from typing import Any

import polars as pl

from dashboard import words
from dashboard.files.data import lines_csv
from dashboard.words import t

PLACE = ("#id", "#feed", "#run", "#source", "#row", "#reasons")
MOST = 100_000
SHEET_NAME = 31


def broken_rule(rule: str) -> str:
    """One broken rule in words: `bad_time:created_at` and the like."""
    code, _, column = rule.partition(":")
    return t("health.rule", reason=t(f"reason.{code}"), column=column) if column != "*" else t(f"reason.{code}")


def reasons(row: dict[str, Any]) -> str:
    """Every reason for which a row of reads/refused_row was refused, in words."""
    return words.listed([broken_rule(rule) for rule in row["broken"]])


def as_csv(rows: pl.DataFrame) -> bytes:
    """Refused rows of one feed: where each came from, why it was refused, and its cells as they came."""
    return lines_csv(_lines(rows))


def as_sheets(rows: pl.DataFrame) -> bytes:
    """The same as an Excel file with a sheet per feed; every cell is text, so nothing in it is a formula."""
    import xlsxwriter

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True})
        for part in rows.partition_by("feed", maintain_order=True):
            sheet = book.add_worksheet(t(f"feed.{part['feed'][0]}")[:SHEET_NAME])
            sheet.freeze_panes(1, 0)
            for number, line in enumerate(_lines(part)):
                for place, cell in enumerate(line):
                    sheet.write_string(number, place, cell, None if number else bold)
    return file.getvalue()


def _lines(rows: pl.DataFrame) -> Iterator[list[str]]:
    """A header and one line per row; the columns are those of all rows of the feed together."""
    contents = [json.loads(content) for content in rows["content"]]
    columns = list(dict.fromkeys(name for content in contents for name in content))
    yield [*PLACE, *columns]
    for row, content in zip(rows.rows(named=True), contents, strict=True):
        place = (row["refused_id"], row["feed"], row["run_id"], row["source"], str(row["row_number"]), reasons(row))
        yield [*place, *(_cell(content.get(name)) for name in columns)]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
