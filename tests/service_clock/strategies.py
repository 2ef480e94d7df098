"""What Hypothesis makes: a company with calendars, levels and people, and tickets with their events."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

from hypothesis import strategies as st

from tests.service_clock.slow_calendar import WEEKDAYS
from tests.service_clock.slow_world import Employee, Event, Level, Ticket, World

ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "UTC")
PRIORITIES = ("P1", "P2", "P3")
SERVICES = ("S0", "S1", "S2", "S3", "S4")
DEPARTMENTS = ("D0", "D1", "D2", "D3")
PEOPLE = tuple(f"E{number}" for number in range(8))
STATUSES = ("open", "open", "open", "pending", "pending", "resolved", "resolved", "closed", "cancelled")
CLOCK_CHANGES = [date(2025, 10, 26), date(2025, 11, 2), date(2026, 3, 8), date(2026, 3, 29), date(2026, 4, 5)]
CN_DAYS = [date(2026, 1, 1), date(2026, 2, 14), date(2026, 2, 28), date(2026, 5, 1), date(2026, 5, 9)]
SPECIAL_DAYS = [*CLOCK_CHANGES, *CN_DAYS]
QUARTER = 900
SERVICE = st.sampled_from([*SERVICES * 4, None, "S-unknown"])
MINUTES = (0, 1, 15, 30, 60, 90, 120, 240, 480, 960, 1440, 2400, 4800, 9600, 20000)


def wall(quarters: int) -> str:
    return f"{quarters // 4:02}:{quarters % 4 * 15:02}"


@st.composite
def shifts(draw: st.DrawFn) -> list[str]:
    """The shifts of a day: none, some, up to midnight, over midnight."""
    points = sorted(draw(st.sets(st.integers(0, 96), max_size=4)))
    day = [f"{wall(a)}-{wall(b)}" for a, b in zip(points[::2], points[1::2], strict=False)]
    if len(points) % 2 and 32 <= points[-1] < 96:
        day.append(f"{wall(points[-1])}-{wall(draw(st.integers(0, points[-1] - 32)))}")
    return day


@st.composite
def calendars(draw: st.DrawFn, zones: Sequence[str] = ZONES) -> dict[str, Any]:
    usual = draw(st.just(["09:00-12:00", "13:30-18:00"]) | shifts())
    week = dict.fromkeys(WEEKDAYS[:5], usual) | draw(st.dictionaries(st.sampled_from(WEEKDAYS), shifts(), max_size=3))
    table: dict[str, Any] = {"timezone": draw(st.sampled_from(zones)), "week": week}
    if country := draw(st.sampled_from([None, None, "CN", "CN", "DE"])):
        table["holidays"] = country
    days = st.sampled_from(SPECIAL_DAYS) | st.dates(date(2025, 6, 1), date(2026, 9, 30))
    table["days"] = draw(st.dictionaries(days, shifts(), max_size=4))
    return table


@st.composite
def calendar_versions(
    draw: st.DrawFn, tables: dict[str, dict[str, Any]], as_of: datetime
) -> dict[date, dict[str, dict[str, Any]]]:
    """None, one or two later versions of each calendar by their first days, often near as-of, some of them after it."""
    near = [as_of.date() + timedelta(days=days) for days in (-60, -20, -7, -1, 0, 1)]
    first_days = st.sampled_from([*near, *SPECIAL_DAYS]) | st.dates(date(2025, 6, 1), date(2026, 9, 30))
    versions: dict[date, dict[str, dict[str, Any]]] = {}
    for name, table in tables.items():
        count = draw(st.integers(0, 2))
        for first_day in draw(st.sets(first_days, min_size=count, max_size=count)):
            versions.setdefault(first_day, {})[name] = draw(calendars([table["timezone"]]))
    return versions


@st.composite
def targets(draw: st.DrawFn) -> tuple[int | None, int | None]:
    """Response and resolution minutes, one of them missing now and then."""
    minutes = st.sampled_from(MINUTES)
    both = st.tuples(minutes, minutes)
    return draw(both | both | both | st.tuples(minutes, st.none()) | st.tuples(st.none(), minutes))


@st.composite
def validities(draw: st.DrawFn, days_apart: int) -> list[tuple[date | None, date | None]]:
    """The days of no, one or two levels; two are so many days apart."""
    edge = draw(st.sampled_from(SPECIAL_DAYS) | st.dates(date(2025, 9, 1), date(2026, 6, 1)))
    both = [(None, edge), (edge + timedelta(days=days_apart), None)]
    return draw(st.sampled_from([[(None, None)], [(None, None)], both, both, [(None, edge)], [(edge, None)], []]))


@st.composite
def levels(draw: st.DrawFn, tables: dict[str, dict[str, Any]]) -> list[Level]:
    """For each service, priority and customer at most two levels, whose days never meet in any zone."""
    made = []
    names = st.sampled_from(sorted(tables))
    for service, priority in product(SERVICES, PRIORITIES):
        for customer in (None, *draw(st.sets(st.sampled_from(DEPARTMENTS), max_size=1))):
            pair = draw(st.tuples(names, names))
            zones = {tables[name]["timezone"] for name in pair}
            for calendar, days in zip(pair, draw(validities(2 if len(zones) > 1 else 0)), strict=False):
                made.append(Level(service, priority, calendar, *draw(targets()), customer, *days))
    return made


@st.composite
def employees(draw: st.DrawFn) -> list[Employee]:
    since = st.none() | st.dates(date(2025, 6, 1), date(2026, 6, 30))
    return [
        Employee(person, draw(st.sampled_from(DEPARTMENTS)), effective_from)
        for person in PEOPLE
        for effective_from in draw(st.sets(since, min_size=1, max_size=3))
    ]


@st.composite
def worlds(draw: st.DrawFn, timezone: str, as_of: datetime) -> World:
    tables = {f"C{number}": draw(calendars()) for number in range(6)}
    versions = draw(calendar_versions(tables, as_of))
    return World(as_of, timezone, tables, draw(levels(tables)), draw(employees()), versions)


GAPS = (
    st.integers(0, 2)
    | st.sampled_from([0, 60, QUARTER, 3600, 86400, 7 * 86400, 365 * 86400])
    | st.integers(0, 86400)
    | st.integers(0, 20 * 86400)
)


@st.composite
def later(draw: st.DrawFn, than: datetime) -> datetime:
    """An instant from `than` on, often in the same second or on a quarter of an hour."""
    at = than + timedelta(seconds=draw(GAPS))
    if draw(st.integers(0, 2)) == 0:
        at += timedelta(seconds=-at.timestamp() % QUARTER)
    return at


@st.composite
def creations(draw: st.DrawFn, world: World) -> datetime:
    """Mostly in the year before as-of, sometimes at it or after it, often near a special night."""
    near = draw(st.sampled_from([world.as_of, *(datetime(d.year, d.month, d.day, tzinfo=UTC) for d in SPECIAL_DAYS)]))
    start = draw(st.just(near) | st.just(world.as_of - timedelta(days=draw(st.integers(0, 300)))))
    return draw(later(start - timedelta(seconds=draw(st.integers(0, 2 * 86400)))))


@st.composite
def tickets(draw: st.DrawFn, world: World) -> tuple[Ticket, list[Event]]:
    """One ticket with its events; `ticket_id` is for the caller to replace."""
    maybe_people = st.sampled_from([None, *PEOPLE, "stranger"])
    departments = st.sampled_from(DEPARTMENTS)
    ticket: dict[str, Any] = {
        "ticket_id": "",
        "created_at": draw(creations(world)),
        "requester_id": draw(maybe_people),
        "customer_department_id": draw(st.none() | departments),
        "status": draw(st.sampled_from(STATUSES)),
        "priority": draw(st.sampled_from(PRIORITIES)),
        "service_id": draw(SERVICE),
        "provider_department_id": draw(departments),
    }
    ids = sorted(draw(st.sets(st.integers(1, 120), max_size=8)))
    if not ids:
        return Ticket(**ticket, **draw(own_instants(ticket["created_at"], ticket["status"]))), []
    return draw(chains(ticket, ids, maybe_people))


@st.composite
def own_instants(draw: st.DrawFn, created_at: datetime, status: str) -> dict[str, Any]:
    """The instants that a ticket without events carries itself."""
    names = ["first_response_at"] if status != "cancelled" else []
    names += {"resolved": ["resolved_at"], "closed": ["resolved_at", "closed_at"]}.get(status, [])
    given: dict[str, Any] = {}
    at = created_at
    for name in draw(st.permutations(names)):
        if draw(st.booleans()):
            given[name] = at = draw(later(at))
    return given


@st.composite
def chains(
    draw: st.DrawFn, ticket: dict[str, Any], ids: list[int], people: st.SearchStrategy[str | None]
) -> tuple[Ticket, list[Event]]:
    """Events in order; a chain is broken now and then, and the ticket's own values may be stale."""
    values = {
        "status": st.sampled_from(STATUSES),
        "priority": st.sampled_from(PRIORITIES),
        "service_id": SERVICE,
        "provider_department_id": st.sampled_from(DEPARTMENTS),
    }
    first = {**ticket, "status": draw(st.sampled_from(["open"] * 6 + list(STATUSES)))}
    now, at, events = dict(first), ticket["created_at"], []
    times = []
    for _ in ids:
        at = draw(later(at))
        times.append(at)
    if draw(st.booleans()):
        ids = draw(st.permutations(ids))
    fields = st.sampled_from(["status"] * 5 + ["reply"] * 4 + ["assignee_id", *list(values)[1:]])
    for occurred_at, event_id in sorted(zip(times, ids, strict=True)):
        field = draw(fields)
        if field in values:
            new = draw(values[field])
            old = now[field] if draw(st.integers(0, 9)) else draw(values[field])
            now[field] = new
        else:
            old, new = None, draw(st.sampled_from(["public", "public", "internal"])) if field == "reply" else "E1"
        events.append(Event("", event_id, occurred_at, field, old, new, draw(people)))
    return Ticket(**(now if draw(st.integers(0, 9)) else ticket)), events
