"""The pipeline in reading order: pull, shape, check, split, build, check, publish."""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from threading import Event, Thread

from etl.audit import write_counts, write_cursors, write_runs
from etl.fresh import write_feeds
from etl.notify import load_notify, tell
from etl.pull.incremental import empty_landing
from etl.run import Run, run_alone
from etl.sources import find_sources
from etl.staging import Staging
from warehouse.assessment.policy_file import load_policies
from warehouse.errors import UserError
from warehouse.settings import Company, instant, load_company
from warehouse.store import connect, publish, published


def main(arguments: list[str] | None = None) -> int:
    """The exit status: 0 only when a build was published, 1 for what a person can mend, 2 for a fault of ours."""
    options = _options(arguments)
    steps = partial(pipeline, folder=options.company, as_of=options.as_of)
    return run_alone(options.warehouse, steps, partial(tell, options.company))


def pipeline(run: Run, folder: Path, as_of: datetime | None) -> None:
    """Reads the company folder, and publishes a build of it or raises."""
    company = load_company(folder)
    load_policies(folder)  # a bad one is refused now and not after the build
    load_notify(folder)
    staging = Staging(run.work, find_sources(company), published(run.warehouse), run.landing, run.warehouse)
    run.judged(as_of or company.as_of or run.log.started_at.replace(microsecond=0))
    with _slow_imports():
        _steps(run, company, staging)


def _steps(run: Run, company: Company, staging: Staging) -> None:
    with run.stage("pull") as say:
        staging.pull(say)
    with run.stage("shape") as say:
        for note in staging.shape(list(company.calendars), say):
            run.note(note)
        for one in staging.taken:
            run.log.write("release", **asdict(one))
        run.account(staging.counts)
    with run.stage("check feeds"):
        _check_feeds(run, staging)
    with run.stage("split"):
        _split(run, company, staging)
    with run.stage("build") as say:
        _build(run, company, say)
    with run.stage("check marts"):
        _check_marts(run)
    with run.stage("publish"):
        _publish(run, company)


def _check_feeds(run: Run, staging: Staging) -> None:
    from expectations import check_feeds

    run.keep(check_feeds(staging.path, staging.feeds, staging.max_bad_share))
    staging.refuse_bad_feeds()
    _refuse_unmet(run, "feeds")


def _split(run: Run, company: Company, staging: Staging) -> None:
    """The refused rows leave; feeds, quarantine, settings and accounts are all that the build starts from."""
    from warehouse.company_tables import write_settings
    from warehouse.partial import narrow

    is_started = staging.split(run.id, run.build)
    with connect(run.build, read_only=False) as connection:
        write_counts(connection, run.earlier(), run.id, run.counts)
        write_cursors(connection, run.id, staging.cursors)
        write_feeds(connection, staging.sources, run.as_of)
        write_settings(connection, company, run.as_of)
        run.note(narrow(connection, staging.before, is_started))
    staging.path.unlink()


def _build(run: Run, company: Company, say: Callable[[str], None]) -> None:
    from warehouse.assessment import assess
    from warehouse.assessment.chain_marts import write_chains
    from warehouse.assessment.survey_marts import write_survey
    from warehouse.build import build

    build(run.build, run.warehouse / "dbt", say)
    say("assessment")
    with connect(run.build, read_only=False) as connection:
        assess(connection, company, run.warehouse)
        write_survey(connection)
        write_chains(connection)


def _check_marts(run: Run) -> None:
    from expectations import check_marts

    run.keep(check_marts(run.build))
    _refuse_unmet(run, "marts")


def _publish(run: Run, company: Company) -> None:
    from expectations import write

    with connect(run.build, read_only=False) as connection:
        connection.begin()  # one wait for the disk instead of one per row
        write(connection, run.results)
        write_runs(connection, [*run.earlier(), run.as_published()])
        connection.commit()
        connection.execute("CHECKPOINT")
    publish(run.build, run.warehouse, run.id, run.as_of, company.keep_builds)
    empty_landing(run.landing)


def _refuse_unmet(run: Run, stage: str) -> None:
    unmet = [result for result in run.results if result.stage == stage and not result.is_met]
    if unmet:
        first = unmet[0]
        raise UserError(
            f"{len(unmet)} of the checks on {stage} failed, first {first.expectation}: {first.detail.rstrip('.')};"
            f" {run.checks} has all of them. What was published stays."
        )


@contextmanager
def _slow_imports() -> Iterator[None]:
    """Great Expectations and dbt take seconds to import; DuckDB leaves a core for it meanwhile."""
    is_over = Event()

    def work() -> None:
        for name in ("expectations", "dbt.cli.main"):
            if not is_over.is_set():
                import_module(name)

    thread = Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()  # an import that is still under way would complain about the end of the process


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m etl", description=__doc__)
    parser.add_argument("--company", type=Path, default=Path("company"), help="the company folder")
    parser.add_argument("--warehouse", type=Path, default=Path("warehouse-data"), help="the folder of the builds")
    parser.add_argument("--as-of", type=_as_of, help="the instant to judge at, such as 2026-06-30T16:00:00Z")
    return parser.parse_args(arguments)


def _as_of(text: str) -> datetime:
    try:
        return instant(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


if __name__ == "__main__":
    sys.exit(main())
