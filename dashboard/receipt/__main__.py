"""The receipt of a ticket on the command line: python -m dashboard.receipt TICKET [--warehouse W] [--pdf FILE]."""

import argparse
import io
import sys
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

from dashboard import words
from dashboard.receipt.document import Receipt, Table, receipt
from dashboard.receipt.pdf import pdf
from dashboard.words import t
from warehouse import reads, store
from warehouse.errors import UserError

COLOURS = {"met": "green", "breached": "red", "open": "yellow"}
UNFOLDED = 210


def find(warehouse: Path, ticket: str) -> Receipt:
    """The receipt from the last build. UserError when there is no build, or no such ticket in it."""
    if not ticket:
        raise UserError(t("receipt.which"))
    build = store.published(warehouse)
    if build is None:
        raise UserError(t("receipt.no_build", folder=warehouse))
    with store.connect(build.path) as connection:
        scope = reads.everyone(connection)
        found = receipt(lambda name: reads.read(scope, connection, name, ticket=ticket), build.build_id)
    if found is None:
        raise UserError(t("receipt.unknown", ticket=ticket))
    return found


def show(found: Receipt, console: Console) -> None:
    """Prints a receipt."""
    console.print(f"[bold]{escape(found.title)}[/bold]\n{escape(found.origin)}\n", highlight=False)
    facts = Grid.grid(padding=(0, 2))
    for label, value in found.facts:
        facts.add_row(f"[dim]{label}[/dim]", escape(value))
    console.print(facts)
    console.print()
    for verdict in found.verdicts:
        colour = COLOURS.get(verdict.state, "bold")
        said = t("receipt.said", promise=verdict.promise, name=f"[{colour}]{verdict.name}[/{colour}]")
        console.print(f"{said} · {verdict.used} · {verdict.meaning}", highlight=False)
    for line in [found.accountable, *found.remarks]:
        console.print(escape(line), highlight=False)
    for table in (found.levels, found.stretches, found.shares):
        print_table(table, console)


def print_table(table: Table, console: Console) -> None:
    """Prints one table of a document, marked rows in red."""
    console.print(f"\n[bold]{table.title}[/bold]\n[dim]{escape(table.note)}[/dim]", highlight=False)
    grid = Grid(box=None, header_style="dim", pad_edge=False, padding=(0, 1))
    for place, column in enumerate(table.columns):
        grid.add_column(column, justify="right" if place in table.numbers else "left")
    for place, row in enumerate(table.rows):
        grid.add_row(*map(escape, row), style="red" if place in table.marked else None)
    console.print(grid)


def write(made: bytes, file: Path) -> None:
    """Writes a PDF and says so. UserError when it cannot be written."""
    try:
        file.write_bytes(made)
    except OSError as error:
        raise UserError(t("receipt.no_folder", file=file)) from error
    print(t("receipt.written", file=file))


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="dashboard.receipt")
    parser.add_argument("ticket")
    parser.add_argument("--warehouse", type=Path, default=Path("warehouse-data"))
    parser.add_argument("--lang", default="", help="zh or en; a locale such as zh_CN.UTF-8 will do")
    parser.add_argument("--pdf", type=Path, metavar="FILE", help="write the receipt as a PDF, too")
    given = parser.parse_args(arguments)
    words.speak("zh" if given.lang.lower().startswith("zh") else "en")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    try:
        found = find(given.warehouse, given.ticket)
        show(found, Console(markup=True, width=None if sys.stdout.isatty() else UNFOLDED))
        if given.pdf:
            write(pdf(found, words.language()), given.pdf)
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
