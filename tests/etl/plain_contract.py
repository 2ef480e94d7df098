"""The contract of the feeds once more, in plain Python: what a text means, and what a loaded row may be."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from warehouse.contract import STATUSES, Column, Feed

ZONE = ZoneInfo("Asia/Shanghai")
BOOLEANS = {"true": True, "t": True, "yes": True, "y": True, "1": True}
BOOLEANS |= {"false": False, "f": False, "no": False, "n": False, "0": False}
DATE = r"(?P<on>\d{4}-\d{2}-\d{2})"
CLOCK = r"(?P<hour>\d{2}):(?P<minute>\d{2})(:(?P<second>\d{2})(?:\.\d+)?)?"
INSTANT = re.compile(rf"{DATE}([T ]{CLOCK}( ?(?P<offset>Z|[+-]\d{{2}}(:?\d{{2}})?))?)?", re.ASCII)
MIDNIGHT = re.compile(rf"{DATE}([T ]00:00(:00(\.0+)?)?)?", re.ASCII)
WHOLE = re.compile(r"[+-]?\d+(\.0*)?", re.ASCII)
BLANKS = " \t\n\v\f\r\u00a0\u3000\u200b\ufeff"
OLDEST = date(1900, 1, 1)
Value = Any


def value(column: Column, text: str | None) -> Value:
    """The text as a value of the column, instants as seconds since 1970; None for nothing and for what is no value."""
    stripped = (text or "").strip(BLANKS)
    if not stripped:
        return None
    try:
        found = _READ.get(column.type, str)(stripped)
    except (ValueError, OverflowError, InvalidOperation):
        return None
    return None if column.name.endswith("_minutes") and found is not None and not 0 <= found <= 10**9 else found


def _instant(text: str) -> int | None:
    match = INSTANT.fullmatch(text)
    if match is None:
        return None
    on = date.fromisoformat(match["on"])
    hour, minute, second = (int(match[name] or 0) for name in ("hour", "minute", "second"))
    if hour == 24 and minute == second == 0:
        on, hour = on + timedelta(days=1), 0
    local = datetime(on.year, on.month, on.day, hour, minute, second)  # noqa: DTZ001 - the zone comes next
    offset = match["offset"]
    if offset is None:
        instant = local.replace(tzinfo=ZONE)
    else:
        digits = re.sub(r"\D", "", offset).ljust(4, "0")
        ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        if ahead >= timedelta(hours=15):
            return None
        instant = (local + ahead if offset.startswith("-") else local - ahead).replace(tzinfo=UTC)
    return int(instant.timestamp()) if instant.astimezone(UTC).date() >= OLDEST else None


def _date(text: str) -> date | None:
    match = MIDNIGHT.fullmatch(text)
    on = date.fromisoformat(match["on"]) if match else None
    return on if on and on >= OLDEST else None


def _decimal(text: str) -> Decimal | None:
    number = Decimal(text)
    if not number.is_finite():
        return None
    number = number.quantize(Decimal("0.0001"), ROUND_HALF_UP)
    return number if abs(number) < Decimal(10) ** 14 else None


def _integer(text: str) -> int | None:
    number = int(text.split(".")[0]) if WHOLE.fullmatch(text) else None
    return number if number is not None and -(2**63) <= number < 2**63 else None


_READ: dict[str, Any] = {
    "instant": _instant,
    "date": _date,
    "decimal": _decimal,
    "integer": _integer,
    "boolean": lambda text: BOOLEANS.get(text.lower()),
}


def row(feed: Feed, cells: dict[str, str | None]) -> tuple[Value, ...]:
    """What the source row means, column by column."""
    return tuple(value(column, cells.get(column.name)) for column in feed.columns)


def faults(feed: Feed, loaded: dict[str, Value]) -> list[str]:
    """What a loaded row breaks by itself."""
    found = [f"{one.name} is missing" for one in feed.columns if one.is_required and loaded[one.name] in (None, "")]
    for one in feed.columns:
        if one.words and loaded[one.name] is not None and loaded[one.name] not in one.words:
            found.append(f"{one.name} is no known word")
        if one.name.endswith("_minutes") and (loaded[one.name] or 0) < 0:
            found.append(f"{one.name} is negative")
    if feed.name == "ticket_events" and loaded["field"] == "status":
        found += ["new_value is no status"] if loaded["new_value"] not in STATUSES else []
        found += ["old_value is no status"] if loaded["old_value"] not in (None, *STATUSES) else []
    return found


def faults_of_all(feed: Feed, loaded: list[dict[str, Value]], created: dict[str, int]) -> list[str]:
    """What the loaded rows of a feed break together; `created` is when each loaded ticket was, in seconds."""
    keys = [tuple(one[name] for name in feed.key) for one in loaded]
    found = ["a key comes twice"] if len(set(keys)) != len(keys) else []
    if feed.name == "ticket_events":
        found += ["a ticket is not loaded" for one in loaded if one["ticket_id"] not in created]
        found += ["before its ticket" for one in loaded if one["occurred_at"] < created.get(one["ticket_id"], 0)]
    if feed.name == "service_levels":
        found += _overlaps(loaded)
    return found


def _overlaps(levels: list[dict[str, Value]]) -> list[str]:
    days: dict[tuple[Value, ...], list[tuple[date, date]]] = {}
    for level in levels:
        key = (level["service_id"], level["priority"], level["customer_department_id"])
        days.setdefault(key, []).append((level["valid_from"] or date.min, level["valid_to"] or date.max))
    found = []
    for key, spans in days.items():
        ordered = sorted(spans)
        found += [f"{key} overlaps" for one, two in pairwise(ordered) if two[0] < one[1]]
    return found
