"""The run log, one JSON object per line, and what each stage took."""

import json
import resource
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from etl.secrets import scrubbed

STATUS = Path("/proc/self/status")
PAUSE_S = 0.05


@dataclass(frozen=True)
class Stage:
    """What a stage took; `peak_bytes` is the most memory that the process held during it."""

    name: str
    seconds: float
    peak_bytes: int


@dataclass(frozen=True)
class RowCount:
    """The account of one feed in one run: read is loaded plus quarantined."""

    feed: str
    source_count: int
    read_count: int
    loaded_count: int
    quarantined_count: int


class RunLog:
    """Writes WAREHOUSE/runs/<run_id>.jsonl; each line is there before the next thing happens."""

    def __init__(self, warehouse: Path, run_id: str) -> None:
        self.run_id = run_id
        self.started_at = datetime.now(UTC)
        self.stages: list[Stage] = []
        self.path = warehouse / "runs" / f"{run_id}.jsonl"
        self.path.parent.mkdir(parents=True, exist_ok=True)

    def write(self, event: str, **values: Any) -> None:
        line = {"at": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": event, **scrubbed(values)}
        with self.path.open("a", encoding="utf-8") as log:
            log.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")

    def crash(self, error: BaseException) -> None:
        self.write("traceback", text="".join(traceback.format_exception(error)))

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        started, memory = time.perf_counter(), _Memory()
        try:
            yield
        finally:
            stage = Stage(name, round(time.perf_counter() - started, 3), memory.peak())
            self.stages.append(stage)
            self.write("stage", **asdict(stage))


class _Memory:
    """The most memory held since it was made: exact when a new high of the process, else sampled."""

    def __init__(self) -> None:
        self._high_before = _memory("VmHWM")
        self._highest = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while True:
            self._highest = max(self._highest, _memory("VmRSS"))
            if self._ended.wait(PAUSE_S):
                return

    def peak(self) -> int:
        self._ended.set()
        self._thread.join()
        high = _memory("VmHWM")
        return high if high > self._high_before else max(self._highest, _memory("VmRSS"))


def _memory(field: str) -> int:
    """Bytes; where there is no /proc (macOS), the most of the whole process so far."""
    if not STATUS.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    for line in STATUS.read_text(encoding="utf-8").splitlines():
        if line.startswith(f"{field}:"):
            return int(line.split()[1]) * 1024
    return 0


@dataclass(frozen=True)
class PastRun:
    """A run as its log tells it; one that was killed has no end."""

    run_id: str
    started_at: datetime
    finished_at: datetime | None
    as_of: datetime | None
    build_id: str | None
    outcome: str
    error: str | None
    counts: tuple[RowCount, ...]
