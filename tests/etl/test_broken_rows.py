"""A bad row is refused with every reason, its place and its content, and stops nothing."""

import json
from pathlib import Path

import pytest

from tests.etl.small_company import EVENTS, LEVELS, TICKETS, lenient, load, write_company


def _refused(tmp_path: Path, feed: str, **feeds: str) -> list[tuple[int, list[str]]]:
    files = {f"{name}.csv": text for name, text in feeds.items()}
    return load(write_company(tmp_path / "company", lenient(*feeds), files=files), tmp_path / "work").refused(feed)


def _ticket(**values: str) -> str:
    row = {
        "ticket_id": "T9",
        "kind": "request",
        "service_id": "S1",
        "priority": "P1",
        "status": "open",
        "provider_department_id": "D1",
        "created_at": "2026-03-02T09:00:00+08:00",
    }
    return ",".join((row | values).values())


@pytest.mark.parametrize(
    ("row", "broken"),
    [
        (_ticket(status="-100"), ["unknown_word:status"]),
        (_ticket(created_at="soon"), ["bad_time:created_at"]),
        (_ticket(priority=" "), ["missing_required:priority"]),
        (_ticket(kind="x", created_at=""), ["unknown_word:kind", "missing_required:created_at"]),
        (_ticket() + ",too many", ["malformed_row:*"]),
        ("T9,request", ["malformed_row:*"]),
    ],
)
def test_a_bad_ticket_is_refused_with_every_reason(tmp_path: Path, row: str, broken: list[str]) -> None:
    assert _refused(tmp_path, "tickets", tickets=TICKETS + row + "\n") == [(3, broken)]


def test_a_refused_row_keeps_its_place_and_content_as_it_came(tmp_path: Path) -> None:
    tickets = TICKETS + _ticket(status=" 等待 ", priority="?") + "\n" + "T10\n"
    loaded = load(write_company(tmp_path / "company", lenient("tickets"), tickets=tickets), tmp_path / "work")
    rows = loaded.rows("SELECT run_id, source, row_number, reasons, content FROM quarantine.tickets")
    assert [row[:4] for row in rows] == [
        ("a-run", "tickets.csv", 3, ["unknown_word"]),
        ("a-run", "tickets.csv", 4, ["malformed_row"]),
    ]
    assert json.loads(rows[0][4])["status"] == " 等待 "
    assert json.loads(rows[1][4]) == {"line": "T10"}
    assert loaded.column("SELECT ticket_id FROM feed.tickets") == ["T1", "T2"]


def test_of_rows_with_one_key_the_last_good_one_stays(tmp_path: Path) -> None:
    tickets = TICKETS + "".join(
        _ticket(ticket_id="T1", **values) + "\n" for values in ({"status": "pending"}, {"status": "-100"})
    )
    loaded = load(write_company(tmp_path / "company", lenient("tickets"), tickets=tickets), tmp_path / "work")
    assert loaded.refused("tickets") == [
        (1, ["duplicate_key:ticket_id"]),
        (4, ["unknown_word:status", "duplicate_key:ticket_id"]),
    ]
    assert loaded.column("SELECT status FROM feed.tickets WHERE ticket_id = 'T1'") == ["pending"]


def test_an_empty_part_of_a_key_is_a_value_and_an_empty_required_part_is_no_key(tmp_path: Path) -> None:
    departments = "department_id,department_name,valid_from\nD1,a,\nD1,b,\nD1,c,2026-01-01\n,d,\n,e,\n"
    loaded = load(
        write_company(tmp_path / "company", lenient("departments"), departments=departments), tmp_path / "work"
    )
    assert loaded.refused("departments") == [
        (1, ["duplicate_key:department_id+valid_from"]),
        (4, ["missing_required:department_id"]),
        (5, ["missing_required:department_id"]),
    ]


@pytest.mark.parametrize(
    ("row", "broken"),
    [
        ("T1,2,2026-03-02T08:59:59.9+08:00,status,open,closed", ["before_creation:occurred_at"]),
        ("T1,2,2026-03-02T09:00:00+08:00,status,open,closed", None),
        ("T3,2,2026-03-02T09:00:00+08:00,status,open,closed", ["unknown_reference:ticket_id"]),
        ("T1,2,2026-03-02T09:00:00+08:00,status,open,-100", ["unknown_word:new_value"]),
        ("T1,2,2026-03-02T09:00:00+08:00,status,-100,open", ["unknown_word:old_value"]),
        ("T1,2,2026-03-02T09:00:00+08:00,status,,open", None),
        ("T1,2,2026-03-02T09:00:00+08:00,status,open,", ["unknown_word:new_value"]),
        ("T1,2,2026-03-02T09:00:00+08:00,priority,P1,-100", None),
        ("T1,2,2026-03-02T09:00:00+08:00,owner,a,b", ["unknown_word:field"]),
        ("T1,1,2026-03-02T09:00:00+08:00,status,open,closed", "the one before"),
    ],
)
def test_an_event_is_refused_for_its_ticket_its_time_and_its_words(
    tmp_path: Path, row: str, broken: list[str] | str | None
) -> None:
    refused = _refused(tmp_path, "ticket_events", tickets=TICKETS, ticket_events=EVENTS + row + "\n")
    if broken == "the one before":
        assert refused == [(1, ["duplicate_key:ticket_id+event_id"])]
    else:
        assert refused == ([(2, broken)] if broken else [])


def test_events_of_a_refused_ticket_are_refused_too(tmp_path: Path) -> None:
    tickets = TICKETS.replace("T1,request", "T1,unknown")
    assert _refused(tmp_path, "ticket_events", tickets=tickets, ticket_events=EVENTS) == [
        (1, ["unknown_reference:ticket_id"])
    ]


LEVEL_TITLES = (
    "service_id,priority,customer_department_id,calendar,response_minutes,resolution_minutes,valid_from,valid_to\n"
)


@pytest.mark.parametrize(
    ("levels", "refused_rows"),
    [
        (["S1,P1,,office,1,1,,", "S1,P1,,office,1,1,,"], [2]),
        (["S1,P1,,office,1,1,,", "S1,P1,D1,office,1,1,,", "S1,P2,,office,1,1,,"], []),
        (["S1,P1,,office,1,1,,2026-03-01", "S1,P1,,office,1,1,2026-03-01,"], []),
        (["S1,P1,,office,1,1,,2026-03-02", "S1,P1,,office,1,1,2026-03-01,"], [2]),
        ([f"S1,P1,,office,1,1,2026-{days}" for days in ("01-01,2026-03-01", "02-01,2026-05-01", "04-01,")], [2]),
        (["S1,P1,,nowhere,1,1,,", "S1,P1,,office,1,1,,"], [1]),
        (["S1,P1,,office,-1,1,,", "S1,P1,,office,1,1,,"], [1]),
    ],
)  # fmt: skip
def test_of_levels_that_overlap_the_later_in_the_feed_is_refused(
    tmp_path: Path, levels: list[str], refused_rows: list[int]
) -> None:
    refused = _refused(tmp_path, "service_levels", service_levels=LEVEL_TITLES + "\n".join(levels) + "\n")
    assert [row for row, _ in refused] == refused_rows


def test_the_note_on_levels_that_overlap_names_both(tmp_path: Path) -> None:
    company = write_company(
        tmp_path / "company", lenient("service_levels"), service_levels=LEVELS + "S1,P1,office,1,2\n"
    )
    loaded = load(company, tmp_path / "work")
    assert loaded.notes == [
        "service_levels: service_levels.csv row 2 overlaps service_levels.csv row 1 (S1 / P1); refused."
    ]
    assert loaded.refused("service_levels") == [(2, ["conflicting_level:valid_from"])]


def test_a_feed_with_a_column_called_source_names_its_file_all_the_same(tmp_path: Path) -> None:
    rows = "improvement_id,department_id,source,opened_on\nI1,D1,audit,soon\n"
    company = write_company(tmp_path / "company", lenient("improvements"), improvements=rows)
    loaded = load(company, tmp_path / "work")
    assert loaded.rows("SELECT source, broken FROM quarantine.improvements") == [
        ("improvements.csv", ["bad_time:opened_on"])
    ]


def test_every_feed_of_the_contract_has_both_tables_in_the_order_of_the_contract(tmp_path: Path) -> None:
    from warehouse.contract import FEEDS

    loaded = load(write_company(tmp_path / "company", tickets=TICKETS), tmp_path / "work")
    for feed in FEEDS.values():
        assert loaded.column(f"SELECT column_name FROM (DESCRIBE feed.{feed.name})") == list(feed.column_names)
        assert loaded.refused(feed.name) == []


def test_the_golden_company_is_refused_exactly_as_its_page_demands(shared: Path, tmp_path: Path) -> None:
    folder = shared / "golden" / "service_clock"
    loaded = load(folder, tmp_path / "work")
    expected = (folder / "expected" / "quarantined.csv").read_text(encoding="utf-8").splitlines()[1:]
    events = loaded.rows(
        "SELECT 'ticket_events,' || (content->>'ticket_id') || '/' || (content->>'event_id') || ',' || reasons[1]"
        " FROM quarantine.ticket_events WHERE len(reasons) = 1"
    )
    assert sorted(row[0] for row in events) == [line for line in sorted(expected) if line.startswith("ticket_events")]
    assert loaded.refused("service_levels") == [(96, ["conflicting_level:valid_from"])]
    assert sum(count.quarantined_count for count in loaded.counts.values()) == len(expected)
