"""The slow clock gives the golden rows, cell by cell."""

import csv
import tomllib
from dataclasses import fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.service_clock.clocks import slow
from tests.service_clock.slow_world import Employee, Event, Level, Ticket, World

GOLDEN = "golden/service_clock"


def read(path: Path) -> list[dict[str, str | None]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [{name: cell or None for name, cell in row.items()} for row in csv.DictReader(file)]


def typed(made: type, row: dict[str, Any]) -> Any:
    """The row as an object of the class, ignoring what it does not know."""
    values = {f.name: row[f.name] for f in fields(made) if f.name in row}
    for name, cell in values.items():
        if cell and name.endswith("_at"):
            values[name] = datetime.fromisoformat(cell).astimezone(UTC)
        elif cell and name in ("valid_from", "valid_to", "effective_from"):
            values[name] = date.fromisoformat(cell)
        elif cell and (name.endswith("_minutes") or name == "event_id"):
            values[name] = int(cell)
    return made(**values)


def as_cell(value: Any) -> str | None:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return None if value is None else str(value)


@pytest.mark.parametrize("expected", ["expected", "expected_as_of_2026-03-31T160000Z"])
def test_the_slow_clock_gives_the_golden_rows(shared: Path, expected: str) -> None:
    folder = shared / GOLDEN
    feeds = folder / "feeds"
    as_of = datetime.fromisoformat((folder / expected / "AS_OF").read_text().strip())
    refused = {(row["feed"], row["key"]) for row in read(folder / "expected" / "quarantined.csv")}
    tickets = [typed(Ticket, row) for row in read(feeds / "tickets.csv")]
    events = [typed(Event, row) for row in read(feeds / "ticket_events.csv")]
    events = [e for e in events if ("ticket_events", f"{e.ticket_id}/{e.event_id}") not in refused]
    levels = [typed(Level, row) for row in read(feeds / "service_levels.csv")]
    levels = [level for level in levels if ("service_levels", _key(level)) not in refused]
    employees = [typed(Employee, row) for row in read(feeds / "employees.csv")]
    calendars = tomllib.loads((folder / "calendars.toml").read_text(encoding="utf-8"))["calendars"]
    verdicts = slow(World(as_of, "Asia/Shanghai", calendars, levels, employees), tickets, events)

    rows = read(folder / expected / "ticket_sla.csv")
    assert {row["ticket_id"] for row in rows} == set(verdicts.sla)
    different = [
        (row["ticket_id"], name, cell, got)
        for row in rows
        for name, cell in row.items()
        if (got := as_cell(verdicts.sla[str(row["ticket_id"])][name])) != cell
    ]
    assert different == []
    holds = [{name: as_cell(cell) for name, cell in row.items()} for held in verdicts.hold.values() for row in held]
    assert sorted(holds, key=_order) == sorted(read(folder / expected / "ticket_hold.csv"), key=_order)


def _key(level: Level) -> str:
    return f"{level.service_id}/{level.priority}/{level.customer_department_id or ''}/{level.valid_from or ''}"


def _order(row: dict[str, str | None]) -> tuple[str, int]:
    return str(row["ticket_id"]), int(row["seq"] or 0)
