"""Feeds from a real PostgreSQL: every type as text, pulls from a cursor on, and what is gone at the source."""

from pathlib import Path

import pytest

from tests.etl.desk import FEEDS, INCREMENTAL, Desk, Pulls, ticket_id
from tests.etl.small_company import Loaded
from warehouse.errors import UserError

T1, T2, T3 = (ticket_id(number) for number in (1, 2, 3))


@pytest.fixture
def pulls(tmp_path: Path) -> Pulls:
    return Pulls(tmp_path / "warehouse")


def tables(loaded: Loaded) -> dict[str, list[tuple[object, ...]]]:
    return {feed: sorted(loaded.rows(f"FROM feed.{feed}"), key=str) for feed in FEEDS}


def test_every_type_arrives_as_its_text(desk: Desk, pulls: Pulls, tmp_path: Path) -> None:
    desk.add(1)
    loaded = pulls.pull(desk.company(tmp_path / "company"))
    assert loaded.rows(
        "SELECT ticket_id, kind, priority, status, requester_id, created_at::VARCHAR, closed_at::VARCHAR,"
        " source_sla_met, cost, complexity_tier, impact, urgency, subject FROM feed.tickets"
    ) == [
        (
            T1, "request", "P1", "open", "1001", "2026-03-02 01:00:00+00", "2026-03-03 09:00:00+00", True,
            12.5, '["a", "b c"]', '{"n": 1.0}', "10:30", "subject 1",
        )
    ]  # fmt: skip


def test_a_staff_list_with_its_history_is_the_feeds_of_departments_and_employees(
    desk: Desk, pulls: Pulls, tmp_path: Path
) -> None:
    loaded = pulls.pull(desk.company(tmp_path / "company"))
    assert loaded.rows(
        "SELECT department_id, department_name, parent_department_id, valid_from::VARCHAR, valid_to::VARCHAR"
        " FROM feed.departments ORDER BY 1, 4 NULLS FIRST"
    ) == [
        ("10", "IT", None, "2025-01-01", None),
        ("20", "Plant", None, None, "2026-01-01"),
        ("20", "Works", "10", "2026-01-01", None),
    ]
    assert loaded.rows(
        "SELECT employee_id, employee_name, department_id, position, effective_from::VARCHAR FROM feed.employees"
        " ORDER BY 1, 5"
    ) == [
        ("1001", "Ann", "10", "P5", "2025-01-01"),
        ("1001", "Ann", "20", "P6", "2026-03-01"),
        ("1002", "王 小明", "20", "P4", None),
    ]


def test_a_value_that_python_could_not_hold_costs_its_row_and_not_the_pull(
    desk: Desk, pulls: Pulls, tmp_path: Path
) -> None:
    desk.add(1, 2, 3)
    desk.run(
        f"UPDATE ticket SET opened = 'infinity' WHERE id = '{T1}'; UPDATE ticket SET state = NULL WHERE id = '{T2}'"
    )
    company = desk.company(tmp_path / "company", tickets="max_bad_share = 1", events="max_bad_share = 1")
    loaded = pulls.pull(company)
    assert loaded.rows(
        "SELECT content->>'$.id', broken, content->>'$.opened', source FROM quarantine.tickets ORDER BY 1"
    ) == [
        (T1, ["bad_time:created_at"], "infinity", "sql query"),
        (T2, ["missing_required:status"], "2026-03-02 01:00:00.75+00", "sql query"),
    ]


def test_a_second_pull_of_the_same_changes_nothing_and_reads_next_to_nothing(
    desk: Desk, pulls: Pulls, tmp_path: Path
) -> None:
    desk.add(1, 2, at="2026-03-02 09:00:00.123456+08")
    desk.add(3, at="2026-03-02 09:30+08")
    company = desk.company(tmp_path / "company", **INCREMENTAL)
    first = pulls.pull(company)
    assert first.rows("SELECT feed, cursor FROM audit.cursor ORDER BY 1") == [
        ("ticket_events", "3"),
        ("tickets", "2026-03-02 01:30:00+00"),
    ]
    second = pulls.pull(company)
    assert tables(second) == tables(first)
    assert second.rows("SELECT * EXCLUDE (pulled_at) FROM audit.cursor ORDER BY 1") == first.rows(
        "SELECT * EXCLUDE (pulled_at) FROM audit.cursor ORDER BY 1"
    )
    assert (first.counts["tickets"].read_count, second.counts["tickets"].read_count) == (3, 1)


def test_new_rows_are_added_and_late_updates_replace(desk: Desk, pulls: Pulls, tmp_path: Path) -> None:
    company = desk.company(tmp_path / "company", **INCREMENTAL)
    desk.add(1, 2)
    pulls.pull(company)
    desk.add(1, state="closed", at="2026-03-04 09:00+08")
    desk.add(3, at="2026-03-04 10:00+08")
    desk.run(f"UPDATE ticket SET state = 'closed' WHERE id = '{T2}'")  # its cursor says that nothing changed
    loaded = pulls.pull(company)
    assert loaded.rows("SELECT ticket_id, status FROM feed.tickets ORDER BY 1") == [
        (T1, "closed"),
        (T2, "closed"),  # it shares its instant with the cursor, and those come again
        (T3, "open"),
    ]
    assert loaded.column("SELECT event_id FROM feed.ticket_events ORDER BY 1") == [1, 2, 3, 4]
    assert (loaded.counts["tickets"].read_count, loaded.counts["ticket_events"].read_count) == (3, 3)


def test_the_look_back_finds_what_was_committed_late(desk: Desk, pulls: Pulls, tmp_path: Path) -> None:
    tickets = 'cursor = "updated_at"\nlookback = "1h"'
    company = desk.company(tmp_path / "company", tickets, events="max_bad_share = 1")
    desk.add(1, at="2026-03-02 12:00+08")
    pulls.pull(company)
    desk.add(2, at="2026-03-02 11:00+08")
    desk.add(3, at="2026-03-02 10:59:59+08")
    assert pulls.pull(company).column("SELECT ticket_id FROM feed.tickets ORDER BY 1") == [T1, T2]


def test_a_row_without_cursor_comes_with_every_pull(desk: Desk, pulls: Pulls, tmp_path: Path) -> None:
    company = desk.company(tmp_path / "company", tickets=INCREMENTAL["tickets"])
    desk.add(1, 2)
    pulls.pull(company)
    desk.run(f"UPDATE ticket SET updated_at = NULL, state = 'closed' WHERE id = '{T1}'")
    loaded = pulls.pull(company)
    assert loaded.rows("SELECT ticket_id, status FROM feed.tickets ORDER BY 1") == [(T1, "closed"), (T2, "open")]


def test_a_cursor_in_the_future_does_not_hide_what_comes_after(desk: Desk, pulls: Pulls, tmp_path: Path) -> None:
    company = desk.company(tmp_path / "company", tickets='cursor = "updated_at"')
    desk.add(1, at="2999-01-01 00:00+00")
    first = pulls.pull(company)
    assert first.column("SELECT cursor::TIMESTAMPTZ <= now() FROM audit.cursor") == [True]
    desk.add(2, at="2998-01-01 00:00+00")
    assert pulls.pull(company).column("SELECT ticket_id FROM feed.tickets ORDER BY 1") == [T1, T2]


@pytest.mark.parametrize(
    "deleted",
    ['deleted = { column = "state", words = ["deleted"] }', 'deleted = { keys = "SELECT id FROM ticket" }'],
)
def test_what_is_gone_at_the_source_leaves_with_its_events(
    desk: Desk, pulls: Pulls, tmp_path: Path, deleted: str
) -> None:
    company = desk.company(tmp_path / "company", tickets=INCREMENTAL["tickets"] + deleted, events=INCREMENTAL["events"])
    desk.add(1, 2, 3)
    pulls.pull(company)
    if "column" in deleted:
        desk.add(1, state="deleted", at="2026-03-05 09:00+08")
    else:
        desk.run(f"DELETE FROM ticket WHERE id = '{T1}'")
    for _ in range(2):
        loaded = pulls.pull(company)
        assert loaded.column("SELECT ticket_id FROM feed.tickets ORDER BY 1") == [T2, T3]
        assert loaded.column("SELECT DISTINCT ticket_id FROM feed.ticket_events ORDER BY 1") == [T2, T3]
        assert all(count.read_count == count.loaded_count for count in loaded.counts.values())


def test_what_comes_back_after_it_was_deleted_is_there(desk: Desk, pulls: Pulls, tmp_path: Path) -> None:
    deleted = 'deleted = { column = "state", words = ["deleted"] }'
    company = desk.company(tmp_path / "company", tickets=INCREMENTAL["tickets"] + deleted)
    desk.add(1, state="deleted")
    desk.add(2)
    assert pulls.pull(company).column("SELECT ticket_id FROM feed.tickets") == [T2]
    desk.add(1, state="closed", at="2026-03-05 09:00+08")
    assert pulls.pull(company).column("SELECT ticket_id FROM feed.tickets ORDER BY 1") == [T1, T2]


def test_a_list_of_keys_that_knows_no_row_fails_the_run(desk: Desk, pulls: Pulls, tmp_path: Path) -> None:
    deleted = 'deleted = { keys = "SELECT prio FROM ticket" }'
    company = desk.company(tmp_path / "company", tickets=INCREMENTAL["tickets"] + deleted)
    desk.add(1, 2)
    with pytest.raises(UserError, match=r"keys lists 2 keys and none of the 2 rows that are known; .*line 30"):
        pulls.load(company)


def test_changed_settings_pull_the_feed_anew_and_whole(desk: Desk, pulls: Pulls, tmp_path: Path) -> None:
    desk.add(1, 2, at="2026-03-02 09:00+08")
    desk.add(3, at="2026-03-05 09:00+08")
    pulls.pull(desk.company(tmp_path / "company", **INCREMENTAL))
    desk.run(f"DELETE FROM ticket WHERE id = '{T1}'")
    again = desk.company(tmp_path / "again", INCREMENTAL["tickets"] + "max_bad_share = 0.1\n", INCREMENTAL["events"])
    assert pulls.pull(again).counts["tickets"].read_count == 1  # what decides about no row is no change
    company = desk.company(
        tmp_path / "changed", INCREMENTAL["tickets"] + 'null_values = ["?"]\n', INCREMENTAL["events"]
    )
    loaded = pulls.pull(company)
    assert loaded.column("SELECT ticket_id FROM feed.tickets ORDER BY 1") == [T2, T3]
    assert loaded.column("SELECT DISTINCT ticket_id FROM feed.ticket_events ORDER BY 1") == [T2, T3]


def test_an_incremental_pull_without_news_is_no_empty_source(desk: Desk, pulls: Pulls, tmp_path: Path) -> None:
    company = desk.company(tmp_path / "company", **INCREMENTAL)
    desk.add(1)
    pulls.pull(company)
    desk.run("DELETE FROM ticket; DELETE FROM event")  # no longer kept there, and nobody said that it is gone
    assert pulls.pull(company).column("SELECT ticket_id FROM feed.tickets") == [T1]
