"""What tests of the pipeline share: a published warehouse of the small company, and database servers."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from etl import secrets
from etl.__main__ import main
from tests.etl import servers
from tests.etl.demo_company import Demo, settled
from tests.etl.desk import Desk, new_desk
from tests.etl.rest_pull import RestPull
from tests.etl.small_company import EVENTS, LEVELS, TICKETS, write_company
from tests.machine import NEEDS


@pytest.fixture(autouse=True)
def _nothing_is_secret_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "_patterns", {})


@pytest.fixture(scope="session")
def small_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    company = write_company(folder / "company", tickets=TICKETS, ticket_events=EVENTS, service_levels=LEVELS)
    warehouse = folder / "warehouse"
    assert main(["--company", str(company), "--warehouse", str(warehouse), "--as-of", "2026-06-30T16:00:00Z"]) == 0
    return warehouse


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The demo company at its default size, read back without the program."""
    return Demo(settled(tmp_path_factory.mktemp("demo") / "company"))


@pytest.fixture
def warehouse(small_warehouse: Path, tmp_path: Path) -> Path:
    """A copy of it that the test may change."""
    return shutil.copytree(small_warehouse, tmp_path / "warehouse")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[servers.PostgreSQL]:
    """A server for all tests, which make databases of their own in it."""
    with servers.started(NEEDS["postgresql"], servers.postgresql) as server:
        yield server


@pytest.fixture(scope="session")
def mariadb() -> Iterator[servers.MariaDB]:
    with servers.started(NEEDS["mariadb"], servers.mariadb) as server:
        yield server


@pytest.fixture
def desk(postgresql: servers.PostgreSQL, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A fresh database with a service desk and a staff list."""
    monkeypatch.setenv("PG_PASSWORD", servers.PASSWORD)
    return new_desk(postgresql)


@pytest.fixture
def rest_pull(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RestPull:
    return RestPull(tmp_path, monkeypatch)
