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
from urllib.error import HTTPError, URLError

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def dashboard(
    warehouse: Path, log: Path, company: Path = ROOT / "company", port: int | None = None, **environment: str
) -> Iterator[str]:
    """Serves a warehouse folder to whom a company folder lets in, and gives the address. It ends with the block."""
    with process(warehouse, log, company, port, **environment) as (_, address):
        yield address


@contextmanager
def process(
    warehouse: Path, log: Path, company: Path = ROOT / "company", port: int | None = None, **environment: str
) -> Iterator[tuple[int, str]]:
    """The same with the id of the server's process before its address."""
    port = port or free_port()
    command = [sys.executable, "-m", "dashboard", "--headless", f"--port={port}"]
    with log.open("wb") as output:
        server = subprocess.Popen(
            [*command, f"--warehouse={warehouse}", f"--company={company}"],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait(server, port, log)
        yield server.pid, f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = monotonic() + PATIENCE_S
    while monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2).close()
        except HTTPError:  # it is up, and answers its proxy alone
            return
        except (URLError, OSError):
            sleep(0.1)
        else:
            return
    raise RuntimeError(f"the dashboard did not start:\n{log.read_text(encoding='utf-8', errors='replace')}")
