"""Pull, shape, check and split of a million tickets and six million events, beside a bare typed read by DuckDB.

`python -m tests.scale.bench_load [TICKETS]`: for csv and for Parquet seconds, CPU seconds (of all threads), ratios to
the bare read, and peak memory. Each measurement is a process of its own.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
from rich.console import Console
from rich.table import Table

from tests.conftest import ROOT
from tests.etl.small_company import CALENDARS, write_company
from warehouse.contract import DUCKDB_TYPE, FEEDS

FORMATS = {"csv": "FORMAT csv, HEADER", "parquet": "FORMAT parquet"}
EVENTS_PER_TICKET = 6
CREATED = "TIMESTAMP '2025-07-01' + to_seconds(n * 31)"
TICKETS = f"""SELECT 'T' || n AS ticket_id, 'request' AS kind, 'S' || n % 40 AS service_id, 'P' || n % 4 AS priority,
'closed' AS status, 'E' || n % 9000 AS requester_id, 'D' || n % 90 AS provider_department_id,
'E' || n % 700 AS assignee_id, strftime({CREATED}, '%Y-%m-%dT%H:%M:%S+08:00') AS created_at,
'a request about something ' || n AS subject, 'portal' AS channel FROM range($count) AS made(n)"""
EVENTS = f"""SELECT 'T' || n AS ticket_id, e AS event_id,
strftime({CREATED} + to_seconds(e * 3600), '%Y-%m-%dT%H:%M:%S+08:00') AS occurred_at, 'status' AS field,
'open' AS old_value, 'pending' AS new_value, 'E' || n % 700 AS actor_id
FROM range($count) AS made(n), range({EVENTS_PER_TICKET}) AS event(e)"""


def write_feeds(company: Path, kind: str, count: int) -> None:
    write_company(company, calendars=CALENDARS)
    for feed, select in {"tickets": TICKETS, "ticket_events": EVENTS}.items():
        query = select.replace("$count", str(count))
        duckdb.sql(f"COPY ({query}) TO '{company / 'feeds' / feed}.{kind}' ({FORMATS[kind]})")


def bare(company: Path, work: Path) -> dict[str, float]:
    """DuckDB reads the same files into tables of the contract's types; it checks and counts nothing."""
    with duckdb.connect(work / "bare.duckdb") as connection, _timed("bare typed read") as costs:
        for file in sorted((company / "feeds").iterdir()):
            feed = FEEDS[file.stem]
            header = duckdb.sql(f"FROM '{file}' LIMIT 0").columns
            types = {name: DUCKDB_TYPE[feed.column(name).type] for name in header}
            if file.suffix == ".csv":
                reader = f"FROM read_csv('{file}', columns = {types}, header = true)"
            else:
                reader = f"SELECT {', '.join(f'{name}::{type_}' for name, type_ in types.items())} FROM '{file}'"
            connection.execute(f"CREATE TABLE {feed.name} AS {reader}")
        connection.execute("CHECKPOINT")
    return costs


def load(company: Path, work: Path) -> dict[str, float]:
    """What `make etl` does with the feeds up to the build, checks included."""
    from etl.sources import find_sources
    from etl.staging import Staging
    from expectations import check_feeds
    from warehouse.settings import load_company

    settings = load_company(company)
    staging = Staging(work, find_sources(settings), None, work / "landing")
    costs: dict[str, float] = {}
    with _timed("pull") as one:
        staging.pull(lambda _: None)
    costs |= one
    with _timed("shape") as one:
        staging.shape(list(settings.calendars), lambda _: None)
    costs |= one
    with _timed("check") as one:
        check_feeds(staging.path, staging.feeds, staging.max_bad_share)
        staging.refuse_bad_feeds()
    costs |= one
    with _timed("split") as one:
        staging.split("a-run", work / "build.duckdb")
    return costs | one


@contextmanager
def _timed(name: str) -> Iterator[dict[str, float]]:
    costs: dict[str, float] = {}
    wall, cpu = time.perf_counter(), time.process_time()
    yield costs
    costs |= {name: time.perf_counter() - wall, f"{name} cpu": time.process_time() - cpu}


def _measured(step: str, company: Path) -> tuple[dict[str, float], int]:
    """Costs of the step in a process of its own, and the most memory that it held, in bytes."""
    with tempfile.TemporaryDirectory() as work, (Path(work) / "costs").open("w+") as output:
        command = [sys.executable, "-m", "tests.scale.bench_load", step, str(company), work]
        process = subprocess.Popen(command, cwd=ROOT, stdout=output)
        _, status, usage = os.wait4(process.pid, 0)
        assert status == 0
        output.seek(0)
        return json.loads(output.read().splitlines()[-1]), usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def report(kind: str, count: int) -> Table:
    with tempfile.TemporaryDirectory() as folder:
        company = Path(folder) / "company"
        write_feeds(company, kind, count)
        found = [_measured(step, company) for step in ("bare", "load")]
    table = Table(title=f"{kind}: {count:,} tickets, {count * EVENTS_PER_TICKET:,} events", title_justify="left")
    for title in ("step", "seconds", "× bare", "CPU s", "× bare", "peak MiB"):
        table.add_column(title, justify="left" if title == "step" else "right")
    (bare_costs, _), (load_costs, _) = found
    whole, whole_cpu = bare_costs["bare typed read"], bare_costs["bare typed read cpu"]
    sums = {"all": sum(v for k, v in load_costs.items() if not k.endswith(" cpu"))}
    sums["all cpu"] = sum(v for k, v in load_costs.items() if k.endswith(" cpu"))
    for costs, peak in (found[0], (load_costs, 0), (sums, found[1][1])):
        for name in (name for name in costs if not name.endswith(" cpu")):
            seconds, cpu = costs[name], costs[f"{name} cpu"]
            numbers = (f"{seconds:.1f}", f"{seconds / whole:.1f}", f"{cpu:.1f}", f"{cpu / whole_cpu:.1f}")
            table.add_row(name, *numbers, f"{peak / 2**20:,.0f}" if peak else "")
    return table


def main() -> None:
    if sys.argv[1:] and sys.argv[1] in ("bare", "load"):
        step = {"bare": bare, "load": load}[sys.argv[1]]
        print(json.dumps(step(Path(sys.argv[2]), Path(sys.argv[3]))))
        return
    count = int(sys.argv[1].replace(",", "_")) if len(sys.argv) > 1 else 1_000_000
    for kind in FORMATS:
        Console(width=100).print(report(kind, count))


if __name__ == "__main__":
    main()
