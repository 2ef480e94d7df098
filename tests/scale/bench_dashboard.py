"""The dashboard under one person's browser, under 50 people, and beside Apache Superset with the same four charts.

`python -m tests.scale.bench_dashboard [TICKETS or a warehouse folder]`: makes a demo company of that size and its
warehouse, serves it, and prints seconds, processor seconds of the server and its memory. `NEIKAN_BENCH` names a folder
that keeps companies, warehouses and Superset's environment for the next run; without it all is made anew.
"""

import asyncio
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.browser import latency
from tests.browser.server import process
from tests.browser.visitor import QUIET_MS, Wait, chromium, visitor
from tests.conftest import ROOT
from tests.scale import superset
from tests.scale.crowd import Answers, Person, crowd
from tests.scale.server_usage import Usage, usage
from warehouse import store, viewers

LOADS, ROUNDS = 10, 5
PEOPLE, EVERY_S, LASTS_S, EXECUTIVES = 50, 10.0, 120.0, 10
SECRET = "of-the-benchmark"
ACCESS = """mode = "header"
[header]
groups = "X-Groups"
secret = "${NEIKAN_PROXY_SECRET}"
[roles.executive]
claims = { groups = ["board"] }
"""
GOALS_MS = {latency.FIRST_OF_ALL: 3000, latency.FIRST: 3000, latency.SWITCH: 600, latency.FILTER: 600}
GOAL_CROWD_MS, GOAL_BYTES = 1500, 1.5 * 2**30
OVERVIEW_FILTERS = ("period", "provider")


@dataclass(frozen=True)
class Load:
    """Seconds of each click under load, what a click took of the server's processors, and its memory at most."""

    seconds: Sequence[float]
    cpu_s: float
    peak_bytes: int
    faults: Sequence[str]


def make_warehouse(folder: Path, tickets: int) -> Path:
    """The warehouse of a demo company of this size; one that `folder` has already stays as it is."""
    company, warehouse = folder / f"company-{tickets}", folder / f"warehouse-{tickets}"
    if (warehouse / "current.json").exists():
        return warehouse
    shutil.copytree(ROOT / "company", company, ignore=shutil.ignore_patterns("feeds*"), dirs_exist_ok=True)
    for module, *more in (["etl.demo", f"--tickets={tickets}"], ["etl", f"--warehouse={warehouse}"]):
        subprocess.run([sys.executable, "-m", module, f"--company={company}", *more], cwd=ROOT, check=True,
                       stdout=subprocess.DEVNULL)  # fmt: skip
    return warehouse


def browse(warehouse: Path, folder: Path) -> tuple[dict[str, list[tuple[str, Wait]]], float, int]:
    """Waits of one person at Chromium, processor seconds of the server per click, and its memory at most."""
    with process(warehouse, folder / "browser.log") as (pid, address), chromium() as browser:
        waits = {
            kind: [("overview", wait) for wait in found]
            for kind, found in latency.loads(browser, address, LOADS).items()
        }
        with visitor(browser, address) as guest, _measured(pid) as (begin, end):
            clicks = latency.clicks(guest, ROUNDS, begin)
        used = end()
        count = sum(map(len, clicks.values()))
    return waits | clicks, used.cpu_s / count, used.peak_bytes


@contextmanager
def _measured(pid: int) -> Iterator[tuple[Callable[[], None], Callable[[], Usage]]]:
    """Two functions: one begins to count, one gives what was used since; the end of the block is counted last."""
    marks: list[Usage] = []

    def begin() -> None:
        marks[:] = [usage(pid)]

    def used() -> Usage:
        return Usage(marks[-1].cpu_s - marks[0].cpu_s, marks[-1].peak_bytes)

    begin()
    yield begin, used
    marks.append(usage(pid))


def everybody(build: Path, only_executives: bool) -> list[Person]:
    """Executives, and heads of departments again and again, each with what they may see."""
    with store.connect(build) as connection:
        names = dict(connection.execute("select department_id, department_name from core.dim_department").fetchall())
        heads = {
            head: frozenset(names[one] for one in viewers.headed(connection, head))
            for head in viewers.heads(connection)
        }
    proof = {"X-Neikan-Proxy": SECRET}
    board = [
        Person({**proof, "X-Forwarded-User": f"board-{number}", "X-Groups": "board"}, frozenset(names.values()))
        for number in range(PEOPLE if only_executives else EXECUTIVES)
    ]
    led = [Person({**proof, "X-Forwarded-User": head}, seen) for head, seen in heads.items()]
    return [*board, *islice(cycle(led), PEOPLE - len(board))]


def under_load(warehouse: Path, folder: Path, only: tuple[str, ...] = ()) -> tuple[Answers, Load]:
    """50 people who click on all pages, or with `only` executives who change these filters of the overview."""
    company = folder / "access"
    company.mkdir(exist_ok=True)
    (company / "access.toml").write_text(ACCESS, encoding="utf-8")
    build = store.published(warehouse)
    assert build
    people = everybody(build.path, bool(only))
    log = folder / "load.log"
    with process(warehouse, log, company, NEIKAN_PROXY_SECRET=SECRET) as (pid, address):
        with _measured(pid) as (begin, end):
            answers = asyncio.run(crowd(address, people, EVERY_S, LASTS_S, begin, only))
        used = end()
    seconds = [*answers.switched, *answers.changed]
    return answers, Load(seconds, used.cpu_s / max(1, len(seconds)), used.peak_bytes, answers.faults)


def superset_load(warehouse: Path, installed: Path, folder: Path) -> Load:
    """The same 50 people at Superset."""
    build = store.published(warehouse)
    assert build
    with store.connect(build.path) as connection:
        periods, providers = (
            [str(row[0]) for row in connection.execute(f"select distinct {name} from marts.sla_cell order by 1 desc"
             f" nulls last").fetchall() if row[0]]
            for name in ("period_id", "provider_department_id")
        )  # fmt: skip
    superset.prepare(installed, folder / "superset")
    with superset.server(installed, folder / "superset") as (pid, address):
        with _measured(pid) as (begin, end):
            seconds, faults = asyncio.run(
                superset.crowd(address, build.path, PEOPLE, EVERY_S, LASTS_S, periods, providers, begin)
            )
        used = end()
    return Load(seconds, used.cpu_s / max(1, len(seconds)), used.peak_bytes, faults)


def _spread(values: Sequence[float]) -> tuple[float, float]:
    """The median and the 95th percentile."""
    if len(values) < 2:
        return (values[0], values[0]) if values else (float("nan"), float("nan"))
    return statistics.median(values), statistics.quantiles(values, n=20, method="inclusive")[-1]


def browser_table(waits: dict[str, list[tuple[str, Wait]]]) -> Table:
    table = Table(title="One person at Chromium, ms until the last painted change, and until the last change at all")
    for title in ("", "times", "painted p50", "p95", "still p50", "p95", "goal p95", "slowest page, p50"):
        table.add_column(title, justify="right" if title and "page" not in title else "left")
    for kind, found in waits.items():
        painted, still = (_spread([getattr(wait, name) for _, wait in found]) for name in ("painted", "still"))
        pages = {page: statistics.median(wait.painted for name, wait in found if name == page) for page, _ in found}
        slowest = max(pages, key=lambda page: pages[page])
        shown = [f"{value:.0f}" for value in (*painted, *still)]
        goal = f"< {GOALS_MS[kind]}" if kind in GOALS_MS else ""
        table.add_row(kind, str(len(found)), *shown, goal, f"{slowest} {pages[slowest]:.0f}" if len(pages) > 1 else "")
    return table


def crowd_table(answers: Answers) -> Table:
    table = Table(title=f"{PEOPLE} people on all pages, a click every {EVERY_S:.0f} s: ms until the last message")
    for title in ("", "times", "p50", "p95", "most", "goal p95"):
        table.add_column(title, justify="right" if title else "left")
    clicks = [*answers.switched, *answers.changed]
    rows = {"open": answers.opened, "page switch": answers.switched, "filter": answers.changed, "all clicks": clicks}
    for name, seconds in rows.items():
        shown = [f"{value * 1000:.0f}" for value in (*_spread(seconds), max(seconds, default=float("nan")))]
        table.add_row(name, str(len(seconds)), *shown, f"< {GOAL_CROWD_MS}" if name == "all clicks" else "")
    return table


def beside_table(ours: Load, theirs: Load) -> Table:
    table = Table(title=f"Four charts, {PEOPLE} people, a filter every {EVERY_S:.0f} s")
    for title in ("", "Neikan", "Superset", "Superset ÷ Neikan"):
        table.add_column(title, justify="right" if title else "left")
    table.add_row("clicks", *(f"{len(one.seconds)}" for one in (ours, theirs)), "")
    table.add_row("errors", *(f"{len(one.faults)}" for one in (ours, theirs)), "")
    (p50, p95), (their_p50, their_p95) = _spread(ours.seconds), _spread(theirs.seconds)
    rows = {
        "p50, ms": (p50 * 1000, their_p50 * 1000),
        "p95, ms": (p95 * 1000, their_p95 * 1000),
        "processor ms per click": (ours.cpu_s * 1000, theirs.cpu_s * 1000),
        "memory at most, MiB (shared pages in each process)": (ours.peak_bytes / 2**20, theirs.peak_bytes / 2**20),
    }
    for name, (mine, other) in rows.items():
        table.add_row(name, f"{mine:,.0f}", f"{other:,.0f}", f"{other / mine:.1f}")
    return table


def _told(faults: Sequence[str]) -> str:
    return f"{len(faults)} errors" + "".join(f"\n  {fault}" for fault in faults[:5])


def compare(warehouse: Path, kept: Path, folder: Path, console: Console) -> None:
    if problem := superset.install(kept / "superset"):
        console.print(f"Apache Superset could not be installed, so it is not compared: {problem}")
        return
    _, ours = under_load(warehouse, folder, OVERVIEW_FILTERS)
    try:
        theirs = superset_load(warehouse, kept / "superset", folder)
    except (RuntimeError, subprocess.CalledProcessError) as error:
        console.print(f"Apache Superset could not be run, so it is not compared: {error}")
        return
    console.print(beside_table(ours, theirs))
    for fault in [*ours.faults[:3], *theirs.faults[:3]]:
        console.print(f"  {fault}")


def main() -> None:
    console = Console(width=120)
    given = sys.argv[1] if len(sys.argv) > 1 else "300_000"
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        kept = Path(os.environ.get("NEIKAN_BENCH") or folder / "kept")
        kept.mkdir(parents=True, exist_ok=True)
        warehouse = Path(given) if Path(given).is_dir() else make_warehouse(kept, int(given.replace(",", "_")))
        waits, cpu_s, peak_bytes = browse(warehouse, folder)
        console.print(browser_table(waits))
        console.print(
            f"then {QUIET_MS} ms of quiet; {cpu_s * 1000:.0f} processor ms of the server per click,"
            f" {peak_bytes / 2**20:,.0f} MiB at most"
        )
        answers, load = under_load(warehouse, folder)
        console.print(crowd_table(answers))
        kib = answers.received_bytes / 2**10 / max(1, len(load.seconds))
        console.print(
            f"{_told(load.faults)}; {load.cpu_s * 1000:.0f} processor ms and {kib:.0f} KiB per click,"
            f" {load.peak_bytes / 2**20:,.0f} MiB at most (goal < {GOAL_BYTES / 2**20:,.0f});"
            f" {answers.scopes_seen} lists of departments held to the person's scope"
        )
        compare(warehouse, kept, folder, console)


if __name__ == "__main__":
    main()
