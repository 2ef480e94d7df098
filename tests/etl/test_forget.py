"""A person who is forgotten is in no file of the warehouse but those that the law keeps, and does not come back."""

import json
import shutil
from pathlib import Path

import pytest

from etl.__main__ import main as etl
from etl.forget import main
from etl.forgotten import LEFT_AS_IS, OF_AN_EMPLOYEE, OWN_WORDS, PERSON_ID, People, read_list
from etl.pseudonym import pseudonym
from tests.etl.small_company import LEVELS, lenient, load, write_company
from warehouse.errors import UserError
from warehouse.personal import PERSONAL
from warehouse.store import connect, published

DEPARTMENTS = "department_id,department_name,manager_employee_id\nIT,Computers of Zoe,EMP77\nHR,People,E1\n"
EMPLOYEES = """employee_id,employee_name,department_id,position,email,hired_on
EMP77,Zoe Quill,HR,lead of one,zoe@corp.example,2020-01-02
E1,Ann Other,HR,lead,ann@corp.example,2020-01-02
EMP88,Bob,IT,,bob@corp.example,
E5,张三,IT,,,not a day
"""
TICKETS = """ticket_id,kind,service_id,priority,status,requester_id,assignee_id,\
provider_department_id,created_at,subject
T1,request,S1,P1,open,EMP77,EMP88,IT,2026-03-02T09:00:00+08:00,my leg hurts
T2,request,S1,P1,closed,E1,EMP77,IT,2026-03-02T10:00:00+08:00,call ZOE QUILL (EMP77) not EMP88
T3,request,S1,P1,new word,EMP77,,IT,2026-03-02T10:00:00+08:00,of zoe@corp.example
"""
EVENTS = """ticket_id,event_id,occurred_at,field,old_value,new_value,actor_id
T1,1,2026-03-02T09:30:00+08:00,assignee_id,EMP77,EMP88,EMP77
"""
ANSWERS = """response_id,question,survey_id,submitted_at,respondent_id,customer_department_id,\
provider_department_id,score,scale_max,comment
1,overall,S,2026-03-01T09:00:00+08:00,zoe@corp.example,HR,IT,4,5,I sit by the window
2,overall,S,2026-03-01T09:00:00+08:00,ann@corp.example,HR,IT,4,5,Zoe Quill was kind
"""
FEEDS = {
    "departments": DEPARTMENTS,
    "employees": EMPLOYEES,
    "service_levels": LEVELS,
    "tickets": TICKETS,
    "ticket_events": EVENTS,
    "survey_responses": ANSWERS,
}
SOURCES = lenient(*FEEDS)
FILES = {f"{feed}.csv": rows for feed, rows in FEEDS.items()}
GONE = (b"EMP77", b"Zoe Quill", b"ZOE QUILL", b"zoe@corp", b"lead of one", b"my leg", b"by the window")


def _holding(warehouse: Path) -> set[str]:
    """The files with a word about the person."""
    files = {path: path.read_bytes() for path in warehouse.rglob("*") if path.is_file()}
    return {path.name for path, content in files.items() if any(word in content for word in GONE)}


def test_no_file_of_the_warehouse_knows_a_forgotten_person_now_or_after_the_next_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    company, warehouse = write_company(tmp_path / "company", SOURCES, files=FILES), tmp_path / "warehouse"
    run = ["--company", str(company), "--warehouse", str(warehouse), "--as-of", "2026-06-30T16:00:00Z"]
    assert etl(run) == 0
    (warehouse / "released").mkdir()
    mended = {"at": "2026-01-01", "who": "me", "was": {"by": "EMP77"}, "now": {"note": "Zoe Quill"}}
    (warehouse / "released" / "tickets.jsonl").write_text(json.dumps(mended) + "\n", encoding="utf-8")
    (warehouse / "landing").mkdir()
    (warehouse / "landing" / "page").write_text("zoe@corp.example", encoding="utf-8")
    (warehouse / "audit").mkdir()
    for month in ("2020-01", "2026-11"):
        (warehouse / "audit" / f"access-{month}.jsonl").write_text('{"user": "EMP77"}\n', encoding="utf-8")
    before = published(warehouse)
    assert before
    assert before.path.name in _holding(warehouse)
    capsys.readouterr()
    forget = ["EMP77", "--by", "hr", "--company", str(company), "--warehouse", str(warehouse)]
    assert main(forget) == 0
    told = capsys.readouterr().out
    assert _holding(warehouse) == {"access-2026-11.jsonl"}
    assert "take the person out of the sources of departments (1 rows), employees (1 rows), tickets" in told
    assert "Stays: the audit log of the last six months" in told
    after = published(warehouse)
    assert after
    assert (after.build_id, after.built_at) == (before.build_id, before.built_at)
    assert list((warehouse / "builds").iterdir()) == [after.path]
    key = (company / "pseudonym.key").read_bytes().strip()
    with connect(after.path) as connection:
        assert connection.execute(
            "SELECT ticket_id, requester_id, assignee_id, subject FROM feed.tickets"
        ).fetchall() == [
            ("T1", pseudonym(key, "EMP77"), "EMP88", None),
            ("T2", "E1", pseudonym(key, "EMP77"), "call [forgotten] ([forgotten]) not EMP88"),
        ]
        customers = "SELECT ticket_id, customer_department_id FROM marts.ticket_sla ORDER BY 1"
        assert connection.execute(customers).fetchall() == [("T1", "HR"), ("T2", "HR")]
    assert etl(run) == 0
    assert _holding(warehouse) == {"access-2026-11.jsonl"}
    latest = published(warehouse)
    assert latest
    with connect(latest.path) as connection:
        assert connection.execute(customers).fetchall() == [("T1", "HR"), ("T2", "HR")]
    assert main(forget) == 0  # again, as after a crash or a restored backup
    assert len(read_list(company)) == 1


def test_on_entry_ids_stand_in_and_texts_lose_names(tmp_path: Path) -> None:
    company = write_company(tmp_path / "company", SOURCES, files=FILES)
    load(company, tmp_path / "first")
    key = (company / "pseudonym.key").read_bytes().strip()
    marks = [pseudonym(key, one) for one in ("E5", "nobody@corp.example")]
    (company / "forgotten.jsonl").write_text(json.dumps({"at": "2026", "by": "hr", "marks": marks}) + "\n")
    loaded = load(company, tmp_path / "second")
    (content,) = loaded.column("SELECT content::VARCHAR FROM quarantine.employees")
    assert ("张三" in content, "E5" in content, "[forgotten]" in content) == (False, False, True)
    assert loaded.column("SELECT employee_name FROM feed.employees ORDER BY employee_id") == [
        *("Ann Other", "Zoe Quill", "Bob"),
    ]


def test_an_id_of_a_few_digits_is_taken_for_no_word() -> None:
    assert People({"42": "p-1"}).pattern is None
    assert People({"42": "p-1"}, frozenset({"王"})).pattern is None
    assert People({"EMP77": "p-1"}, frozenset({"张三"})).pattern == "(?i)\\bEMP77\\b|张三"


def test_who_is_unknown_is_refused_and_nothing_is_written(
    small_warehouse: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    warehouse = Path(shutil.copytree(small_warehouse, tmp_path / "warehouse"))
    company = write_company(tmp_path / "company")
    assert main(["E9", "--company", str(company), "--warehouse", str(warehouse)]) == 1
    assert 'knows an employee "E9"' in capsys.readouterr().err
    assert not (company / "forgotten.jsonl").exists()


def test_a_damaged_list_stops_the_run(tmp_path: Path) -> None:
    company = write_company(tmp_path / "company", SOURCES, files=FILES)
    (company / "forgotten.jsonl").write_text("{}\n")
    with pytest.raises(UserError, match=r"forgotten.jsonl line 1"):
        load(company, tmp_path / "work")


def test_every_personal_column_of_text_is_taken_out() -> None:
    columns = {column.rsplit(".", 1)[1] for one in PERSONAL for column in one.columns}
    named = {*OF_AN_EMPLOYEE, *OWN_WORDS, "old_value", "new_value"}
    no_text_of_a_person = {"hired_on", "left_on", "base_amount", "amount_fen"}
    left = {
        one for one in columns - named - no_text_of_a_person if LEFT_AS_IS.search(one) and not PERSON_ID.search(one)
    }
    assert left == set()
