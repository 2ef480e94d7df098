"""The clock's models against a bare scan and a bare sort of the same events, and against per-row libraries.

`python -m tests.scale.bench_clock [TICKETS,TICKETS ...]`; `NEIKAN_MEMORY` is what DuckDB may hold (1GB unless set).
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.table import Table

from tests.conftest import ROOT
from tests.scale.per_row import LIBRARIES

MIB = 1 << 20
SEED = 7
SAMPLE = 1000
EVENTS = "feed.ticket_events"
NEEDED = ("departments.csv", "employees.csv", "services.csv", "service_levels.csv")
CLOCK = [f"{feed}+,+{mart}" for feed in ("stg_ticket", "stg_ticket_event") for mart in ("ticket_sla", "ticket_hold")]
SCAN = f"select bit_xor(hash({{columns}})) from {EVENTS}"
SORT = f"""select max(nth) from (
    select row_number() over (partition by ticket_id order by occurred_at, event_id) as nth from {EVENTS}
)"""
TASKS = {
    "interval": "select starts_s, ends_s from core.fct_ticket_stretch where not is_stopped and ends_s > starts_s",
    "due": """
        select epoch(created_at)::bigint, target_s
        from (unpivot marts.ticket_sla on resolution_target_s, response_target_s into name clock value target_s)
    """,
}
T = TypeVar("T")


@dataclass(frozen=True)
class Size:
    """What one number of tickets costs, in seconds; `peak_bytes` is of the process that ran the models."""

    tickets: int
    events: int
    rows: dict[str, int]
    models: dict[str, float]
    wall: float
    scan: float
    sort: float
    peak_bytes: int
    per_row: dict[tuple[str, str], float]

    @property
    def clock(self) -> float:
        return sum(self.models.values())

    def beside(self, library: str) -> float:
        """How many times longer a library would take for what it can do of the clock's work, one row at a time."""
        return sum(seconds for (name, _), seconds in self.per_row.items() if name == library) / self.clock


def in_fresh_process(work: Callable[..., T], *arguments: object) -> T:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


def prepare(folder: Path, tickets: int) -> None:
    """A DuckDB file with typed feeds, settings and the small models that the clock needs."""
    from etl.demo.make import make_feeds
    from tests.etl.small_company import load
    from warehouse.build import dbt
    from warehouse.company_tables import write_settings
    from warehouse.settings import load_company
    from warehouse.store import connect

    company = shutil.copytree(ROOT / "company", folder / "company", ignore=shutil.ignore_patterns("feeds*"))
    make_feeds(company, tickets, SEED, "parquet")
    feeds = {feed: company / "feeds" / f"{feed}.parquet" for feed in ("tickets", "ticket_events")}
    parquet = {feed: str(path.rename(folder / path.name)) for feed, path in feeds.items()}
    for path in (company / "feeds").glob("*.csv"):
        if path.name not in NEEDED:
            path.unlink()
    loaded = load(company, folder)
    loaded.connection.close()
    settings = load_company(company)
    assert settings.as_of
    with connect(loaded.path, read_only=False) as connection:
        for feed, file in parquet.items():
            connection.execute(_insert(feed), [file])
        write_settings(connection, settings, settings.as_of)
    _point_dbt(folder)
    dbt(["run", "--select", "+ticket_sla", "+ticket_hold", "--exclude", *CLOCK], folder)


def _insert(feed_name: str) -> str:
    """Typed rows of a Parquet file without those that the pipeline would refuse for a word, a blank or a double."""
    from warehouse.contract import DUCKDB_TYPE, FEEDS

    feed = FEEDS[feed_name]
    columns = ", ".join(f"{column.name}::{DUCKDB_TYPE[column.type]} as {column.name}" for column in feed.columns)
    good = [f"{column.name} is not null" for column in feed.columns if column.is_required]
    good += [f"{column.name} in {column.words}" for column in feed.columns if column.words]
    rows = f"from read_parquet($1) where {' and '.join(good)}"
    if len(feed.key) == 1:
        rows += f" and {feed.key[0]} not in (select {feed.key[0]} from read_parquet($1) group by 1 having count(*) > 1)"
    return f"insert into feed.{feed_name} by name select {columns} {rows}"


def _point_dbt(folder: Path) -> None:
    os.environ["NEIKAN_DATABASE"] = str(folder / "build.duckdb")
    os.environ["NEIKAN_SPILL"] = str(folder / "spill")


def run_models(folder: Path) -> tuple[dict[str, float], float, int]:
    """Seconds of each model of the clock, of the whole dbt run, and the process's peak memory in bytes."""
    from warehouse.build import dbt

    _point_dbt(folder)
    started = time.perf_counter()
    runs = dbt(["run", "--select", *CLOCK], folder)
    wall = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return {run.name: run.seconds for run in runs}, wall, peak


def run_bare(folder: Path) -> tuple[float, float]:
    """Seconds of a scan of every column of the events, and of one window over them: the best of three."""
    from warehouse.contract import FEEDS
    from warehouse.store import connect

    with connect(folder / "build.duckdb", read_only=False) as connection:

        def seconds(query: str) -> float:
            started = time.perf_counter()
            connection.execute(query).fetchall()
            return time.perf_counter() - started

        scan = SCAN.format(columns=", ".join(FEEDS["ticket_events"].column_names))
        return min(seconds(scan) for _ in range(3)), min(seconds(SORT) for _ in range(3))


def count_rows(folder: Path) -> tuple[int, dict[str, int], dict[str, list[tuple[int, int]]]]:
    """Events; intervals and due instants that the clock computes, and a sample of those."""
    from warehouse.store import connect

    with connect(folder / "build.duckdb") as connection:

        def count(query: str) -> int:
            row = connection.execute(f"select count(*) from ({query})").fetchone()
            assert row
            return int(row[0])

        sample = f"using sample reservoir({SAMPLE} rows) repeatable ({SEED})"
        sampled = {task: connection.execute(f"from ({rows}) {sample}").fetchall() for task, rows in TASKS.items()}
        return count(f"from {EVENTS}"), {task: count(rows) for task, rows in TASKS.items()}, sampled


def install_libraries(folder: Path) -> str | None:
    """Puts the libraries into a folder of their own; what went wrong, or None."""
    command = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--target", str(folder), *LIBRARIES]
    done = subprocess.run(command, capture_output=True, text=True)
    return (done.stderr.strip() or f"uv ended with {done.returncode}") if done.returncode else None


def per_row(libraries: Path, library: str, sample: dict[str, list[tuple[int, int]]]) -> dict[str, float]:
    """Seconds per call of each task that the library can do."""
    command = [sys.executable, str(Path(__file__).with_name("per_row.py")), library]
    environment = {**os.environ, "PYTHONPATH": str(libraries)}
    done = subprocess.run(
        command, input=json.dumps(sample), capture_output=True, text=True, env=environment, check=True
    )
    seconds: dict[str, float] = json.loads(done.stdout)
    return seconds


def measure(tickets: int, libraries: Path | None, folder: Path) -> Size:
    in_fresh_process(prepare, folder, tickets)
    models, wall, peak_bytes = in_fresh_process(run_models, folder)
    scan, sort = in_fresh_process(run_bare, folder)
    events, rows, sample = in_fresh_process(count_rows, folder)
    extrapolated = {}
    for library in LIBRARIES if libraries else ():
        assert libraries
        for task, seconds in per_row(libraries, library, sample).items():
            extrapolated[library, task] = seconds * rows[task]
    return Size(tickets, events, rows, models, wall, scan, sort, peak_bytes, extrapolated)


def table(sizes: list[Size]) -> Table:
    """One column per number of tickets."""
    rows: dict[str, Callable[[Size], str]] = {
        "events": lambda size: f"{size.events:,}",
        "intervals counted": lambda size: f"{size.rows['interval']:,}",
        "due instants": lambda size: f"{size.rows['due']:,}",
        "clock, s": lambda size: f"{size.clock:.2f}",
        "clock, s per million tickets": lambda size: f"{size.clock / size.tickets * 1e6:.2f}",
        "with dbt's own start, s": lambda size: f"{size.wall:.2f}",
        "peak memory, MiB": lambda size: f"{size.peak_bytes / MIB:,.0f}",
        "bare scan, s": lambda size: f"{size.scan:.3f}",
        "clock ÷ bare scan": lambda size: f"{size.clock / size.scan:.1f}",
        "bare sort, s": lambda size: f"{size.sort:.2f}",
        "clock ÷ bare sort": lambda size: f"{size.clock / size.sort:.1f}",
    }
    shown = Table(
        title=f"The service clock; {os.environ.get('NEIKAN_MEMORY', '1GB')} for DuckDB, {os.cpu_count()} cores"
    )
    shown.add_column("tickets")
    for size in sizes:
        shown.add_column(f"{size.tickets:,}", justify="right")
    for name, value in rows.items():
        shown.add_row(name, *map(value, sizes))
    for library, task in sizes[0].per_row:
        cells = [f"{size.per_row[library, task]:,.0f}" for size in sizes]
        shown.add_row(f"{library}, each {task}, s (extrapolated)", *cells)
    for library in dict.fromkeys(name for name, _ in sizes[0].per_row):
        shown.add_row(f"{library} ÷ clock", *(f"{size.beside(library):,.0f}" for size in sizes))
    for model in sizes[0].models:
        shown.add_row(f"  {model}, s", *(f"{size.models[model]:.2f}" for size in sizes))
    return shown


def main() -> None:
    console = Console()
    numbers = [int(number) for number in (sys.argv[1] if len(sys.argv) > 1 else "1_000_000").split(",")]
    with tempfile.TemporaryDirectory() as temporary:
        libraries: Path | None = Path(temporary) / "libraries"
        if libraries and (problem := install_libraries(libraries)):
            console.print(f"{' and '.join(LIBRARIES)} could not be installed, so they are not compared: {problem}")
            libraries = None
        sizes = []
        for number in numbers:
            console.print(f"{number:,} tickets")
            with tempfile.TemporaryDirectory() as folder:
                sizes.append(measure(number, libraries, Path(folder)))
        console.print(table(sizes))


if __name__ == "__main__":
    main()
