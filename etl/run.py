"""One run of the pipeline: alone on its warehouse, with its own folder, log and exit status."""

import json
import logging
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from etl.alone import Stop, lock
from etl.faults import of_the_machine
from etl.history import past_runs, prune
from etl.report import Progress, print_summary
from etl.runlog import PastRun, RowCount, RunLog
from etl.secrets import scrub, scrubbed, scrubbing
from warehouse.errors import UserError
from warehouse.store import private

PUBLISHED, REFUSED, OUR_FAULT = 0, 1, 2
HELD = -1  # by another run; the exit status is that of a refusal


def name_of_run(at: datetime) -> str:
    """Sorts as the instant does, also within a second; told apart from 16 microseconds on."""
    return f"{at:%Y%m%dT%H%M%SZ}-{at.microsecond // 16:04x}"


class Run:
    """What the steps of one run share. `id` is the run's and, once published, the build's."""

    def __init__(self, warehouse: Path) -> None:
        self.id = name_of_run(datetime.now(UTC))
        self.warehouse = warehouse
        self.work = warehouse / "work" / self.id
        self.build = self.work / "build.duckdb"
        self.landing = warehouse / "landing"
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
        self.results += [replace(one, detail=scrub(one.detail), sample=scrubbed(one.sample)) for one in results]
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


@dataclass(frozen=True)
class Ending:
    """How a run ended: a word for the log, the exit status, and a sentence unless all went well."""

    outcome: str
    status: int
    sentence: str | None = None
    fault: Exception | None = None


def run_alone(
    warehouse: Path, pipeline: Callable[[Run], None], after: Callable[[Run | None, Ending], None] | None = None
) -> int:
    """Runs the pipeline under the warehouse's lock; the exit status, 0 only when a build was published.

    `after` is called once the lock is free, unless another run held it. What is printed meanwhile is scrubbed.
    """
    logging.raiseExceptions = False  # a library's log that cannot be written, on a full disk, is not worth a traceback
    scrubbed_streams = (redirect_stdout(scrubbing(sys.stdout)), redirect_stderr(scrubbing(sys.stderr)))
    with scrubbed_streams[0], scrubbed_streams[1], Stop() as stop, private(warehouse):
        try:
            run, ending = _locked(warehouse, pipeline, stop)
            if ending.sentence:
                print(ending.sentence, file=sys.stderr)
            if after and ending.status != HELD:
                after(run, ending)
        except KeyboardInterrupt:  # after the end of the pipeline, whose work is done or undone by then
            return stop.status
    return ending.status if ending.status != HELD else REFUSED


def _locked(warehouse: Path, pipeline: Callable[[Run], None], stop: Stop) -> tuple[Run | None, Ending]:
    run = None
    try:
        with lock(warehouse):
            shutil.rmtree(warehouse / "work", ignore_errors=True)  # of runs that were killed
            run = Run(warehouse)
            with run.progress:
                ending = _ending(run, pipeline, stop)
            _tidy(run, ending)
    except UserError as error:
        ending = Ending("failed", HELD, str(error))
    except OSError as error:
        known = of_the_machine(error, str(warehouse))
        ending = Ending("failed", REFUSED, str(known or f"{warehouse} cannot be written: {error.strerror}."))
    return run, ending


def _ending(run: Run, pipeline: Callable[[Run], None], stop: Stop) -> Ending:
    """Runs the pipeline and says how it ended, whatever ended it."""
    try:
        run.work.mkdir(parents=True)
        run.log.write("start", pid=os.getpid())
        pipeline(run)
    except KeyboardInterrupt:
        pass
    except Exception as error:  # noqa: BLE001 - the last place that can still write the log
        if not stop.status:  # else it is what a library makes of being stopped
            known = error if isinstance(error, UserError) else of_the_machine(error, str(run.warehouse))
            if known:
                return Ending("failed", REFUSED, str(known))
            where = f"{run.log.path} tells where. What was published stays."
            return Ending("failed", OUR_FAULT, f"Neikan failed ({type(error).__name__}); {where}", error)
    else:
        return Ending("published", PUBLISHED)
    return Ending("stopped", stop.status, "Stopped; what was published stays.")


def _tidy(run: Run, ending: Ending) -> None:
    """Removes the run's folder, closes its log, and prints what was read, also when nothing is published."""
    is_published = ending.status == PUBLISHED
    shutil.rmtree(run.work, ignore_errors=True)
    with suppress(OSError):  # the disk may still be full
        if ending.fault:
            run.log.crash(ending.fault)
        build_id = run.id if is_published else None
        run.log.write("finish", outcome=ending.outcome, error=ending.sentence, build_id=build_id)
        prune(run.warehouse)
    if run.counts:
        met = sum(result.is_met for result in run.results)
        print_summary(run.id if is_published else None, run.counts, run.log.stages, (met, len(run.results) - met))
