"""What a running server takes: processor seconds and memory of a process and of those that it started (Linux)."""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Usage:
    """Processor seconds so far, and the most memory that the processes held, in bytes, shared pages in each."""

    cpu_s: float
    peak_bytes: int


def usage(pid: int) -> Usage:
    cpu_s, peak_bytes = 0.0, 0
    for one in _family(pid):
        fields = Path(f"/proc/{one}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        cpu_s += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        status = Path(f"/proc/{one}/status").read_text(encoding="utf-8")
        peak_bytes += next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM"))
    return Usage(cpu_s, peak_bytes)


def _family(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):  # a thread that has ended since
            for child in (task / "children").read_text(encoding="ascii").split():
                yield from _family(int(child))
