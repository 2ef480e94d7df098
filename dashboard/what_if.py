"""A half-year under another policy or pool: python -m dashboard.what_if --period 2026H1 --policy FILE [--pool AMOUNT].

It compares with what is published and writes nothing.
"""

import argparse
import io
import sys
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import polars as pl
from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

from dashboard import words
from dashboard.words import t
from warehouse import reads, store
from warehouse.assessment.bonus import to_fen
from warehouse.assessment.period.present import company_language
from warehouse.assessment.period.texts import Refusal, chosen
from warehouse.assessment.what_if import compared, outcome, read_base, read_other, totals
from warehouse.errors import UserError

UNFOLDED = 160
SHOWN = ("department_name", "rank", "score", "grade", "coefficient", "amount")


def answer(warehouse: Path, period: str, file: Path | None, pool: str) -> pl.DataFrame:
    """The rows of `compared`. Refusal or UserError when it cannot be said, with the reason."""
    if not period:
        raise UserError(t("what_if.which_period"))
    if file is None and not pool:
        raise UserError(t("what_if.which_policy"))
    base = read_base(warehouse, period)
    policy = read_other(file, base.facts.measured) if file else base.policy
    after = outcome(base, policy, _fen(period, pool) if pool else None)
    build = store.published(warehouse)
    assert build
    with store.connect(build.path) as connection:
        official = reads.read(reads.everyone(connection), connection, "official", period=period)
    return compared(official, after)


def _fen(period: str, pool: str) -> int:
    try:
        return to_fen(period, Decimal(pool))
    except (InvalidOperation, UserError, ValueError, OverflowError):
        raise UserError(t("what_if.bad_pool", pool=pool)) from None


def show(moves: pl.DataFrame, period: str, console: Console) -> None:
    """Prints who moves, as before → after, and how many do."""
    console.print(f"[bold yellow]{escape(t('what_if.banner', period=period))}[/bold yellow]", highlight=False)
    grid = Grid(box=None, header_style="dim", pad_edge=False, padding=(0, 2))
    for name in SHOWN:
        grid.add_column(t(f"what_if.{name}"), justify="left" if name == "department_name" else "right")
    for row in moves.filter("is_moved").rows(named=True):
        grid.add_row(escape(row["department_name"]), *(_cell(row, name) for name in SHOWN[1:]))
    if grid.row_count:
        console.print(grid)
    console.print(escape(summary(moves)), highlight=False)


def summary(moves: pl.DataFrame) -> str:
    """How many departments move in what, in one sentence."""
    found = totals(moves)
    if not any(found[name] for name in ("rank", "grade", "coefficient", "amount")):
        return t("what_if.nobody", department=words.count(found["department"]))
    return t("what_if.summary", **{name: words.count(number) for name, number in found.items()})


def _cell(row: dict[str, Any], name: str) -> str:
    before, after = (_text(name, row[f"{when}_{name}"]) for when in ("official", "after"))
    if before == after:
        return f"[dim]{before}[/dim]"
    is_better = name == "grade" or (row[f"after_{name}"] or 0) > (row[f"official_{name}"] or 0)
    colour = "default" if name == "grade" else "red" if is_better == (name == "rank") else "green"
    return f"{before} → [{colour}]{after}[/{colour}]"


def _text(name: str, value: Any) -> str:
    if value is None:
        return words.NOTHING
    if name == "amount":
        return words.score(value, "#,##0.00")
    return words.score(value, "0.0000") if name in ("score", "coefficient") else str(value)


def main(arguments: list[str] | None = None) -> int:
    given = _options(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    try:
        words.speak(chosen(given.lang, company_language(given.warehouse)))
        moves = answer(given.warehouse, given.period, given.policy, given.pool.strip())
        show(moves, given.period, Console(width=None if sys.stdout.isatty() else UNFOLDED))
    except UserError as error:
        print(error.said(words.language()) if isinstance(error, Refusal) else error, file=sys.stderr)
        return 1
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dashboard.what_if", description=__doc__)
    parser.add_argument("--period", default="", help="the half-year, such as 2026H1")
    parser.add_argument("--policy", type=Path, help="a policy file, in the form of assessment.toml")
    parser.add_argument("--pool", default="", help="an amount of the currency instead of the published pool")
    parser.add_argument("--warehouse", type=Path, default=Path("warehouse-data"))
    parser.add_argument("--lang", default="", help="zh or en; else the company's language")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
