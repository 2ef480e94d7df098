"""The pipeline against a bare DuckDB read of the same bytes: seconds, ratios and peak memory, in one run.

`python -m tests.scale.bench [COMPANY ...]` (with csv or Parquet feeds); without a name the demo company, and the
ServiceNow log where it is.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

import duckdb
from rich.console import Console
from rich.table import Table

from etl.sources import find_sources
from tests.conftest import ROOT
from warehouse.errors import UserError
from warehouse.settings import load_company

MIB = 1 << 20
SERVICENOW = ROOT / "tests" / "companies" / "servicenow"


@dataclass(frozen=True)
class Cost:
    """What something took; `peak_bytes` is the most memory that its process held."""

    name: str
    seconds: float
    peak_bytes: int


def companies() -> list[Path]:
    """The demo company, and the ServiceNow log when the folder `shared` is beside the project or named."""
    shared = Path(os.environ.setdefault("NEIKAN_SHARED", str(ROOT.parent / "shared")))
    return [ROOT / "company", *([SERVICENOW] if shared.is_dir() else [])]


def unpacked(company: Path, folder: Path) -> list[Path]:
    """Every distinct file that the company's feeds are read from; members of archives lie in `folder`."""
    files = {file for source in find_sources(load_company(company)) for file in source.files}
    return sorted(path for file in files for path in _members(file, folder))


def _members(file: Path, folder: Path) -> Iterator[Path]:
    if file.suffix != ".zip":
        yield file
        return
    with ZipFile(file) as archive:
        yield from (Path(archive.extract(name, folder)) for name in archive.namelist())


def bare_read(files: list[Path], folder: Path) -> Cost:
    """DuckDB reads the files into tables of text, best of three; it keeps no account and checks nothing."""
    return min(
        (_read_once(files, folder / f"bare{attempt}.duckdb") for attempt in range(3)), key=lambda cost: cost.seconds
    )


def _read_once(files: list[Path], database: Path) -> Cost:
    tables = [(_reader(file), str(file)) for file in files]
    with duckdb.connect(database) as connection:
        started = time.perf_counter()
        for number, (reader, file) in enumerate(tables):
            connection.execute(f"CREATE TABLE table_{number} AS SELECT * FROM {reader}", [file])
        connection.execute("CHECKPOINT")
        seconds = time.perf_counter() - started
    return Cost("bare read", seconds, 0)


def _reader(file: Path) -> str:
    if file.suffix == ".parquet":
        return "read_parquet(?)"
    return "read_csv(?, all_varchar = true, ignore_errors = true, strict_mode = false)"


def run_pipeline(company: Path, folder: Path) -> list[Cost]:
    """A fresh process, as `make etl` starts it: its stages as its own log tells them, then the whole of it."""
    output = folder / "output"
    command = [sys.executable, "-m", "etl", "--company", str(company), "--warehouse", str(folder / "warehouse")]
    with output.open("wb") as file:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT)
        _, process.returncode, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
    if process.returncode:
        raise UserError(f"The pipeline failed on {company}:\n{output.read_text(encoding='utf-8')}")
    stages = list(_stages(folder / "warehouse"))
    peak_bytes = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    outside = Cost("start and imports", seconds - sum(stage.seconds for stage in stages), 0)
    return [outside, *stages, Cost("process", seconds, peak_bytes)]


def _stages(warehouse: Path) -> Iterator[Cost]:
    (log,) = (warehouse / "runs").glob("*.jsonl")
    for line in log.read_text(encoding="utf-8").splitlines():
        event = json.loads(line)
        if event["event"] == "stage":
            yield Cost(event["name"], event["seconds"], event["peak_bytes"])


def report(title: str, bare: Cost, costs: list[Cost]) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column("stage")
    for column in ("seconds", "× bare read", "peak MiB"):
        table.add_column(column, justify="right")
    for cost in (bare, *costs):
        peak = f"{cost.peak_bytes / MIB:,.0f}" if cost.peak_bytes else ""
        table.add_row(cost.name, f"{cost.seconds:.2f}", f"{cost.seconds / bare.seconds:.1f}", peak)
    return table


def measure(company: Path) -> Table:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        files = unpacked(company, folder / "unpacked")
        size = sum(file.stat().st_size for file in files)
        bare = bare_read(files, folder)
        costs = run_pipeline(company, folder)
        return report(f"{company.name}: {len(files)} files, {size / MIB:.0f} MiB", bare, costs)


def main() -> None:
    console = Console()
    named = [Path(name) for name in sys.argv[1:]]
    os.chdir(ROOT)
    try:
        for company in named or companies():
            console.print(f"Running the pipeline on {company}")
            console.print(measure(company))
    except UserError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
