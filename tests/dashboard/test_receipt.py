"""The receipt of a ticket: the same rows on the page, on the command line and in the PDF."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
import typst

from dashboard import words
from dashboard.charts import timeline
from dashboard.files.data import table_csv
from dashboard.receipt import pdf as printing
from dashboard.receipt.__main__ import find, main
from dashboard.receipt.document import Receipt, receipt
from tests.dashboard import small_receipt, small_warehouse
from tests.dashboard.conftest import Open
from tests.dashboard.small_receipt import LATE, WAITING
from warehouse import reads, store
from warehouse.errors import UserError
from warehouse.reads import Scope


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    words.speak("en")
    yield
    words.speak("")


def _column(receipt: Receipt, name: str) -> list[str]:
    place = receipt.stretches.names.index(name)
    return [row[place] for row in receipt.stretches.rows]


def _rows(warehouse: Path, name: str, scope: Scope) -> list[dict[str, object]]:
    build = store.published(warehouse)
    assert build
    with store.connect(build.path) as connection:
        return reads.read(scope, connection, name, ticket=LATE).rows(named=True)


def test_the_running_total_is_held_against_the_target_stretch_by_stretch(full: Path) -> None:
    receipt = find(full, LATE)
    assert _column(receipt, "resolution_elapsed_s") == [
        "0:10:00",
        "2:00:00",
        "9:00:00",
        "9:00:00",
        "10:00:00",
        "10:00:00",
    ]
    assert _column(receipt, "left_s") == ["7:50:00", "6:00:00", "−1:00:00", "−1:00:00", "−2:00:00", "—"]
    assert receipt.stretches.marked == [2]


def test_a_pause_counts_nothing(full: Path) -> None:
    receipt = find(full, LATE)
    assert _column(receipt, "worked_s")[3] == "1:00:00"
    assert _column(receipt, "held_s")[3] == "0:00:00"


def test_the_response_clock_stops_at_the_first_reply(full: Path) -> None:
    receipt = find(full, LATE)
    assert _column(receipt, "began_name")[:3] == ["Created", "First reply", "Handed over"]
    assert set(_column(receipt, "response_elapsed_s")) == {"0:10:00"}


def test_the_verdict_names_the_moment_the_target_and_who_answers(full: Path) -> None:
    receipt = find(full, LATE)
    resolution = receipt.verdicts[1]
    assert (resolution.name, resolution.used) == ("Late", "10:00:00 of 8:00:00 used")
    assert resolution.meaning == "The target of 8:00:00 was passed at 2026-06-29 18:00:00."
    assert receipt.accountable == "人力资源部 answers for it: it held the request when the target was passed."


def test_the_level_says_why_it_matched(full: Path) -> None:
    level = find(full, LATE).levels.rows[0]
    assert level[3:8] == [
        "For 质量管理部; wins over the one for every customer", "2025-01-01", "no limit", "1:00:00", "8:00:00",
    ]  # fmt: skip


def test_a_level_is_shown_with_each_version_of_its_calendar_that_was_in_force_while_it_counted(full: Path) -> None:
    levels = find(full, LATE).levels
    assert levels.names[8:11] == ("calendar", "calendar_version", "calendar_effective_from")
    assert [row[8:11] for row in levels.rows] == [
        ["office", "old456", "2026-06-28"], ["office", "abc123", "2026-06-29"],
    ]  # fmt: skip


def test_a_calendar_that_has_never_changed_is_in_force_since_the_beginning(full: Path) -> None:
    build = store.published(full)
    assert build
    with store.connect(build.path) as connection:
        scope = reads.everyone(connection)
        rows = {
            name: reads.read(scope, connection, name, ticket=LATE)
            for name in ("receipt", "receipt_level", "receipt_stretch", "receipt_share")
        }
    rows["receipt_level"] = rows["receipt_level"].with_columns(calendar_effective_from=pl.lit(None, pl.Date))
    found = receipt(rows.__getitem__, "build")
    assert found
    assert [row[10] for row in found.levels.rows] == ["the beginning", "the beginning"]


def test_shares_show_returns(full: Path) -> None:
    rows = {row[0]: row[2:5] for row in find(full, LATE).shares.rows}
    assert rows == {"人力资源部": ["70.0%", "1", "0"], "桌面支持组": ["30.0%", "2", "1"]}


def test_a_request_that_waits_says_when_it_would_be_late_and_what_is_provisional(full: Path) -> None:
    receipt = find(full, WAITING)
    assert receipt.verdicts[1].meaning == "7:00:00 left; late after 2026-07-01 18:00:00 if nothing pauses it."
    assert len(receipt.remarks) == 1
    assert _column(receipt, "level_number") == ["L1", "—"]


@pytest.mark.parametrize("department", ["A1", "B1", "A21"])
def test_who_answers_is_served_or_held_it_sees_the_receipt(full: Path, department: str) -> None:
    assert len(_rows(full, "receipt_stretch", Scope((department,)))) == 6


@pytest.mark.parametrize("name", ["receipt", "receipt_level", "receipt_stretch", "receipt_share"])
def test_nobody_else_sees_anything_of_it(full: Path, name: str) -> None:
    assert _rows(full, name, Scope(("C", "B2"))) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_command_line_prints_it_in_the_readers_language(
    full: Path, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    assert main([LATE, "--warehouse", str(full), "--lang", {"zh": "zh_CN.UTF-8", "en": "C.UTF-8"}[language]]) == 0
    printed = capsys.readouterr().out
    assert words.catalogue(language)["state.breached"] in printed
    assert "−2:00:00" in printed
    assert "70.0%" in printed


@pytest.mark.parametrize("ticket", ["T9999", "", "T0001'; --"])
def test_an_unknown_request_is_one_sentence_and_exit_1(
    full: Path, capsys: pytest.CaptureFixture[str], ticket: str
) -> None:
    assert main([ticket, "--warehouse", str(full)]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert len(captured.err.strip().splitlines()) == 1


def test_before_the_first_build_the_command_says_what_to_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([LATE, "--warehouse", str(tmp_path)]) == 1
    assert "make etl" in capsys.readouterr().err


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pdf_is_one_page_with_every_part_and_the_same_bytes_each_time(
    full: Path, tmp_path: Path, language: str
) -> None:
    file = tmp_path / "receipt.pdf"
    assert main([LATE, "--warehouse", str(full), "--lang", language, "--pdf", str(file)]) == 0
    receipt = find(full, LATE)
    assert file.read_bytes() == printing.pdf(receipt, language)
    assert file.read_bytes().startswith(b"%PDF-")
    assert len(re.findall(rb"/Type/Page\b", file.read_bytes())) == 1
    text = {"document": printing.as_text(receipt, language)}
    headings = typst.query(printing.PAGE.read_bytes(), "heading", field="body", sys_inputs=text)
    for title in (receipt.title, receipt.levels.title, receipt.stretches.title, receipt.shares.title):
        assert title in headings


def test_names_in_the_pdf_are_never_read_as_markup(full: Path) -> None:
    receipt = find(full, LATE)
    receipt.facts.append(("*#panic(1)*", "$ #eval("))
    assert printing.pdf(receipt, "en").startswith(b"%PDF-")


def test_a_pdf_that_cannot_be_written_is_one_sentence(
    full: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([LATE, "--warehouse", str(full), "--pdf", str(tmp_path / "none" / "receipt.pdf")]) == 1
    assert "none" in capsys.readouterr().err


def test_without_a_chinese_font_the_pdf_is_refused(full: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "chinese", list)
    with pytest.raises(UserError, match="Noto Sans CJK SC"):
        printing.pdf(find(full, LATE), "zh")


def test_the_csv_has_the_rows_of_the_receipt_and_no_formula(full: Path) -> None:
    table = find(full, LATE).stretches
    table.rows[0][4] = "=1+1"
    lines = list(csv.reader(io.StringIO(table_csv(table).decode("utf-8-sig"))))
    assert lines[0] == table.columns
    assert lines[2:] == table.rows[1:]
    assert lines[1][4] == "'=1+1"


def test_the_page_shows_the_rows_of_the_command_line(full: Path, open_page: Open) -> None:
    shown = open_page(full, "ticket", "en", ticket=LATE)
    receipt = find(full, LATE)
    tables = [table.value.to_numpy().tolist() for table in shown.dataframe]
    assert tables == [receipt.stretches.rows, receipt.shares.rows, receipt.levels.rows]
    assert {verdict.used for verdict in receipt.verdicts} <= {text.value.strip("# ") for text in shown.markdown}


def test_the_page_names_a_request_that_is_not_there(full: Path, open_page: Open) -> None:
    shown = open_page(full, "ticket", "zh", ticket="T9999")
    assert not shown.exception
    assert ["T9999" in warning.value for warning in shown.warning] == [True]


def test_the_most_urgent_stand_first_and_the_late_ones_beside_them(full: Path, open_page: Open) -> None:
    shown = open_page(full, "risk")
    table = shown.dataframe[0].value
    assert table["left_hours"].is_monotonic_increasing
    assert table.loc[table["ticket_id"] == WAITING, "clock_name"].item() == "Paused"
    assert shown.metric[-1].value == "1"
    assert set(table["ticket_id"]).isdisjoint({"T0008"})


def test_a_filter_narrows_what_is_at_risk(full: Path, open_page: Open) -> None:
    shown = open_page(full, "risk", provider="设备部")
    assert set(shown.dataframe[0].value["provider_name"]) == {"设备部"}


def test_both_attributions_stand_side_by_side(full: Path, open_page: Open) -> None:
    table = open_page(full, "sla").dataframe[-1].value.set_index("provider_name")
    assert table.loc["桌面支持组"].tolist() == [12, 13.5, 1.5, 2, 5]
    assert table["accountable_count"].sum() == table["breached_share_sum"].sum() == 24


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00:00"), (3661, "1:01:01"), (-974, "−0:16:14"), (None, "—")])
def test_working_time_is_written_to_the_second(seconds: int | None, text: str) -> None:
    assert words.duration(seconds) == text


def test_the_timeline_leaves_out_what_comes_after_resolution_and_marks_the_breach(full: Path) -> None:
    everyone = Scope(tuple(department_id for department_id, _, _ in small_warehouse.DEPARTMENTS))
    stretches = pl.DataFrame(_rows(full, "receipt_stretch", everyone))
    figure = timeline.timeline(stretches, small_receipt.CREATED, "Asia/Shanghai")
    bars = [(bar.name, list(bar.y)) for bar in figure.data if bar.showlegend]
    assert {provider for _, providers in bars for provider in providers} == {"桌面支持组", "人力资源部"}
    assert [(name, len(providers)) for name, providers in bars] == [("Running", 4), ("Paused", 1)]
    assert [str(line.x0) for line in figure.layout.shapes] == ["2026-06-29 09:00:00"]
