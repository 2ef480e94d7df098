"""A company of a few hundred tickets in two states: files pulled whole or added to, pages landed, rows to refuse."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.etl.replay import Answer, Asked
from tests.etl.small_company import CALENDARS, lenient, write_company

TICKETS = 300
SERVICES, DEPARTMENTS, PRIORITIES = 4, 3, 2
START = datetime(2026, 3, 2, tzinfo=UTC)
SOURCES = lenient("tickets", "ticket_events", also='load = "append"\n') + lenient("survey_responses")
SOURCES += """[improvements]
kind = "rest"
cursor = "updated"
lookback = "2h"
max_bad_share = 1
[improvements.columns]
opened_on = "opened"
[improvements.client]
base_url = "${TORTURE_URL}"
[[improvements.resources]]
name = "improvements"
[improvements.resources.endpoint]
path = "improvements"
params = { since = "{since}" }
data_selector = "items"
paginator = { type = "page_number", total_path = "", base_page = 1 }
"""
PAGE_ROWS = 30
is_second = False
WEEK = "".join(f'{day} = ["09:00-12:00", "13:30-18:00"]\n' for day in ("tue", "wed", "thu", "fri"))


def write_first(folder: Path) -> None:
    """The first state: two thirds of the tickets."""
    _turn(False)
    _write(folder, range(TICKETS * 2 // 3), "first")


def write_second(folder: Path) -> None:
    """What is pulled on top: the last tickets, and some of the first with new values."""
    _turn(True)
    _write(folder, range(TICKETS // 2, TICKETS), "second")


def _turn(second: bool) -> None:
    global is_second
    is_second = second


def answer(asked: Asked) -> Answer:
    """A page of the improvements that were changed since; after the second state some are, and some are new."""
    numbers = range(TICKETS) if is_second else range(TICKETS * 2 // 3)
    items = [item for number in numbers if (item := _improvement(number))["updated"] >= asked.query["since"]]
    start = PAGE_ROWS * (int(asked.query["page"]) - 1)
    return Answer({"items": sorted(items, key=lambda item: item["updated"])[start : start + PAGE_ROWS]})


def _improvement(number: int) -> dict[str, str]:
    is_changed = is_second and TICKETS // 2 <= number < TICKETS * 2 // 3
    opened = "soon" if number % 31 == 0 else _at(number, 0)[:10]
    return {
        "improvement_id": f"I{number}",
        "department_id": f"D{number % DEPARTMENTS + is_changed}",
        "opened": opened,
        "updated": _at(number, 24 * 90 if is_changed else 0),
    }


def _write(folder: Path, numbers: range, state: str) -> None:
    levels = [
        f"S{service},P{priority},office,{60 * (service + 1)},{480 * (priority + 1)}"
        for service in range(SERVICES)
        for priority in range(PRIORITIES)
    ]
    write_company(
        folder,
        SOURCES,
        CALENDARS + WEEK,
        tickets="\n".join(
            ["ticket_id,kind,service_id,priority,status,provider_department_id,customer_department_id,created_at"]
            + [_ticket(number, state) for number in numbers]
        ),
        ticket_events="\n".join(["ticket_id,event_id,occurred_at,field,old_value,new_value", *map(_events, numbers)]),
        service_levels="\n".join(["service_id,priority,calendar,response_minutes,resolution_minutes", *levels]),
        survey_responses="\n".join(
            [
                "response_id,question,survey_id,submitted_at,respondent_id,customer_department_id,"
                "provider_department_id,score,scale_max",
                *(_answer(number) for number in numbers),
            ]
        ),
    )


def _at(number: int, hours: int) -> str:
    return (START + timedelta(hours=5 * number + hours)).isoformat()


def _ticket(number: int, state: str) -> str:
    status = "no word" if number % 41 == 0 else "closed" if number % 3 or state == "second" else "open"
    provider, customer = number % DEPARTMENTS, (number + 1) % DEPARTMENTS
    level = f"S{number % SERVICES},P{number % PRIORITIES}"
    return f"T{number},request,{level},{status},D{provider},D{customer},{_at(number, 0)}"


def _events(number: int) -> str:
    replied, resolved = _at(number, 1), "soon" if number % 37 == 0 else _at(number, 2 + number % 50)
    return f"T{number},1,{replied},reply,,yes\nT{number},2,{resolved},status,open,closed"


def _answer(number: int) -> str:
    score = "good" if number % 29 == 0 else str(number % 5 + 1)
    customer, provider = (number + 1) % DEPARTMENTS, number % DEPARTMENTS
    return f"R{number},overall,V1,{_at(number, 60)},E{number},D{customer},D{provider},{score},5"
