"""Database servers of the machine, each started in a folder of its own on a free port of the loopback."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import psycopg
import pymysql  # type: ignore[import-untyped]
import pytest

from tests.conftest import IN_CI
from tests.machine import Need, command_for, find_mariadb, find_postgresql

PASSWORD = "p@ss/w:rd"  # signs that a URL would read as its own
PATIENCE_S = 60
NOT_YET = 2003


Server = TypeVar("Server")


@contextmanager
def started(need: Need, start: Callable[[], AbstractContextManager[Server]]) -> Iterator[Server]:
    """The server; without its programs the test is skipped, and fails in CI."""
    if not need.find():
        complain = pytest.fail if IN_CI else pytest.skip
        complain(f"needs {need.title}: {command_for(need)}")
    with start() as server:
        yield server


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def _folder(user: str) -> Iterator[Path]:
    """A folder that the server's user may enter and write; the folders of tests are closed to others."""
    folder = Path(tempfile.mkdtemp(prefix="neikan-"))
    folder.chmod(0o755)
    try:
        if os.geteuid() == 0:
            account = pwd.getpwnam(user)
            os.chown(folder, account.pw_uid, account.pw_gid)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _as(user: str, command: list[str]) -> list[str]:
    return ["runuser", "-u", user, "--", *command] if os.geteuid() == 0 else command


@dataclass(frozen=True)
class PostgreSQL:
    """A running server with superuser postgres."""

    folder: Path
    programs: Path
    port: int

    def url(self, database: str = "postgres") -> str:
        """As sources.toml has it; the password is in the environment as PG_PASSWORD."""
        return f"postgresql://postgres:${{PG_PASSWORD}}@127.0.0.1:{self.port}/{database}"

    def connect(self, database: str = "postgres", **options: Any) -> psycopg.Connection:
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user="postgres", password=PASSWORD, dbname=database, **options
        )

    def run(self, sql: str, database: str = "postgres") -> None:
        """Statements, each committed by itself."""
        with self.connect(database, autocommit=True) as connection:
            connection.execute(sql.encode())

    def control(self, *words: str) -> None:
        command = [str(self.programs / "pg_ctl"), "-D", str(self.folder / "data"), "-w", "-t", str(PATIENCE_S), *words]
        with (self.folder / "control.log").open("a") as log:  # a pipe would stay open as long as the server runs
            subprocess.run(_as("postgres", command), check=True, stdin=subprocess.DEVNULL, stdout=log, stderr=log)


@contextmanager
def postgresql() -> Iterator[PostgreSQL]:
    programs = Path(find_postgresql() or "").parent
    with _folder("postgres") as folder:
        server = PostgreSQL(folder, programs, free_port())
        password = folder / "password"
        password.write_text(PASSWORD)
        password.chmod(0o644)
        places = ["-D", str(folder / "data"), "-U", "postgres", f"--pwfile={password}"]
        command = [str(programs / "initdb"), *places, "-A", "scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
        subprocess.run(_as("postgres", command), check=True, capture_output=True, cwd=folder)
        options = f"-p {server.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
        server.control("-l", str(folder / "log"), "-o", f"{options} -c timezone=Asia/Seoul", "start")
        try:
            yield server
        finally:
            server.control("-m", "immediate", "stop")


@dataclass(frozen=True)
class MariaDB:
    """A running server with user etl."""

    port: int

    @property
    def url(self) -> str:
        return f"mysql://etl:${{MY_PASSWORD}}@127.0.0.1:{self.port}/desk"

    def run(self, *statements: str) -> None:
        connection = pymysql.connect(host="127.0.0.1", port=self.port, user="etl", password=PASSWORD, autocommit=True)
        with connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


@contextmanager
def mariadb() -> Iterator[MariaDB]:
    server = MariaDB(free_port())
    with _folder("mysql") as folder:
        data = f"--datadir={folder / 'data'}"
        who = ["--user=mysql"] if os.geteuid() == 0 else []
        install = ["mariadb-install-db", "--no-defaults", data, "--auth-root-authentication-method=normal", *who]
        subprocess.run(install, check=True, capture_output=True, cwd=folder)
        start = folder / "start.sql"
        statements = [
            "CREATE DATABASE desk",
            f"CREATE USER etl@'127.0.0.1' IDENTIFIED BY '{PASSWORD}'",
            "GRANT ALL ON *.* TO etl@'127.0.0.1'",
            "SET GLOBAL time_zone = '+09:00'",
        ]
        start.write_text("".join(f"{one};\n" for one in statements))  # one a line, or only the first counts
        start.chmod(0o644)
        command = [find_mariadb() or "", "--no-defaults", data, f"--socket={folder / 'socket'}", f"--init-file={start}"]
        command += [
            f"--port={server.port}",
            "--bind-address=127.0.0.1",
            "--skip-name-resolve",
            f"--pid-file={folder / 'pid'}",
            *who,
        ]
        with (folder / "log").open("w") as log:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            _await(server, process)
            yield server
        finally:
            process.terminate()
            process.wait(PATIENCE_S)


def _await(server: MariaDB, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE_S
    while process.poll() is None:
        try:
            return server.run("SELECT 1 FROM DUAL")
        except pymysql.err.OperationalError as error:
            if error.args[0] != NOT_YET or time.monotonic() > deadline:
                raise
    raise RuntimeError("MariaDB ended at once")
