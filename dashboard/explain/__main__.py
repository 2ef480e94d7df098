"""Why a department or a person has a score: python -m dashboard.explain --department D | --employee E --period P."""

import argparse
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

from dashboard import words
from dashboard.explain.document import Explanation, Read, Told, explanation
from dashboard.explain.pdf import pdf
from dashboard.explain.person import PersonExplanation, person_explanation
from dashboard.receipt.__main__ import UNFOLDED, print_table, write
from dashboard.words import t
from warehouse import reads, store
from warehouse.assessment.period.present import company_language
from warehouse.assessment.period.texts import Refusal, chosen
from warehouse.errors import UserError


def find(warehouse: Path, department: str, period: str) -> Explanation:
    """A department's, from the last build. UserError when there is no build, or no such result in it."""
    if not department or not period:
        raise UserError(t("explain.which"))
    with _asking(warehouse, period=period, department=department) as (read, build_id):
        found = explanation(read, build_id)
    if found is None:
        raise UserError(t("explain.unknown", department=department, period=period))
    return found


def find_person(warehouse: Path, employee: str, period: str, department: str = "") -> PersonExplanation:
    """A person's. UserError when there is none, or when there are several departments and none is named."""
    if not period:
        raise UserError(t("explain.which"))
    asked = {"employee": employee, "period": period}
    with _asking(warehouse, **asked, department=department or None) as (read, build_id):
        places = read("person_head")["department_id"].to_list()
    if not places:
        raise UserError(t("explain.unknown", department=employee, period=period))
    if len(places) > 1:
        raise UserError(t("explain.person.which", **asked, departments=words.listed(places)))
    with _asking(warehouse, **asked, department=places[0]) as (read, build_id):
        found = person_explanation(read, build_id)
    assert found
    return found


@contextmanager
def _asking(warehouse: Path, **asked: object) -> Iterator[tuple[Read, str]]:
    """Reads of the last build with everything in sight, and its id. UserError when there is no build."""
    build = store.published(warehouse)
    if build is None:
        raise UserError(t("receipt.no_build", folder=warehouse))
    given = {**asked, "now": datetime.now(UTC)}
    with store.connect(build.path) as connection:
        scope = reads.everyone(connection)
        yield lambda name: reads.read(scope, connection, name, **given), build.build_id


def show(found: Told, console: Console) -> None:
    """Prints an explanation."""
    console.print(f"[bold]{escape(found.title)}[/bold]\n{escape(found.verdict)}", highlight=False)
    for remark in found.remarks:
        console.print(f"[yellow]{escape(remark)}[/yellow]", highlight=False)
    facts = Grid.grid(padding=(0, 2))
    for label, value in found.facts:
        facts.add_row(f"[dim]{escape(label)}[/dim]", escape(value))
    console.print(facts)
    for table in found.tables:
        print_table(table, console)
    left_out = [t("ranking.told", name=name, value=why) for name, why in found.left_out]
    _list(t("explain.left_out.title"), left_out, console)
    _list(t("explain.paths.title"), found.paths, console)
    _list(t("explain.amount.title"), found.amount, console)
    _list(t("explain.appeal.title"), [found.state, found.appeal, found.origin], console)


def _list(title: str, lines: list[str], console: Console) -> None:
    """Prints a heading with its lines; nothing without lines."""
    for line in [f"\n[bold]{title}[/bold]", *map(escape, lines)] if lines else []:
        console.print(line, highlight=False)


def _found(given: argparse.Namespace) -> Told:
    if given.employee:
        return find_person(given.warehouse, given.employee, given.period, given.department)
    return find(given.warehouse, given.department, given.period)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="dashboard.explain", description=__doc__)
    parser.add_argument("--department", default="")
    parser.add_argument("--employee", default="", help="of this person; the department only where there are several")
    parser.add_argument("--period", default="", help="the half-year, such as 2026H1")
    parser.add_argument("--warehouse", type=Path, default=Path("warehouse-data"))
    parser.add_argument("--lang", default="", help="zh or en; else the company's language")
    parser.add_argument("--pdf", type=Path, metavar="FILE", help="write the explanation as a PDF of one page, too")
    given = parser.parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    words.speak(chosen(given.lang, "en"))
    try:
        words.speak(chosen(given.lang, company_language(given.warehouse)))
        found = _found(given)
        show(found, Console(width=None if sys.stdout.isatty() else UNFOLDED))
        if given.pdf:
            write(pdf(found, words.language()), given.pdf)
    except UserError as error:
        print(error.said(words.language()) if isinstance(error, Refusal) else error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
