"""Builds of the golden company through the whole pipeline, one per as-of instant and session."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from etl.__main__ import main
from warehouse.store import published

GOLDEN = "golden/service_clock"


@pytest.fixture(scope="session")
def golden_build(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The published file of the golden company, judged as of what a folder of expected rows says."""

    @cache
    def build(expected: str) -> Path:
        folder = shared / GOLDEN
        warehouse = tmp_path_factory.mktemp("golden")
        as_of = (folder / expected / "AS_OF").read_text(encoding="utf-8").strip()
        status = main(["--company", str(folder), "--warehouse", str(warehouse), "--as-of", as_of])
        build = published(warehouse)
        assert (status, build is not None) == (0, True)
        assert build
        return build.path

    return build


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A folder that a second engine may write to."""
    return tmp_path / "work"
