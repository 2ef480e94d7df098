"""The clock's models against a bare scan and a bare sort of the same events, and against per-row libraries.

A library gets every interval that the clock counts, and nothing else of the clock's work; see per_row.py. It runs on
one core, the clock on all, so the ratios of processor seconds are the fair ones; on a machine with other work they are
also the steadier ones.

`python -m tests.scale.bench_clock [TICKETS,TICKETS ...]`; `NEIKAN_MEMORY` is what DuckDB may hold (1GB unless set).
"""

import os
import resource
import shutil
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
from tests.scale.bench_day import Day, one_more_day
from tests.scale.bench_feeds import BESIDE, CLOCK, DAY, IS_OLD, MADE, insert, point_dbt
from tests.scale.per_row import LIBRARIES, install, seconds_per_call

MIB = 1 << 20
SEED = 7
SAMPLE = 1000
EVENTS = "feed.ticket_events"
NEEDED = ("departments.csv", "employees.csv", "services.csv", "service_levels.csv")
SCAN = f"select bit_xor(hash({{columns}})) from {EVENTS}"
SORT = f"""select max(nth) from (
    select row_number() over (partition by ticket_id order by occurred_at, event_id) as nth from {EVENTS}
)"""
WRITTEN = {f"fct_ticket_{p}": f"core.fct_ticket_{p}" for p in ("standing", "interval", "clock", "breach", "reached")}
WRITTEN |= {f"ticket_{part}": f"marts.ticket_{part}" for part in ("sla", "hold")}
SHIFTS = "".join(f" + greatest(least({{0}} % 86400, {{1}}.end_{n}_s) - {{1}}.start_{n}_s, 0)" for n in range(1, 7))
LOOK_UP = f"""
select
    sum(later.worked_before_s{SHIFTS.format("ends_s", "later")}),
    sum(earlier.worked_before_s{SHIFTS.format("starts_s", "earlier")})
from core.fct_ticket_interval join core.dim_service_level as level using (level_id)
join core.dim_calendar_day as earlier on earlier.day_key = level.calendar_key * 65536 + starts_s // 86400
join core.dim_calendar_day as later on later.day_key = level.calendar_key * 65536 + ends_s // 86400
where not is_stopped and ends_s > starts_s
"""
TASKS = {
    "interval": "select starts_s, ends_s from core.fct_ticket_interval where not is_stopped and ends_s > starts_s"
    " and level_id is not null",
    "due": """
        select epoch(created_at)::bigint, target_s
        from (unpivot marts.ticket_sla on resolution_target_s, response_target_s into name clock value target_s)
    """,
}
T = TypeVar("T")


@dataclass(frozen=True)
class Size:
    """What one number of tickets costs, in seconds; `peak_bytes` is of the process that ran the models.

    `*_cpu` are processor seconds of all threads.
    """

    tickets: int
    events: int
    rows: dict[str, int]
    models: dict[str, float]
    wall: float
    day: Day
    cpu: float
    scan: float
    scan_cpu: float
    sort: float
    sort_cpu: float
    look_up: float
    write: float
    peak_bytes: int
    per_row: dict[tuple[str, str], float]

    @property
    def clock(self) -> float:
        return sum(self.models.values())

    def spent_by(self, library: str) -> float:
        """Seconds that a library takes, on one core, for what it can do of the clock's work."""
        return sum(seconds for (name, _), seconds in self.per_row.items() if name == library)


def in_fresh_process(work: Callable[..., T], *arguments: object) -> T:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


def prepare(folder: Path, tickets: int) -> None:
    """A DuckDB file with typed feeds as of a day ago, settings and the small models that the clock needs.

    More tickets than MADE are those of the demo company again and again under other ids. What the last day brings
    stays in the Parquet files.
    """
    from etl.demo.make import make_feeds
    from tests.etl.small_company import load
    from warehouse.build import dbt
    from warehouse.company_tables import write_settings
    from warehouse.partial import narrow
    from warehouse.settings import load_company
    from warehouse.store import connect

    company = shutil.copytree(ROOT / "company", folder / "company", ignore=shutil.ignore_patterns("feeds*"))
    make_feeds(company, min(tickets, MADE), SEED, "parquet")
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
            for copy in range(-(-tickets // MADE)):
                connection.execute(f"{insert(feed, copy)} and {IS_OLD[feed]}", [file, settings.as_of - DAY])
        write_settings(connection, settings, settings.as_of - DAY)
        print(narrow(connection, None, False))
    point_dbt(folder / "build.duckdb")
    dbt(["run", "--select", "+ticket_sla", "+ticket_hold", "--exclude", *CLOCK], folder)


def cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def run_models(folder: Path) -> tuple[dict[str, float], float, float, int]:
    """Seconds of each model of the clock, of the whole dbt run, processor seconds, and peak memory in bytes."""
    from warehouse.build import dbt

    point_dbt(folder / "build.duckdb")
    started, marks = time.perf_counter(), []  # the first model is a view: what came before its end was dbt's start
    runs = dbt(["run", "--select", *CLOCK], folder, on_model=lambda _: marks.append(cpu_s()))
    wall = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    dbt(["run", "--select", *BESIDE], folder)
    return {run.name: run.seconds for run in runs}, wall, marks[-1] - marks[0], peak


def run_bare(folder: Path) -> dict[str, tuple[float, float]]:
    """Seconds and processor seconds, each the best of three, of a scan of every column of the events, of one window
    over them, of the intervals' look-ups alone, and of writing the clock's tables once more.
    """
    from warehouse.contract import FEEDS
    from warehouse.store import connect

    with connect(folder / "build.duckdb", read_only=False) as connection:

        def costs(query: str) -> tuple[float, float]:
            runs = []
            for _ in range(3):
                started, cpu = time.perf_counter(), cpu_s()
                connection.execute(query).fetchall()
                runs.append((time.perf_counter() - started, cpu_s() - cpu))
            return min(wall for wall, _ in runs), min(cpu for _, cpu in runs)

        scan = SCAN.format(columns=", ".join(FEEDS["ticket_events"].column_names))
        connection.execute("create schema bare")
        again = "; ".join(
            f"create or replace table bare.{table} as from {table_of}" for table, table_of in WRITTEN.items()
        )
        queries = {"scan": scan, "sort": SORT, "look_up": LOOK_UP, "write": f"{again}; checkpoint"}
        bare = {name: costs(query) for name, query in queries.items()}
        connection.execute("drop schema bare cascade")
        return bare


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


def measure(tickets: int, libraries: Path | None, folder: Path) -> Size:
    in_fresh_process(prepare, folder, tickets)
    models, wall, cpu, peak_bytes = in_fresh_process(run_models, folder)
    bare = in_fresh_process(run_bare, folder)
    day = in_fresh_process(one_more_day, folder, tickets)
    events, rows, sample = in_fresh_process(count_rows, folder)
    extrapolated = {}
    for library in LIBRARIES if libraries else ():
        assert libraries
        for task, seconds in seconds_per_call(libraries, library, sample).items():
            extrapolated[library, task] = seconds * rows[task]
    (_, look_up), (write, _) = bare["look_up"], bare["write"]
    return Size(
        tickets,
        events,
        rows,
        models,
        wall,
        day,
        cpu,
        *bare["scan"],
        *bare["sort"],
        look_up,
        write,
        peak_bytes,
        extrapolated,
    )


def table(sizes: list[Size]) -> Table:
    """One column per number of tickets."""
    rows: dict[str, Callable[[Size], str]] = {
        "events": lambda size: f"{size.events:,}",
        "intervals counted": lambda size: f"{size.rows['interval']:,}",
        "due instants": lambda size: f"{size.rows['due']:,}",
        "clock, s": lambda size: f"{size.clock:.2f}",
        "clock, s per million tickets": lambda size: f"{size.clock / size.tickets * 1e6:.2f}",
        "with dbt's own start, s": lambda size: f"{size.wall:.2f}",
        "tickets computed for one more day": lambda size: f"{size.day.tickets:,}",
        "  copy of the last build, s": lambda size: f"{size.day.copy:.2f}",
        "  finding what changed, s": lambda size: f"{size.day.narrow:.2f}",
        "  models, s": lambda size: f"{size.day.models:.2f}",
        "one more day ÷ clock": lambda size: f"{size.day.seconds / size.clock:.3f}",
        "peak memory, MiB": lambda size: f"{size.peak_bytes / MIB:,.0f}",
        "bare scan, s": lambda size: f"{size.scan:.3f}",
        "clock ÷ bare scan": lambda size: f"{size.clock / size.scan:.1f}",
        "clock ÷ bare scan, processor": lambda size: f"{size.cpu / size.scan_cpu:.1f}",
        "bare sort, s": lambda size: f"{size.sort:.2f}",
        "clock ÷ bare sort": lambda size: f"{size.clock / size.sort:.1f}",
        "clock, processor s": lambda size: f"{size.cpu:.2f}",
        "bare sort, processor s": lambda size: f"{size.sort_cpu:.2f}",
        "clock ÷ bare sort, processor": lambda size: f"{size.cpu / size.sort_cpu:.1f}",
    }
    shown = Table(
        title=f"The service clock; {os.environ.get('NEIKAN_MEMORY', '1GB')} for DuckDB, {os.cpu_count()} cores"
    )
    shown.add_column("tickets")
    for size in sizes:
        shown.add_column(f"{size.tickets:,}", justify="right")
    for name, value in rows.items():
        shown.add_row(name, *map(value, sizes))
    shown.add_row("writing its tables alone, s", *(f"{size.write:.2f}" for size in sizes))
    shown.add_row("writing its tables alone ÷ bare sort", *(f"{size.write / size.sort:.1f}" for size in sizes))
    shown.add_row("the intervals by look-up alone, processor s", *(f"{size.look_up:.2f}" for size in sizes))
    for library, task in sizes[0].per_row:
        cells = [f"{size.per_row[library, task]:,.0f}" for size in sizes]
        shown.add_row(f"{library}, each {task}, s (extrapolated)", *cells)
    for library in dict.fromkeys(name for name, _ in sizes[0].per_row):
        alone = (size.per_row[library, "interval"] / size.look_up for size in sizes)
        shown.add_row(f"{library} ÷ look-up, intervals alone, processor", *(f"{ratio:,.0f}" for ratio in alone))
        for name, of in {"": lambda size: size.clock, ", processor": lambda size: size.cpu}.items():
            ratios = (size.spent_by(library) / of(size) for size in sizes)
            shown.add_row(f"{library} ÷ whole clock{name}", *(f"{ratio:,.0f}" for ratio in ratios))
    for model in sizes[0].models:
        shown.add_row(f"  {model}, s", *(f"{size.models[model]:.2f}" for size in sizes))
    return shown


def main() -> None:
    console = Console()
    numbers = [int(number) for number in (sys.argv[1] if len(sys.argv) > 1 else "1_000_000").split(",")]
    with tempfile.TemporaryDirectory() as temporary:
        libraries: Path | None = Path(temporary) / "libraries"
        if libraries and (problem := install(libraries)):
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
