"""The tickets of the named cases: one small company, told in the company's own wall-clock time.

A case module tells its tickets when it is imported; both clocks judge all of them at once (fixture `clock`).
An event is a line such as `2026-06-01 10:00 status open>resolved ivan`; their ids run from 9, past 10.
"""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.service_clock.slow_calendar import WEEKDAYS
from tests.service_clock.slow_world import Employee, Event, Level, Ticket, World

COMPANY_ZONE = ZoneInfo("Asia/Shanghai")
OFFICE = ["09:00-12:00", "13:30-18:00"]
ALL_DAY = ["00:00-24:00"]
UNTIL_SIX = ["00:00-06:00"]
NIGHT = ["22:00-06:00"]
DAWN = ["05:00-07:00"]
DAYTIME = ["08:00-16:00"]
EARLY = ["06:00-14:00"]
WORKWEEK = WEEKDAYS[:5]
CALENDARS: dict[str, dict[str, Any]] = {
    "office": {"timezone": "Asia/Shanghai", "holidays": "CN", "week": dict.fromkeys(WORKWEEK, OFFICE)},
    "shop": {
        "timezone": "Asia/Shanghai",
        "holidays": "CN",
        "week": {"mon": ["08:00-10:00"], "tue": ["09:00-17:00"], "fri": ["09:00-17:00"]},
        "days": {"2026-05-01": ["10:00-11:00"], "2026-05-09": ["10:00-10:30"], "2026-06-02": []},
    },
    "always": {"timezone": "UTC", "week": dict.fromkeys(WEEKDAYS, ALL_DAY)},
    "evening": {"timezone": "Asia/Shanghai", "week": {"mon": ["20:00-24:00"]}},
    "night": {"timezone": "Asia/Shanghai", "week": {"mon": ["22:00-06:00"], "tue": ["05:00-08:00"]}},
    "berlin": {"timezone": "Europe/Berlin", "week": dict.fromkeys(WEEKDAYS, UNTIL_SIX)},
    "dawn": {"timezone": "Asia/Shanghai", "week": dict.fromkeys(WEEKDAYS, UNTIL_SIX)},
    "west": {"timezone": "America/St_Johns", "week": dict.fromkeys(WEEKDAYS, ALL_DAY)},
    "closed": {"timezone": "UTC", "week": {}},
    "skipped": {"timezone": "Europe/Berlin", "week": {"sun": ["02:30-05:00"]}},
    "tuesdays": {"timezone": "Europe/Berlin", "week": {"tue": ["10:00-12:00"]}},
    "plant": {
        "timezone": "Asia/Shanghai",
        "week": dict.fromkeys(WORKWEEK, DAYTIME),
        "days": {"2026-06-05": ["08:00-12:00"], "2026-06-12": []},
    },
    "guard": {"timezone": "Asia/Shanghai", "week": dict.fromkeys(WEEKDAYS, NIGHT)},
    "branch": {"timezone": "America/St_Johns", "week": dict.fromkeys(WEEKDAYS, DAYTIME)},
    "agency": {"timezone": "Asia/Shanghai", "holidays": "CN", "week": dict.fromkeys(WORKWEEK, OFFICE)},
}
MONDAY = date(2026, 6, 8)
CALENDAR_VERSIONS: dict[date, dict[str, dict[str, Any]]] = {
    MONDAY: {
        "plant": {"timezone": "Asia/Shanghai", "week": dict.fromkeys(WORKWEEK, EARLY), "days": {"2026-06-04": []}},
        "guard": {"timezone": "Asia/Shanghai", "week": dict.fromkeys(WEEKDAYS, DAWN)},
        "branch": {"timezone": "America/St_Johns", "week": dict.fromkeys(WEEKDAYS, ALL_DAY)},
    },
    date(2026, 7, 6): {"plant": {"timezone": "Asia/Shanghai", "week": {"wed": ["09:00-10:00"]}}},
    date(2026, 9, 1): {"agency": {"timezone": "Asia/Shanghai", "week": dict.fromkeys(WORKWEEK, OFFICE)}},
    date(2039, 12, 31): {
        "agency": {"timezone": "Asia/Shanghai", "holidays": "CN", "week": dict.fromkeys(WORKWEEK, OFFICE)},
    },
    date(2040, 2, 20): {"agency": {"timezone": "Asia/Shanghai", "week": dict.fromkeys(WORKWEEK, OFFICE)}},
}
LEVELS = [
    Level("desk", "P1", "office", 60, 240),
    Level("desk", "P2", "office", 30, 60),
    Level("desk", "P3", "office", 480, 2400),
    Level("desk", "P1", "always", 15, 120, customer_department_id="BOARD"),
    Level("dated", "P1", "always", 60, 240, valid_from=date(2026, 6, 3), valid_to=date(2026, 6, 10)),
    Level("two-zones", "P1", "west", 60, 240, valid_to=date(2026, 6, 3)),
    Level("two-zones", "P1", "dawn", 60, 240, valid_from=date(2026, 6, 3)),
    Level("long", "P1", "tuesdays", None, 40000),
    Level("first-answer", "P1", "always", 60, None),
    Level("solution", "P1", "always", None, 240),
    *(Level(name, "P1", name, 60, 240) for name in CALENDARS if name != "office"),
]
EMPLOYEES = [
    Employee("ann", "HR"),
    Employee("bob", "HR"),
    Employee("ivan", "IT"),
    Employee("ida", "IT"),
    Employee("max", "HR", date(2020, 1, 1)),
    Employee("max", "SALES", date(2026, 6, 3)),
]
TICKETS: list[Ticket] = []
EVENTS: list[Event] = []


def at(text: str) -> datetime:
    """An instant of the company's wall clock, or of the offset that the text carries."""
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=COMPANY_ZONE)).astimezone(UTC)


def world(as_of: str) -> World:
    return World(at(as_of), COMPANY_ZONE.key, CALENDARS, LEVELS, EMPLOYEES, CALENDAR_VERSIONS)


def ticket(ticket_id: str, created_at: str, *lines: str, **values: Any) -> None:
    """Tells one ticket: HR's ann asks IT at service desk, P1; `values` say what differs."""
    given: dict[str, Any] = {"service_id": "desk", "customer_department_id": "HR", "requester_id": "ann"} | values
    given |= {name: at(value) for name, value in given.items() if name.endswith("_at")}
    TICKETS.append(Ticket(ticket_id, at(created_at), **given))
    EVENTS.extend(_event(ticket_id, number, line) for number, line in enumerate(lines, 9))


def _event(ticket_id: str, event_id: int, line: str) -> Event:
    day, time, field, change, *actor = line.split()
    old, new = (word or None for word in change.split(">"))
    name = {"provider": "provider_department_id", "service": "service_id"}.get(field, field)
    return Event(ticket_id, event_id, at(f"{day} {time}"), name, old, new, actor[0] if actor else None)
