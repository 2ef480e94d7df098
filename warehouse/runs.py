"""What the run logs tell that the published build cannot know: how the runs after it ended."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class FailedRun:
    """A run that published nothing; `outcome` is failed, stopped or killed, `error` the sentence that it ended with."""

    run_id: str
    started_at: datetime
    outcome: str
    error: str | None


def failed_since(warehouse: Path, build_id: str) -> FailedRun | None:
    """The newest run after a build that ended without publishing; None when there is none, or it is still under way."""
    for path in sorted((warehouse / "runs").glob("*.jsonl"), reverse=True):
        if path.stem <= build_id:
            return None
        events = {line.get("event"): line for line in _lines(path)}
        if not events or "finish" in events or not _is_alive(events.get("start", {}).get("pid")):
            return _failed(path.stem, events)
    return None


def _failed(run_id: str, events: dict[Any, dict[str, Any]]) -> FailedRun | None:
    end = events.get("finish", {"outcome": "killed"})
    if end["outcome"] == "published" or not events:
        return None
    started_at = min(datetime.fromisoformat(line["at"]) for line in events.values())
    return FailedRun(run_id, started_at, end["outcome"], end.get("error"))


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    try:
        texts = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:  # a log that was pruned meanwhile
        return
    for text in texts:
        try:
            line = json.loads(text)
        except ValueError:  # the last line of a run that was killed
            continue
        if isinstance(line, dict):
            yield line


def _is_alive(pid: Any) -> bool:
    try:
        os.kill(int(pid), 0)
    except (ProcessLookupError, TypeError, ValueError, OverflowError):
        return False
    except PermissionError:
        pass
    return True
