"""A real Request Tracker 5 for tests: Debian's package on the dump in ../shared, with a database of its own."""

import gzip
import json
import os
import re
import signal
import subprocess
import time
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.etl.servers import PostgreSQL, free_port
from tests.machine import RT_SERVER

START_S = 60
DATABASE, OWNER, OWNER_PASSWORD = "rt5", "rt5", "rtpass"
READER, READER_PASSWORD = "etl", "etlpass1"
WRITER, WRITER_PASSWORD = "root", "password"


@dataclass(frozen=True)
class RequestTracker:
    """A running one: `url` is its REST address, `database_url` that of its tables, without the password."""

    url: str
    database_url: str

    def write(self, method: str, path: str, body: dict[str, Any]) -> Any:
        """What the API answers to a change by root."""
        login = b64encode(f"{WRITER}:{WRITER_PASSWORD}".encode()).decode()
        headers = {"Authorization": f"Basic {login}", "Content-Type": "application/json"}
        sent = urllib.request.Request(f"{self.url}/{path}", json.dumps(body).encode(), headers, method=method)
        with urllib.request.urlopen(sent, timeout=60) as answer:
            return json.loads(answer.read() or b"null")


@contextmanager
def running_request_tracker(shared: Path, folder: Path, postgres: PostgreSQL) -> Iterator[RequestTracker]:
    """Restores the dump into a database of this server, and serves it until the block ends."""
    data = shared / "data" / "request_tracker"
    postgres.run(f"CREATE ROLE {OWNER} LOGIN PASSWORD '{OWNER_PASSWORD}'")
    postgres.run(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
    _restore(gzip.decompress((data / "rt5.sql.gz").read_bytes()), postgres)
    port = free_port()
    with _served(_configured(data, folder, port, postgres.port), folder, port) as url:
        yield RequestTracker(
            url, f"postgresql://{OWNER}:${{RT_DATABASE_PASSWORD}}@127.0.0.1:{postgres.port}/{DATABASE}"
        )
    postgres.run(f"DROP DATABASE {DATABASE} WITH (FORCE)")
    postgres.run(f"DROP ROLE {OWNER}")


def _restore(dump: bytes, postgres: PostgreSQL) -> None:
    """As the role that RT uses, so that the tables are its own."""
    where = ["-h", "127.0.0.1", "-p", str(postgres.port), "-U", OWNER, "-d", DATABASE]
    told = subprocess.run(
        [postgres.programs / "psql", "-qX", "-v", "ON_ERROR_STOP=1", *where],
        input=dump,
        env={**os.environ, "PGPASSWORD": OWNER_PASSWORD},
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert told.returncode == 0, told.stderr.decode()


def _configured(data: Path, folder: Path, port: int, database_port: int) -> dict[str, str]:
    """The environment of a server that reads a copy of the shared configuration with these ports."""
    text = (data / "RT_SiteConfig.pm").read_text(encoding="utf-8")
    text = re.sub(r"Set\(\$WebPort, \d+\)", f"Set($WebPort, {port})", text)
    text = re.sub(r"Set\(\$DatabasePort, '\d+'\)", f"Set($DatabasePort, '{database_port}')", text)
    for name in ("mason", "sessions", "none"):
        (folder / name).mkdir()
    (folder / "RT_SiteConfig.pm").write_text(text, encoding="utf-8")
    return {
        **os.environ,
        "RT_SITE_CONFIG": str(folder / "RT_SiteConfig.pm"),
        "RT_SITE_CONFIG_DIR": str(folder / "none"),
        "RT_HOME": str(folder),
    }


@contextmanager
def _served(environment: dict[str, str], folder: Path, port: int) -> Iterator[str]:
    command = ["starman", "--listen", f"127.0.0.1:{port}", "--workers", "2", "--disable-keepalive"]
    with (folder / "starman.log").open("wb") as log:
        server = subprocess.Popen(
            [*command, "-E", "deployment", RT_SERVER],
            env=environment,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    url = f"http://127.0.0.1:{port}/REST/2.0"
    try:
        _wait_for(f"{url}/rt", server, folder / "starman.log")
        yield url
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(timeout=15)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Until it answers, if only to refuse: the address needs a login."""
    end = time.monotonic() + START_S
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=START_S).close()
        except urllib.error.HTTPError as refusal:
            if refusal.code == 401:
                return
            break
        except OSError:
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"Request Tracker does not answer: {log.read_text(encoding='utf-8', errors='replace')[-2000:]}")
