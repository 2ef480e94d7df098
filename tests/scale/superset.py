"""Apache Superset in an environment of its own, on the same DuckDB file: four charts as one click asks for them."""

import asyncio
import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.browser.server import free_port

PACKAGES = (
    "apache-superset==6.1.0", "duckdb-engine", "duckdb==1.5.5", "rich", "cachetools", "Flask-Caching==2.3.1",
)  # fmt: skip
WORKERS, THREADS, PATIENCE_S = 2, 16, 600
ADMIN = {"username": "admin", "password": "of-the-benchmark"}
CONFIG = """
SECRET_KEY = "of-the-benchmark-and-of-nothing-else-at-all"
SQLALCHEMY_DATABASE_URI = "sqlite:///{folder}/superset.db"
WTF_CSRF_ENABLED = TALISMAN_ENABLED = False
CACHE_CONFIG = {{"CACHE_TYPE": "SimpleCache", "CACHE_DEFAULT_TIMEOUT": 86400, "CACHE_THRESHOLD": 4000}}
DATA_CACHE_CONFIG = CACHE_CONFIG
"""
ON_TIME = "sum({0}_met) / nullif(sum({0}_met + {0}_breached), 0)"
OF = "filter (period_id = '{1}')"
ON_TIME_IN = f"sum({{0}}_met) {OF} / nullif(sum({{0}}_met + {{0}}_breached) {OF}, 0)"
STATES = ("met", "breached", "open", "none")


def install(folder: Path) -> str | None:
    """Puts Superset into an environment of its own; what went wrong, or None."""
    if (folder / "bin/superset").exists():
        return None
    for command in (["venv", str(folder)], ["pip", "install", "--python", str(folder / "bin/python"), *PACKAGES]):
        done = subprocess.run([sys.executable, "-m", "uv", *command, "--quiet"], capture_output=True, text=True)
        if done.returncode:
            return done.stderr.strip() or f"uv ended with {done.returncode}"
    return None


def _environment(folder: Path) -> dict[str, str]:
    given = {"SUPERSET_HOME": str(folder), "SUPERSET_CONFIG_PATH": str(folder / "superset_config.py")}
    return {**os.environ, **given, "FLASK_APP": "superset.app:create_app()"}


def prepare(installed: Path, folder: Path) -> None:
    """Its own database with one user, made once beside its environment and copied into `folder`. CalledProcessError."""
    made = installed / "made"
    if not (made / "superset.db").exists():
        making = installed / "making"
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir()
        _configure(making)
        named = ["--firstname", "a", "--lastname", "b", "--email", "a@example.com"]
        admin = ["fab", "create-admin", *(f"--{name}={value}" for name, value in ADMIN.items()), *named]
        for command in (["db", "upgrade"], admin, ["init"]):
            subprocess.run(
                [str(installed / "bin/superset"), *command], env=_environment(making), check=True, capture_output=True
            )
        making.rename(made)
    folder.mkdir()
    shutil.copy(made / "superset.db", folder)
    _configure(folder)


def _configure(folder: Path) -> None:
    (folder / "superset_config.py").write_text(CONFIG.format(folder=folder), encoding="utf-8")


@contextmanager
def server(installed: Path, folder: Path) -> Iterator[tuple[int, str]]:
    """Superset under gunicorn, one worker a core; the id of the first process and the address."""
    port = free_port()
    command = [str(installed / "bin/gunicorn"), "-w", str(WORKERS), "-k", "gthread", "--threads", str(THREADS)]
    command += ["--preload", "--timeout", "300", "-b", f"127.0.0.1:{port}", "superset.app:create_app()"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, env=_environment(folder), stdout=log, stderr=subprocess.STDOUT)
    try:
        address, end = f"http://127.0.0.1:{port}", time.monotonic() + PATIENCE_S
        while not _is_up(address):
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"Superset did not start:\n{(folder / 'log').read_text(encoding='utf-8')[-2000:]}")
            time.sleep(0.5)
        yield process.pid, address
    finally:
        process.terminate()
        process.wait(timeout=120)


def _is_up(address: str) -> bool:
    try:
        return httpx.get(f"{address}/health", timeout=5).is_success
    except httpx.HTTPError:
        return False


def register(address: str, build: Path) -> tuple[dict[str, str], int]:
    """Signs in and makes marts.sla_cell known; the headers of who is signed in, and the dataset's id."""
    with httpx.Client(base_url=f"{address}/api/v1", timeout=PATIENCE_S) as client:
        token = _posted(client, "security/login", {**ADMIN, "provider": "db", "refresh": False})["access_token"]
        client.headers["authorization"] = f"Bearer {token}"
        extra = json.dumps({"engine_params": {"connect_args": {"read_only": True}}})
        database = {"database_name": "neikan", "sqlalchemy_uri": f"duckdb:///{build}", "extra": extra}
        database_id = _posted(client, "database/", database)["id"]
        dataset = {"database": database_id, "schema": "marts", "table_name": "sla_cell"}
        return {"authorization": client.headers["authorization"]}, int(_posted(client, "dataset/", dataset)["id"])


def _posted(client: httpx.Client, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = client.post(path, json=body)
    if answer.is_error:
        raise RuntimeError(f"Superset answers {path} with {answer.status_code}: {answer.text[:500]}")
    found: dict[str, Any] = answer.json()
    return found


def charts(period: str, before: str, provider: str | None) -> list[dict[str, Any]]:
    """The queries of the overview's four charts: outcomes, months, customers, and how providers changed."""
    of_period = [{"col": "period_id", "op": "==", "val": period}]
    of_both = [{"col": "period_id", "op": "IN", "val": [period, before]}]
    kept = [{"col": "provider_department_id", "op": "==", "val": provider}] if provider else []
    shares = {clock: ON_TIME.format(clock) for clock in ("resolution", "response")}
    counts = {f"{clock}_{state}": f"sum({clock}_{state})" for clock in shares for state in STATES}
    changes = {name: ON_TIME_IN.format("resolution", one) for name, one in (("now", period), ("before", before))}
    queries: list[tuple[list[dict[str, Any]], str, dict[str, str]]] = [
        (of_both, "period_id", shares | counts),
        ([], "month_on", shares | counts),
        (of_period, "customer_department_id", shares | counts),
        (of_both, "provider_department_id", changes | counts),
    ]
    return [
        {
            "filters": [*filters, *kept],
            "columns": [column],
            "metrics": [
                {"expressionType": "SQL", "sqlExpression": text, "label": label} for label, text in metrics.items()
            ],
            "orderby": [],
            "row_limit": 1000,
        }
        for filters, column, metrics in queries
    ]


async def crowd(
    address: str, build: Path, people: int, every_s: float, lasts_s: float,
    periods: list[str], providers: list[str], at_begin: Callable[[], None], seed: int = 7,
) -> tuple[list[float], list[str]]:  # fmt: skip
    """Seconds of each click from the question until all four charts are answered, and what went wrong."""
    headers, dataset = register(address, build)
    seconds: list[float] = []
    faults: list[str] = []

    async def one(number: int) -> None:
        chance = random.Random(seed * 1000 + number)
        async with httpx.AsyncClient(base_url=address, headers=headers, timeout=PATIENCE_S) as client:

            async def ask(query: dict[str, Any]) -> None:
                body = {"datasource": {"id": dataset, "type": "table"}, "force": False, "queries": [query]}
                answer = await client.post("/api/v1/chart/data", json={**body, "result_format": "json"})
                if answer.is_error or not answer.json()["result"][0]["rowcount"]:
                    faults.append(f"{answer.status_code} {answer.text[:200]}")

            offset = every_s * number / people
            started = time.perf_counter() + every_s + offset
            await asyncio.sleep(offset)
            await asyncio.gather(*map(ask, charts(periods[0], periods[1], None)))
            for turn in range(int(lasts_s / every_s)):
                await asyncio.sleep(max(0.0, started + turn * every_s - time.perf_counter()))
                if number == turn == 0:
                    at_begin()
                place = chance.randrange(len(periods) - 1)
                provider = chance.choice([None, *providers])
                begin = time.perf_counter()
                await asyncio.gather(*map(ask, charts(periods[place], periods[place + 1], provider)))
                seconds.append(time.perf_counter() - begin)

    for problem in await asyncio.gather(*map(one, range(people)), return_exceptions=True):
        if isinstance(problem, BaseException):
            faults.append(f"{type(problem).__name__}: {problem}")
    return seconds, faults
