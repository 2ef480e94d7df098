"""The warehouse's SQL and the slow clock say the same of random tickets.

NEIKAN_CLOCK_TICKETS sets how many tickets each company has; NEIKAN_CLOCK_SEED makes others.
"""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.service_clock.clocks import Verdicts, slow
from tests.service_clock.slow_world import Event, Ticket, World
from tests.service_clock.strategies import tickets, worlds

TICKETS = int(os.environ.get("NEIKAN_CLOCK_TICKETS", "700"))
SEED = int(os.environ.get("NEIKAN_CLOCK_SEED", "1"))
COMPANIES = [
    ("Asia/Shanghai", "2026-06-30T16:00:00Z"),
    ("Asia/Shanghai", "2026-03-31T15:59:59Z"),
    ("Europe/Berlin", "2026-03-29T01:00:00Z"),
    ("America/St_Johns", "2026-05-05T12:34:56Z"),
    ("Australia/Lord_Howe", "2026-04-04T15:00:00Z"),
    ("UTC", "2026-01-01T00:00:00Z"),
]

T = TypeVar("T")
SqlClock = Callable[[World, list[Ticket], list[Event]], Verdicts]


def gathered(strategy: st.SearchStrategy[T], count: int, start: str) -> list[T]:
    """So many examples of the strategy, the same ones for the same start."""
    found: list[T] = []

    @seed(start)
    @settings(
        max_examples=count,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(example: T) -> None:
        found.append(example)

    collect()
    return found


def numbered(examples: list[tuple[Ticket, list[Event]]]) -> tuple[list[Ticket], list[Event]]:
    made, happened = [], []
    for number, (ticket, events) in enumerate(examples):
        made.append(replace(ticket, ticket_id=f"T{number}"))
        happened += [replace(event, ticket_id=f"T{number}") for event in events]
    return made, happened


@pytest.mark.parametrize(("timezone", "as_of"), COMPANIES)
def test_sql_and_slow_clock_agree(timezone: str, as_of: str, sql_clock: SqlClock) -> None:
    start = f"{SEED} {timezone} {as_of}"
    world = max(gathered(worlds(timezone, datetime.fromisoformat(as_of)), 30, start), key=lambda w: len(w.levels))
    made, happened = numbered(gathered(tickets(world), TICKETS, start))
    expected, got = slow(world, made, happened), sql_clock(world, made, happened)
    assert set(got.sla) == set(expected.sla)
    different = {ticket_id: unlike for ticket_id in expected.sla if (unlike := differences(ticket_id, expected, got))}
    if different:
        shortest = min(different, key=lambda ticket_id: sum(e.ticket_id == ticket_id for e in happened))
        story = [*told(shortest, world, made, happened), *different[shortest]]
        pytest.fail("\n".join([f"{len(different)} of {len(expected.sla)} tickets differ, such as this one:", *story]))


def differences(ticket_id: str, expected: Verdicts, got: Verdicts) -> list[str]:
    """What the two clocks say differently of a ticket, by column."""
    slow_row = expected.sla[ticket_id] | {"hold": expected.hold.get(ticket_id, [])}
    sql_row = got.sla[ticket_id] | {"hold": got.hold.get(ticket_id, [])}
    return [
        f"{name}: slow clock {value}, SQL {sql_row[name]}" for name, value in slow_row.items() if value != sql_row[name]
    ]


def told(ticket_id: str, world: World, made: list[Ticket], happened: list[Event]) -> list[str]:
    """Everything that decides about a ticket, to make a named case of it."""
    ticket = next(t for t in made if t.ticket_id == ticket_id)
    events = sorted((e for e in happened if e.ticket_id == ticket_id), key=lambda e: (e.occurred_at, e.event_id))
    services = {ticket.service_id, *(v for e in events if e.field == "service_id" for v in (e.old_value, e.new_value))}
    levels = [level for level in world.levels if level.service_id in services]
    calendars = {
        level.calendar: [world.calendars[level.calendar], world.known_versions(level.calendar)] for level in levels
    }
    return [str(thing) for thing in (ticket, *events, *levels, calendars)]
