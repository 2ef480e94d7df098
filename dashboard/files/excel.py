"""Tables as an Excel file: a sheet each with numbers and dates that are such, and one that says what they are."""

import io
import re
from collections.abc import Callable
from datetime import date, datetime
from importlib.util import find_spec
from typing import Any

import polars as pl

from dashboard.files.document import About, Sheet, local
from dashboard.formats import number
from dashboard.words import t

MOST_ROWS = 1_048_575
STEP = 2_000
NAME, NARROW, WIDE, SAMPLE = 31, 8, 48, 200
HAN = re.compile("[\u2e80-\uffee]")
Told = Callable[[float], object]


def can_write() -> bool:
    """Excel files need a package that a lean installation leaves out."""
    return find_spec("xlsxwriter") is not None


def as_excel(sheets: list[Sheet], about: About, told: Told = bool) -> bytes:
    """The bytes of the file; `told` hears which share of the rows is written. Nothing in it is a formula or a link."""
    import xlsxwriter

    file = io.BytesIO()
    options = {
        "constant_memory": len(sheets) == 1 and sheets[0].frame.height > STEP,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        names: list[str] = []
        for sheet in sheets:
            names.append(_name(sheet.title, [*names, t("file.about")]))
            _write(book, book.add_worksheet(names[-1]), sheet, about, told)
        _about(book, book.add_worksheet(t("file.about")), about)
        book.set_properties({"title": about.title})
    return file.getvalue()


def _write(book: Any, page: Any, sheet: Sheet, about: About, told: Told) -> None:
    frame = local(sheet.frame, about.timezone)
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_footer("&P / &N")
    writers = []
    for place, (name, kind) in enumerate(frame.schema.items()):
        form = book.add_format({"num_format": _pattern(name, kind)})
        page.set_column(place, place, _width(sheet.labels[place], frame[name]), form)
        page.write_string(0, place, sheet.labels[place], head)
        writers.append((place, _writer(page, kind), form))
    page.autofilter(0, 0, frame.height, max(frame.width - 1, 0))
    for line, row in enumerate(frame.iter_rows(), 1):
        for place, write, form in writers:
            if row[place] is not None:
                write(line, place, row[place], form)
        if line % STEP == 0:
            told(line / frame.height)


def _writer(page: Any, kind: pl.DataType) -> Callable[..., Any]:
    if kind == pl.Boolean:
        return lambda line, place, value, form: page.write_string(line, place, t("yes" if value else "no"), form)
    if kind.is_numeric():
        return page.write_number
    if kind.is_temporal():
        return page.write_datetime
    return lambda line, place, value, form: page.write_string(line, place, str(value)[:32_767], form)


def _pattern(name: str, kind: pl.DataType) -> str:
    if kind.is_numeric():
        return number(name).pattern
    if kind == pl.Date:
        return "yyyy-mm-dd"
    return "yyyy-mm-dd hh:mm" if kind.is_temporal() else "@"


def _width(label: str, values: pl.Series) -> float:
    """Wide enough for the label on two lines and for the first values."""
    longest = max((_letters(_shown(value)) for value in values.head(SAMPLE) if value is not None), default=0)
    return min(max(NARROW, longest + 2, _letters(label) / 2 + 3), WIDE)


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.1f}"
    return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime | date) else str(value)


def _letters(text: str) -> int:
    """A Chinese letter is as wide as two others."""
    return len(text) + len(HAN.findall(text))


def _name(title: str, taken: list[str]) -> str:
    """A name that Excel takes: no signs of its own, 31 letters, none twice."""
    name = re.sub(r"[\[\]:*?/\\]", " ", title).strip("' ")[:NAME] or "1"
    number = 2
    while name.lower() in [one.lower() for one in taken]:
        name = f"{name[: NAME - 4]} {number}"
        number += 1
    return name


def _about(book: Any, page: Any, about: About) -> None:
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    page.set_column(0, 0, 24)
    page.set_column(1, 1, 80)
    page.write_string(0, 0, about.title, book.add_format({"bold": True, "font_size": 14}))
    verdict = [("", about.verdict)] if about.verdict else []
    for line, (label, value) in enumerate([*verdict, *about.cards, *about.facts], 2):
        page.write_string(line, 0, label, bold)
        page.write_string(line, 1, value, wrapped)
