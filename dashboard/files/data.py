"""Tables as CSV and Parquet; what a spreadsheet would take for a formula is text."""

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence

import polars as pl

from dashboard.files.document import About, Sheet, local
from dashboard.receipt.document import Table
from dashboard.words import t

BYTE_ORDER_MARK = "\ufeff"
FORMULA = r"^[=+\-@\t\r\n＝＋－＠]"
LOCAL = "%Y-%m-%d %H:%M:%S"


def plain(cell: str) -> str:
    """The cell as a csv may hold it: what a spreadsheet would take for a formula gets a quote before it."""
    return f"'{cell}" if re.match(FORMULA, cell) else cell


def lines_csv(lines: Iterable[Sequence[str]]) -> bytes:
    """Lines of cells for a spreadsheet."""
    text = io.StringIO()
    csv.writer(text).writerows([plain(cell) for cell in line] for line in lines)
    return (BYTE_ORDER_MARK + text.getvalue()).encode()


def table_csv(table: Table) -> bytes:
    """The cells of a table that is in words already."""
    return lines_csv([table.columns, *table.rows])


def as_csv(sheet: Sheet, about: About) -> bytes:
    """A header of lines that begin with #, labels, rows; shares from 0 to 1, instants on the company's clock."""
    facts = [_remark(about.title, ""), *(_remark(*fact) for fact in about.facts)]
    head = lines_csv([*([fact] for fact in facts), sheet.labels])
    frame = local(sheet.frame, about.timezone)
    frame = frame.with_columns(_safe(name) for name, kind in frame.schema.items() if kind == pl.String)
    return head + frame.write_csv(include_header=False, line_terminator="\r\n", datetime_format=LOCAL).encode()


def as_parquet(sheet: Sheet, about: About) -> bytes:
    """Columns by their ids; the metadata `neikan` has the header and `labels` the words of the columns, both JSON."""
    labels = dict(zip(sheet.frame.columns, sheet.labels, strict=True))
    said = {"neikan": {"title": about.title, **dict(about.facts)}, "labels": labels}
    file = io.BytesIO()
    sheet.frame.write_parquet(file, metadata={name: json.dumps(one, ensure_ascii=False) for name, one in said.items()})
    return file.getvalue()


def _safe(name: str) -> pl.Expr:
    text = pl.col(name)
    return pl.when(text.str.contains(FORMULA)).then(pl.lit("'") + text).otherwise(text).alias(name)


def _remark(label: str, value: str) -> str:
    """One line of the header, without what would make more than one cell of it."""
    said = t("file.fact", label=label, value=value) if value else label
    return "# " + re.sub(r"[\r\n]+", " ", said).replace(",", ";").replace('"', "'")
