"""Runs the pipeline and kills it at its n-th change of a file of the warehouse: `... N WAREHOUSE -- ARGUMENTS`.

With N = 0 nothing is killed; the number of changes is printed at the end.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from etl.__main__ import main
from tests.conftest import ROOT

CHANGES = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.truncate", "os.link"}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Watch:
    """Counts changes; each is about to happen when the audit event is raised."""

    def __init__(self, number: int, folder: str) -> None:
        self.count = 0
        self._number = number
        self._folder = os.path.realpath(folder)

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in CHANGES or (event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITING):
            if self._folder not in os.path.realpath(os.fsdecode(arguments[0])):
                return
            self.count += 1
            if self.count == self._number:
                os.kill(os.getpid(), signal.SIGKILL)


def is_killed(change: int, folder: Path, act: Callable[[], object]) -> bool:
    """Whether a child that does `act` was killed at its n-th change of a file below `folder`, or had fewer."""
    if not (child := os.fork()):
        sys.addaudithook(Watch(change, str(folder)))
        act()
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def alone(function: Callable[..., object], *paths: Path) -> Any:
    """What a module's function says, run in a process of its own: one that has tested for long may not be forked."""
    module, name = function.__module__, function.__name__
    program = (
        "import importlib, json, pathlib, sys; module, name, *paths = sys.argv[1:];"
        "function = getattr(importlib.import_module(module), name);"
        "print(json.dumps(function(*map(pathlib.Path, paths))))"
    )
    call = [sys.executable, "-c", program, module, name, *map(str, paths)]
    return json.loads(subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=True).stdout)


if __name__ == "__main__":
    watch = Watch(int(sys.argv[1]), sys.argv[2])
    sys.addaudithook(watch)
    status = main(sys.argv[4:])
    print(f"{watch.count} changes of files")
    sys.exit(status)
