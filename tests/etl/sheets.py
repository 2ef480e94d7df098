"""Workbooks made for tests."""

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

import xlsxwriter

Rows = Sequence[Sequence[Any]]


def workbook(sheets: dict[str, Rows], merged: str | None = None) -> bytes:
    """An .xlsx with rows of cells from A1 on; None is an empty cell. `merged` is a title over the first row's cells."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "yyyy/m/d"})
        moment = book.add_format({"num_format": "yyyy/m/d h:mm"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            if merged:
                sheet.merge_range(0, 0, 0, 3, merged)
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, date):
                        sheet.write_datetime(row, column, cell, moment if isinstance(cell, datetime) else day)
                    elif cell is not None:
                        sheet.write(row, column, cell)
    return file.getvalue()
