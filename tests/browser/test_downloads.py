"""What is downloaded is what the screen shows, and the audit log says so."""

from pathlib import Path

import polars as pl
import pytest

from dashboard import words
from tests.browser.conftest import Visit


def test_an_excel_file_has_the_rows_of_the_screen(visit: Visit, tmp_path: Path) -> None:
    guest = visit("zh")
    guest.open("sla", "?customer=质量管理部&period=2026H1")
    head, *shown = guest.rows("service_table")
    file = guest.take("service_table", "Excel", tmp_path / "taken.xlsx")
    assert file == "neikan-sla-service_table-2026H1-质量管理部-2026-07-01-zh.xlsx"
    sheets = pl.read_excel(tmp_path / "taken.xlsx", sheet_id=0, engine="calamine")
    taken = next(iter(sheets.values()))
    assert taken.columns == head
    for row, (name, *numbers) in zip(taken.rows(), shown, strict=True):
        assert row[0] == name
        assert [100 * row[1], 100 * row[2], row[3], row[4]] == pytest.approx([float(one) for one in numbers])
    said = words.catalogue("zh")
    about = sheets[said["file.about"]].rows()
    assert (said["file.build"], "20260630T160000Z-0001") in about
    assert (said["filter.customer"], "质量管理部") in about
    guest.open("audit_log")
    lines = guest.rows("audit_lines")
    assert any("sla-service_table" in line and f"file={file}" in " ".join(line) for line in lines)
