"""The pack of a department: both files say the same, within its head's scope, whole or not at all."""

import io
from pathlib import Path

import polars as pl
import pytest
from pypdf import PdfReader

from dashboard import words
from dashboard.packs.__main__ import main, packs
from tests.dashboard.conftest import Open
from tests.dashboard.small_people import HEADS
from warehouse import store

PERIOD = "2026H1"


def _command(full: Path, out: Path, *more: str, period: str = PERIOD) -> int:
    return main(["--warehouse", str(full), "--period", period, "--out", str(out), "--lang", "zh", *more])


def test_every_department_with_a_head_and_a_result_gets_both_files(
    full: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _command(full, tmp_path) == 0
    told = capsys.readouterr().out.split()
    assert sorted(told) == sorted(str(path) for path in tmp_path.rglob("*") if path.is_file())
    assert {Path(path).parent.name for path in told} <= set(HEADS)
    folder = Path(told[0]).parent
    sheets = pl.read_excel(folder / f"pack-{PERIOD}-zh.xlsx", sheet_id=0, engine="calamine")
    said = words.catalogue("zh")
    assert list(sheets) == [said[f"pack.{part}"] for part in ("month", "customer", "survey", "risk", "card")] + ["说明"]
    pages = PdfReader(io.BytesIO((folder / f"pack-{PERIOD}-zh.pdf").read_bytes())).pages
    text = "".join(page.extract_text() for page in pages)
    for name in sheets[said["pack.customer"]][:, 0]:
        assert name in text
    assert "20260630T160000Z-0001" in text


def test_a_pack_tells_of_its_own_department_alone(full: Path) -> None:
    build = store.published(full)
    assert build
    made = dict(packs(build, PERIOD))
    assert set(made["B2"].sheets[1].frame["member_name"]) == {"质量管理部"}


def test_a_half_year_that_is_not_there_is_one_sentence(
    full: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _command(full, tmp_path, period="1999H1") == 1
    assert PERIOD in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_one_sentence(
    full: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    assert _command(full, tmp_path / "file") == 1
    assert "OUT=" in capsys.readouterr().err


def test_the_scorecard_offers_the_pack_in_one_click(full: Path, open_page: Open) -> None:
    shown = open_page(full, "scorecard", "zh", department="B2")
    assert not shown.exception
    labels = [button.label for button in shown.get("download_button")]
    assert {"部门月报（PDF）", "部门月报（Excel）"} <= set(labels)
