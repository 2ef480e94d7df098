"""What is known of earlier runs: the logs of the last ones, and one line each of all that were before."""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from etl.runlog import PastRun, RowCount

LOGS_KEPT = 400
OLDER = "older.json"


def past_runs(warehouse: Path, without: str) -> list[PastRun]:
    """Every earlier run, oldest first, also those that failed."""
    older = {run.run_id: run for run in _older(warehouse / "runs" / OLDER)}
    logs = (run for path in _logs(warehouse) if path.stem != without and (run := _past_run(path)))
    runs = older | {run.run_id: run for run in logs}
    return [runs[run_id] for run_id in sorted(runs)]


def prune(warehouse: Path, keep: int = LOGS_KEPT) -> None:
    """Keeps the logs and the results of checks of the last runs; of those before, a line each in runs/older.json."""
    folder = warehouse / "runs"
    logs = _logs(warehouse)[:-keep]
    if logs:
        runs = {run.run_id: run for run in _older(folder / OLDER)}
        runs |= {run.run_id: run for path in logs if (run := _past_run(path))}
        _replace(folder / OLDER, "".join(_line(runs[run_id]) for run_id in sorted(runs)))
    for path in [*logs, *sorted((warehouse / "checks").glob("*.json"))[:-keep]]:
        path.unlink(missing_ok=True)


def _logs(warehouse: Path) -> list[Path]:
    """Run ids begin with their UTC stamp, so the order of names is the order of age."""
    return sorted((warehouse / "runs").glob("*.jsonl"))


def _replace(path: Path, text: str) -> None:
    new = path.with_suffix(".new")
    with new.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def _line(run: PastRun) -> str:
    return json.dumps(asdict(run), ensure_ascii=False, default=datetime.isoformat) + "\n"


def _older(path: Path) -> Iterator[PastRun]:
    for line in _objects(path) if path.exists() else ():
        times = {name: line[name] and datetime.fromisoformat(line[name]) for name in line if name.endswith("_at")}
        as_of = line["as_of"] and datetime.fromisoformat(line["as_of"])
        counts = tuple(RowCount(**count) for count in line["counts"])
        yield PastRun(**{**line, **times, "as_of": as_of, "counts": counts})


def _objects(path: Path) -> list[dict[str, Any]]:
    found = []
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            found.append(json.loads(line))
        except ValueError:  # the last line of a run that was killed
            continue
    return [line for line in found if isinstance(line, dict)]


def _past_run(path: Path) -> PastRun | None:
    lines = _objects(path)
    if not lines:
        return None
    told: dict[str, Any] = {line["event"]: line for line in lines}
    end = told.get("finish", {})
    counts = [line for line in lines if line["event"] == "row_count"]
    return PastRun(
        run_id=path.stem,
        started_at=datetime.fromisoformat(lines[0]["at"]),
        finished_at=datetime.fromisoformat(end["at"]) if end else None,
        as_of=datetime.fromisoformat(told["as_of"]["as_of"]) if "as_of" in told else None,
        build_id=end.get("build_id"),
        outcome=end.get("outcome", "killed"),
        error=end.get("error"),
        counts=tuple(
            RowCount(**{name: line[name] for name in RowCount.__annotations__ if name in line}) for line in counts
        ),
    )
