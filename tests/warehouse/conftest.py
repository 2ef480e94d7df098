"""Builds of the golden company through the whole pipeline, and a small company in the life of a half-year."""

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from etl.__main__ import main
from tests.warehouse import period_company
from tests.warehouse.period_desk import EVIDENCE, LATE, Desk
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


@pytest.fixture(scope="session")
def assessed_desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Assessed and public, with two points more for IT and a veto on HR that the build does not know yet."""
    folder = tmp_path_factory.mktemp("life")
    desk = Desk(folder)
    period_company.write(desk.company)
    desk.build()
    assert desk.does("assess", "ada") == 0
    assert desk.does("adjust", "boss", "--department", "IT", "--points", "2", *EVIDENCE) == 0
    assert desk.does("veto", "boss", "--department", "HR", "--code", "V1", *EVIDENCE) == 0
    for by in ("ben", "ivan"):
        assert desk.does("approve", by, "--id", "veto-3") == 0
    for by in ("ben", "eva"):
        assert desk.does("approve", by, "--id", "adjustment-2") == 0
    assert desk.does("publicize", "ada") == 0
    return desk


@pytest.fixture(scope="session")
def frozen_desk(assessed_desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The same, built again and frozen."""
    folder = tmp_path_factory.mktemp("frozen")
    desk = Desk(Path(shutil.copytree(assessed_desk.warehouse.parent, folder, dirs_exist_ok=True)))
    desk.build()
    for by in ("ben", "boss"):
        assert desk.does("approve", by, now=LATE) == 0
    assert desk.does("freeze", "ben", now=LATE) == 0
    return desk


@pytest.fixture
def desk(frozen_desk: Desk, tmp_path: Path) -> Desk:
    """A copy that the test may change."""
    return Desk(Path(shutil.copytree(frozen_desk.warehouse.parent, tmp_path, dirs_exist_ok=True)))


@pytest.fixture
def open_desk(assessed_desk: Desk, tmp_path: Path) -> Desk:
    """A copy that is not frozen yet."""
    return Desk(Path(shutil.copytree(assessed_desk.warehouse.parent, tmp_path, dirs_exist_ok=True)))
