"""Tables as a PDF on landscape pages, set by Typst with the fonts of this machine."""

import json
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

from dashboard import words
from dashboard.files.document import About, Sheet
from dashboard.formats import number
from dashboard.receipt.document import Table
from dashboard.receipt.pdf import LATIN, chinese, printed, readable
from dashboard.words import t

PAGE = Path(__file__).parent / "table.typ"
MOST_ROWS = 200


def as_pdf(tables: list[Table], about: About, language: str) -> bytes:
    """The header, then the tables: the same gives the same bytes. UserError when no font has the letters."""
    return printed(PAGE, _text(tables, about, language))


def can_print(tables: list[Table], about: About) -> bool:
    """Whether this machine has the letters that the file needs."""
    return readable(_text(tables, about, "en"))


def on_paper(sheet: Sheet, timezone: str) -> Table:
    """A sheet as people read it on paper."""
    columns = sheet.frame.columns
    cells = [
        [_said(name, value, timezone) for name, value in zip(columns, row, strict=True)] for row in sheet.frame.rows()
    ]
    numbers = [place for place, kind in enumerate(sheet.frame.dtypes) if kind.is_numeric()]
    return Table(sheet.title, sheet.note, tuple(columns), sheet.labels, cells, numbers, [])


def _text(tables: list[Table], about: About, language: str) -> str:
    given = {**asdict(about), "tables": [asdict(table) for table in tables], "language": language}
    return json.dumps({**given, "fonts": [*chinese(), LATIN]}, ensure_ascii=False)


def _said(name: str, value: Any, timezone: str) -> str:
    if value is None or value == "":
        return words.NOTHING
    if isinstance(value, bool):
        return t("yes" if value else "no")
    if isinstance(value, datetime):
        return words.instant(value, timezone)
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, int | float):
        return words.score(value, number(name).pattern)
    return words.listed([str(one) for one in value]) if isinstance(value, list) else str(value)
