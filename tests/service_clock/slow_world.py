"""What the slow clock is given: rows of the feeds, and the company around the tickets (rules 6 to 8, the half-year)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from tests.service_clock.slow_calendar import SlowCalendar, local_day


@dataclass(frozen=True)
class Ticket:
    """A row of the tickets feed."""

    ticket_id: str
    created_at: datetime
    status: str = "open"
    priority: str = "P1"
    service_id: str | None = "S"
    provider_department_id: str = "IT"
    customer_department_id: str | None = None
    requester_id: str | None = None
    first_response_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    kind: str = "request"


@dataclass(frozen=True)
class Event:
    """A row of the ticket_events feed."""

    ticket_id: str
    event_id: int
    occurred_at: datetime
    field: str
    old_value: str | None
    new_value: str | None
    actor_id: str | None = None


@dataclass(frozen=True)
class Level:
    """A row of the service_levels feed."""

    service_id: str
    priority: str
    calendar: str
    response_minutes: int | None = None
    resolution_minutes: int | None = None
    customer_department_id: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True)
class Employee:
    """A row of the employees feed."""

    employee_id: str
    department_id: str
    effective_from: date | None = None


@dataclass(frozen=True)
class World:
    """Everything but the tickets; `calendars` holds the tables of calendars.toml by name.

    `calendar_versions` holds those of the files of folder calendars, by their first day and name.
    """

    as_of: datetime
    timezone: str = "Asia/Shanghai"
    calendars: dict[str, dict[str, Any]] = field(default_factory=dict)
    levels: Sequence[Level] = ()
    employees: Sequence[Employee] = ()
    calendar_versions: dict[date, dict[str, dict[str, Any]]] = field(default_factory=dict)

    @cached_property
    def slow_calendars(self) -> dict[str, SlowCalendar]:
        return {name: SlowCalendar(table, self.known_versions(name)) for name, table in self.calendars.items()}

    def known_versions(self, name: str) -> dict[date, dict[str, Any]]:
        """The tables that replace a calendar's first one, without those that begin after the local day of as-of."""
        today = local_day(self.as_of, self.calendars[name]["timezone"])
        files = self.calendar_versions.items()
        return {begins_on: tables[name] for begins_on, tables in files if name in tables and begins_on <= today}

    def department_of(self, employee_id: str | None, at: datetime) -> str | None:
        day = local_day(at, self.timezone)
        rows = [e for e in self.employees if e.employee_id == employee_id and (e.effective_from or date.min) <= day]
        return max(rows, key=lambda e: e.effective_from or date.min).department_id if rows else None

    def level_of(self, ticket: Ticket, customer: str | None, values: dict[str, Any]) -> Level | None:
        """7 and 8: the level for these values, the customer's own before the one for all."""

        def is_candidate(level: Level) -> bool:
            day = local_day(ticket.created_at, self.calendars[level.calendar]["timezone"])
            return (
                (level.service_id, level.priority) == (values["service_id"], values["priority"])
                and level.customer_department_id in (None, customer)
                and (level.valid_from or date.min) <= day < (level.valid_to or date.max)
            )

        found = sorted(filter(is_candidate, self.levels), key=lambda level: level.customer_department_id is None)
        return found[0] if found else None

    def period_of(self, at: datetime) -> str:
        day = local_day(at, self.timezone)
        return f"{day.year}H{1 if day.month < 7 else 2}"
