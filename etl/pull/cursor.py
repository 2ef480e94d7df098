"""Cursors as text: which is later, and from where to pull so that nothing is missed."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

DEFAULT_SPAN, DEFAULT_COUNT = "10m", 1_000
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
EASTERNMOST = timedelta(hours=14)

Value = int | Decimal | datetime | date | str


class Unfit(ValueError):
    """A lookback that does not go with the cursor; the text says why."""


def parsed(text: str) -> Value:
    """A number, an instant with or without zone, a day, or the text itself."""
    if re.fullmatch(r"-?\d+", text):
        return int(text)
    if re.fullmatch(r"-?\d+\.\d+", text):
        return Decimal(text)
    try:
        return date.fromisoformat(text) if len(text) == len("2026-01-01") else datetime.fromisoformat(text)
    except ValueError:
        return text


def later(one: str | None, other: str | None) -> str | None:
    """The higher of two cursors of one source."""
    if one is None or other is None:
        return one or other
    try:
        return one if parsed(one) >= parsed(other) else other  # type: ignore[operator]
    except TypeError:  # of two kinds: as text
        return max(one, other)


def earlier(cursor: str, lookback: int | str | None) -> str:
    """The cursor less the look-back: what was committed late, or within the same second, comes again.

    A time loses its fraction, so that it is the lower bound of every way in which a source writes it.
    Without lookback it is ten minutes, or 1,000 where the cursor is a number.
    """
    value = parsed(cursor)
    if isinstance(value, int | Decimal):
        if isinstance(lookback, str):
            raise Unfit(f'"{lookback}" is a time, and the cursor holds numbers such as {cursor}; give a count')
        less = value - (DEFAULT_COUNT if lookback is None else lookback)
        return str(less).zfill(len(cursor)) if less >= 0 else str(min(value, type(value)(0)))
    if isinstance(lookback, int) and lookback:
        raise Unfit(f'{lookback} is a count, and the cursor holds values such as {cursor}; give a time such as "15m"')
    if isinstance(value, str):
        return cursor
    span = _span(DEFAULT_SPAN if lookback is None else lookback)
    try:
        if isinstance(value, datetime):
            return (value - span).replace(microsecond=0).isoformat(sep=cursor[10])
        return (value - timedelta(days=span.days + bool(span.seconds))).isoformat()
    except OverflowError:
        return cursor


def _span(text: str | int) -> timedelta:
    return timedelta(**{UNITS[str(text)[-1]]: int(str(text)[:-1])}) if text else timedelta()


def not_after(cursor: str, now: datetime, zone: str | None) -> str:
    """The cursor, or now where it lies in the future: one wrong clock must not hide all later changes."""
    value = parsed(cursor)
    if isinstance(value, datetime):
        limit = now if value.tzinfo else _local(now, zone)
        return cursor if value <= limit else limit.isoformat(sep=cursor[10])
    if isinstance(value, date):
        return min(value, (now + EASTERNMOST).date()).isoformat()
    return cursor


def _local(now: datetime, zone: str | None) -> datetime:
    """Now as a clock without zone shows it; where nobody knows its zone, as the easternmost one does."""
    if zone:
        return now.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return now.astimezone(UTC).replace(tzinfo=None) + EASTERNMOST
