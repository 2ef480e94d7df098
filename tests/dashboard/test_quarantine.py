"""Refused rows on the command line and in files."""

import csv
import io
from contextvars import ContextVar
from pathlib import Path

import fastexcel
import polars as pl
import pytest

from dashboard import refused
from dashboard.quarantine import main
from dashboard.words import speak


@pytest.fixture(autouse=True)
def unspoken(monkeypatch: pytest.MonkeyPatch) -> None:
    """The language that a test speaks ends with it."""
    monkeypatch.setattr("dashboard.words._spoken", ContextVar("spoken", default=None))


def _run(warehouse: Path, *options: str) -> int:
    return main(["--warehouse", str(warehouse), *options])


def test_rows_are_listed_with_reasons_in_words(full: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(full, "--language", "zh") == 0
    told = capsys.readouterr().out
    assert "工单 (tickets): 时间无法识别 (bad_time)" in told
    assert 'tickets tickets.csv:17 时间无法识别（created_at）  {"ticket_id": "T9", "created_at": "31/31/2026"}' in told
    assert "tickets.csv:90" in told


@pytest.mark.parametrize(
    ("options", "rows"),
    [(["--reason", "bad_time"], [17]), (["--feed", "tickets"], [17, 90]), (["--run", "another"], [])],
)
def test_options_narrow_the_rows(
    full: Path, capsys: pytest.CaptureFixture[str], options: list[str], rows: list[int]
) -> None:
    assert _run(full, "--language", "en", *options) == 0
    told = capsys.readouterr().out
    assert [number for number in (17, 90) if f"tickets.csv:{number}" in told] == rows
    assert ("No row was refused." in told) == (not rows)


def test_a_csv_says_where_each_row_came_from_and_holds_its_cells(full: Path, tmp_path: Path) -> None:
    out = tmp_path / "x.csv"
    assert _run(full, "--language", "en", "--out", str(out)) == 0
    rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig"))))
    assert [(row["#source"], row["#row"], row["ticket_id"]) for row in rows] == [
        ("tickets.csv", "17", "T9"),
        ("tickets.csv", "90", ""),
    ]
    assert rows[0]["#reasons"] == "Not a time that can be read (created_at)"
    assert rows[1]["status"] == "'-100", "a spreadsheet would compute it"
    assert out.stat().st_mode & 0o077 == 0, "rows may name people"


def test_an_excel_file_has_a_sheet_per_feed_and_no_formula(tmp_path: Path) -> None:
    place = {"refused_id": "x", "run_id": "r", "source": "a.csv", "row_number": 1, "broken": ["malformed_row:*"]}
    contents = {"tickets": '{"a": "=1+1"}', "absences": '{"line": "@x"}'}
    rows = pl.DataFrame([{**place, "feed": feed, "content": content} for feed, content in contents.items()])
    speak("en")
    (tmp_path / "x.xlsx").write_bytes(refused.as_sheets(rows))
    book = fastexcel.read_excel(str(tmp_path / "x.xlsx"))
    assert book.sheet_names == ["Tickets", "Absences"]
    assert book.load_sheet("Tickets").to_polars()["a"].to_list() == ["=1+1"]


@pytest.mark.parametrize(("out", "said"), [("x.pdf", "neither .csv nor .xlsx"), ("none/x.csv", "cannot be written")])
def test_a_file_that_cannot_be_written_is_explained(
    full: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], out: str, said: str
) -> None:
    assert _run(full, "--out", str(tmp_path / out)) == 1
    assert said in capsys.readouterr().err


def test_before_the_first_build_it_says_what_to_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(tmp_path) == 1
    assert "run `make etl` first" in capsys.readouterr().err
