"""One run of the pipeline: alone on its warehouse, with its own folder, log and exit status."""

import fcntl
import json
import os
import secrets
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from etl.faults import of_the_machine
from etl.report import Progress, print_summary
from etl.runlog import PastRun, RowCount, RunLog, past_runs
from warehouse.errors import UserError

PUBLISHED, REFUSED, OUR_FAULT, STOPPED = 0, 1, 2, 130


class Run:
    """What the steps of one run share. `id` is the run's and, once published, the build's."""

    def __init__(self, warehouse: Path) -> None:
        self.id = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
        self.warehouse = warehouse
        self.work = warehouse / "work" / self.id
        self.build = self.work / "build.duckdb"
        self.log = RunLog(warehouse, self.id)
        self.progress = Progress()
        self.counts: list[RowCount] = []
        self.results: list[Any] = []
        self.as_of = self.log.started_at.replace(microsecond=0)

    @contextmanager
    def stage(self, name: str) -> Iterator[Callable[[str], None]]:
        """Times a stage; gives a function that tells how far it is."""
        self.progress.say(name)
        with self.log.stage(name):
            yield lambda what: self.progress.say(f"{name}: {what}")

    def judged(self, as_of: datetime) -> None:
        self.as_of = as_of
        self.log.write("as_of", as_of=as_of.isoformat())

    def account(self, counts: list[RowCount]) -> None:
        self.counts = counts
        for count in counts:
            self.log.write("row_count", **asdict(count))

    @property
    def checks(self) -> Path:
        """Where the results of this run's checks are kept, also when nothing is published."""
        return self.warehouse / "checks" / f"{self.id}.json"

    def keep(self, results: list[Any]) -> None:
        """Adds the results of checks (expectations.Result) to those of this run and to its file."""
        self.results += results
        self.checks.parent.mkdir(exist_ok=True)
        records = [result.to_record() for result in self.results]
        self.checks.write_text(json.dumps(records, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    def note(self, text: str) -> None:
        self.log.write("note", text=text)
        self.progress.note(text)

    def earlier(self) -> list[PastRun]:
        return past_runs(self.warehouse, without=self.id)

    def as_published(self) -> PastRun:
        """This run as audit.run will tell it."""
        started, now = self.log.started_at, datetime.now(UTC)
        return PastRun(self.id, started, now, self.as_of, self.id, "published", None, tuple(self.counts))


def run_alone(warehouse: Path, pipeline: Callable[[Run], None]) -> int:
    """Runs the pipeline under the warehouse's lock; the exit status, 0 only when a build was published."""
    try:
        with _lock(warehouse):
            shutil.rmtree(warehouse / "work", ignore_errors=True)  # of runs that were killed
            run = Run(warehouse)
            with run.progress:
                return _guarded(run, pipeline)
    except UserError as error:
        return _say(str(error), REFUSED)
    except OSError as error:
        problem = of_the_machine(error, str(warehouse)) or UserError(
            f"{warehouse} cannot be written: {error.strerror}."
        )
        return _say(str(problem), REFUSED)


def _guarded(run: Run, pipeline: Callable[[Run], None]) -> int:
    """Runs the pipeline and turns whatever ends it into a line of the log, one sentence and an exit status."""
    outcome, sentence, status, fault = "published", None, PUBLISHED, None
    try:
        run.work.mkdir(parents=True)
        run.log.write("start", pid=os.getpid())
        pipeline(run)
    except KeyboardInterrupt:
        outcome, sentence, status = "stopped", "Stopped; what was published stays.", STOPPED
    except Exception as error:  # noqa: BLE001 - the last place that can still write the log
        known = error if isinstance(error, UserError) else of_the_machine(error, str(run.warehouse))
        outcome, sentence, status = "failed", str(known), REFUSED
        if known is None:
            fault, status = error, OUR_FAULT
            sentence = f"Neikan failed ({type(error).__name__}); {run.log.path} tells where. What was published stays."
    shutil.rmtree(run.work, ignore_errors=True)
    with suppress(OSError):  # the disk may still be full
        if fault:
            run.log.crash(fault)
        run.log.write("finish", outcome=outcome, error=sentence, build_id=run.id if status == PUBLISHED else None)
    run.progress.stop()
    if run.counts:
        met = sum(result.is_met for result in run.results)
        build_id = run.id if status == PUBLISHED else None
        print_summary(build_id, run.counts, run.log.stages, (met, len(run.results) - met))
    return _say(sentence, status) if sentence else status


def _say(sentence: str, status: int) -> int:
    print(sentence, file=sys.stderr)
    return status


@contextmanager
def _lock(warehouse: Path) -> Iterator[None]:
    """Holds the warehouse; the kernel lets go of it however the process ends."""
    warehouse.mkdir(parents=True, exist_ok=True)
    with (warehouse / ".lock").open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            raise UserError(
                f"another `make etl` ({_holder(lock.read())}) works on {warehouse}; wait for it."
            ) from error
        lock.truncate(0)
        lock.write(json.dumps({"pid": os.getpid(), "since": datetime.now(UTC).isoformat(timespec="seconds")}))
        lock.flush()
        yield


def _holder(text: str) -> str:
    try:
        holder = json.loads(text)
        return f"pid {holder['pid']}, since {holder['since']}"
    except (ValueError, KeyError, TypeError):
        return "just started"
