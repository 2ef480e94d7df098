"""`load = "append"`: rows of the last build stay, new ones are added, and a key that comes again replaces its row."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.etl.small_company import EVENTS, TICKETS, Loaded, lenient, load, write_company
from warehouse.errors import UserError
from warehouse.store import Published, connect, publish

AS_OF = datetime(2026, 6, 30, 16, tzinfo=UTC)
TITLES = TICKETS.splitlines()[0] + "\n"


def _published(loaded: Loaded, folder: Path) -> Published:
    loaded.connection.close()
    folder.mkdir()
    shutil.copy(loaded.path, folder / "build.duckdb")
    return publish(folder / "build.duckdb", folder, "20260101T000000Z-0001", AS_OF, keep=5)


def _appended(*feeds: str) -> str:
    return lenient(*feeds, also='load = "append"\n')


def _after(tmp_path: Path, sources: str, **feeds: str) -> Loaded:
    """A second pull on top of the two tickets and one event of the first."""
    first = load(write_company(tmp_path / "first", tickets=TICKETS, ticket_events=EVENTS), tmp_path / "work1")
    before = _published(first, tmp_path / "warehouse")
    files = {f"{name}.csv": text for name, text in feeds.items()}
    return load(write_company(tmp_path / "second", sources, files=files), tmp_path / "work2", before)


def test_new_keys_are_added_same_keys_replaced_and_a_refused_row_replaces_nothing(tmp_path: Path) -> None:
    new = "".join(
        f"{ticket},request,S1,P1,{status},D2,2026-03-02T09:00:00+08:00\n"
        for ticket, status in (("T1", "closed"), ("T2", "-100"), ("T3", "open"))
    )
    loaded = _after(tmp_path, _appended("tickets"), tickets=TITLES + new)
    assert loaded.rows("SELECT ticket_id, status, provider_department_id FROM feed.tickets ORDER BY 1") == [
        ("T1", "closed", "D2"),
        ("T2", "closed", "D1"),
        ("T3", "open", "D2"),
    ]
    count = loaded.counts["tickets"]
    assert (count.read_count, count.loaded_count, count.quarantined_count) == (3, 2, 1)


def test_an_event_may_belong_to_a_ticket_of_an_earlier_pull(tmp_path: Path) -> None:
    events = (
        EVENTS.replace("T1,1", "T2,1").replace("09:30", "10:30") + "T2,2,2026-03-02T09:59:59+08:00,status,open,closed\n"
    )
    loaded = _after(tmp_path, _appended("tickets", "ticket_events"), tickets=TITLES, ticket_events=events)
    assert loaded.rows("SELECT ticket_id, event_id FROM feed.ticket_events ORDER BY 1") == [("T1", 1), ("T2", 1)]
    assert loaded.refused("ticket_events") == [(2, ["before_creation:occurred_at"])]


def test_a_full_pull_keeps_nothing_of_the_last_build(tmp_path: Path) -> None:
    loaded = _after(tmp_path, "", tickets=TITLES + "T3,request,S1,P1,open,D2,2026-03-02T09:00:00+08:00\n")
    assert loaded.column("SELECT ticket_id FROM feed.tickets") == ["T3"]


def test_a_feed_that_is_empty_all_at_once_fails_unless_it_is_appended_to(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"feed tickets: its source has no row, while the last build has 2"):
        _after(tmp_path, "", tickets=TITLES)
    before = Published(tmp_path / "warehouse/builds/neikan-20260101T000000Z-0001.duckdb", "", AS_OF, AS_OF, 1)
    company = write_company(tmp_path / "third", _appended("tickets"), tickets=TITLES)
    assert load(company, tmp_path / "work3", before).counts["tickets"].read_count == 0


def test_a_few_bad_rows_that_are_added_to_a_feed_do_not_fail_it_and_many_do(tmp_path: Path) -> None:
    bad, added = "T{},request,S1,P1,-100,D2,2026-03-02T09:00:00+08:00\n", '[tickets]\nload = "append"\n'
    few = _after(tmp_path, added, tickets=TITLES + "".join(map(bad.format, range(3, 102))))
    assert few.counts["tickets"].quarantined_count == 99
    many = write_company(tmp_path / "many", added, tickets=TITLES + "".join(map(bad.format, range(3, 103))))
    before = Published(tmp_path / "warehouse/builds/neikan-20260101T000000Z-0001.duckdb", "", AS_OF, AS_OF, 1)
    with pytest.raises(UserError, match=r"tickets, column status: 100 of 100 rows \(100.0%\) are refused"):
        load(many, tmp_path / "work3", before)


def test_rows_stay_when_the_last_build_is_older_than_a_column_or_a_feed(tmp_path: Path) -> None:
    first = load(write_company(tmp_path / "first", tickets=TICKETS), tmp_path / "work1")
    first.connection.close()
    with connect(first.path, read_only=False) as older:
        older.execute("ALTER TABLE feed.tickets DROP COLUMN channel; DROP TABLE feed.ticket_events")
    before = _published(first, tmp_path / "warehouse")
    files = {"tickets.csv": TITLES, "ticket_events.csv": EVENTS}
    company = write_company(tmp_path / "second", _appended("tickets", "ticket_events"), files=files)
    loaded = load(company, tmp_path / "work2", before)
    assert loaded.rows("SELECT ticket_id, channel FROM feed.tickets ORDER BY 1") == [("T1", None), ("T2", None)]
    assert loaded.rows("SELECT ticket_id FROM feed.ticket_events") == [("T1",)]
