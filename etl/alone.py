"""One run at a time on a warehouse, and an orderly end when someone stops it."""

import fcntl
import json
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

from warehouse.errors import UserError

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def lock(warehouse: Path) -> Iterator[None]:
    """Holds the warehouse; the kernel lets go of it however the process ends. UserError when another run holds it."""
    warehouse.mkdir(parents=True, exist_ok=True)
    with (warehouse / ".lock").open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise UserError(
                f"another `make etl` ({_holder(file.read())}) works on {warehouse}; wait for it."
            ) from error
        file.truncate(0)
        file.write(json.dumps({"pid": os.getpid(), "since": datetime.now(UTC).isoformat(timespec="seconds")}))
        file.flush()
        yield


def _holder(text: str) -> str:
    try:
        holder = json.loads(text)
        return f"pid {holder['pid']}, since {holder['since']}"
    except (ValueError, KeyError, TypeError):
        return "just started"


class Stop:
    """Turns Ctrl-C and a polite kill into KeyboardInterrupt, and remembers it: libraries swallow the exception.

    `status` is then the exit status of a process that the signal ends, 130 for Ctrl-C.
    """

    def __init__(self) -> None:
        self.status = 0
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> "Stop":
        if threading.current_thread() is threading.main_thread():
            self._before = {number: signal.signal(number, self._stop) for number in SIGNALS}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _stop(self, number: int, _frame: FrameType | None) -> None:
        self.status = 128 + number
        raise KeyboardInterrupt
