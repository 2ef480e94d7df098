"""Working time the slow way: every shift of every day, one after the other (rules 11 and 12 of the service clock)."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import holidays

DAY = timedelta(days=1)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTH = timedelta(days=30)
GIVE_UP_AFTER = timedelta(days=20 * 366)


@cache
def statutory(country: str, year: int) -> Any:
    return holidays.country_holidays(country, years=year)


def local_day(instant: datetime, timezone: str) -> date:
    return instant.astimezone(ZoneInfo(timezone)).date()


class SlowCalendar:
    """One calendar: its table in calendars.toml, and the tables that replace it, each from a local day on."""

    def __init__(self, table: dict[str, Any], later: Mapping[date, dict[str, Any]] | None = None) -> None:
        self.timezone: str = table["timezone"]
        self.tables = {date.min: table, **(later or {})}
        self.opened: dict[date, list[tuple[datetime, datetime]]] = {}

    def table_on(self, day: date) -> dict[str, Any]:
        """The table that began last."""
        return self.tables[max(begins_on for begins_on in self.tables if begins_on <= day)]

    def shifts_on(self, day: date) -> list[str]:
        """The company's exception, else the make-up workday, else the statutory holiday, else the week."""
        table = self.table_on(day)
        for exception, shifts in table.get("days", {}).items():
            if str(exception) == str(day):
                return list(shifts)
        week: dict[str, list[str]] = table.get("week", {})
        if country := table.get("holidays"):
            law = statutory(country, day.year)
            if day in getattr(law, "weekend_workdays", ()):
                return week.get("mon", [])
            if any(other in law for other in self._long_weekend(day, country)):
                return []
        return week.get(WEEKDAYS[day.weekday()], [])

    def _long_weekend(self, day: date, country: str) -> list[date]:
        """The day, and the days next to the weekend that it lies in where the country moves workdays."""
        days = [day]
        if day.weekday() >= 5 and country == "CN":
            for step in (DAY, -DAY):
                other = day + step
                while other.weekday() >= 5:
                    other += step
                if not any(statutory("CN", d.year).weekend_workdays & {d} for d in (day, other)):
                    days.append(other)
        return days

    def at(self, day: date, wall: str) -> datetime:
        """The first of two equal wall times; one that is skipped moves forward."""
        hour, minute = map(int, wall.split(":"))
        if hour == 24:
            day, hour = day + DAY, 0
        return datetime.combine(day, time(hour, minute), ZoneInfo(self.timezone)).astimezone(UTC)

    def shift(self, day: date, text: str) -> tuple[datetime, datetime]:
        starts, ends = text.split("-")
        return self.at(day, starts), self.at(day if ends > starts else day + DAY, ends)

    def open_on(self, day: date) -> list[tuple[datetime, datetime]]:
        if day not in self.opened:
            self.opened[day] = [self.shift(day, text) for text in self.shifts_on(day)]
        return self.opened[day]

    def open_between(self, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
        """Every working second of [start, end) once, as intervals in order."""
        day, last = local_day(start, self.timezone) - DAY, local_day(end, self.timezone)
        shifts = []
        while day <= last:
            shifts += self.open_on(day)
            day += DAY
        merged, covered = [], start
        for opens, closes in sorted(shifts):
            opens, closes = max(opens, covered), min(closes, end)
            if opens < closes:
                merged.append((opens, closes))
                covered = closes
        return merged

    def working_seconds(self, start: datetime, end: datetime) -> int:
        return sum(_seconds(opens, closes) for opens, closes in self.open_between(start, end))

    def instant_after(self, start: datetime, seconds: int) -> datetime | None:
        """The earliest instant from `start` on with so many working seconds between; None when never."""
        if seconds <= 0:
            return start
        for month in range(GIVE_UP_AFTER // MONTH):
            for opens, closes in self.open_between(start + month * MONTH, start + (month + 1) * MONTH):
                if seconds <= _seconds(opens, closes):
                    return opens + timedelta(seconds=seconds)
                seconds -= _seconds(opens, closes)
        return None


def _seconds(start: datetime, end: datetime) -> int:
    return int((end - start).total_seconds())
