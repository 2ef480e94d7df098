"""Kills the pipeline at random moments and compares what the next run publishes with an undisturbed run.

`python -m tests.etl.torture [N]`: N moments, 50 when not said. Boundaries of stages, moments of the clock, and changes
of files, the last two drawn over an undisturbed run (NEIKAN_SEED). SIGKILL goes to the whole group.
"""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from etl.__main__ import main as etl
from tests.conftest import ROOT
from tests.etl.replay import serving
from tests.etl.torture_company import answer, write_first, write_second
from warehouse.store import connect, published

AS_OF = "2026-06-30T16:00:00Z"
STAGES = ("pull", "shape", "check feeds", "split", "build", "check marts", "publish")
OF_A_RUN = {"run_id", "build_id", "started_at", "finished_at", "loaded_at", "pulled_at"}
OF_PUBLISHING = 20
OF_A_PULL = {"audit.row_count", "audit.source_column", "audit.expectation"}
PATIENCE_S = 300
Tables = dict[str, tuple[int, int]]


@dataclass(frozen=True)
class Moment:
    """When to kill: after a stage, after so many seconds, or at a change of a file."""

    stage: str = ""
    seconds: float = 0
    change: int = 0

    def __str__(self) -> str:
        if self.stage:
            return f"after {self.stage}"
        return f"at change {self.change} of a file" if self.change else f"at {self.seconds:.2f} s"


class Torture:
    """One company in two states, its server at `url`, and what runs make of them."""

    def __init__(self, folder: Path, url: str) -> None:
        os.environ["TORTURE_URL"] = url
        self._folder = folder
        self._company, self._base = folder / "company", folder / "base"
        write_first(self._company)
        assert self.run(self._base) == 0
        self.before = tables(self._base)
        write_second(self._company)
        self.seconds, self.changes, self.after = self._undisturbed()
        assert self.after != self.before
        assert {name for name in self.after if self.after[name] != self.again[name]} <= OF_A_PULL

    def run(self, warehouse: Path) -> int:
        """A whole run in this process, in silence; its exit status."""
        with (self._folder / "output").open("a") as output, redirect_stdout(output), redirect_stderr(output):
            return etl(self._arguments(warehouse))

    def moments(self, count: int, seed: int) -> list[Moment]:
        """Every third a boundary of stages, then by turns the clock, any change of a file, and one of the last."""
        draw = random.Random(seed)
        drawn = [Moment(stage=stage) for stage in draw.sample(STAGES, min(len(STAGES), -(-count // 3)))]
        while len(drawn) < count:
            drawn.append(Moment(change=draw.randint(self.changes - OF_PUBLISHING, self.changes)))
            drawn.append(Moment(seconds=draw.uniform(0, self.seconds)))
            drawn.append(Moment(change=draw.randint(1, self.changes)))
        return drawn[:count]

    def kill(self, moment: Moment) -> list[str]:
        """What is wrong after a kill at that moment and after the run that follows it; nothing when all is well."""
        warehouse = self._copy("killed")
        command = self._command(warehouse, moment.change)
        with (self._folder / "output").open("w") as output:
            process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=output, start_new_session=True)
            _wait(process, self._moment_has_come(moment, warehouse))
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        faults = []
        left, expected = tables(warehouse), self.after
        if left == self.after != self.again:  # a pull from a cursor that has moved on counts fewer rows
            expected = self.again
        elif left not in (self.before, self.after):
            faults.append("what is published is neither the build before nor the new one")
        if self.run(warehouse):
            faults.append("the next run failed")
        found = tables(warehouse)
        differing = [name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name)]
        if differing:
            faults.append(f"after the next run these tables differ: {', '.join(sorted(differing))}")
        return faults + [f"left over: {path}" for path in _left_over(warehouse)]

    def _moment_has_come(self, moment: Moment, warehouse: Path) -> Callable[[], bool]:
        started, known = time.monotonic(), set((warehouse / "runs").iterdir())
        if moment.stage:
            return lambda: moment.stage in _stages(warehouse, known)
        if moment.change:
            return lambda: False
        return lambda: time.monotonic() - started >= moment.seconds

    def _undisturbed(self) -> tuple[float, int, Tables]:
        warehouse = self._copy("undisturbed")
        started = time.monotonic()
        done = subprocess.run(self._command(warehouse, 0), cwd=ROOT, capture_output=True, text=True, check=True)
        changes = re.search(r"(\d+) changes of files", done.stdout)
        assert changes
        seconds, after = time.monotonic() - started, tables(warehouse)
        assert self.run(warehouse) == 0
        self.again = tables(warehouse)
        return seconds, int(changes[1]), after

    def _command(self, warehouse: Path, change: int) -> list[str]:
        place = [sys.executable, "-m", "tests.etl.killed_at", str(change), str(warehouse), "--"]
        return [*place, *self._arguments(warehouse)]

    def _arguments(self, warehouse: Path) -> list[str]:
        return ["--company", str(self._company), "--warehouse", str(warehouse), "--as-of", AS_OF]

    def _copy(self, name: str) -> Path:
        shutil.rmtree(self._folder / name, ignore_errors=True)
        return shutil.copytree(self._base, self._folder / name)


def tables(warehouse: Path) -> Tables:
    """Rows and a checksum of every table of the published build, without audit.run and what names a run or its time."""
    current = published(warehouse)
    assert current
    found = {}
    with connect(current.path) as connection:
        columns = connection.execute(
            "SELECT table_schema, table_name, list(column_name) FROM information_schema.columns GROUP BY ALL"
        ).fetchall()
        for schema, name, names in columns:
            kept = ", ".join(f'"{column}"' for column in sorted(names) if column not in OF_A_RUN)
            of_this_run = f"WHERE run_id = '{current.build_id}'" if schema == "audit" and "run_id" in names else ""
            if name == "expectation":  # counts the runs before, too
                of_this_run = "WHERE suite <> 'audit.row_count'"
            rows = f'SELECT {kept} FROM "{schema}"."{name}" {of_this_run}'
            row = connection.execute(f"SELECT count(*), coalesce(sum(hash(t)::HUGEINT), 0) FROM ({rows}) AS t")
            found[f"{schema}.{name}"] = row.fetchall()[0]
    del found["audit.run"]
    return found


def _wait(process: subprocess.Popen[bytes], has_come: Callable[[], bool]) -> None:
    give_up = time.monotonic() + PATIENCE_S
    while process.poll() is None and not has_come():
        assert time.monotonic() < give_up
        time.sleep(0.005)


def _stages(warehouse: Path, known: set[Path]) -> Iterator[str]:
    for log in set((warehouse / "runs").glob("*.jsonl")) - known:
        for line in log.read_text(encoding="utf-8").splitlines():
            if '"event": "stage"' in line:
                yield json.loads(line)["name"]


def _left_over(warehouse: Path) -> list[str]:
    """Files of a run that was killed, beside those that a run may leave."""
    return [str(path.relative_to(warehouse)) for path in [*(warehouse / "work").iterdir(), *warehouse.glob("*.new")]]


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    seed = int(os.environ.get("NEIKAN_SEED", "4"))
    with tempfile.TemporaryDirectory() as folder, serving(answer) as server:
        torture = Torture(Path(folder), server.url)
        print(f"undisturbed: {torture.seconds:.1f} s, {torture.changes} changes of files; seed {seed}", flush=True)
        bad = 0
        for number, moment in enumerate(torture.moments(count, seed), start=1):
            faults = torture.kill(moment)
            bad += bool(faults)
            print(f"{number:3} {moment}: {'; '.join(faults) or 'same rows'}", flush=True)
    print(f"{count - bad} of {count} kills left what was published whole and led to the same rows")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
