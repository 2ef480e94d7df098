"""A build that starts from the last one holds the same rows as a whole one, and computes only tickets that changed."""

import errno
import json
import os
from pathlib import Path

import duckdb
import pytest

from etl.__main__ import main
from etl.sql import ident
from tests.etl.small_company import CALENDARS, write_company
from warehouse import partial
from warehouse.store import published

TICKETS = 60
DAYS = "mon", "tue", "wed", "thu", "fri"
OFFICE = CALENDARS + "".join(f'{day} = ["09:00-12:00", "13:30-18:00"]\n' for day in DAYS[1:])
TICKET = "ticket_id,kind,service_id,priority,status,requester_id,provider_department_id,created_at\n"
EVENT = "ticket_id,event_id,occurred_at,field,old_value,new_value,actor_id\n"
EMPLOYEES = "employee_id,department_id,effective_from\nASKS,D9,\nHELPS,D1,\nMOVES,D9,\n"
LEVELS = "service_id,priority,calendar,response_minutes,resolution_minutes\nS1,P1,office,60,240\n"
FIRST, SECOND = "2026-06-29T16:00:00Z", "2026-06-30T16:00:00Z"


def _ticket(number: int, service: str = "S1", status: str = "closed", day: int = 0) -> str:
    return f"T{number},request,{service},P1,{status},ASKS,D1,2026-06-{day or 1 + number % 20:02d}T09:30:00+08:00\n"


def _event(number: int, event: int, at: str, field: str, old: str, new: str, actor: str = "HELPS") -> str:
    return f"T{number},{event},2026-06-{at}:00+08:00,{field},{old},{new},{actor}\n"


def _first_day() -> dict[str, str]:
    numbers = range(1, TICKETS + 1)
    events = "".join(
        _event(number, 1, f"{1 + number % 20:02d}T11:00", "reply", "", "public", "MOVES" if number == 9 else "HELPS")
        + _event(number, 2, f"{2 + number % 20:02d}T15:00", "status", "open", "closed")
        for number in numbers
    )
    return {
        "tickets": TICKET + "".join(map(_ticket, numbers)),
        "ticket_events": EVENT + events + _event(8, 3, "30T10:00", "status", "closed", "open"),
        "service_levels": LEVELS,
        "employees": EMPLOYEES,
        "services": "service_id,service_name,provider_department_id\nS1,desk,D1\n",
    }


# What comes on the second day: reopened, late, first told, handed over; T8 was reopened in time that was still to come.
NEWS = (
    _event(1, 3, "30T10:00", "status", "closed", "open")
    + _event(2, 7, "03T10:15", "reply", "", "public")
    + _event(61, 1, "30T14:00", "provider_department_id", "D1", "D2")
    + _event(61, 2, "30T15:00", "provider_department_id", "D2", "D1")
)
NEW_TICKETS = _ticket(61, status="open", day=30) + _ticket(62, service="S2", status="open", day=30)


def _run(folder: Path, warehouse: Path, as_of: str, sources: str = "", **feeds: str) -> str:
    """What the log says of the tickets that were computed."""
    files = {f"{feed}.csv": text for feed, text in feeds.items()}
    company = write_company(folder, sources=sources, calendars=OFFICE, files=files)
    assert main(["--company", str(company), "--warehouse", str(warehouse), "--as-of", as_of]) == 0
    newest = max((warehouse / "runs").glob("*.jsonl"), key=lambda path: path.stat().st_mtime)
    notes = [json.loads(line).get("text", "") for line in newest.read_text().splitlines()]
    (said,) = [note for note in notes if "computed" in note]
    return str(said)


def _differences(one: Path, other: Path) -> list[str]:
    """The tables of feeds, settings, models and marts that differ between the last builds of two warehouses."""
    builds = [published(warehouse) for warehouse in (one, other)]
    with duckdb.connect() as connection:
        for name, build in zip(("one", "other"), builds, strict=True):
            assert build
            connection.execute(f"ATTACH '{build.path}' AS {name} (READ_ONLY)")
        made = (
            "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = '{0}' AND schema_name <> 'audit'"
        )
        views = " UNION SELECT schema_name, view_name FROM duckdb_views() WHERE database_name = '{0}' AND NOT internal"
        tables = [set(connection.execute((made + views).format(name)).fetchall()) for name in ("one", "other")]
        assert tables[0] == tables[1]
        assert ("marts", "ticket_sla") in tables[0]
        differing = []
        for schema, table in sorted(tables[0]):
            columns = "* EXCLUDE (run_id)" if schema == "quarantine" else "*"
            sides = [f"(SELECT {columns} FROM {name}.{schema}.{ident(table)})" for name in ("one", "other")]
            both = f"({sides[0]} EXCEPT ALL {sides[1]}) UNION ALL ({sides[1]} EXCEPT ALL {sides[0]})"
            if connection.execute(f"SELECT count(*) FROM ({both})").fetchone() != (0,):
                differing.append(f"{schema}.{table}")
        return differing


def test_only_what_changed_is_computed_again_and_the_answer_is_that_of_a_whole_build(tmp_path: Path) -> None:
    before, warehouse = _first_day(), tmp_path / "warehouse"
    assert _run(tmp_path / "company", warehouse, FIRST, **before) == "Every ticket was computed."
    after = before | {
        "tickets": before["tickets"].replace(_ticket(3), "") + NEW_TICKETS,
        "ticket_events": "".join(
            line for line in before["ticket_events"].splitlines(keepends=True) if not line.startswith("T3,")
        )
        + NEWS,
        "employees": EMPLOYEES.replace("MOVES,D9", "MOVES,D1"),
        "services": before["services"] + "S2,print,D1\n",
    }
    # T1 reopened, T2 answered late, T3 gone, T8 as foreseen, T9 answered by one who moved, T61 and T62 new.
    said = _run(tmp_path / "company", warehouse, SECOND, **after)
    assert said == "7 of 61 tickets were computed again; nothing changed for the others."
    _run(tmp_path / "company", tmp_path / "whole", SECOND, **after)
    assert _differences(warehouse, tmp_path / "whole") == []

    said = _run(tmp_path / "company", warehouse, SECOND, **after | {"service_levels": LEVELS.replace("240", "300")})
    assert said == "Every ticket was computed again: service levels have changed."
    said = _run(tmp_path / "company", warehouse, FIRST, **after)
    assert said == "Every ticket was computed again: the last build was judged at a later instant."


def test_feeds_that_are_added_to_give_the_same_rows_as_whole_ones(tmp_path: Path) -> None:
    before, warehouse = _first_day(), tmp_path / "warehouse"
    append = '[tickets]\nload = "append"\n[ticket_events]\nload = "append"\n'
    _run(tmp_path / "company", warehouse, FIRST, append, **before)
    again = _ticket(4).replace("P1", "P2")
    added = {"tickets": TICKET + NEW_TICKETS + again, "ticket_events": EVENT + NEWS}
    said = _run(tmp_path / "company", warehouse, SECOND, append, **before | added)
    assert said == "6 of 62 tickets were computed again; nothing changed for the others."
    whole = {
        "tickets": before["tickets"].replace(_ticket(4), "") + NEW_TICKETS + again,
        "ticket_events": before["ticket_events"] + NEWS,
    }
    _run(tmp_path / "company", tmp_path / "whole", SECOND, **before | whole)
    assert _differences(warehouse, tmp_path / "whole") == []


def test_a_build_of_other_code_is_not_started_from(
    small_warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = published(small_warehouse)
    assert partial.start_from(before, tmp_path / "same.duckdb", frozenset())
    monkeypatch.setattr(partial, "code_version", lambda: "another")
    assert not partial.start_from(before, tmp_path / "other.duckdb", frozenset())
    assert not (tmp_path / "other.duckdb").exists()


@pytest.mark.skipif(not hasattr(os, "copy_file_range"), reason="the system has no such call")
def test_where_blocks_cannot_be_shared_to_the_end_the_build_is_copied_whole(
    small_warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shares, shared = os.copy_file_range, list[int]()

    def once(source: int, target: int, count: int) -> int:
        if shared:
            raise OSError(errno.EOPNOTSUPP, "cannot")
        shared.append(count)
        return shares(source, target, count // 2)

    monkeypatch.setattr(os, "copy_file_range", once)
    before = published(small_warehouse)
    assert before
    assert partial.start_from(before, tmp_path / "build.duckdb", frozenset())
    with duckdb.connect(str(tmp_path / "build.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM marts.ticket_sla").fetchone() == (2,)
    assert shared
