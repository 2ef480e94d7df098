"""Files hold what the table shows, say what they are, and compute nothing."""

import io
import json
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
import streamlit as st
from pypdf import PdfReader

from dashboard import words
from dashboard.faults import in_this_language
from dashboard.files import data, excel
from dashboard.files import pdf as printing
from dashboard.files.document import About, Sheet
from dashboard.formats import NUMBERS
from tests.dashboard.conftest import Open

ZONE = "Asia/Shanghai"
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", '=HYPERLINK("http://x")', "http://x")
FRAME = pl.DataFrame(
    {
        "provider_name": ["设备部", *FORMULAS[:2]],
        "resolution_share": [0.875, None, 1.0],
        "ticket_count": [1234, 5, 0],
        "change_points": [-1.25, 0.0, 2.5],
        "created_at": [datetime(2026, 6, 30, 16, 5, 9, tzinfo=UTC), None, datetime(2026, 1, 1, tzinfo=UTC)],
        "month_on": [date(2026, 6, 1)] * 3,
        "is_latest": [True, False, None],
    }
)
ABOUT = About("SLA compliance", [("Filters", 'provider 设备部, "all"\n=1+1'), ("As of", "Jun 30, 2026")], ZONE)


LOCAL = [datetime.fromisoformat("2026-07-01T00:05:09"), None, datetime.fromisoformat("2026-01-01T08:00:00")]


@pytest.fixture(params=words.LOCALES)
def language(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(words, "language", lambda: request.param)
    return str(request.param)


def _excel(content: bytes, sheet: str | int, has_header: bool = True) -> pl.DataFrame:
    """A sheet by its name or its place."""
    sheets = pl.read_excel(io.BytesIO(content), sheet_id=0, engine="calamine", has_header=has_header)
    return sheets[sheet] if isinstance(sheet, str) else list(sheets.values())[sheet - 1]


def test_an_excel_file_has_numbers_and_dates_and_says_what_it_is(language: str) -> None:
    content = excel.as_excel([Sheet("SLA: who [by] month?", FRAME)], ABOUT)
    found = _excel(content, 1)
    assert found.columns == Sheet("", FRAME).labels
    assert found[:, 0].to_list() == FRAME["provider_name"].to_list()
    assert found[:, 1].to_list() == FRAME["resolution_share"].to_list()
    assert found[:, 2].to_list() == FRAME["ticket_count"].to_list()
    assert found[:, 4].to_list() == LOCAL
    assert found[:, 5].cast(pl.Date).to_list() == FRAME["month_on"].to_list()
    head = _excel(content, words.catalogue(language)["file.about"], has_header=False).rows()
    assert head[0][0] == "SLA compliance"
    assert ("As of", "Jun 30, 2026") in head


def test_an_excel_file_holds_no_formula_and_no_link() -> None:
    frame = pl.DataFrame({"provider_name": FORMULAS})
    content = excel.as_excel([Sheet("=1", frame)], ABOUT)
    assert _excel(content, 1)[:, 0].to_list() == list(FORMULAS)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        pages = [parts.read(name).decode() for name in parts.namelist() if "worksheets/sheet" in name]
    assert len(pages) == 2
    assert [page for page in pages if "<f>" in page or "<hyperlink" in page] == []


def test_a_long_excel_file_tells_how_far_it_is() -> None:
    frame = pl.DataFrame({"ticket_count": range(5000)})
    heard: list[float] = []
    content = excel.as_excel([Sheet("long", frame)], ABOUT, heard.append)
    assert heard == [0.4, 0.8]
    assert _excel(content, "long")[:, 0].to_list() == list(range(5000))


def test_sheets_with_equal_names_stay_apart() -> None:
    sheets = [Sheet("a/b" * 20, FRAME), Sheet("a/b" * 20, FRAME)]
    assert _excel(excel.as_excel(sheets, ABOUT), 2).height == FRAME.height


def test_a_csv_opens_in_a_spreadsheet_and_has_its_header_in_remarks() -> None:
    content = data.as_csv(Sheet("SLA", FRAME), ABOUT)
    assert content.startswith(data.BYTE_ORDER_MARK.encode())
    lines = content.decode("utf-8-sig").splitlines()
    assert [line for line in lines[:3] if not line.startswith("# ") or "," in line or '"' in line] == []
    found = pl.read_csv(content, comment_prefix="#", null_values="")
    assert found.columns == Sheet("", FRAME).labels
    assert found[:, 0].to_list() == ["设备部", "'=1+1", "'+1"]
    assert found[:, 1].to_list() == FRAME["resolution_share"].to_list()
    assert found[:, 4].to_list()[0] == "2026-07-01 00:05:09"


@pytest.mark.parametrize("cell", FORMULAS[:-2])
def test_no_cell_of_a_csv_is_a_formula(cell: str) -> None:
    frame = pl.DataFrame({"provider_name": [cell, "1-2"]})
    found = pl.read_csv(data.as_csv(Sheet("x", frame), ABOUT), comment_prefix="#")
    assert found[:, 0].to_list() == [f"'{cell}", "1-2"]
    assert data.plain(cell) == f"'{cell}"


def test_a_parquet_file_is_the_frame_with_its_header() -> None:
    content = data.as_parquet(Sheet("SLA", FRAME), ABOUT)
    assert pl.read_parquet(io.BytesIO(content)).equals(FRAME)
    said = pl.read_parquet_metadata(io.BytesIO(content))
    assert json.loads(said["neikan"])["As of"] == "Jun 30, 2026"
    assert json.loads(said["labels"])["ticket_count"] == words.t("column.ticket_count")


def test_a_pdf_says_what_the_page_says(language: str) -> None:
    sheet = Sheet("设备部", FRAME)
    found = printing.as_pdf([printing.on_paper(sheet, ZONE)], ABOUT, language)
    assert found == printing.as_pdf([printing.on_paper(sheet, ZONE)], ABOUT, language)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(found)).pages)
    for said in ("SLA compliance", "Jun 30, 2026", "设备部", "87.5%", "1,234", "+2.5", "=1+1", "2026-06-01"):
        assert said in text


def test_a_file_keeps_the_language_in_which_it_was_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "session_state", {"language": "zh"})
    made = in_this_language(words.language)
    monkeypatch.setattr(st, "session_state", {})
    assert made() == "zh"
    assert words.language() == "en"


def test_excel_and_page_round_numbers_alike() -> None:
    digits = {one.ending: one.shown for one in NUMBERS if "%" in one.shown}
    for ending, shown in digits.items():
        decimals = int(shown.split(".")[1][0]) if "." in shown else 0
        pattern = next(one.pattern for one in NUMBERS if one.ending == ending).split(";")[0].rstrip("%")
        assert len(pattern.partition(".")[2]) == decimals, ending


def test_a_table_offers_four_kinds_of_file_when_it_is_asked(full: Path, open_page: Open) -> None:
    shown = open_page(full, "sla", provider="设备部", period="2026H1")
    assert list(shown.get("download_button")) == []
    shown.session_state["service_table_download"] = True
    shown.run()
    assert not shown.exception
    assert [button.label for button in shown.get("download_button")] == ["Excel", "CSV", "Parquet", "PDF"]
