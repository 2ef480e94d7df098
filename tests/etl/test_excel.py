"""Workbooks as people keep them: titles above the header, empty rows, a sheet per year, dates in every spelling."""

from datetime import date, datetime
from pathlib import Path

import pytest

from tests.etl.sheets import Rows, workbook
from tests.etl.small_company import Loaded, load, write_company
from warehouse.errors import UserError

TITLES = ["部门编码", "部门名称", "上级编码", "生效日期", "失效日期"]
DEPARTMENTS = """[departments]
path = "feeds/hr.xlsx"
sheet = "20*"
header_row = 3
[departments.columns]
department_id = "部门编码"
department_name = "部门名称"
parent_department_id = "上级编码"
valid_from = "生效日期"
valid_to = "失效日期"
"""
TREE: dict[str, Rows] = {
    "2023": [
        [None],
        [None],
        TITLES,
        [1001.0, "总部", None, date(2023, 1, 1), None],
        [None, " ", None, None, None],
        [1002.0, "人力部", 1001.0, 44927, "2024年3月1日"],
    ],
    "2024": [
        [None],
        [None],
        TITLES,
        [1002.0, "人力资源部", 1001.0, "2024/3/1", "2025.1.1"],
        [1003.0, "信息部", "1001", "2024-3-1", None],
        [None],
    ],
    "说明": [["这一页不是数据"]],
    "20 empty": [],
}


def _load(folder: Path, sources: str, **files: bytes) -> Loaded:
    named = {f"{name}.xlsx": content for name, content in files.items()}
    return load(write_company(folder / "company", sources, files=named), folder / "work")


def test_a_department_tree_with_days_comes_from_a_workbook_with_a_sheet_per_year(tmp_path: Path) -> None:
    loaded = _load(tmp_path, DEPARTMENTS, hr=workbook(TREE, merged="部门一览表"))
    assert loaded.rows(
        "SELECT department_id, department_name, parent_department_id, valid_from, valid_to FROM feed.departments"
    ) == [
        ("1001", "总部", None, date(2023, 1, 1), None),
        ("1002", "人力部", "1001", date(2023, 1, 1), date(2024, 3, 1)),
        ("1002", "人力资源部", "1001", date(2024, 3, 1), date(2025, 1, 1)),
        ("1003", "信息部", "1001", date(2024, 3, 1), None),
    ]
    assert loaded.counts["departments"].source_count == 4


def test_a_refused_row_names_its_sheet(tmp_path: Path) -> None:
    tree = {**TREE, "2024": [*TREE["2024"][:3], [1004.0, "法务部", 1001.0, "明年", None]]}
    sources = DEPARTMENTS.replace("[departments]\n", "[departments]\nmax_bad_share = 1\n")
    loaded = _load(tmp_path, sources, hr=workbook(tree))
    assert loaded.rows("SELECT source, row_number, broken FROM quarantine.departments") == [
        ("hr.xlsx/2024", 1, ["bad_time:valid_from"])
    ]


def test_the_header_is_the_first_row_that_is_not_empty(tmp_path: Path) -> None:
    rows: Rows = [[None], [None], ["employee_id", "department_id"], ["0007", "IT"]]
    assert _load(tmp_path, "", employees=workbook({"Sheet1": rows})).rows(
        "SELECT employee_id, department_id FROM feed.employees"
    ) == [("0007", "IT")]


def test_a_header_below_the_end_of_the_sheet_is_told(tmp_path: Path) -> None:
    sources = DEPARTMENTS.replace("header_row = 3", "header_row = 30")
    with pytest.raises(UserError, match=r"hr.xlsx ends before its header_row 30"):
        _load(tmp_path, sources, hr=workbook(TREE))


def test_a_sheet_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r'hr.xlsx has no sheet "19\*"; it has 2023, 2024, 说明, 20 empty'):
        _load(tmp_path, DEPARTMENTS.replace('"20*"', '"19*"'), hr=workbook(TREE))


TICKET = ["ticket_id", "kind", "priority", "status", "provider_department_id", "created_at"]
INSTANTS = {
    "a cell that is a time": datetime.fromisoformat("2024-03-01T10:30"),
    "a serial number": 45352.4375,
    "a text with slashes": "2024/3/1 10:30",
    "a text with seconds": "2024/3/1 10:30:00",
    "a Chinese text": "2024年3月1日 10:30",
    "ISO 8601": "2024-03-01T10:30:00",
    "the format of the feed": "10:30 01.03.24",
}


@pytest.mark.parametrize("time_format", ["", 'time_format = "%H:%M %d.%m.%y"\n'])
def test_every_spelling_of_an_instant_in_a_workbook_is_read(tmp_path: Path, time_format: str) -> None:
    cells = {name: cell for name, cell in INSTANTS.items() if time_format or name != "the format of the feed"}
    rows: Rows = [TICKET, *([name, "request", "P1", "open", "D1", cell] for name, cell in cells.items())]
    sources = f'[tickets]\ntimezone = "Asia/Shanghai"\n{time_format}'
    loaded = _load(tmp_path, sources, tickets=workbook({"Sheet1": rows}))
    assert dict(loaded.rows("SELECT ticket_id, created_at::VARCHAR FROM feed.tickets")) == dict.fromkeys(
        cells, "2024-03-01 02:30:00+00"
    )


def test_a_csv_holds_no_serial_numbers(tmp_path: Path) -> None:
    tickets = f"{','.join(TICKET)}\n1,request,P1,open,D1,45352\n2,request,P1,open,D1,2024/3/1 10:30\n"
    sources = '[tickets]\ntimezone = "UTC"\nmax_bad_share = 1\n'
    loaded = load(write_company(tmp_path / "company", sources, tickets=tickets), tmp_path / "work")
    assert [rules for _, rules in loaded.refused("tickets")] == [["bad_time:created_at"]] * 2


def test_a_csv_may_have_lines_above_its_header(tmp_path: Path) -> None:
    departments = "Departments of 2026,,\n,,\ndepartment_id,department_name\nD1,HR\nD2\n"
    sources = "[departments]\nheader_row = 3\nmax_bad_share = 1\n"
    loaded = load(write_company(tmp_path / "company", sources, departments=departments), tmp_path / "work")
    assert loaded.column("SELECT department_id FROM feed.departments") == ["D1"]
    assert loaded.refused("departments") == [(2, ["malformed_row:*"])]
