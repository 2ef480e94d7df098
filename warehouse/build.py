"""Runs the dbt models in this process, on DuckDB or on Spark."""

import gc
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warehouse.partial import TICKET_TABLES, part_off, put_back

PROJECT = Path(__file__).parent


@dataclass(frozen=True)
class ModelRun:
    """One model or test that dbt ran, and how long it took in seconds."""

    name: str
    status: str
    seconds: float


class BuildError(RuntimeError):
    """A model failed: a fault of ours, with dbt's own message."""


def dbt(
    command: list[str], work: Path, target: str = "duckdb", on_model: Callable[[str], None] | None = None
) -> list[ModelRun]:
    """Runs one dbt command; the folder `work` keeps its logs and its parse cache. BuildError names what failed."""
    os.environ["DBT_SEND_ANONYMOUS_USAGE_STATS"] = "false"
    work = work.resolve()  # dbt would read a relative folder from its project's
    from dbt.cli.main import dbtRunner

    def listen(event: Any) -> None:
        if on_model and event.info.name == "LogModelResult":
            on_model(event.data.node_info.node_name)

    folders = {"--project-dir": PROJECT, "--profiles-dir": PROJECT, "--target-path": work / "dbt-target"}
    logging = ["--log-level", "none", "--log-level-file", "info", "--log-path", str(work / "dbt-log")]
    places = [word for option, folder in folders.items() for word in (option, str(folder))]
    outcome = dbtRunner(callbacks=[listen]).invoke([*logging, *command, *places, "--target", target])
    _let_go()
    results = getattr(outcome.result, "results", None) or []
    if not outcome.success:
        failed = [f"{r.node.name}: {r.message}" for r in results if r.message and str(r.status) in ("error", "fail")]
        raise BuildError(f"dbt {command[0]} failed: {'; '.join(failed) or outcome.exception}")
    return [ModelRun(r.node.name, str(r.status), r.execution_time) for r in results]


def _let_go() -> None:
    """dbt keeps its DuckDB file open until the process ends, with settings that shut out every other connection."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    DuckDBConnectionManager.close_all_connections()
    gc.collect()


def build(database: Path, work: Path, on_model: Callable[[str], None] | None = None) -> list[ModelRun]:
    """Builds every model inside the DuckDB file `database`, which nobody else may have open.

    Where only some tickets have changed (warehouse/partial.py), that is done in a file of its own and put in.
    """
    work.mkdir(parents=True, exist_ok=True)
    part = database.with_name("part.duckdb")
    if not part_off(database, part):
        return _run(database, work, [], on_model)
    tables = [table for _, table in sorted(TICKET_TABLES)]
    of_part = _run(part, work, ["--select", *(f"+{table}" for table in tables)], on_model)
    put_back(database, part)
    return of_part + _run(database, work, ["--exclude", *tables], on_model)


def _run(database: Path, work: Path, models: list[str], on_model: Callable[[str], None] | None) -> list[ModelRun]:
    os.environ["NEIKAN_DATABASE"] = str(database.resolve())
    os.environ["NEIKAN_SPILL"] = str(database.resolve().parent / "spill")
    return dbt(["run", *models], work, on_model=on_model)


def docs(database: Path, work: Path) -> Path:
    """Writes the documentation with lineage as one HTML page without outside loads, and returns its path."""
    os.environ["NEIKAN_DATABASE"] = str(database.resolve())
    dbt(["docs", "generate", "--static"], work)
    return work / "dbt-target" / "static_index.html"
