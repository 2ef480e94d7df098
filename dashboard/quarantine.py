"""Lists refused rows with their reasons in words, and writes them to a file.

`python -m dashboard.quarantine [--feed tickets] [--reason bad_time] [--run ID] [--out rows.csv|rows.xlsx]`
"""

import argparse
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
from streamlit.logger import set_log_level

from dashboard import refused, words
from dashboard.files import excel
from dashboard.words import t
from warehouse import reads, store
from warehouse.contract import FEEDS, REASONS
from warehouse.errors import UserError
from warehouse.store import Published

SHOWN = 20
CONTROL = dict.fromkeys([*range(32), 127], " ")


def main(arguments: list[str] | None = None) -> int:
    """The exit status: 0 when there was something published to look at, whether or not rows were refused."""
    options = _options(arguments)
    set_log_level("error")  # streamlit warns at every word that it is not the one who runs this
    try:
        build = store.published(options.warehouse)
        if build is None:
            raise UserError(f"Nothing is published in {options.warehouse}; run `make etl` first.")
        for line in report(build, options):
            print(line)
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def report(build: Published, options: argparse.Namespace) -> Iterator[str]:
    """The lines to print; writes the file when one is asked for. UserError when it cannot be written."""
    with store.connect(build.path) as connection:
        scope = reads.everyone(connection)
        asked = {"build_id": build.build_id, "built_at": build.built_at, "now": datetime.now(UTC)}
        company = reads.read(scope, connection, "build", **asked)
        given = {"feed": options.feed, "reason": options.reason, "run": options.run}
        most = refused.MOST if options.out else SHOWN
        rows = reads.read(scope, connection, "refused_row", **given, most=most)
        totals = reads.read(scope, connection, "refused_total")
    language = company["language"][0] if company.height else "en"
    words.speak(options.language or ("zh" if language.startswith("zh") else "en"))
    if rows.is_empty():
        yield t("health.refused.none")
        return
    if options.out:
        _write(rows, options.out)
        yield t("quarantine.written", rows=words.count(rows.height), file=options.out)
        return
    yield from _totals(totals, options)
    yield from (_line(row) for row in rows.rows(named=True))


def _totals(totals: pl.DataFrame, options: argparse.Namespace) -> Iterator[str]:
    """One line per feed, reason and run that the options do not leave out."""
    given = {"feed": options.feed, "reason": options.reason, "run_id": options.run}
    for name, value in given.items():
        totals = totals.filter(pl.col(name) == value) if value else totals
    for row in totals.rows(named=True):
        what = [f"{t(f'{kind}.{row[kind]}')} ({row[kind]})" for kind in ("feed", "reason")]
        yield f"{words.count(row['refused_count']):>12}  {': '.join(what)} {row['run_id']}"


def _line(row: dict[str, object]) -> str:
    """A row as it came, on one line and without signs that a terminal would obey."""
    text = f"{row['feed']} {row['source']}:{row['row_number']} {refused.reasons(row)}  {row['content']}"
    return text.translate(CONTROL)


def _write(rows: pl.DataFrame, out: Path) -> None:
    kind = out.suffix.lower()
    if kind not in (".csv", ".xlsx"):
        raise UserError(f"{out} ends in neither .csv nor .xlsx; give OUT= one of these.")
    feeds = rows["feed"].unique(maintain_order=True).to_list()
    if kind == ".csv" and len(feeds) > 1:
        raise UserError(f"Rows of {', '.join(feeds)} were refused, and a csv holds one feed; name it with FEED=.")
    if kind == ".xlsx" and not excel.can_write():
        raise UserError("Excel files need the package xlsxwriter; install it into .venv, or give OUT= a .csv.")
    try:
        handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)  # rows may name people
        with os.fdopen(handle, "wb") as file:
            file.write(refused.as_csv(rows) if kind == ".csv" else refused.as_sheets(rows))
    except OSError as error:
        raise UserError(f"{out} cannot be written: {error.strerror}.") from error


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m dashboard.quarantine", description=__doc__)
    parser.add_argument("--warehouse", type=Path, default=Path("warehouse-data"), help="the folder of the builds")
    parser.add_argument("--feed", choices=list(FEEDS), help="only rows of this feed")
    parser.add_argument("--reason", choices=REASONS, help="only rows refused for this reason")
    parser.add_argument("--run", help="only rows that this run refused first")
    parser.add_argument("--out", type=Path, help="the file to write, .csv or .xlsx")
    parser.add_argument("--language", choices=list(words.LOCALES), help="default: the company's")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
