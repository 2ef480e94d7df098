"""Reads a company's working calendars: calendars.toml from the beginning, calendars/<date>.toml from that day on."""

from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import holidays
from pydantic import BaseModel, ConfigDict, field_validator

from warehouse.errors import UserError
from warehouse.shifts import day_shifts
from warehouse.source_settings import known_zone
from warehouse.toml_file import nearest, place, read_toml, validated

OLDEST_YEAR = 1900


class CalendarTable(BaseModel):
    """A working calendar as a file writes it: shifts are text such as "09:00-12:00"."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    timezone: str
    holidays: str | None = None
    week: dict[str, list[str]] = {}
    days: dict[date, list[str]] = {}

    @field_validator("timezone")
    @classmethod
    def _zone_exists(cls, name: str) -> str:
        return known_zone(name)

    @field_validator("holidays")
    @classmethod
    def _country_is_known(cls, name: str | None) -> str | None:
        try:
            if name is not None:
                holidays.country_holidays(name)
        except NotImplementedError:
            raise ValueError(
                "no holiday table is known for that country; write its ISO code, such as CN or DE"
            ) from None
        return name


class Calendar(CalendarTable):
    """A calendar and its later versions, oldest first: each holds from local midnight of its first day."""

    name: str
    effective_from: date | None = None
    later: tuple["Calendar", ...] = ()

    @property
    def begins_on(self) -> date:
        return self.effective_from or date.min

    @property
    def versions(self) -> tuple["Calendar", ...]:
        return (self, *self.later)

    def known_at(self, as_of: datetime) -> "Calendar":
        """The calendar without the versions whose first day lies after the local date of as-of."""
        today = as_of.astimezone(ZoneInfo(self.timezone)).date()
        return self.model_copy(update={"later": tuple(v for v in self.later if v.begins_on <= today)})


class _Week(BaseModel):
    """Only there to name the nearest weekday for a key that is none."""

    model_config = ConfigDict(extra="forbid")
    mon: list[str] = []
    tue: list[str] = []
    wed: list[str] = []
    thu: list[str] = []
    fri: list[str] = []
    sat: list[str] = []
    sun: list[str] = []


class _CalendarsFile(BaseModel):
    model_config = ConfigDict(extra="forbid")
    calendars: dict[str, dict[str, Any]] = {}


def load_calendars(folder: Path) -> dict[str, Calendar]:
    """A company's calendars by name, with all their versions; UserError with file, line and reason for a bad one."""
    first = folder / "calendars.toml"
    found = {name: [_calendar(name, table)] for name, table in _tables(first).items()} if first.exists() else {}
    for file in sorted((folder / "calendars").glob("*.toml")):
        first_day = _date_of(file)
        for name, table in _tables(file).items():
            _refuse_what_no_version_may(file, name, table, found)
            before = found[name][-1]
            if before != _calendar(name, table, before.effective_from):
                found[name].append(_calendar(name, table, first_day))
    return {name: first.model_copy(update={"later": tuple(later)}) for name, (first, *later) in found.items()}


def _calendar(name: str, table: CalendarTable, first_day: date | None = None) -> Calendar:
    return Calendar(name=name, effective_from=first_day, **dict(table))


def _tables(path: Path) -> dict[str, CalendarTable]:
    """The calendars that a file defines, every shift of them readable."""
    tables = {}
    for name, given in validated(_CalendarsFile, read_toml(path), path).calendars.items():
        where = ("calendars", name)
        validated(_Week, given.get("week", {}), path, (*where, "week"))
        tables[name] = validated(CalendarTable, given, path, where)
        for part, shifts in (("week", tables[name].week), ("days", tables[name].days)):
            for day, texts in shifts.items():
                keys = (*where, part, str(day))
                day_shifts(texts, f"{place(path, keys)}: {'.'.join(keys)}")
    return tables


def _refuse_what_no_version_may(file: Path, name: str, table: CalendarTable, found: dict[str, list[Calendar]]) -> None:
    if name not in found:
        known = f'; the nearest one there is "{nearest(name, found)}"' if found else ""
        raise UserError(
            f"{place(file, ('calendars', name))}: calendars.toml has no calendar {name}{known}."
            " Define a new calendar there: it changes nothing until a service level names it."
        )
    if table.timezone != (zone := found[name][0].timezone):
        raise UserError(
            f"{place(file, ('calendars', name, 'timezone'))}: calendar {name} is in {zone}, and no version can move it"
            f" to {table.timezone}; define a new calendar, and service levels that name it from that day on."
        )


def _date_of(file: Path) -> date:
    try:
        first_day = date.fromisoformat(file.stem)
    except ValueError:
        first_day = None
    if first_day is None or first_day.isoformat() != file.stem or first_day.year < OLDEST_YEAR:
        raise UserError(f"calendars/{file.name} must be named after its first day, such as 2026-10-01.toml.")
    return first_day
