"""Working calendars on the UTC line.

A calendar becomes pieces of working time, cut at UTC midnights. With the seconds worked before each
day, working time between two instants is the difference of two look-ups (service_clock model).
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import holidays
import polars as pl

from warehouse.errors import UserError
from warehouse.settings import Calendar

DAY_S = 86_400
KEY_STRIDE = 65_536
BUCKET_S = 14_400
MAX_PIECES = 6
SATURDAY = 5
LONGEST_NIGHT_SHIFT_S = 16 * 3600
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class CalendarDate:
    """A local date of a calendar, the rule that decided its hours, and the shifts in seconds of the day."""

    on: date
    source: str
    shifts: tuple[tuple[int, int], ...]
    is_provisional: bool


def parse_shift(text: str, where: str) -> tuple[int, int]:
    """Seconds from local midnight of start and end; the end of a night shift lies beyond 86,400."""
    try:
        start, end = (_clock_s(part) for part in text.split("-"))
    except ValueError:
        raise UserError(f"calendars.toml {where}: {text!r} is not a shift; write it as HH:MM-HH:MM.") from None
    if end <= start:
        end += DAY_S
        if start == end - DAY_S or end - start > LONGEST_NIGHT_SHIFT_S:
            raise UserError(
                f"calendars.toml {where}: shift {text} ends before it starts and is too long for a night shift"
                f" ({(end - start) // 3600} h); write two shifts if it is meant."
            )
    return start, end


def _clock_s(text: str) -> int:
    hours, minutes = (int(part) for part in text.strip().split(":"))
    if not (0 <= hours <= 24 and 0 <= minutes < 60 and hours * 60 + minutes <= 1440):
        raise ValueError(text)
    return hours * 3600 + minutes * 60


def day_shifts(texts: list[str], where: str) -> tuple[tuple[int, int], ...]:
    """The shifts of one day in order; shifts that overlap are refused."""
    shifts = sorted(parse_shift(text, where) for text in texts)
    for (_, end), (start, _) in pairwise(shifts):
        if start < end:
            raise UserError(f"calendars.toml {where}: the shifts {', '.join(texts)} overlap; set them apart.")
    return tuple(shifts)


@dataclass(frozen=True)
class Statutory:
    """Days off and make-up workdays of a country, and the years that it has published."""

    days_off: frozenset[date]
    make_up: frozenset[date]
    published: frozenset[int] | None

    def is_published(self, year: int) -> bool:
        return self.published is None or year in self.published


def statutory(country: str | None, years: range, calendar: str) -> Statutory:
    """Source: the `holidays` library. Where a country moves workdays, a year counts as published once it lists them."""
    if country is None:
        return Statutory(frozenset(), frozenset(), None)
    try:
        table = holidays.country_holidays(country, years=years)
    except NotImplementedError:
        raise UserError(
            f"calendars.toml [calendars.{calendar}] holidays = {country!r} is no country with a known holiday table;"
            " use an ISO code such as CN or DE."
        ) from None
    make_up = frozenset(day for day in table.weekend_workdays if day.year in years)
    published = _published_years(country)
    days_off = frozenset(table) if published is None else frozenset(_with_weekends(set(table) - make_up, make_up))
    return Statutory(days_off, make_up, published)


def _with_weekends(days_off: set[date], make_up: frozenset[date]) -> Iterator[date]:
    """Days off and the weekend days that touch them: a notice lists both, the library only the days that it moves."""
    for day in days_off:
        yield day
        for step in (timedelta(days=1), timedelta(days=-1)):
            beside = day + step
            while beside.weekday() >= SATURDAY and beside not in make_up:
                yield beside
                beside += step


def _published_years(country: str) -> frozenset[int] | None:
    """The years that a country has decreed; None where holidays follow rules and no workday is ever moved."""
    decreed = frozenset(getattr(holidays.country_holidays(country), "special_public_holidays", {}))
    moves_workdays = decreed and holidays.country_holidays(country, years=decreed).weekend_workdays
    return decreed if moves_workdays else None


def expand(calendar: Calendar, first: date, last: date) -> Iterator[CalendarDate]:
    """Every local date from first to last: own exception > make-up workday > statutory holiday > weekly pattern."""
    where = f"[calendars.{calendar.name}"
    week = [day_shifts(calendar.week.get(day, []), f"{where}.week] {day}") for day in WEEKDAYS]
    own = {on: day_shifts(texts, f"{where}.days] {on}") for on, texts in calendar.days.items()}
    law = statutory(calendar.holidays, range(first.year, last.year + 1), calendar.name)
    on = first
    while on <= last:
        is_provisional = not law.is_published(on.year)
        if on in own:
            yield CalendarDate(on, "exception", own[on], False)
        elif on in law.make_up:
            yield CalendarDate(on, "make_up_workday", week[0], is_provisional)
        elif on in law.days_off:
            yield CalendarDate(on, "statutory_holiday", (), is_provisional)
        else:
            yield CalendarDate(on, "week", week[on.weekday()], is_provisional)
        on += timedelta(days=1)


def instant_s(on: date, second: int, zone: ZoneInfo) -> int:
    """Seconds since 1970 of a wall-clock time; one that comes twice is the first, a skipped one moves forward."""
    wall = datetime.combine(on, time(tzinfo=zone)) + timedelta(seconds=second)
    return int(wall.astimezone(UTC).timestamp())


def pieces(dates: list[CalendarDate], zone: ZoneInfo) -> list[tuple[int, int]]:
    """Working time as half-open intervals of seconds since 1970, in order, merged, then cut at UTC midnights."""
    intervals = sorted(
        (instant_s(d.on, start, zone), instant_s(d.on, end, zone)) for d in dates for start, end in d.shifts
    )
    merged: list[list[int]] = []
    for start, end in intervals:
        if merged and start <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end)
        elif start < end:
            merged.append([start, end])
    return [
        (max(start, day * DAY_S), min(end, (day + 1) * DAY_S))
        for start, end in merged
        for day in range(start // DAY_S, (end - 1) // DAY_S + 1)
    ]


def _day_rows(calendar: Calendar, key: int, dates: list[CalendarDate], cut: list[tuple[int, int]]) -> list[dict]:
    by_day: dict[int, list[tuple[int, int]]] = {}
    for start, end in cut:
        by_day.setdefault(start // DAY_S, []).append((start % DAY_S, end - start // DAY_S * DAY_S))
    provisional = {d.on for d in dates if d.is_provisional}
    rows, worked = [], 0
    for on in (d.on for d in dates):
        day = (on - date(1970, 1, 1)).days
        today = by_day.get(day, [])
        if len(today) > MAX_PIECES:
            raise UserError(
                f"calendars.toml [calendars.{calendar.name}]: more than {MAX_PIECES} shifts fall on {on}; merge some."
            )
        row = {"day_key": key * KEY_STRIDE + day, "worked_before_s": worked, "is_provisional": on in provisional}
        for n in range(MAX_PIECES):
            row[f"start_{n + 1}_s"], row[f"end_{n + 1}_s"] = today[n] if n < len(today) else (0, 0)
        rows.append(row)
        worked += sum(end - start for start, end in today)
    return rows


def _piece_rows(key: int, cut: list[tuple[int, int]], provisional: set[int]) -> Iterator[dict]:
    worked = 0
    for start, end in cut:
        before, worked = worked, worked + end - start
        for bucket in range(before // BUCKET_S, worked // BUCKET_S + 1):
            yield {
                "bucket_key": key * KEY_STRIDE + bucket,
                "worked_before_s": before,
                "worked_after_s": worked,
                "starts_s": start,
                "is_provisional": start // DAY_S in provisional,
            }


def calendar_version(calendar: Calendar) -> str:
    """Twelve hex digits that change whenever the calendar's definition or its statutory table may have."""
    days = {str(on): shifts for on, shifts in sorted(calendar.days.items())}
    table = holidays.__version__ if calendar.holidays else None
    definition = [calendar.timezone, calendar.holidays, table, calendar.week, days]
    return hashlib.sha256(json.dumps(definition, sort_keys=True).encode()).hexdigest()[:12]


def calendar_tables(own: dict[str, Calendar], first: date, last: date) -> dict[str, pl.DataFrame]:
    """The four tables of working time: calendar, calendar_date, calendar_day, calendar_piece."""
    calendars: list[dict] = []
    dates_out: list[dict] = []
    days: list[dict] = []
    piece_rows: list[dict] = []
    span = ((first - date(1970, 1, 1)).days, (last - date(1970, 1, 1)).days)
    for key, (name, calendar) in enumerate(sorted(own.items()), start=1):
        dates = list(expand(calendar, first, last))
        cut = [piece for piece in pieces(dates, ZoneInfo(calendar.timezone)) if span[0] <= piece[0] // DAY_S <= span[1]]
        provisional = {(d.on - date(1970, 1, 1)).days for d in dates if d.is_provisional}
        version = calendar_version(calendar)
        calendars.append({"calendar": name, "calendar_key": key, "timezone": calendar.timezone, "version": version})
        dates_out += [
            {
                "calendar": name,
                "on_date": d.on,
                "source": d.source,
                "working_s": sum(end - start for start, end in d.shifts),
                "is_provisional": d.is_provisional,
            }
            for d in dates
        ]
        days += _day_rows(calendar, key, dates, cut)
        piece_rows += _piece_rows(key, cut, provisional)
    return {
        "calendar": pl.DataFrame(calendars, schema=_CALENDAR),
        "calendar_date": pl.DataFrame(dates_out, schema=_DATE),
        "calendar_day": pl.DataFrame(days, schema=_DAY),
        "calendar_piece": pl.DataFrame(piece_rows, schema=_PIECE),
    }


_CALENDAR = {"calendar": pl.String, "calendar_key": pl.Int64, "timezone": pl.String, "version": pl.String}
_DATE = {
    "calendar": pl.String,
    "on_date": pl.Date,
    "source": pl.String,
    "working_s": pl.Int64,
    "is_provisional": pl.Boolean,
}
_DAY = {
    "day_key": pl.Int64,
    "worked_before_s": pl.Int64,
    "is_provisional": pl.Boolean,
    **{f"{side}_{n + 1}_s": pl.Int64 for n in range(MAX_PIECES) for side in ("start", "end")},
}
_PIECE = {
    "bucket_key": pl.Int64,
    "worked_before_s": pl.Int64,
    "worked_after_s": pl.Int64,
    "starts_s": pl.Int64,
    "is_provisional": pl.Boolean,
}
