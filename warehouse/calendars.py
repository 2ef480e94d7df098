"""Working calendars on the UTC line.

A calendar becomes pieces of working time, cut at UTC midnights. With the seconds worked before each
day, working time between two instants is the difference of two look-ups (service_clock model).
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import zip_longest
from zoneinfo import ZoneInfo

import holidays
import polars as pl

from warehouse.calendar_file import Calendar
from warehouse.errors import UserError
from warehouse.shifts import DAY_S, day_shifts
from warehouse.statutory import Statutory, statutory

KEY_STRIDE = 65_536
BUCKET_S = 14_400
MAX_PIECES = 6
DAY = timedelta(days=1)
FAR_S = 9_000_000_000_000
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class CalendarDate:
    """A local date of a calendar, the rule that decided its hours, and the shifts in seconds of the day."""

    on: date
    source: str
    shifts: tuple[tuple[int, int], ...]
    is_provisional: bool


def expand(calendar: Calendar, first: date, last: date) -> Iterator[CalendarDate]:
    """Every local date from first to last, as the version of the calendar that is in force on it says."""
    years = range(first.year, last.year + 1)
    for version, following in zip_longest(calendar.versions, calendar.later):
        begins_on = max(first, version.begins_on)
        ends_before_on = min(last + DAY, following.begins_on if following else date.max)
        if begins_on < ends_before_on:
            yield from _expand(version, statutory(version.holidays, years), begins_on, ends_before_on)


def _expand(version: Calendar, law: Statutory, on: date, ends_before_on: date) -> Iterator[CalendarDate]:
    """Own exception > make-up workday > statutory holiday > weekly pattern."""
    where = f"calendar {version.name}"
    week = [day_shifts(version.week.get(day, []), f"{where}, {day}") for day in WEEKDAYS]
    own = {own_day: day_shifts(texts, f"{where}, {own_day}") for own_day, texts in version.days.items()}
    while on < ends_before_on:
        is_provisional = not law.is_published(on.year)
        if on in own:
            yield CalendarDate(on, "exception", own[on], False)
        elif on in law.make_up:
            yield CalendarDate(on, "make_up_workday", week[0], is_provisional)
        elif on in law.days_off:
            yield CalendarDate(on, "statutory_holiday", (), is_provisional)
        else:
            yield CalendarDate(on, "week", week[on.weekday()], is_provisional)
        on += DAY


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
            raise UserError(f"Calendar {calendar.name}: more than {MAX_PIECES} shifts fall on {on}; merge some.")
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


def calendar_versions(calendar: Calendar) -> list[str]:
    """Twelve hex digits per version, which change whenever it, an earlier one or a statutory table may have."""
    made: list[str] = []
    for version in calendar.versions:
        days = {str(on): shifts for on, shifts in sorted(version.days.items())}
        table = holidays.__version__ if version.holidays else None
        definition = [version.timezone, version.holidays, table, version.week, days]
        before = [str(version.effective_from), made[-1]] if made else []
        text = json.dumps([*definition, *before], sort_keys=True)
        made.append(hashlib.sha256(text.encode()).hexdigest()[:12])
    return made


def _version_rows(calendar: Calendar) -> Iterator[dict]:
    """Since when each version counts, and until when: the night shift of its last day runs on."""
    zone = ZoneInfo(calendar.timezone)
    rows = zip_longest(calendar.versions, calendar.later, calendar_versions(calendar))
    for version, following, digits in rows:
        from_s = instant_s(version.begins_on, 0, zone) if version.effective_from else -FAR_S
        to_s = FAR_S
        if following:
            (last,) = expand(calendar, following.begins_on - DAY, following.begins_on - DAY)
            to_s = instant_s(last.on, max([DAY_S, *(end for _, end in last.shifts)]), zone)
        yield {
            "calendar": calendar.name,
            "version": digits,
            "effective_from": version.effective_from,
            "from_s": from_s,
            "to_s": to_s,
        }


def calendar_tables(own: dict[str, Calendar], first: date, last: date) -> dict[str, pl.DataFrame]:
    """The tables of working time: calendar, calendar_version, calendar_date, calendar_day, calendar_piece."""
    calendars: list[dict] = []
    versions: list[dict] = []
    dates_out: list[dict] = []
    days: list[dict] = []
    piece_rows: list[dict] = []
    span = ((first - date(1970, 1, 1)).days, (last - date(1970, 1, 1)).days)
    for key, (name, calendar) in enumerate(sorted(own.items()), start=1):
        dates = list(expand(calendar, first, last))
        cut = [piece for piece in pieces(dates, ZoneInfo(calendar.timezone)) if span[0] <= piece[0] // DAY_S <= span[1]]
        provisional = {(d.on - date(1970, 1, 1)).days for d in dates if d.is_provisional}
        versions += _version_rows(calendar)
        newest = {column: versions[-1][column] for column in ("version", "effective_from")}
        calendars.append({"calendar": name, "calendar_key": key, "timezone": calendar.timezone, **newest})
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
        "calendar_version": pl.DataFrame(versions, schema=_VERSION),
        "calendar_date": pl.DataFrame(dates_out, schema=_DATE),
        "calendar_day": pl.DataFrame(days, schema=_DAY),
        "calendar_piece": pl.DataFrame(piece_rows, schema=_PIECE),
    }


_CALENDAR = {
    "calendar": pl.String,
    "calendar_key": pl.Int64,
    "timezone": pl.String,
    "version": pl.String,
    "effective_from": pl.Date,
}
_VERSION = {
    "calendar": pl.String,
    "version": pl.String,
    "effective_from": pl.Date,
    "from_s": pl.Int64,
    "to_s": pl.Int64,
}
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
