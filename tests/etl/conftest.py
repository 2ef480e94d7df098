"""One published warehouse of the small company, made once for all tests that need one."""

import shutil
from pathlib import Path

import pytest

from etl.__main__ import main
from tests.etl.small_company import EVENTS, LEVELS, TICKETS, write_company


@pytest.fixture(scope="session")
def small_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    company = write_company(folder / "company", tickets=TICKETS, ticket_events=EVENTS, service_levels=LEVELS)
    warehouse = folder / "warehouse"
    assert main(["--company", str(company), "--warehouse", str(warehouse), "--as-of", "2026-06-30T16:00:00Z"]) == 0
    return warehouse


@pytest.fixture
def warehouse(small_warehouse: Path, tmp_path: Path) -> Path:
    """A copy of it that the test may change."""
    return shutil.copytree(small_warehouse, tmp_path / "warehouse")
