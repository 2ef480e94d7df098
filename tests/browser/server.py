"""The real dashboard as a process of its own, on a free port of this machine."""

import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from urllib.error import URLError

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def dashboard(warehouse: Path, log: Path, *options: str) -> Iterator[str]:
    """Serves a warehouse folder and gives the address; `options` are streamlit's. The process ends with the block."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "dashboard/app.py", f"--server.port={port}"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, "--server.headless=true", *options],
            cwd=ROOT,
            env={**os.environ, "NEIKAN_WAREHOUSE": str(warehouse)},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait(process, port, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = monotonic() + PATIENCE_S
    while monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2).close()
        except (URLError, OSError):
            sleep(0.1)
        else:
            return
    raise RuntimeError(f"the dashboard did not start:\n{log.read_text(encoding='utf-8', errors='replace')}")
