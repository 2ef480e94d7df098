"""Calendars and levels that change: from a day on, on both clocks, and an old as-of gives the old answer."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.service_clock.casebook import EVENTS, LEVELS, MONDAY, TICKETS, at, ticket, world
from tests.service_clock.clocks import Verdicts, built
from tests.service_clock.slow_world import Event, Ticket, World
from warehouse.store import connect

Clock = Callable[..., None]
HOUR = 3600
SUNDAY_NIGHT = "2026-06-07 23:59:59"
MONDAY_MORNING = "2026-06-08 00:00:00"

ticket("over-the-change", "2026-06-04 15:00", "2026-06-08 07:00 status open>resolved", service_id="plant")
ticket("friday-noon", "2026-06-05 12:00", service_id="plant")


def test_a_shift_change_on_a_monday_in_the_middle_of_a_ticket_counts_each_day_by_its_own_shifts(clock: Clock) -> None:
    clock("over-the-change", resolution_elapsed_s=6 * HOUR, resolution_due_at="2026-06-05 11:00")


def test_a_change_is_known_from_its_first_local_day_on_and_moves_what_is_due_after_it(clock: Clock) -> None:
    clock("friday-noon", as_of=SUNDAY_NIGHT, resolution_due_at="2026-06-08 12:00")
    clock("friday-noon", as_of=MONDAY_MORNING, resolution_due_at="2026-06-08 10:00")


ticket("old-exception", "2026-06-12 05:00", "2026-06-12 15:00 status open>resolved", service_id="plant")
ticket("new-exception", "2026-06-04 05:00", "2026-06-04 17:00 status open>resolved", service_id="plant")


def test_exceptions_hold_only_while_their_version_does(clock: Clock) -> None:
    clock("old-exception", resolution_elapsed_s=8 * HOUR)
    clock("new-exception", resolution_elapsed_s=8 * HOUR)


ticket("twice-changed", "2026-07-03 13:00", "2026-07-08 12:00 status open>resolved", service_id="plant")


def test_of_three_versions_each_day_has_the_one_that_began_last(clock: Clock) -> None:
    clock("twice-changed", resolution_elapsed_s=2 * HOUR)


ticket("guarded", "2026-06-08 00:00", "2026-06-08 12:00 status open>resolved", service_id="guard")
ticket("guarded-again", "2026-06-08 12:00", "2026-06-09 12:00 status open>resolved", service_id="guard")


def test_the_night_shift_of_the_last_old_day_runs_on_and_meets_the_first_new_one_without_counting_twice(
    clock: Clock,
) -> None:
    clock("guarded", resolution_elapsed_s=7 * HOUR, resolution_due_at="2026-06-08 04:00")
    clock("guarded-again", resolution_elapsed_s=2 * HOUR)


ticket("far-west", "2026-06-07 13:00-02:30", service_id="branch")


def test_a_change_begins_at_midnight_of_its_calendars_zone(clock: Clock) -> None:
    clock("far-west", as_of=MONDAY_MORNING, resolution_due_at="2026-06-08 09:00-02:30")
    clock("far-west", resolution_due_at="2026-06-08 01:00-02:30")


ticket("autumn-holiday", "2026-09-25 09:00", "2026-09-25 10:00 status open>resolved", service_id="agency")


def test_a_version_may_leave_the_statutory_holidays(clock: Clock) -> None:
    clock("autumn-holiday", resolution_elapsed_s=HOUR)


def test_a_year_that_is_not_published_is_provisional_while_a_version_follows_it(
    sql_clock: Callable[..., Verdicts],
) -> None:
    days = {"before": "2039-12-30", "published-or-not": "2040-02-17", "after": "2040-02-21"}
    asked = [Ticket(name, at(f"{day} 09:00"), service_id="agency") for name, day in days.items()]
    closed = [replace(one, status="closed", closed_at=one.created_at) for one in asked]
    rows = sql_clock(world("2040-03-01 00:00"), closed, []).sla
    assert {name: row["is_provisional"] for name, row in rows.items()} == {
        "before": False, "published-or-not": True, "after": False,
    }  # fmt: skip


@pytest.fixture
def judged(tmp_path: Path) -> Callable[..., list[bytes]]:
    """Both tables of the clock for a world and its tickets, as they lie in a file."""

    def bytes_of(given: World, tickets: Sequence[Ticket] = TICKETS, events: Sequence[Event] = EVENTS) -> list[bytes]:
        files = []
        with connect(built(given, tickets, events, tmp_path), read_only=False) as connection:
            for table in ("ticket_sla", "ticket_hold"):
                file = tmp_path / f"{table}.csv"
                connection.execute(f"copy (select * from marts.{table} order by all) to '{file}'")
                files.append(file.read_bytes())
        return files

    return bytes_of


def test_an_old_as_of_gives_the_same_bytes_after_a_calendar_has_changed(judged: Callable[..., list[bytes]]) -> None:
    changed = world(SUNDAY_NIGHT)
    assert judged(changed) == judged(replace(changed, calendar_versions={}))


def test_a_level_that_follows_another_changes_nothing_at_an_old_as_of_nor_for_what_was_there_before_it(
    judged: Callable[..., list[bytes]], sql_clock: Callable[..., Verdicts]
) -> None:
    first, *others = LEVELS
    edited = [replace(first, valid_to=MONDAY), replace(first, valid_from=MONDAY, resolution_minutes=1), *others]
    asked = [Ticket(day, at(f"{day} 23:59"), service_id="desk") for day in ("2026-06-07", "2026-06-08")]
    then, later = world(SUNDAY_NIGHT), world("2026-07-01 00:00")
    assert judged(replace(then, levels=edited), asked, []) == judged(then, asked, [])
    rows = sql_clock(replace(later, levels=edited), asked, []).sla
    assert {day: row["resolution_target_s"] for day, row in rows.items()} == {"2026-06-07": 4 * HOUR, "2026-06-08": 60}
