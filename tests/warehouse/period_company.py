"""A company of three departments and two half-years of tickets, small enough to be assessed in seconds."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.etl.small_company import write_company
from tests.warehouse import governed

AS_OF = "2026-07-01T00:00:00Z"
DEPARTMENTS = """department_id,department_name,parent_department_id,manager_employee_id
TOP,Top,,boss
HR,People,TOP,anna
IT,Computers,TOP,ivan
"""
EMPLOYEES = """employee_id,employee_name,department_id,manager_employee_id
boss,Boss,TOP,
anna,Anna,HR,boss
ivan,Ivan,IT,boss
ada,Ada,TOP,boss
ben,Ben,TOP,boss
eva,Eva,HR,anna
"""
LEVELS = """service_id,priority,calendar,response_minutes,resolution_minutes
S1,P1,office,60,240
"""
CALENDARS = """[calendars.office]
timezone = "Asia/Shanghai"
[calendars.office.week]
""" + "".join(f'{day} = ["09:00-17:00"]\n' for day in ("mon", "tue", "wed", "thu", "fri"))
SOURCES = """[tickets]
newest = { stop = "" }
loaded = { stop = "" }
[tickets.columns]
first_response_at = "answered"
"""
BASES = "period_id,employee_id,base_amount\n" + "".join(
    f"{period},{one},{base}\n" for period in ("2025H2", "2026H1") for one, base in (("anna", 9000), ("ivan", 8000))
)
POOLS = "period_id,amount\n2025H2,1000\n2026H1,1000.01\n"
HEAD = "ticket_id,kind,service_id,priority,status,provider_department_id,customer_department_id,created_at,answered\n"
ON_TIME = {"HR": 16, "IT": 12}


def _policy() -> str:
    """The default with one indicator, which tickets alone can fill."""
    before, after = governed.TEXT.split("[[indicators]]", 1)[0], governed.TEXT.split("[[grades]]", 1)[1]
    before = before.split("mandatory_any_of")[0] + "\n[rater" + before.split("[rater")[1]
    indicator = """[[indicators]]
id = "response_on_time"
name = "response on time"
source = "data"
kind = "proportion"
weight = 100
min_n = 5
prior_strength = 5
curve = [[0, 0], [0.5, 60], [1, 120]]
"""
    return before + indicator + "[[grades]]" + after


def write(folder: Path, on_time: dict[str, int] | None = None, more_departments: str = "") -> Path:
    """Twenty tickets per department and half-year, answered on time as often as said in the second half-year."""
    company = write_company(
        folder,
        SOURCES,
        CALENDARS,
        departments=DEPARTMENTS + more_departments,
        employees=EMPLOYEES,
        service_levels=LEVELS,
        tickets=HEAD + "".join(_tickets(ON_TIME | (on_time or {}))),
        bonus_bases=BASES,
        bonus_pools=POOLS,
    )
    (company / "assessment.toml").write_text(_policy(), encoding="utf-8")
    return company


def _tickets(on_time: dict[str, int]) -> list[str]:
    rows = []
    for first, known in (
        (datetime(2025, 8, 4, 1, tzinfo=UTC), ON_TIME),
        (datetime(2026, 3, 2, 1, tzinfo=UTC), on_time),
    ):
        for department, count in known.items():
            for number in range(20):
                created = first + timedelta(days=7 * (number % 10), minutes=number)
                answered = created + timedelta(minutes=30 if number < count else 120)
                cells = (f"{department}-{first:%y}-{number}", "request", "S1", "P1", "open", department, "TOP")
                rows.append(",".join((*cells, f"{created:%FT%T}Z", f"{answered:%FT%T}Z")) + "\n")
    return rows
