"""Refused rows that a person mends and gives back: the next run takes them, unless the source has changed by then."""

import csv
import json
from contextvars import ContextVar
from pathlib import Path

import duckdb
import pytest
import xlsxwriter

from dashboard import refused
from dashboard.words import speak
from etl.quarantine import main
from tests.etl.pulls import TITLES, Pulls, row
from tests.etl.small_company import Loaded

ADDED = 'load = "append"\n'


@pytest.fixture(autouse=True)
def unspoken(monkeypatch: pytest.MonkeyPatch) -> None:
    """The language that a test speaks ends with it."""
    monkeypatch.setattr("dashboard.words._spoken", ContextVar("spoken", default=None))


def _give_out(pulls: Pulls, out: Path, feed: str = "tickets") -> list[list[str]]:
    """What `make quarantine OUT=` writes of the last build (made by hand, for a build without marts)."""
    build = pulls.publish()
    assert build
    with duckdb.connect(str(build.path), read_only=True) as connection:
        rows = connection.execute(
            f"SELECT md5('{feed}' || content::VARCHAR) AS refused_id, '{feed}' AS feed, run_id, source, row_number,"
            f" broken, content::VARCHAR AS content FROM quarantine.{feed} ORDER BY row_number"
        ).pl()
    speak("en")
    out.write_bytes(refused.as_csv(rows) if out.suffix == ".csv" else refused.as_sheets(rows))
    return list(csv.reader(out.open(encoding="utf-8-sig", newline=""))) if out.suffix == ".csv" else []


def _mend(pulls: Pulls, lines: list[list[str]], out: Path, **cells: str) -> int:
    """Puts cells into every row of the file and gives it back; the exit status."""
    for line in lines[1:]:
        for name, cell in cells.items():
            line[lines[0].index(name)] = cell
    with out.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(lines)
    return main([str(out), "--warehouse", str(pulls.warehouse)])


def _status(loaded: Loaded) -> list[tuple[str, str]]:
    return loaded.rows("SELECT ticket_id, status FROM feed.tickets ORDER BY 1")


def _told(loaded: Loaded) -> list[tuple[str, float]]:
    return loaded.rows("SELECT kind, value FROM audit.notice")


@pytest.mark.parametrize("settings", ["", ADDED], ids=["whole", "added to"])
def test_a_mended_row_is_taken_in_place_of_the_refused_one(tmp_path: Path, settings: str) -> None:
    pulls, out = Pulls(tmp_path, settings), tmp_path / "x.csv"
    rows = (row("T1"), row("T2", "waiting"))
    pulls.pull(*rows)
    assert _mend(pulls, _give_out(pulls, out), out, status="pending") == 0
    loaded = pulls.pull(*(rows if not settings else [row("T3")]))
    assert ("T2", "pending") in _status(loaded)
    assert loaded.rows("FROM quarantine.tickets") == []
    assert loaded.notes == ["tickets: 1 refused rows were taken as they were mended by hand."]
    count = loaded.counts["tickets"]
    assert count.read_count == count.loaded_count == 2
    again = pulls.pull(*(rows if not settings else [row("T4")]))
    assert (("T2", "pending") in _status(again), _told(again)) == (True, [])


def test_a_source_that_was_mended_since_wins_and_that_is_said_once(tmp_path: Path) -> None:
    pulls, out = Pulls(tmp_path), tmp_path / "x.csv"
    pulls.pull(row("T1"), row("T2", "waiting"))
    assert _mend(pulls, _give_out(pulls, out), out, status="pending") == 0
    loaded = pulls.pull(row("T1"), row("T2", "closed"))
    assert _status(loaded) == [("T1", "open"), ("T2", "closed")]
    assert _told(loaded) == [("release_unused", 1)]
    assert _told(pulls.pull(row("T1"), row("T2", "closed"))) == []


def test_a_row_that_is_mended_wrongly_is_refused_as_it_came(tmp_path: Path) -> None:
    pulls, out = Pulls(tmp_path), tmp_path / "x.csv"
    pulls.pull(row("T1"), row("T2", "waiting"))
    assert _mend(pulls, _give_out(pulls, out), out, status="hanging") == 0
    loaded = pulls.pull(row("T1"), row("T2", "waiting"))
    assert loaded.column("SELECT content->>'status' FROM quarantine.tickets") == ["waiting"]
    assert _mend(pulls, _give_out(pulls, out), out, status="pending") == 0
    assert ("T2", "pending") in _status(pulls.pull(row("T1"), row("T2", "waiting"))), "the last word counts"


def test_a_duplicate_that_gets_another_key_is_released_also_where_rows_are_added(tmp_path: Path) -> None:
    pulls, out = Pulls(tmp_path, ADDED), tmp_path / "x.csv"
    pulls.pull(row("T1", "closed"), row("T1"))
    assert _mend(pulls, _give_out(pulls, out), out, ticket_id="T9") == 0
    assert _status(pulls.pull(row("T2"))) == [("T1", "open"), ("T2", "open"), ("T9", "closed")]


def test_what_looks_like_a_formula_is_text_in_the_file_and_comes_back_as_it_was(tmp_path: Path) -> None:
    pulls, out = Pulls(tmp_path), tmp_path / "x.csv"
    subject = '=HYPERLINK("http://x")'
    line = row("T1", "waiting") + ',"' + subject.replace('"', '""') + '"'
    pulls.pull(line, titles=f"{TITLES},subject")
    lines = _give_out(pulls, out)
    assert lines[1][lines[0].index("subject")] == f"'{subject}"
    assert _mend(pulls, lines, out, status="pending") == 0
    assert pulls.pull(line, titles=f"{TITLES},subject").column("SELECT subject FROM feed.tickets") == [subject]


def test_an_excel_file_comes_back_too(tmp_path: Path) -> None:
    pulls, out = Pulls(tmp_path), tmp_path / "x.csv"
    pulls.pull(row("T1"), row("T2", "waiting"))
    lines = _give_out(pulls, out)
    lines[1][lines[0].index("status")] = "pending"
    with xlsxwriter.Workbook(tmp_path / "x.xlsx") as book:
        sheet = book.add_worksheet()
        for number, line in enumerate(lines):
            for place, cell in enumerate(line):
                sheet.write_string(number, place, cell)
    assert main([str(tmp_path / "x.xlsx"), "--warehouse", str(pulls.warehouse)]) == 0
    assert ("T2", "pending") in _status(pulls.pull(row("T1"), row("T2", "waiting")))


def test_who_gave_what_when_is_kept_and_never_rewritten(tmp_path: Path) -> None:
    pulls, out = Pulls(tmp_path), tmp_path / "x.csv"
    pulls.pull(row("T1"), row("T2", "waiting"))
    lines = _give_out(pulls, out)
    for status in ("pending", "closed"):
        assert _mend(pulls, lines, out, status=status) == 0
    kept = [json.loads(line) for line in (pulls.warehouse / "released/tickets.jsonl").read_text().splitlines()]
    assert [(one["was"]["status"], one["now"]["status"]) for one in kept] == [
        ("waiting", "pending"),
        ("waiting", "closed"),
    ]
    assert all(one["who"] and one["at"] for one in kept)
    loaded = pulls.pull(row("T1"), row("T2", "waiting"))
    assert loaded.rows("SELECT feed, source, row_number, is_taken FROM audit.release") == [
        ("tickets", "tickets.csv", 2, True)
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, "no cell differs"),
        ({"#id": "unknown"}, "line 2: this row is in quarantine no more"),
        ({"#feed": "tikets"}, 'there is no feed "tikets"'),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], change: dict[str, str], said: str
) -> None:
    pulls, out = Pulls(tmp_path), tmp_path / "x.csv"
    pulls.pull(row("T1"), row("T2", "waiting"))
    assert _mend(pulls, _give_out(pulls, out), out, **change) == 1
    assert said in capsys.readouterr().err
    assert not (pulls.warehouse / "released").exists()
