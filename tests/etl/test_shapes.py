"""pick, snapshots and wide: the three shapes of real exports."""

from pathlib import Path

import pytest

from tests.etl.small_company import TICKETS, load, write_company
from warehouse.errors import UserError

LOG = """number,at,step,state,group,owner
T1,02/03/2026 09:00,1,New,A,x
T1,02/03/2026 09:30,10,Busy,,x
T1,02/03/2026 09:30,9,Waiting,B,
T2,01/03/2026 09:00,1,New,,
,02/03/2026 09:00,1,New,A,
"""
SETTINGS = """timezone = "UTC"
time_format = "%d/%m/%Y %H:%M"
"""
STATES = """New = "open"
Busy = "open"
Waiting = "pending"
Done = "resolved"
"""
PICK = f"""[tickets]
{SETTINGS}pick = "last"
order = ["at", "step"]
max_bad_share = 1
[tickets.columns]
ticket_id = "number"
kind = {{ value = "incident" }}
priority = {{ value = "P1" }}
status = "state"
provider_department_id = "group"
assignee_id = "owner"
created_at = "at"
[tickets.values.status]
{STATES}"""
SNAPSHOTS = f"""[ticket_events]
path = "feeds/log.csv"
{SETTINGS}shape = "snapshots"
fields = ["status", "provider_department_id", "assignee_id"]
order = ["step"]
max_bad_share = 1
[ticket_events.columns]
ticket_id = "number"
occurred_at = "at"
status = "state"
provider_department_id = "group"
assignee_id = "owner"
[ticket_events.values.status]
{STATES}"""


def test_pick_last_keeps_one_row_per_key_with_the_last_known_value_of_each_column(tmp_path: Path) -> None:
    loaded = load(write_company(tmp_path / "company", PICK, tickets=LOG), tmp_path / "work")
    assert loaded.rows(
        "SELECT ticket_id, status, provider_department_id, assignee_id, created_at::VARCHAR FROM feed.tickets"
    ) == [("T1", "open", "B", "x", "2026-03-02 09:30:00+00")]
    assert sorted(loaded.refused("tickets")) == [
        (4, ["missing_required:provider_department_id"]),
        (5, ["missing_required:ticket_id"]),
    ]
    count = loaded.counts["tickets"]
    assert (count.source_count, count.read_count) == (5, 3)


def _events(tmp_path: Path, log: str) -> list[tuple[object, ...]]:
    tickets = TICKETS.replace("2026-03-02", "2026-01-01")
    company = write_company(tmp_path / "company", SNAPSHOTS, tickets=tickets, files={"log.csv": log})
    loaded = load(company, tmp_path / "work")
    rows = loaded.rows(
        "SELECT ticket_id, event_id, strftime(occurred_at, '%d %H:%M'), field, old_value, new_value"
        " FROM feed.ticket_events ORDER BY 1, 2"
    )
    return [*rows, *loaded.refused("ticket_events")]


def test_snapshots_give_an_event_per_changed_field_and_none_for_the_first(tmp_path: Path) -> None:
    log = """number,at,step,state,group,owner
T1,02/03/2026 10:00,3,Waiting,B,y
T1,02/03/2026 09:00,1,New,A,x
T1,02/03/2026 10:00,2,Busy,A,x
T2,02/03/2026 09:00,1,New,A,x
"""
    assert _events(tmp_path, log) == [
        ("T1", 1, "02 10:00", "status", "open", "pending"),
        ("T1", 2, "02 10:00", "provider_department_id", "A", "B"),
        ("T1", 3, "02 10:00", "assignee_id", "x", "y"),
    ]


def test_an_empty_status_or_provider_is_unknown_but_an_empty_assignee_is_nobody(tmp_path: Path) -> None:
    log = """number,at,step,state,group,owner
T1,02/03/2026 09:00,1,,,
T1,02/03/2026 09:10,2,New,A,x
T1,02/03/2026 09:20,3,,,
T1,02/03/2026 09:30,4,Done,A,x
"""
    assert _events(tmp_path, log) == [
        ("T1", 1, "02 09:10", "assignee_id", None, "x"),
        ("T1", 2, "02 09:20", "assignee_id", "x", None),
        ("T1", 3, "02 09:30", "status", "open", "resolved"),
        ("T1", 4, "02 09:30", "assignee_id", None, "x"),
    ]


def test_a_status_that_is_no_word_is_refused_once_and_breaks_no_chain(tmp_path: Path) -> None:
    log = """number,at,step,state,group,owner
T1,02/03/2026 09:00,1,New,A,
T1,02/03/2026 09:10,2,-100,A,
T1,02/03/2026 09:20,3,-100,A,
T1,02/03/2026 09:30,4,Done,A,
"""
    assert _events(tmp_path, log) == [
        ("T1", 2, "02 09:30", "status", "open", "resolved"),
        (2, ["unknown_word:new_value"]),
    ]


def test_a_snapshot_without_ticket_or_time_is_refused_itself(tmp_path: Path) -> None:
    log = """number,at,step,state,group,owner
T1,02/03/2026 09:00,1,New,A,
,02/03/2026 09:10,2,Done,A,
T1,soon,3,Done,A,
T1,02/03/2026 09:30,4,Waiting,A,
"""
    assert _events(tmp_path, log) == [
        ("T1", 1, "02 09:30", "status", "open", "pending"),
        (2, ["missing_required:ticket_id"]),
        (3, ["bad_time:occurred_at"]),
    ]


WIDE = """[survey_responses]
shape = "wide"
questions = { "1、响应是否及时" = "responsiveness", "2、总体" = "overall" }
null_values = ["(空)"]
timezone = "Asia/Shanghai"
[survey_responses.columns]
response_id = "序号"
submitted_at = "提交答卷时间"
survey_id = { value = "2026H1" }
customer_department_id = "部门"
provider_department_id = "评价对象"
scale_max = { value = 5 }
[survey_responses.values.score]
"非常满意" = 5
"""
SHEETS = """序号,提交答卷时间,部门,评价对象,1、响应是否及时 ,2、总体
1,2026-06-01 08:00:00,D1,D2,4,非常满意
2,2026-06-01 08:00:00,D1,D2,(空),3
3,2026-06-01 08:00:00,D1,D2,,
4,2026-06-01 08:00:00,D1,D2,好,1
"""


def test_wide_sheets_give_one_row_per_answer_and_none_for_empty_cells(tmp_path: Path) -> None:
    sources = WIDE.replace("[survey_responses.columns]", "max_bad_share = 1\n[survey_responses.columns]")
    loaded = load(write_company(tmp_path / "company", sources, survey_responses=SHEETS), tmp_path / "work")
    assert loaded.rows("SELECT response_id, question, score::INT FROM feed.survey_responses ORDER BY 1, 2 DESC") == [
        ("1", "responsiveness", 4),
        ("1", "overall", 5),
        ("2", "overall", 3),
        ("4", "overall", 1),
    ]
    assert loaded.refused("survey_responses") == [(4, ["bad_type:score"])]
    count = loaded.counts["survey_responses"]
    assert (count.source_count, count.read_count, count.loaded_count) == (4, 5, 4)


def test_a_question_that_no_sheet_has_is_named_by_line(tmp_path: Path) -> None:
    company = write_company(tmp_path / "company", WIDE.replace("2、总体", "3、总体"), survey_responses=SHEETS)
    with pytest.raises(
        UserError, match=r'no column "3、总体"; the nearest it has is "2、总体" \(sources.toml line 3\)'
    ):
        load(company, tmp_path / "work")
